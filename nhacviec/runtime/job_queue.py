"""Procrastinate as the engine of many senders: a job wakes whoever is free, for one lane.

Our rows are what is owed and the guard against saying it twice. Jobs are derived from them anew
every second, so that the queue may lose all of its own at any time.
"""

import asyncio
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import procrastinate
import structlog
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from bot.delivery.sender import SendQueue
from nhacviec.runtime.dispatcher import AT_ONCE, Fleet, Loop
from scheduler import loop
from storage.messaging import job_queue

SCHEMA = "queue_" + procrastinate.__version__.replace(".", "_")
"""Another version makes tables of its own: both live on our rows, nothing has to be moved."""
TABLE = "procrastinate_jobs"
TURNS = 4  # batches of one lane before it is another one's turn
CONNECTIONS = 8
AGAIN_S = 1.0
SWEEP_EVERY_S = 10.0
QUEUES = {True: "answers", False: "rest"}  # answers never wait until a broadcast lets them in

log = structlog.get_logger()


@dataclass(slots=True)
class _Sweeping:
    """When it is due again, by the monotonic clock."""

    due: float = 0.0


@dataclass(frozen=True, slots=True)
class JobQueue:
    """Derives the jobs in every process; does them in those that send."""

    fleet: Fleet
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    app: procrastinate.App = field(init=False)
    sweeping: _Sweeping = field(default_factory=_Sweeping)

    def __post_init__(self) -> None:
        object.__setattr__(self, "app", self._app())

    @property
    def wakes(self) -> Collection[asyncio.Event]:
        return (self.wake,)

    def loops(self) -> list[Loop]:
        return [self._open()]

    def _app(self) -> procrastinate.App:
        connector = procrastinate.PsycopgConnector(
            conninfo=job_queue.address(self.fleet.db),
            kwargs={"options": f"-c search_path={SCHEMA}"},
            min_size=1,
            max_size=CONNECTIONS,
        )
        app = procrastinate.App(connector=connector)
        app.task(name="serve")(self._serve)
        return app

    async def _open(self) -> None:
        async with self.app.open_async():
            await self._found()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.fleet.lay("out", [self._sweep, self._derive], self.wake))
                for name in QUEUES.values() if self.fleet.serving else ():
                    tasks.create_task(self._work(name))

    async def _found(self) -> None:
        async with job_queue.founding(self.fleet.db, SCHEMA, TABLE) as missing:
            if missing:
                await self.app.schema_manager.apply_schema_async()

    async def _derive(self, _now: datetime) -> bool:
        """A job for every lane in which something waits and that has none yet."""
        if lanes := await self.fleet.waiting():
            known = await self.app.job_manager.list_jobs_async(status=Status.TODO.value)
            named = {job.queueing_lock for job in known}
            await self._defer([lane for lane in lanes if _name(lane) not in named])
        return False

    async def _defer(self, lanes: Sequence[SendQueue]) -> None:
        for lane in lanes:
            deferrer = self.app.configure_task(
                "serve", queue=QUEUES[lane.urgent], queueing_lock=_name(lane)
            )
            with suppress(AlreadyEnqueued):  # another process asked for the same meanwhile
                await deferrer.defer_async(channel=lane.channel, urgent=lane.urgent)

    async def _work(self, name: str) -> None:
        """A worker that breaks, as when its tables were emptied, is begun anew.

        One that breaks while it signs off has lost that it was told to stop.
        """
        while not _told_to_stop():
            try:
                await self._found()
                await self.app.run_worker_async(
                    queues=[name],
                    concurrency=AT_ONCE,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=loop.FINISH_S,
                )
            except Exception as broken:
                loop.log_failure(broken, "worker of the queue broke", queue=name)
            await asyncio.sleep(AGAIN_S)

    async def _sweep(self, _now: datetime) -> bool:
        """What dead workers had begun, also while others live: the rows say what is still owed."""
        if time.monotonic() >= self.sweeping.due:
            self.sweeping.due = time.monotonic() + SWEEP_EVERY_S
            for job in await self.app.job_manager.get_stalled_jobs():
                await self.app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
        return False

    async def _serve(self, channel: str | None, urgent: bool) -> None:
        """Wake up for a lane; what was taken is finished even when the worker is not."""
        lane = SendQueue(channel, urgent)
        if job := self.fleet.serving.get(lane):
            for _ in range(TURNS):
                if not await loop.finished(job(self.fleet.now())):
                    return
            await self._defer([lane])


def _told_to_stop() -> bool:
    here = asyncio.current_task()
    return here is not None and here.cancelling() > 0


def _name(lane: SendQueue) -> str:
    return f"{QUEUES[lane.urgent]}:{lane.channel or ''}"

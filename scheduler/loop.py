"""Drains what is due, at most one second apart on the monotonic clock."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import structlog

from storage.engine.availability import is_away

Job = Callable[[datetime], Awaitable[bool]]
"""Does one batch of what is due at the given instant; returns whether there was work."""

TICK_S = 1.0
FINISH_S = 20.0  # so long what has begun may go on once the service was told to stop
SAY_AGAIN_S = 10.0
MOST_BATCHES = 1000  # one drain ends, so that a job that never finishes cannot starve the others

Result = TypeVar("Result")

log = structlog.get_logger()


async def drain(jobs: Sequence[Job], now: datetime) -> bool:
    """Run each job until it finds nothing more; a job that fails does not stop the others."""
    worked = False
    for job in jobs:
        worked |= await _drain_one(job, now)
    return worked


async def _drain_one(job: Job, now: datetime) -> bool:
    for batch in range(MOST_BATCHES):
        try:
            if not await job(now):
                return batch > 0
        except Exception as broken:
            log_failure(broken, "job failed", job=getattr(job, "__name__", str(job)))
            return batch > 0
    return True


def log_failure(broken: BaseException, what: str, **facts: object) -> None:
    """With its trace; a database that is away is said in a line, now and then, by all together."""
    if not is_away(broken):
        log.error(what, exc_info=broken, **facts)
    elif _silence.over():
        log.warning("the database does not answer", met_by=what, **facts)


@dataclass(slots=True)
class _Silence:
    """So that a minute without a database is a few lines, not a thousand."""

    ends: float = 0.0

    def over(self) -> bool:
        now = time.monotonic()
        if now < self.ends:
            return False
        self.ends = now + SAY_AGAIN_S
        return True


_silence = _Silence()


async def finished(work: Awaitable[Result]) -> Result:
    """Do it to its end, even when the service is told to stop meanwhile.

    What is half sent would be in doubt, and a transaction that is cancelled half-way can leave
    its connection in nobody's hands.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=FINISH_S)
        task.cancel()
        raise


async def ended(tasks: Collection[asyncio.Future[Any]]) -> None:
    """Wait for the end of what was told to stop, however often we are told to stop meanwhile.

    Raises CancelledError afterwards if we were told.
    """
    told = None
    while not all(task.done() for task in tasks):
        try:
            await asyncio.wait(tasks)
        except asyncio.CancelledError as again:
            told = again
    if told:
        raise told


async def run(
    jobs: Sequence[Job],
    clock: Callable[[], datetime],
    wake: asyncio.Event,
    then: Collection[asyncio.Event] = (),
) -> None:
    """Drain for ever. `wake` is set when there is work before the next tick; work sets `then`."""
    while True:
        wake.clear()
        if await finished(drain(jobs, clock())):
            for event in then:
                event.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(TICK_S):  # unlike wait_for, never loses a cancellation
                await wake.wait()

"""Who serves the lanes of messages: loops of this process, or whoever takes a job from a queue."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.delivery.sender import SendQueue
from domain.messaging.messages import Refusal
from nhacviec.runtime.clock import Clock
from scheduler import loop
from storage.engine.database import Database

AT_ONCE = 48  # lanes under way in one process; more only wait, with messages in hand

Loop = Coroutine[Any, Any, None]
Lay = Callable[[str, Sequence[loop.Job], asyncio.Event], Loop]
"""Makes a loop of a name, its jobs, and what wakes it."""


class EngineNotReady(Refusal):
    """The engine that was asked for is not installed, or has no server to stand on."""

    def __init__(self, engine: str) -> None:
        super().__init__("cli.engine_not_ready", {"engine": engine})


class NeedsSession(Refusal):
    """A queue of jobs listens in a session of its own, which a pooler does not lend."""

    def __init__(self, db: Database) -> None:
        super().__init__("database.pooled", {"address": f"{db.url.host}:{db.url.port}"})


class Dispatcher(Protocol):
    """`wakes` are set whenever messages may have been written; `loops` run until cancelled."""

    @property
    def wakes(self) -> Collection[asyncio.Event]: ...

    def loops(self) -> list[Loop]: ...


@dataclass(frozen=True, slots=True)
class Fleet:
    """What an engine needs to know: the lanes of all processes, and those that this one can serve.

    `waiting`: in which lanes something may leave now; asked of our own rows alone.
    """

    db: Database
    waiting: Callable[[], Coroutine[Any, Any, Sequence[SendQueue]]]
    serving: Mapping[SendQueue, loop.Job]
    now: Clock
    lay: Lay


def _gates() -> Mapping[bool, asyncio.Semaphore]:
    """Answers never wait until a broadcast lets them in."""
    return {urgent: asyncio.Semaphore(AT_ONCE) for urgent in (True, False)}


@dataclass(frozen=True, slots=True)
class Loops:
    """Each lane has a loop of its own in this process; one look finds out which of them may go on.

    So an idle service of many bots asks as little as one of few.
    """

    fleet: Fleet
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    events: dict[SendQueue, asyncio.Event] = field(default_factory=dict)
    due: set[SendQueue] = field(default_factory=set)
    gates: Mapping[bool, asyncio.Semaphore] = field(default_factory=_gates)

    def __post_init__(self) -> None:
        self.events.update((lane, asyncio.Event()) for lane in self.fleet.serving)

    @property
    def wakes(self) -> Collection[asyncio.Event]:
        return (self.wake,)

    def loops(self) -> list[Loop]:
        lanes = enumerate(self.fleet.serving.items(), start=1)
        return [
            self.fleet.lay("lanes", [self._look], self.wake),
            *(
                self.fleet.lay(f"out {number}", [self._when_due(lane, job)], self.events[lane])
                for number, (lane, job) in lanes
            ),
        ]

    async def _look(self, _now: datetime) -> bool:
        for lane in await self.fleet.waiting():
            if event := self.events.get(lane):
                self.due.add(lane)
                event.set()
        return False

    def _when_due(self, lane: SendQueue, job: loop.Job) -> loop.Job:
        """What is found while a batch is under way counts for the next one."""

        async def serve(now: datetime) -> bool:
            if lane not in self.due:
                return False
            async with self.gates[lane.urgent]:
                self.due.remove(lane)
                if worked := await job(now):
                    self.due.add(lane)
                return worked

        serve.__name__ = getattr(job, "__name__", "send")
        return serve


Engine = Callable[[Fleet], Dispatcher]


def engine(name: str, db: Database) -> Engine | None:
    """The engine of this name; None: the loops of each process.

    Raises EngineNotReady, NeedsSession.
    """
    if name == "local":
        return None
    if db.embedded:
        raise EngineNotReady(name)
    if db.pooled:
        raise NeedsSession(db)
    try:
        from nhacviec.runtime.job_queue import JobQueue
    except ImportError:
        raise EngineNotReady(name) from None
    return JobQueue

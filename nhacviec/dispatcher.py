"""Who serves the lanes of letters: loops of this process, or whoever takes a job from a queue."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.outbound import Lane
from domain.messages import Refusal
from nhacviec.clock import Clock
from scheduler import loop
from storage.database import Database

Road = Coroutine[Any, Any, None]
Lay = Callable[[str, Sequence[loop.Job], asyncio.Event], Road]
"""Makes a road of a name, its jobs, and what wakes it."""


class EngineNotReady(Refusal):
    """The engine that was asked for is not installed, or has no server to stand on."""

    def __init__(self, engine: str) -> None:
        super().__init__("cli.engine_not_ready", {"engine": engine})


class Dispatcher(Protocol):
    """`wakes` are set whenever letters may have been written; `roads` run until cancelled."""

    @property
    def wakes(self) -> Collection[asyncio.Event]: ...

    def roads(self) -> list[Road]: ...


@dataclass(frozen=True, slots=True)
class Loops:
    """Each lane has a loop of its own in this process, which looks once a second."""

    serving: Mapping[Lane, loop.Job]
    lay: Lay
    events: dict[Lane, asyncio.Event] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.events.update((lane, asyncio.Event()) for lane in self.serving)

    @property
    def wakes(self) -> Collection[asyncio.Event]:
        return self.events.values()

    def roads(self) -> list[Road]:
        return [
            self.lay(f"out {number}", [job], self.events[lane])
            for number, (lane, job) in enumerate(self.serving.items(), start=1)
        ]


@dataclass(frozen=True, slots=True)
class Fleet:
    """What a queue needs to know: the lanes of all processes, and those that this one can serve.

    `waiting`: in which lanes something may leave now; asked of our own rows alone.
    """

    db: Database
    waiting: Callable[[], Coroutine[Any, Any, Sequence[Lane]]]
    serving: Mapping[Lane, loop.Job]
    now: Clock
    lay: Lay


Engine = Callable[[Fleet], Dispatcher]


def engine(name: str, db: Database) -> Engine | None:
    """The engine of this name; None: the loops of each process. Raises EngineNotReady."""
    if name == "local":
        return None
    if db.embedded:
        raise EngineNotReady(name)
    try:
        from nhacviec.cluster import Queue
    except ImportError:
        raise EngineNotReady(name) from None
    return Queue

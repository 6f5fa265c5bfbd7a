"""How far a channel has handed over what people said while nobody listened."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class HandoverProgress:
    """Kept by the part of a channel that listens; others only read it.

    `complete`: nothing is left at the messenger, as far as one can know. `since`: when it fell
    silent, or answered again. `done_at`: when nothing was left, for certain, the last time.
    `wanted`: set while somebody needs to know what has been said by now.
    """

    clock: Callable[[], datetime]
    complete: bool = False
    done_at: datetime | None = None
    since: datetime = field(init=False)
    wanted: asyncio.Event = field(default_factory=asyncio.Event)
    _needed: Sequence[datetime] = ()
    _silent: bool = False

    def __post_init__(self) -> None:
        self.since = self.clock()

    def fails(self) -> None:
        """The messenger could not be asked, or what it said could not be stored."""
        if not self._silent:
            self.complete, self._silent, self.since = False, True, self.clock()

    def answers(self) -> None:
        """The messenger answers; after a silence it has something to hand over first."""
        if self._silent:
            self._silent, self.since = False, self.clock()

    def has_more(self) -> None:
        """Something waits there that we do not have."""
        if self.complete:
            self.complete, self.since = False, self.clock()

    def ends(self, asked_at: datetime) -> None:
        """All that it had when it was asked then is stored."""
        self.complete, self.done_at = True, asked_at

    def need(self, instants: Collection[datetime]) -> None:
        """What was said until then will be needed; once one has come, the messenger is asked."""
        self._needed = sorted(instants)
        unknown = self._first_unknown()
        if self.complete and unknown is not None and unknown <= self.clock():
            self.wanted.set()

    def soon(self, within: timedelta) -> bool:
        """Whether what is said from now on is needed so soon that nobody asks for long."""
        unknown = self._first_unknown()
        return unknown is not None and unknown - self.clock() <= within

    def _first_unknown(self) -> datetime | None:
        return next((each for each in self._needed if not self._knows(each)), None)

    def _knows(self, instant: datetime) -> bool:
        return self.done_at is not None and self.done_at >= instant

    async def unless_wanted(self, call: Coroutine[Any, Any, T]) -> T | None:
        """What the call brings; None: it was given up, as what has been said by now is needed."""
        calling, waiting = asyncio.ensure_future(call), asyncio.ensure_future(self.wanted.wait())
        try:
            await asyncio.wait((calling, waiting), return_when=asyncio.FIRST_COMPLETED)
            return calling.result() if calling.done() else None
        finally:
            calling.cancel()
            waiting.cancel()
            await asyncio.gather(calling, waiting, return_exceptions=True)

    async def rest(self, seconds: float) -> None:
        """So long at most, less if what has been said by now is needed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.wanted.wait()

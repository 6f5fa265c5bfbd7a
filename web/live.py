"""Tells open boards what has changed: a number and keys, never what it says.

Each process looks at the audit log once a second while a board is open there, whichever process
wrote it; however many boards are open, it is one query, and one event that all of them share who
see the same units. Whoever sees some units only hears nothing of the others.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Iterable
from dataclasses import dataclass, field

import structlog

from storage.board import changes
from storage.board.changes import Whose
from storage.engine.database import Database

LOOK_EVERY_S = 1.0
STILL_ALIVE_S = 20.0
LASTS_S = 300.0  # then the browser comes again, and its session is looked at again
MOST_KEYS = 200  # more than this: everything may have changed
EVERYTHING = "*"
WAITING = 100  # events that a slow browser may be behind
STILL_ALIVE = b'data: {"keys": []}\n\n'
END = b""

log = structlog.get_logger()


def _never() -> bool:
    return False


Units = frozenset[int] | None


@dataclass(eq=False, slots=True)
class Listener:
    """One open board: what it has not taken yet, and when it has lasted long enough.

    `units`: those that its reader sees; None: all of them.
    """

    until: float
    units: Units = None
    waiting: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(WAITING))

    def tell(self, event: bytes, instead: bytes) -> None:
        """Whoever cannot keep up is told `instead` of all that waits."""
        if self.waiting.full():
            while not self.waiting.empty():
                self.waiting.get_nowait()
            event = instead
        self.waiting.put_nowait(event)


@dataclass(slots=True)
class Live:
    """Those who listen in this process. `ends`: whether the server is being stopped."""

    ends: Callable[[], bool] = _never
    listeners: set[Listener] = field(default_factory=set)
    looking: asyncio.Task[None] | None = None
    number: int = 0
    beginning: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def listen(
        self, db: Database, since: int, units: Units = None
    ) -> AsyncGenerator[bytes, None]:
        """Events as they come, until the server stops or it has lasted long enough.

        `units`: those that the reader sees; None: all of them.
        """
        listener = Listener(asyncio.get_running_loop().time() + LASTS_S, units)
        self.listeners.add(listener)
        try:
            await self._begin(db)
            yield await self._missed(db, since, units)
            while not self.ends() and (event := await listener.waiting.get()):
                yield event
        finally:
            self.listeners.discard(listener)

    async def _begin(self, db: Database) -> None:
        """Many boards that come at once, as after a restart, begin one look together."""
        async with self.beginning:
            if self.looking is None or self.looking.done():
                async with db.read() as tx:
                    self.number = await changes.newest(tx)
                self.looking = asyncio.create_task(self._look(db))

    async def _missed(self, db: Database, since: int, units: Units) -> bytes:
        """Nothing is asked for a page that knows all that the last look found."""
        if not since or since >= self.number:
            return _event(max(since, self.number), [])
        async with db.read() as tx:
            number, keys = await changes.since(tx, since)
            whose = await changes.whose(tx, keys) if units is not None else {}
        return _event(number, _seen(keys, whose, units))

    async def _look(self, db: Database) -> None:
        """One query a second for all that listen; it ends with the last of them."""
        loop = asyncio.get_running_loop()
        said = loop.time()
        try:
            while self.listeners and not self.ends():
                await asyncio.sleep(LOOK_EVERY_S)
                if await self._tell_changes(db):
                    said = loop.time()
                elif loop.time() - said >= STILL_ALIVE_S:
                    said = loop.time()
                    self._tell(STILL_ALIVE, STILL_ALIVE)
                self._end(loop.time())
        finally:
            self._end()

    async def _tell_changes(self, db: Database) -> bool:
        try:
            async with db.read() as tx:
                self.number, keys = await changes.since(tx, self.number)
                some = any(each.units is not None for each in self.listeners)
                whose = await changes.whose(tx, keys) if keys and some else {}
        except Exception:
            log.exception("changes could not be read")
            return False
        if keys:
            self._tell_each(keys, whose)
        return bool(keys)

    def _tell_each(self, keys: list[str], whose: Whose) -> None:
        """One event for all who see the same."""
        made: dict[Units, bytes] = {}
        for listener in self.listeners:
            if listener.units not in made:
                seen = _seen(keys, whose, listener.units)
                made[listener.units] = _event(self.number, seen)
            listener.tell(made[listener.units], _event(self.number, [EVERYTHING]))

    def _tell(self, event: bytes, instead: bytes) -> None:
        for listener in self.listeners:
            listener.tell(event, instead)

    def _end(self, now: float = float("inf")) -> None:
        """Those who have lasted until now hear no more."""
        for listener in [each for each in self.listeners if each.until <= now]:
            self.listeners.discard(listener)
            listener.tell(END, END)


def _seen(keys: list[str], whose: Whose, units: Units) -> list[str]:
    return [each for each in keys if units is None or each not in whose or whose[each] in units]


def _event(number: int, keys: list[str]) -> bytes:
    told = keys if len(keys) <= MOST_KEYS else [EVERYTHING]
    return f"id: {number}\ndata: {json.dumps({'keys': told})}\n\n".encode()


def number_of(given: Iterable[str]) -> int:
    """The first of these that is a number; 0 if none is."""
    return next((int(each) for each in given if each.isdecimal() and len(each) < 16), 0)

"""Tells open boards what has changed: a number and keys, never what it says.

Each process looks at the audit log once a second while a board is open there, whichever process
wrote it; however many boards are open, it is one query.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from storage.board import changes
from storage.engine.database import Database

LOOK_EVERY_S = 1.0
STILL_ALIVE_S = 15.0
LASTS_S = 300.0  # then the browser comes again, and its session is looked at again
MOST_KEYS = 200  # more than this: everything may have changed
EVERYTHING = "*"
WAITING = 100  # events that a slow browser may be behind

Event = tuple[int, list[str]]

log = structlog.get_logger()


def _never() -> bool:
    return False


@dataclass(slots=True)
class Live:
    """Those who listen in this process. `ends`: whether the server is being stopped."""

    ends: Callable[[], bool] = _never
    listeners: set[asyncio.Queue[Event]] = field(default_factory=set)
    looking: asyncio.Task[None] | None = None
    number: int = 0

    async def listen(self, db: Database, since: int) -> AsyncGenerator[bytes, None]:
        """Events as they come, until the server stops or it has lasted long enough."""
        queue: asyncio.Queue[Event] = asyncio.Queue(WAITING)
        self.listeners.add(queue)
        try:
            if self.looking is None or self.looking.done():
                async with db.read() as tx:
                    self.number = await changes.newest(tx)
                self.looking = asyncio.create_task(self._look(db))
            async with db.read() as tx:
                missed = await changes.since(tx, since) if since else (self.number, [])
            yield _event(missed)
            async for each in self._events(queue):
                yield each
        finally:
            self.listeners.discard(queue)

    async def _events(self, queue: asyncio.Queue[Event]) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        until, said = loop.time() + LASTS_S, loop.time()
        while loop.time() < until and not self.ends():
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    yield _event(await queue.get())
                    said = loop.time()
            if loop.time() - said >= STILL_ALIVE_S:
                said = loop.time()
                yield b'data: {"keys": []}\n\n'

    async def _look(self, db: Database) -> None:
        """One query a second for all that listen; it ends with the last of them."""
        while self.listeners and not self.ends():
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                async with db.read() as tx:
                    self.number, keys = await changes.since(tx, self.number)
            except Exception:
                log.exception("changes could not be read")
            else:
                self._tell((self.number, keys))

    def _tell(self, event: Event) -> None:
        """Whoever cannot keep up is told that everything may have changed."""
        if not event[1]:
            return
        for queue in self.listeners:
            if queue.full():
                queue.get_nowait()
                event = event[0], [EVERYTHING]
            queue.put_nowait(event)


def _event(event: Event) -> bytes:
    number, keys = event
    told = list(keys) if len(keys) <= MOST_KEYS else [EVERYTHING]
    return f"id: {number}\ndata: {json.dumps({'keys': told})}\n\n".encode()


def number_of(given: Iterable[str]) -> int:
    """The first of these that is a number; 0 if none is."""
    return next((int(each) for each in given if each.isdecimal() and len(each) < 16), 0)

"""The web channel: a chat in the browser. What is said lies in the outbox; pages are nudged."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels.protocol import Hear
from bot.rendering.rendered import Button, Rendered
from domain.messaging.messages import IncomingEvent

NAME = "web"


class NotListening(Exception):
    """The service is still starting; the page tries again."""


class WebChannel:
    """Needs no messenger: sending means that the page of this address may look."""

    name = NAME

    def __init__(self) -> None:
        self._hear: Hear | None = None
        self._pages: dict[str, set[asyncio.Event]] = {}

    async def listen(self, hear: Hear) -> None:
        """Pages pass on what people do as long as this runs."""
        self._hear = hear
        try:
            await asyncio.Event().wait()
        finally:
            self._hear = None

    async def hear_from(self, heard: IncomingEvent) -> None:
        """Store one thing heard; when this returns, the page may say that it was received."""
        if self._hear is None:
            raise NotListening
        await self._hear([heard])
        self.nudge(heard.chat.address)

    async def send(self, address: str, message: Rendered) -> str:
        self.nudge(address)
        return message.reference

    def can_tell(self, message: Rendered, _after: str) -> bool:
        return bool(message.reference)

    async def find(
        self, _address: str, message: Rendered, *, after: str, known: frozenset[str]
    ) -> str | None:
        """A message that was put into words is on the page, whatever happened afterwards."""
        return message.reference

    def fits(self, _button: Button) -> bool:
        return True

    def nudge(self, address: str) -> None:
        for page in self._pages.get(address, ()):
            page.set()

    @asynccontextmanager
    async def page(self, address: str) -> AsyncIterator[asyncio.Event]:
        """An open page: the event is set whenever there is something to look at."""
        event = asyncio.Event()
        self._pages.setdefault(address, set()).add(event)
        try:
            yield event
        finally:
            self._pages[address].discard(event)
            if not self._pages[address]:
                del self._pages[address]

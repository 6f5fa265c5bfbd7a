"""A Telegram channel against the fake messenger on loopback, impatient enough for tests."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.channels.telegram.channel import TelegramChannel, TelegramOptions
from bot.rendering.rendered import Button, Rendered
from domain.messaging.messages import IncomingEvent
from tests.channels.fake_telegram import TOKEN, Server, Telegram

MINH = 4001
FAR = datetime(2100, 1, 1, tzinfo=UTC)
QUICK = {
    "connect": 0.3,
    "read": 0.3,
    "pool": 0.2,
    "whole": 2.0,
    "poll": 1,
    "grace": 0.3,
    "back_off": 0.02,
    "probe_gap": 0.0,
}


def options(url: str, **changed: object) -> TelegramOptions:
    return TelegramOptions(api_url=url, **{**QUICK, **changed})  # type: ignore[arg-type] # by name


def says(text: str = "Xin chào", tap: str = "", reference: str = "") -> Rendered:
    rows = ((Button("Xong", tap),),) if tap else ()
    return Rendered(text, rows, reference=reference)


@dataclass
class Ear:
    """Stands for the inbox: stores what is heard, unless it is `broken`."""

    heard: list[IncomingEvent] = field(default_factory=list)
    batches: int = 0
    broken: int = 0

    async def __call__(self, events: Sequence[IncomingEvent]) -> None:
        self.batches += 1
        if self.broken:
            self.broken -= 1
            raise OSError("disk full")
        self.heard += events

    async def until(self, count: int) -> list[IncomingEvent]:
        async with asyncio.timeout(30):
            while len(self.heard) < count:  # noqa: ASYNC110 - as short as the test
                await asyncio.sleep(0.005)
        return self.heard


@dataclass
class House:
    server: Server
    channel: TelegramChannel
    alarms: list[str]
    ear: Ear = field(default_factory=Ear)

    @property
    def telegram(self) -> Telegram:
        return self.server.telegram

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Ear]:
        task = asyncio.create_task(self.channel.listen(self.ear))
        try:
            yield self.ear
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def until_asked(self, method: str, count: int = 1) -> None:
        """Wait until that many calls of a method have reached the messenger."""
        async with asyncio.timeout(30):
            while len(self.telegram.asked(method)) < count:  # noqa: ASYNC110 - as short as the test
                await asyncio.sleep(0.005)


@asynccontextmanager
async def at_home(server: Server, token: str = TOKEN, **changed: object) -> AsyncIterator[House]:
    alarms: list[str] = []
    channel = TelegramChannel(token, lambda: FAR, alarms.append, options(server.url, **changed))
    try:
        yield House(server, channel, alarms)
    finally:
        await channel.close()

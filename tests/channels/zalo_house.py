"""A Zalo channel against the fake messenger on loopback, impatient enough for tests."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.channels.zalo.channel import ZaloChannel
from bot.channels.zalo.client import ZaloOptions
from bot.rendering.rendered import Rendered
from domain.messaging.messages import IncomingEvent
from tests.channels.fake_zalo import TOKEN, Server, Zalo
from tests.channels.loopback import endpoint

LAN = "6ede9afa66b88fe6d6a9"
GROUP = "zgr-0123456789"
SECRET = "a-secret-of-the-webhook"
FAR = datetime(2100, 1, 1, tzinfo=UTC)
QUICK = {
    "connect": 0.3,
    "read": 0.3,
    "pool": 0.2,
    "whole": 2.0,
    "poll": 1,
    "slack": 0.3,
    "pause": 0.05,
    "back_off": 0.02,
}


def options(url: str, **changed: object) -> ZaloOptions:
    return ZaloOptions(api_url=url, **{**QUICK, **changed})  # type: ignore[arg-type] # by name


def says(html: str = "Xin chào", reference: str = "") -> Rendered:
    return Rendered(html, reference=reference)


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

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.heard]

    async def until(self, count: int) -> list[IncomingEvent]:
        async with asyncio.timeout(30):
            while len(self.heard) < count:  # noqa: ASYNC110 - as short as the test
                await asyncio.sleep(0.005)
        return self.heard


@dataclass
class House:
    server: Server
    channel: ZaloChannel
    alarms: list[str]
    ear: Ear = field(default_factory=Ear)

    @property
    def zalo(self) -> Zalo:
        return self.server.zalo

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
            while len(self.zalo.asked(method)) < count:  # noqa: ASYNC110 - as short as the test
                await asyncio.sleep(0.005)

    def pushed_to(self) -> AbstractAsyncContextManager[str]:
        """The channel's endpoint on a server of its own; yields its address."""
        return endpoint("/zalo", self.channel.webhook(SECRET))


@asynccontextmanager
async def at_home(
    server: Server, token: str = TOKEN, now: datetime = FAR, **changed: object
) -> AsyncIterator[House]:
    alarms: list[str] = []
    channel = ZaloChannel(token, lambda: now, alarms.append, options(server.url, **changed))
    try:
        yield House(server, channel, alarms)
    finally:
        await channel.close()

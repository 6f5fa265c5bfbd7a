"""A tap is stored, decided, answered and edited at the messenger: answers a second, 64 chats."""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from benchmarks.department import FOUNDED, NOW, found, opened
from benchmarks.measuring import as_the_program, messenger, told
from benchmarks.peers import TOKEN, ask, resident, tapped
from bot.channels.protocol import Pace
from bot.channels.telegram.channel import TelegramChannel, TelegramOptions
from domain.reporting.policy import Policy
from nhacviec.runtime.service import Service, assemble
from scheduler.reporting import cycles
from storage.engine.database import Database
from storage.tables import OUTBOX_MESSAGES, PROMPTS

EARLY = NOW - timedelta(days=1)  # nothing is due yet
TAPS = 400
EARLIER = 1_000_000  # messages from this number on


def ticking(start: datetime) -> Callable[[], datetime]:
    """A clock that goes on from an instant."""
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


@asynccontextmanager
async def serving(
    url: str, people: int, start: datetime, pace: Pace | None
) -> AsyncIterator[Service]:
    """The whole service on a database of its own."""
    async with opened("sqlite") as db:
        await found(db, units=max(1, people // 5), people=people, tasks=5)
        await cycles.open_periods(db, NOW)
        clock = ticking(start)
        channel = TelegramChannel(TOKEN, clock, print, TelegramOptions(api_url=url, pace=pace))
        service = assemble(db, clock, Policy(), {channel.name: channel})
        running = asyncio.create_task(service.run())
        try:
            yield service
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await channel.close()


TAP = "v1:mine:0:0"


async def taps(url: str, count: int, chats: int) -> float:
    async with serving(url, chats, EARLY, None):
        return await tapped(url, count, chats, TAP)


async def tap_after(url: str, before: int, chats: int) -> float:
    """Processor time of one tap, in ms, where each chat has so many prompts, every other open."""
    async with serving(url, chats, EARLY, None) as service:
        await with_prompts(service.outbound.db, chats, before)
        await tapped(url, chats, chats, TAP)
        used = time.process_time()
        await tapped(url, TAPS, chats, TAP)
        return 1000 * (time.process_time() - used) / TAPS


async def with_prompts(db: Database, chats: int, before: int) -> None:
    """What was said earlier: messages that were sent, and the choices that each put before a chat."""
    numbers = range(chats * before)
    async with db.begin() as tx:
        if before:
            await tx.execute(insert(OUTBOX_MESSAGES), [_said(n, chats) for n in numbers])
            await tx.execute(insert(PROMPTS), [_asked(n, chats) for n in numbers])
        await tx.execute(text("ANALYZE"))


def _said(number: int, chats: int) -> dict[str, Any]:
    empty = ("route", "edits", "after", "text_key", "about", "reason", "sent_html")
    lists: dict[str, Any] = {"facts": {}, "choices": [], "sent_buttons": [], "sent_duties": []}
    times = dict.fromkeys(("logical_at", "send_at", "created_at", "sent_at"), FOUNDED)
    sent = {"kind": "reminder", "priority": 2, "fixed": False, "state": "sent", "attempts": 1}
    chat = str(1 + number % chats)
    here = {"channel": "telegram", "address": chat, "lane": f"telegram:{chat}"}
    named = {"id": EARLIER + number, "key": f"earlier:{number}", "message_id": str(number)}
    return named | here | sent | times | lists | dict.fromkeys(empty, "")


def _asked(number: int, chats: int) -> dict[str, Any]:
    here = {"channel": "telegram", "address": str(1 + number % chats)}
    asked = {"topic": f"duty:{number}", "code": f"Q{number}", "taps": [TAP]}
    closed = FOUNDED if number // chats % 2 else None
    times = {"opened_at": FOUNDED, "closed_at": closed}
    return here | asked | times | {"outbox_id": EARLIER + number}


async def memory(url: str, count: int, _chats: int) -> float:
    """MiB of the idle service."""
    async with serving(url, max(5, count), EARLY, None):
        await asyncio.sleep(2)
        return resident()


async def broadcast(url: str, people: int, _chats: int) -> float:
    """MiB that the service grows by from a tenth of the digests to the last of them."""
    held: dict[bool, list[float]] = {False: [], True: []}
    async with serving(url, people, NOW, None):
        sent = 0
        while sent < people:
            await asyncio.sleep(0.5)
            facts: Any = await asyncio.to_thread(ask, f"{url}/control/facts")
            sent = facts["counts"].get("sendMessage", 0)
            held[sent >= people // 10].append(resident())
    return max(held[True]) - (held[False] or held[True])[-1]


async def paced(url: str, seconds: int, per_second: int) -> float:
    """Share of one core while digests leave at so many a second."""
    people = 2 * seconds * per_second
    async with serving(url, people, NOW, Pace(per_second, 1.0)):
        await asyncio.sleep(3)
        start, used = time.perf_counter(), time.process_time()
        await asyncio.sleep(seconds)
        return (time.process_time() - used) / (time.perf_counter() - start)


WORK = {"taps": taps, "tap": tap_after, "memory": memory, "broadcast": broadcast, "paced": paced}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", choices=WORK)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--at-once", type=int, default=64)
    given = parser.parse_args()
    as_the_program()
    with messenger() as url:
        told(asyncio.run(WORK[given.work](url, given.count, given.at_once)))


if __name__ == "__main__":
    main()

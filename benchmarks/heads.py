"""Silence climbs to a hundred heads: what one digest costs, and how long a message heard waits."""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import func, select, update

from benchmarks.department import found, opened
from benchmarks.measuring import as_the_program, messenger, told
from benchmarks.peers import TOKEN
from bot.channels.telegram.channel import TelegramChannel, TelegramOptions
from bot.delivery.ahead import look_ahead
from bot.delivery.composer import MessageComposer
from bot.delivery.sender import Outbound
from bot.inbound.processor import Inbound
from bot.rendering.catalogue import Catalogue
from bot.routes import ROUTES
from domain.calendar.work_calendar import Window
from domain.messaging.messages import Chat, IncomingEvent
from scheduler.reporting import cycles, escalation
from storage.engine.database import Database, Tx
from storage.messaging import outbox
from storage.tables import DUTIES, OUTBOX_MESSAGES, POSITIONS, UNITS

HEADS = 100
STEP = 5  # of the ladder: the head, on the morning after the due day
AT = datetime.fromisoformat("2025-10-27T01:31:00+00:00")
OPENED = datetime.fromisoformat("2025-10-17T01:30:00+00:00")
EVERY_S = 0.02


async def silent(db: Database, people: int, units: int, departments: int) -> None:
    """A period in which nobody answered: the next step is that of the heads, and it has come."""
    await found(db, units=units, people=people, tasks=max(1, people // units))
    async with db.begin() as tx:
        await _with_heads(tx, departments)
    await cycles.open_periods(db, OPENED)
    async with db.begin() as tx:
        reached = {"rung": STEP - 1, "next_at": AT, "reached_at": OPENED}
        await tx.execute(update(DUTIES).values(**reached))


async def _with_heads(tx: Tx, departments: int) -> None:
    """The first official of each unit is its head; further departments stand beside the first."""
    first = select(func.min(POSITIONS.c.id)).group_by(POSITIONS.c.unit_id)
    await tx.execute(update(POSITIONS).where(POSITIONS.c.id.in_(first)).values(role="head"))
    for number in range(1, departments):
        named = {"code": f"S{number}", "name": f"Sở {number}", "name_en": "", "short_name": ""}
        root = named | {"kind": "so"}
        await tx.execute(UNITS.insert().values(**root, parent_id=None))


@asynccontextmanager
async def sending(db: Database) -> AsyncIterator[Outbound]:
    with messenger() as url:
        options = TelegramOptions(api_url=url, pace=None)
        channel = TelegramChannel(TOKEN, lambda: AT, print, options)
        composer = MessageComposer(Catalogue(), {channel.name: channel}, ROUTES.composers)
        yield Outbound(db, composer, Window(), lambda: AT)
        await channel.close()


async def _told_of_all(db: Database, outbound: Outbound) -> None:
    while await escalation.climb(db, AT):
        pass
    while await outbound.deliver(AT):
        pass


async def worst_wait(db: Database) -> float:
    """The longest that a message needed to be stored while the heads were told, in ms."""
    inbound = Inbound(db, Catalogue(), lambda: AT, ROUTES)
    waits: list[float] = []
    async with sending(db) as outbound:
        work = asyncio.create_task(_told_of_all(db, outbound))
        while not work.done():
            chat = Chat("web" if len(waits) % 2 else "telegram", str(1 + len(waits) % HEADS))
            start = time.perf_counter()
            await inbound.hear([IncomingEvent(chat, f"e{len(waits)}", AT, text="xong")])
            waits.append(time.perf_counter() - start)
            await asyncio.sleep(EVERY_S)
        await work
    await _all_told(db)
    return 1000 * max(waits)


async def one_digest(db: Database) -> float:
    """Processor time of the main thread for one head's digest, put into words, in ms."""
    while await escalation.climb(db, AT):
        pass
    async with sending(db) as outbound, db.read() as tx:
        [lane] = [each for each in outbound.lanes if each.channel and not each.urgent]
        waiting = await outbox.peek(tx, outbound._claim(lane, HEADS), AT)
        for _ in range(2):  # the first time templates and statements are made
            start = time.thread_time()
            ahead = await look_ahead(tx, outbound.composer, waiting, AT)
            spent = time.thread_time() - start
        if not waiting or len(ahead.drafts) < len(waiting):
            raise RuntimeError("nothing was said")
        return 1000 * spent / len(waiting)


async def _all_told(db: Database) -> None:
    async with db.read() as tx:
        states = select(OUTBOX_MESSAGES.c.state, func.count()).group_by(OUTBOX_MESSAGES.c.state)
        counts = {row[0]: row[1] for row in await tx.execute(states)}
    if counts != {"sent": HEADS}:
        raise RuntimeError(f"not all heads were told: {counts}")


async def measured(what: str, people: int, units: int, departments: int) -> float:
    async with opened("sqlite") as db:
        await silent(db, people, units, departments)
        return await (worst_wait(db) if what == "wait" else one_digest(db))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("wait", "digest"))
    parser.add_argument("--people", type=int, default=600)
    parser.add_argument("--units", type=int, default=HEADS)
    parser.add_argument("--departments", type=int, default=1)
    given = parser.parse_args()
    as_the_program()
    told(asyncio.run(measured(given.what, given.people, given.units, given.departments)))


if __name__ == "__main__":
    main()

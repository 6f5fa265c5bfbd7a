"""What it costs where there are so many: run at n and at ten times n, it tells how a cost grows."""

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable

from sqlalchemy import insert, select

from benchmarks.department import NOW, found, opened
from benchmarks.measuring import told
from domain.messaging.messages import Chat
from domain.people.chat_links import LinkState
from scheduler.reporting import cycles, escalation
from storage.audit import log as audit
from storage.audit import seals
from storage.engine.database import Database
from storage.messaging import chat_links
from storage.people import officials, units
from storage.tables import OUTBOX_EVENTS, OUTBOX_MESSAGES

TIMES = 7


async def _looked(db: Database) -> None:
    """What nearly every answer asks of the roster."""
    async with db.read() as tx:
        people = await officials.roster(tx, NOW)
        people.heads(2)
        people.office()
        await units.tree(tx)


async def roster(db: Database, count: int) -> float:
    """The roster of so many, after a chat of one of them was suspended: ms of the main thread."""
    await found(db, units=max(1, count // 5), people=count, tasks=1)
    await _looked(db)
    spent = []
    for number in range(1, TIMES + 1):
        async with db.begin() as tx:
            chat = Chat("telegram", str(number))
            await chat_links.change(tx, chat, LinkState.SUSPENDED, "", NOW)
        start = time.thread_time()
        await _looked(db)
        spent.append(time.thread_time() - start)
    return 1000 * statistics.median(spent)


async def verify(db: Database, count: int) -> float:
    """The log of so many entries is verified: ms."""
    async with db.begin() as tx:
        subjects = [f"message:{number}" for number in range(count)]
        await audit.add_all(tx, subjects, at=NOW, actor="service", action="message.sent")
    start = time.process_time()
    async with db.read() as tx:
        if await audit.first_broken(tx) is not None:
            raise RuntimeError("the log does not verify")
    return 1000 * (time.process_time() - start)


async def sealed(db: Database, count: int) -> float:
    """A round that finds nothing new among so many rows that are sealed: ms."""
    await found(db, units=1, people=5, tasks=1)
    await cycles.open_periods(db, NOW)
    await escalation.climb(db, NOW)
    async with db.begin() as tx:
        message = (await tx.execute(select(OUTBOX_MESSAGES.c.id).limit(1))).scalar_one()
        row = {"outbox_id": message, "at": NOW, "state": "sent", "reason": ""}
        await tx.execute(insert(OUTBOX_EVENTS), [row] * count)
    await seals.seal(db, NOW)
    spent = []
    for _ in range(TIMES):
        start = time.process_time()
        await seals.seal(db, NOW)
        spent.append(time.process_time() - start)
    return 1000 * statistics.median(spent)


WORK: dict[str, Callable[[Database, int], Awaitable[float]]] = {
    "roster": roster,
    "seals": sealed,
    "verify": verify,
}


async def measured(work: str, count: int) -> float:
    async with opened("sqlite") as db:
        return await WORK[work](db, count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", choices=WORK)
    parser.add_argument("--count", type=int, default=600)
    given = parser.parse_args()
    told(asyncio.run(measured(given.work, given.count)))


if __name__ == "__main__":
    main()

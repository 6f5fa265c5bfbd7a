"""Digests that wait in the outbox leave by Telegram: messages a second, all of them recorded."""

import argparse
import asyncio
import subprocess
import sys
import time

from sqlalchemy import func, select

from benchmarks.department import KEY, NOW, found, opened
from benchmarks.measuring import ROOT, as_the_program, messenger, told
from benchmarks.peers import TOKEN
from bot.channels.telegram.channel import TelegramChannel, TelegramOptions
from bot.delivery.composer import MessageComposer
from bot.delivery.sender import Outbound
from bot.rendering.catalogue import Catalogue
from bot.routes import ROUTES
from domain.calendar.work_calendar import Window
from scheduler.reporting import cycles, escalation
from storage.engine.database import Database, open_database
from storage.tables import OUTBOX_MESSAGES

PEOPLE_OF_A_UNIT = 5


async def queue(db: Database, count: int) -> None:
    """A period opens and its first step writes one digest for each of `count` people."""
    await found(db, units=count // PEOPLE_OF_A_UNIT, people=count, tasks=PEOPLE_OF_A_UNIT)
    await cycles.open_periods(db, NOW)
    while await escalation.climb(db, NOW):
        pass


async def send(db: Database, url: str) -> None:
    """All that waits, without regard to pace."""
    channel = TelegramChannel(TOKEN, lambda: NOW, print, TelegramOptions(api_url=url, pace=None))
    outbound = Outbound(
        db,
        MessageComposer(Catalogue(), {channel.name: channel}, ROUTES.composers),
        Window(),
        lambda: NOW,
    )
    while await outbound.deliver(NOW):
        pass
    await channel.close()


async def measured(kind: str, count: int, workers: int) -> float:
    async with opened(kind) as db:
        await queue(db, count)
        with messenger() as url:
            start = time.perf_counter()
            if workers == 1:
                await send(db, url)
            else:
                await asyncio.gather(*(_worker(db, url) for _ in range(workers)))
            seconds = time.perf_counter() - start
        async with db.read() as tx:
            states = select(OUTBOX_MESSAGES.c.state, func.count()).group_by(OUTBOX_MESSAGES.c.state)
            counts = {row[0]: row[1] for row in await tx.execute(states)}
    if counts != {"sent": count}:
        raise RuntimeError(f"not all were sent: {counts}")
    return count / seconds


async def _worker(db: Database, url: str) -> None:
    address = db.url.render_as_string(hide_password=False)
    program = [sys.executable, "-m", "benchmarks.delivery", "--join", address, "--url", url]
    await asyncio.to_thread(
        subprocess.run, program, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )


async def join(address: str, url: str) -> float:
    db = await open_database(address, [KEY])
    await send(db, url)
    await db.close()
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--join", default="")
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    as_the_program()
    work = (
        join(given.join, given.url)
        if given.join
        else measured(given.database, given.count, given.workers)
    )
    told(asyncio.run(work))


if __name__ == "__main__":
    main()

"""A morning before the 25th: many bots, each at its own pace, and everybody's digest due at once.

python -m benchmarks.peak [--bots 500] [--people 100000] [--workers 1] [--seconds 60]: messages a
second over all bots on PostgreSQL, and on stderr what else was seen, as JSON. Sending ends after
`seconds`, as the rate is what is asked for; opening is always done to its end.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from functools import partial

from sqlalchemy import func, select, text, update

from benchmarks.department import KEY, NOW, found, opened
from benchmarks.measuring import ROOT, messenger, told
from bot.channels.telegram import TelegramChannel, TelegramOptions
from bot.compose import Desk
from bot.hold import KEEP_EVERY_S, Hold
from bot.outbound import Outbound
from bot.words import Catalogue
from domain.calendar import Window
from nhacviec.clock import TurnedClock
from scheduler import cycles, escalation, loop
from storage.database import Database, open_database
from storage.tables import LETTERS, LINKS

TOKEN = "{}:AAbenchmarkTokenOfOneOfManyBots00000000"
SPOKEN = "SELECT count(sent_at), min(sent_at) AS first, max(sent_at) AS last FROM letters"
SIZES = "SELECT pg_total_relation_size('letters'), pg_database_size(current_database())"


async def opening(db: Database, people: int, bots: int) -> dict[str, float]:
    """Each official is linked to one of the bots before the period opens."""
    await found(db, units=people // 5, people=people, tasks=5)
    async with db.begin() as tx:
        bot = "telegram" + (LINKS.c.official_id % bots).cast(LINKS.c.channel.type)
        await tx.execute(update(LINKS).values(channel=bot))
        await tx.execute(text("ANALYZE"))
    start = time.perf_counter()
    await cycles.open_periods(db, NOW)
    middle = time.perf_counter()
    while await escalation.climb(db, NOW):
        pass
    end = time.perf_counter()
    return {"opening_s": round(middle - start, 1), "digests_written_s": round(end - middle, 1)}


async def send(db: Database, url: str, bots: int, seconds: float) -> None:
    """As the service does: a loop for each lane, two lanes for each bot, pacing on."""
    clock = TurnedClock(NOW)
    channels = {}
    for number in range(bots):
        options = TelegramOptions(api_url=url, connections=1)
        channel = TelegramChannel(TOKEN.format(100_000 + number), clock, print, options)
        channel.name = f"telegram{number}"
        channels[channel.name] = channel
    hold = Hold(f"bench:{id(db)}")
    outbound = Outbound(db, Desk(Catalogue(), channels), Window(), clock, hold=hold)
    lanes = [
        asyncio.create_task(loop.run([partial(outbound.serve, lane)], clock, asyncio.Event()))
        for lane in outbound.lanes
    ]
    for _ in range(int(seconds / KEEP_EVERY_S)):
        await asyncio.sleep(KEEP_EVERY_S)
        await hold.keep(db, clock())
    for task in lanes:
        task.cancel()
    await asyncio.wait(lanes)
    for channel in channels.values():
        await channel.close()


async def measured(bots: int, people: int, workers: int, seconds: float) -> float:
    async with opened("postgres") as db:
        facts = await opening(db, people, bots)
        with messenger() as url:
            start = time.perf_counter()
            await asyncio.gather(*(_worker(db, url, bots, seconds) for _ in range(workers)))
            facts["seconds"] = round(time.perf_counter() - start, 1)
        async with db.read() as tx:
            states = select(LETTERS.c.state, func.count()).group_by(LETTERS.c.state)
            counts = {row[0]: row[1] for row in await tx.execute(states)}
            spoken = (await tx.execute(text(SPOKEN))).one()
            letters, whole = (await tx.execute(text(SIZES))).one()
    facts |= {"bytes_a_letter": letters // people, "database_mb": whole // 2**20}
    sys.stderr.write(json.dumps(facts | counts) + "\n")
    return float(spoken.count / max((spoken.last - spoken.first).total_seconds(), 1.0))


async def _worker(db: Database, url: str, bots: int, seconds: float) -> None:
    address = db.url.render_as_string(hide_password=False)
    options = ["--join", address, "--url", url, "--bots", str(bots), "--seconds", str(seconds)]
    program = [sys.executable, "-m", "benchmarks.peak", *options]
    await asyncio.to_thread(
        subprocess.run, program, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )


async def join(given: argparse.Namespace) -> float:
    db = await open_database(given.join, [KEY])
    await send(db, given.url, given.bots, given.seconds)
    await db.close()
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bots", type=int, default=500)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--join", default="")
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    if given.join:
        work = join(given)
    else:
        work = measured(given.bots, given.people, given.workers, given.seconds)
    told(asyncio.run(work))


if __name__ == "__main__":
    main()

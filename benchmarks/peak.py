"""A morning before the 25th: many bots, each at its own pace, and everybody's digest due at once.

python -m benchmarks.peak [--bots 500] [--people 100000] [--workers 1] [--seconds 60]
[--engine local]: messages a second over all bots on PostgreSQL, and on stderr what else was seen,
as JSON. Sending ends after `seconds`, as the rate is what is asked for; opening is always done to
its end.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial

from sqlalchemy import func, select, text, update

from benchmarks.department import KEY, NOW, found, opened
from benchmarks.measuring import ROOT, messenger, told
from benchmarks.peers import resident
from bot.channels.telegram.channel import TelegramChannel, TelegramOptions
from bot.delivery.composer import MessageComposer
from bot.delivery.sender import Outbound
from bot.delivery.worker_lease import KEEP_EVERY_S, SenderLease
from bot.rendering.catalogue import Catalogue
from bot.routes import ROUTES
from domain.calendar.work_calendar import Window
from nhacviec.runtime.clock import TurnedClock
from nhacviec.runtime.dispatcher import Dispatcher, Fleet, Loop, Loops, engine
from scheduler import loop
from scheduler.reporting import cycles, escalation
from storage.engine.database import Database, open_database
from storage.tables import LINKS, OUTBOX_MESSAGES

TOKEN = "{}:AAbenchmarkTokenOfOneOfManyBots00000000"
SPOKEN = "SELECT count(sent_at), min(sent_at) AS first, max(sent_at) AS last FROM outbox_messages"
SIZES = "SELECT pg_total_relation_size('outbox_messages'), pg_database_size(current_database())"


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


async def send(db: Database, given: argparse.Namespace) -> list[float]:
    """As the service does: two lanes for each bot, served by an engine, pacing on.

    Returns the MiB that the process held, every few seconds.
    """
    clock = TurnedClock(NOW)
    channels = {}
    for number in range(given.bots):
        options = TelegramOptions(api_url=given.url, connections=1)
        channel = TelegramChannel(TOKEN.format(100_000 + number), clock, print, options)
        channel.name = f"telegram{number}"
        channels[channel.name] = channel
    hold = SenderLease(f"bench:{id(db)}")
    outbound = Outbound(
        db, MessageComposer(Catalogue(), channels, ROUTES.composers), Window(), clock, hold=hold
    )
    serving = {lane: partial(outbound.serve, lane) for lane in outbound.lanes}
    loops = _dispatcher(given.engine, Fleet(db, outbound.waiting, serving, clock, _lay)).loops()
    tasks = [asyncio.ensure_future(loop) for loop in loops]
    held = []
    for _ in range(int(given.seconds / KEEP_EVERY_S)):
        await asyncio.sleep(KEEP_EVERY_S)
        await hold.keep(db, clock())
        held.append(resident())
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    for channel in channels.values():
        await channel.close()
    return held


def _dispatcher(name: str, fleet: Fleet) -> Dispatcher:
    made = engine(name, fleet.db)
    return made(fleet) if made else Loops(fleet)


def _lay(_name: str, jobs: Sequence[loop.Job], wake: asyncio.Event) -> Loop:
    return loop.run(jobs, TurnedClock(NOW), wake)


async def measured(given: argparse.Namespace) -> float:
    people = given.people
    async with opened("postgres") as db:
        facts = await opening(db, people, given.bots)
        with messenger() as url:
            start = time.perf_counter()
            held = await asyncio.gather(*(_worker(db, url, given) for _ in range(given.workers)))
            facts |= {"mib_at_first": held[0][0], "mib_at_most": max(map(max, held))}
            facts["seconds"] = round(time.perf_counter() - start, 1)
        async with db.read() as tx:
            states = select(OUTBOX_MESSAGES.c.state, func.count()).group_by(OUTBOX_MESSAGES.c.state)
            counts = {row[0]: row[1] for row in await tx.execute(states)}
            spoken = (await tx.execute(text(SPOKEN))).one()
            messages, whole = (await tx.execute(text(SIZES))).one()
    facts |= {"bytes_a_letter": messages // people, "database_mb": whole // 2**20}
    sys.stderr.write(json.dumps(facts | counts) + "\n")
    return float(spoken.count / max((spoken.last - spoken.first).total_seconds(), 1.0))


async def _worker(db: Database, url: str, given: argparse.Namespace) -> list[float]:
    """The MiB that it held, every few seconds."""
    address = db.url.render_as_string(hide_password=False)
    options = ["--join", address, "--url", url, "--bots", str(given.bots)]
    options += ["--seconds", str(given.seconds), "--engine", given.engine]
    program = [sys.executable, "-m", "benchmarks.peak", *options]
    ended = await asyncio.to_thread(
        subprocess.run, program, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    held: list[float] = json.loads(ended.stdout.splitlines()[-1])
    return held


async def join(given: argparse.Namespace) -> None:
    db = await open_database(given.join, [KEY])
    held = await send(db, given)
    await db.close()
    print(json.dumps([round(each, 1) for each in held]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bots", type=int, default=500)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--engine", choices=["local", "procrastinate"], default="local")
    parser.add_argument("--join", default="")
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    if given.join:
        asyncio.run(join(given))
    else:
        told(asyncio.run(measured(given)))


if __name__ == "__main__":
    main()

"""A database with twelve periods behind it: the figures of one of them, its summary, and a tick."""

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from functools import partial

from sqlalchemy import bindparam, text

from benchmarks.department import NOW, PERIOD, analysed, found, opened
from benchmarks.measuring import told
from bot.features.summaries.handlers import MOST_UNITS
from domain.reporting.policy import Policy, timeline
from domain.summaries.aggregates import in_short
from nhacviec.runtime.clock import TurnedClock
from nhacviec.runtime.service import assemble
from storage.engine.database import Database, Tx
from storage.office import aggregates, summaries
from storage.plans.calendar import get as working_days
from storage.reports import cycles
from storage.tables import DUTIES

PERIODS, TASKS = 12, 50
BARE = """
SELECT unit_id, status, late, count(*), sum(CASE WHEN reached_at IS NOT NULL OR rung < 0 THEN 1 ELSE 0 END) FROM duties
WHERE cycle_id = 6 GROUP BY unit_id, status, late
"""
COVERING = (
    "CREATE INDEX bench_covering ON duties (cycle_id, unit_id, status, late, reached_at, rung)"
)
ROWS = """
INSERT INTO duties (cycle_id, task_id, unit_id, task_code, title, part, deadline, recurrence, owner_id,
  revision, rung, held_days, next_at, reached_at, status, percent, note, late, answered_at, answered_by, course, returned, was_late)
SELECT :cycle, p.task_id, p.unit_id, t.code, t.title, p.part, NULL, t.recurrence, NULL, 1, 2, 0, NULL, :at,
  CASE WHEN (p.task_id + p.unit_id) % 10 < 8 THEN 'done' END, NULL, '', 0 = 1, :at, NULL, 0, 0, 0 = 1
FROM task_parts p JOIN tasks t ON t.id = p.task_id
"""


async def lived(db: Database, duties: int) -> None:
    """So many duties in all, spread over twelve closed periods."""
    units = max(1, duties // PERIODS // TASKS)
    await found(db, units=units, people=units, tasks=TASKS)
    async with db.begin() as tx:
        calendar = await working_days(tx)
        for back in range(1, PERIODS):
            period = PERIOD.shifted(-back)
            times = timeline(period, Policy(), calendar)
            await cycles.plan(tx, root_unit_id=1, period=period, policy=Policy(), times=times)
        await tx.execute(text("UPDATE cycles SET state = 'open'"))
        rows = text(ROWS).bindparams(bindparam("at", type_=DUTIES.c.answered_at.type))
        for cycle in range(1, PERIODS + 1):
            await tx.execute(rows, {"cycle": cycle, "at": NOW})
        await aggregates.fold(tx)
        await tx.execute(text("UPDATE cycles SET state = 'closed'"))
    await analysed(db)


async def bare(tx: Tx) -> None:
    (await tx.execute(text(BARE))).all()


async def counted(tx: Tx) -> None:
    """The same figures and more, as the product counts them."""
    await aggregates.of_period(tx, await cycles.get(tx, 6), NOW)


async def told_in_chat(tx: Tx) -> None:
    """All that /summary asks for: the figures, and by name the units in which most is left."""
    cycle = await cycles.get(tx, 6)
    found = await aggregates.of_period(tx, cycle, NOW)
    shown = found.neediest(MOST_UNITS)
    ids = [each.unit_id for each in shown]
    left = await summaries.lines(tx, cycle.id, ids, NOW, unsettled=True)
    in_short(found, shown, left, cycle, NOW)


async def asked(db: Database, ask: Callable[[Tx], Awaitable[None]]) -> float:
    if ask is bare:
        async with db.begin() as tx:
            await tx.execute(text(COVERING))
    times = []
    for _ in range(7):
        start = time.perf_counter()
        async with db.read() as tx:
            await ask(tx)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


async def tick(db: Database) -> float:
    """One turn of the loop over time, as it is made every second."""
    service = assemble(db, TurnedClock(NOW), Policy(), {})
    times = []
    for _ in range(30):
        start = time.perf_counter()
        for job in service.jobs:
            await job(NOW)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


WORK: dict[str, Callable[[Database], Awaitable[float]]] = {
    "bare": partial(asked, ask=bare),
    "figures": partial(asked, ask=counted),
    "summary": partial(asked, ask=told_in_chat),
    "tick": tick,
}


async def measured(work: str, kind: str, duties: int) -> float:
    async with opened(kind) as db:
        await lived(db, duties)
        return 1000 * await WORK[work](db)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", choices=WORK)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--duties", type=int, default=24_000)
    given = parser.parse_args()
    told(asyncio.run(measured(given.work, given.database, given.duties)))


if __name__ == "__main__":
    main()

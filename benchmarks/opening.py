"""A period opens: duties with their snapshots and the first messages, against bare inserts of the rows."""

import argparse
import asyncio
import time

from sqlalchemy import select

from benchmarks.department import NOW, found, opened
from benchmarks.measuring import told
from scheduler.reporting import cycles, escalation
from storage.tables import DUTIES, DUTY_OWNERS, OUTBOX_MESSAGES

TASKS = 50


async def measured(who: str, count: int) -> float:
    """Seconds. The peer writes the same rows of these tables with executemany, read back before."""
    async with opened("sqlite") as db:
        units = max(1, count // TASKS)
        await found(db, units=units, people=units * 5, tasks=TASKS)
        start = time.perf_counter()
        await cycles.open_periods(db, NOW)
        while await escalation.climb(db, NOW):
            pass
        ours = time.perf_counter() - start
        if who == "ours":
            return ours
        async with db.begin() as tx:
            kept = []
            for table in (OUTBOX_MESSAGES, DUTY_OWNERS, DUTIES):
                count = len((await tx.execute(select(table))).all())
                raw = (await tx.exec_driver_sql(f"SELECT * FROM {table.name}")).all()
                assert count == len(raw)
                kept.append((table.name, [tuple(row) for row in raw]))
                await tx.exec_driver_sql(f"DELETE FROM {table.name}")
        start = time.perf_counter()
        async with db.begin() as tx:
            for name, rows in kept[::-1]:
                marks = ", ".join("?" for _ in rows[0])
                await tx.exec_driver_sql(f"INSERT INTO {name} VALUES ({marks})", rows)
        return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("who", choices=("ours", "bare"))
    parser.add_argument("--count", type=int, default=5000)
    given = parser.parse_args()
    told(asyncio.run(measured(given.who, given.count)))


if __name__ == "__main__":
    main()

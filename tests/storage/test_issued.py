"""Issued reports in the database: one issue per number, however many press at once."""

import asyncio

from domain.calendar.periods import Period
from domain.reporting.policy import Policy
from scheduler.reporting import cycles as opening
from storage.engine.database import Database
from storage.office import report_snapshots
from storage.office.report_snapshots import thaw
from storage.people import units
from storage.reports import cycles
from tests import department
from tests.flows.world import at

NOW = at("2025-10-28 09:00")


async def test_ten_at_once_make_one_issue(db: Database) -> None:
    await department.found(db, at("2025-10-01 00:00"))
    await opening.plan_periods(db, Policy(), at("2025-10-01 00:00"))
    await opening.open_periods(db, NOW)
    async with db.read() as tx:
        cycle = await cycles.find(tx, (await units.root(tx)).id, Period(2025, 10))
    assert cycle is not None

    async def press() -> bool:
        async with db.begin() as tx:
            return await report_snapshots.issue(tx, cycle, number=1, now=NOW, by=None) is not None

    assert sum(await asyncio.gather(*(press() for _ in range(10)))) == 1
    async with db.read() as tx:
        [report] = await report_snapshots.of_cycle(tx, cycle.id)
        assert report.intact
        assert thaw(report.content, cycle) == await report_snapshots.gather(tx, cycle, NOW)
        assert await report_snapshots.newest_number(tx, cycle.id) == 1

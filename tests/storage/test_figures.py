"""The database counts as a summary of all lines does, whatever became of the duties."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.calendar.work_calendar import end_of
from domain.reporting.cycles import Cycle
from domain.reporting.policy import Policy
from domain.summaries.aggregates import Figures, UnitFigures
from domain.summaries.comparison import tallies
from domain.summaries.summary import Cells, Totals, summarise
from scheduler.reporting import cycles as opening
from storage.engine.database import Database, Tx
from storage.office import aggregates, summaries
from storage.reports import cycles
from storage.tables import DUTIES, DUTY_COUNTS
from tests import department

EARLY, NOW = datetime(2025, 10, 1, 2, tzinfo=UTC), datetime(2025, 10, 27, 3, tzinfo=UTC)
STATUSES = (None, None, "done", "done", "in_progress", "blocked", "not_started")
MINUTE = timedelta(minutes=1)


async def opened(tx: Tx) -> Cycle:
    [first, *_] = (await tx.execute(select(DUTIES.c.cycle_id).distinct())).scalars().all()
    return await cycles.get(tx, first)


def fate(chance: random.Random, cycle: Cycle) -> dict[str, Any]:
    """What may become of a duty; instants fall on both sides of, and onto, every limit."""
    day = chance.choice((None, date(2025, 10, 20), date(2025, 10, 27), date(2025, 11, 28)))
    ends = end_of(day) if day else cycle.late_after
    own = chance.choice((None, cycle.late_after + timedelta(days=3)))
    status = chance.choice(STATUSES)
    at = chance.choice((ends, own or ends)) + chance.choice((-1, 0, 1)) * MINUTE
    return {
        "status": status,
        "late": chance.random() < 0.4,
        "answered_at": at if status else None,
        "deadline": day,
        "late_after": own,
        "returned": chance.choice((0, 0, 1, 2)),
        "extended_from": date(2025, 10, 24),
        "extended_to": chance.choice((None, date(2025, 10, 30))),
        "reached_at": chance.choice((None, EARLY)),
        "rung": chance.choice((-1, 0, 3)),
        "part": chance.choice(("lead", "coordinating")),
    }


@pytest.mark.parametrize("seed", range(12))
async def test_the_database_counts_as_a_summary_does(
    db: Database, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await department.found(db, EARLY)
    await opening.plan_periods(db, Policy(), EARLY)
    await opening.open_periods(db, datetime(2025, 10, 17, 2, tzinfo=UTC))
    chance = random.Random(seed)
    monkeypatch.setattr(aggregates, "MOST_LOOSE", 0)
    async with db.begin() as tx:
        cycle = await opened(tx)
        for duty_id in (await tx.execute(select(DUTIES.c.id))).scalars().all():
            here = update(DUTIES).where(DUTIES.c.id == duty_id)
            await tx.execute(here.values(**fate(chance, cycle)))
    await counts_as_a_summary(db, cycle)
    async with db.begin() as tx:
        await aggregates.fold(tx)
        assert await aggregates.fold(tx) == 0
        alike = await tx.execute(select(DUTY_COUNTS).where(DUTY_COUNTS.c.cycle_id == cycle.id))
        assert {each.folded for each in alike} == {True}
    await counts_as_a_summary(db, cycle)
    async with db.begin() as tx:
        one = (await tx.execute(select(DUTIES.c.id))).scalars().first()
        here = update(DUTIES).where(DUTIES.c.id == one)
        await tx.execute(here.values(status="done", answered_at=NOW, returned=0))
    await counts_as_a_summary(db, cycle)


async def counts_as_a_summary(db: Database, cycle: Cycle) -> None:
    async with db.read() as tx:
        lines = await summaries.lines(tx, cycle.id, now=NOW)
        counted = await aggregates.of_period(tx, cycle, NOW)
    made = summarise(lines, cycle, NOW)
    assert counted.totals == made.totals
    assert counted.cells == made.cells
    assert counted.by_status == made.by_status
    assert counted.tallies == tallies(lines)


def unit(number: int, missing: int, blocked: int = 0, returned: int = 0) -> UnitFigures:
    totals = Totals(9, 9 - missing, 9, 0, missing, 0, returned)
    return UnitFigures(number, f"D{number}", "", totals, {"blocked": blocked}, Cells(0, 0, 0, 0))


def test_the_units_with_most_to_see_to_are_shown_in_their_order() -> None:
    counted = Figures((unit(1, 0), unit(2, 5), unit(3, 1, blocked=2), unit(4, 1), unit(5, 0, 0, 7)))
    assert [each.unit_id for each in counted.neediest(3)] == [2, 3, 5]

"""A period counted unit by unit, from what triggers count of its duties as they change."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Row,
    Table,
    and_,
    case,
    delete,
    func,
    insert,
    not_,
    select,
    text,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from domain.calendar.work_calendar import end_of
from domain.reporting.cycles import Cycle, CycleState
from domain.reporting.duties import Status
from domain.reporting.plans import TaskRole
from domain.summaries.aggregates import Figures, UnitFigures, summed
from domain.summaries.summary import Cells, Totals
from storage.engine.database import Tx
from storage.office import summaries
from storage.tables import ACCEPTANCES, CYCLES, DUTIES, UNITS
from storage.tables import DUTY_COUNTS as COUNTS

ALIKE = tuple(each for each in COUNTS.c if each.name not in ("id", "duties", "folded"))
STATUSES = tuple(status.value for status in Status)
MOST_LOOSE = 200  # counts of a period that are added up without being put together

DAY_ENDS = end_of(date(2025, 1, 1)).astimezone(UTC).time().isoformat()
"""When a local day ends; Viet Nam has no summer time."""


class day_end(FunctionElement[datetime]):  # noqa: N801 - a function of SQL
    """The first instant after a local day, for comparison."""

    type = DateTime()
    inherit_cache = True


@compiles(day_end, "sqlite")
def _on_sqlite(element: day_end, compiler: Any, **given: Any) -> str:
    return f"({compiler.process(element.clauses, **given)} || ' {DAY_ENDS}.000000')"


@compiles(day_end, "postgresql")
def _on_postgresql(element: day_end, compiler: Any, **given: Any) -> str:
    day = compiler.process(element.clauses, **given)
    return f"(({day} + time '{DAY_ENDS}') AT TIME ZONE 'UTC')"


async def of_period(
    tx: Tx, cycle: Cycle, now: datetime, units: Collection[int] | None = None
) -> Figures:
    """The figures of a period, of these units or of all that have duties in it."""
    now = now.astimezone(UTC)  # where instants are compared as text, in one zone
    here = [COUNTS.c.cycle_id == cycle.id]
    if units is not None:
        here.append(COUNTS.c.unit_id.in_(units))
    counted = select(COUNTS.c.unit_id, *_columns(cycle, now)).where(*here)
    grouped = counted.group_by(COUNTS.c.unit_id).having(func.sum(COUNTS.c.duties) > 0).subquery()
    named = select(UNITS.c.code, UNITS.c.name, grouped)
    rows = await tx.execute(
        named.join(grouped, grouped.c.unit_id == UNITS.c.id).order_by(UNITS.c.id)
    )
    away, refused = await _away(tx, cycle, now), await _refused(tx, cycle, now)
    return Figures(
        tuple(_figures(row, away.get(row.unit_id, 0), refused.get(row.unit_id)) for row in rows)
    )


async def fold(tx: Tx) -> int:
    """Put together what is alike, where much changes in an open period; returns in how many.

    Where many write, they wait meanwhile: what they count now is not to be lost.
    """
    if tx.dialect.name == "postgresql":
        await tx.execute(text("LOCK TABLE duty_counts IN SHARE ROW EXCLUSIVE MODE"))
    changing = select(CYCLES.c.id).where(CYCLES.c.state == CycleState.OPEN.value)
    loose = select(COUNTS.c.cycle_id).where(COUNTS.c.cycle_id.in_(changing), ~COUNTS.c.folded)
    many = loose.group_by(COUNTS.c.cycle_id).having(func.count() > MOST_LOOSE)
    found = (await tx.execute(many)).scalars().all()
    for cycle_id in found:
        newest = select(func.max(COUNTS.c.id)).where(COUNTS.c.cycle_id == cycle_id)
        here = COUNTS.c.cycle_id == cycle_id, COUNTS.c.id <= (await tx.execute(newest)).scalar_one()
        together = select(*ALIKE, func.sum(COUNTS.c.duties), true()).where(*here).group_by(*ALIKE)
        some = together.having(func.sum(COUNTS.c.duties) != 0)
        names = [*(each.name for each in ALIKE), "duties", "folded"]
        await tx.execute(insert(COUNTS).from_select(names, some))
        await tx.execute(delete(COUNTS).where(*here))
    return len(found)


def _columns(cycle: Cycle, now: datetime) -> list[ColumnElement[Any]]:
    silent = COUNTS.c.status.is_(None)
    missing, answered = and_(silent, ~COUNTS.c.returned), not_(silent)
    named = {
        "duties": true(),
        "answered": answered,
        "late": and_(answered, COUNTS.c.late),
        "missing": missing,
        "unreachable": and_(missing, ~COUNTS.c.reached),
        "sent_back": and_(silent, COUNTS.c.returned),
        "extended": COUNTS.c.extended,
        **{status: COUNTS.c.status == status for status in STATUSES},
        **_cells(cycle, now),
    }
    return [
        func.sum(case((condition, COUNTS.c.duties), else_=0)).label(name)
        for name, condition in named.items()
    ]


def _cells(cycle: Cycle, now: datetime) -> dict[str, ColumnElement[bool]]:
    """The state's four cells, as `cell_of` of the domain has them; nothing is refused here."""
    lead = COUNTS.c.part == TaskRole.LEAD.value
    done = and_(lead, func.coalesce(COUNTS.c.status, "") == Status.DONE.value)
    still_open, in_time = and_(lead, not_(done)), now <= _limit(COUNTS, cycle)
    return {
        "done_on_time": and_(done, COUNTS.c.punctual),
        "done_late": and_(done, ~COUNTS.c.punctual),
        "open_in_time": and_(still_open, in_time),
        "open_overdue": and_(still_open, ~in_time),
    }


def _limit(of: Table, cycle: Cycle) -> ColumnElement[datetime]:
    own = func.coalesce(of.c.late_after, cycle.late_after)
    return case((of.c.deadline.is_not(None), day_end(of.c.deadline)), else_=own)


async def _away(tx: Tx, cycle: Cycle, now: datetime) -> dict[int, int]:
    """By unit, how many were not reached because their owners are away: a few, and by the hour."""
    gone = await summaries.gone_from(tx, cycle, now)
    if not gone:
        return {}
    unreached = DUTIES.c.reached_at.is_(None), DUTIES.c.rung >= 0
    missing = DUTIES.c.status.is_(None), DUTIES.c.returned == 0, *unreached
    theirs = DUTIES.c.cycle_id == cycle.id, DUTIES.c.owner_id.in_(list(gone))
    count = func.count().label("missing")
    asked = select(DUTIES.c.unit_id, count).where(*theirs, *missing)
    found = await tx.execute(asked.group_by(DUTIES.c.unit_id))
    return {row.unit_id: row.missing for row in found}


async def _refused(tx: Tx, cycle: Cycle, now: datetime) -> dict[int, Cells]:
    """By unit, what is done but was not accepted: it is open, not done."""
    claims = select(ACCEPTANCES.c.duty_id).where(text("state = 'rejected' AND ended_at IS NULL"))
    claimed = (await tx.execute(claims)).scalars().all()
    if not claimed:
        return {}
    in_time, punctual = now <= _limit(DUTIES, cycle), DUTIES.c.answered_at <= _limit(DUTIES, cycle)
    moves = {
        "done_on_time": case((punctual, -1), else_=0),
        "done_late": case((punctual, 0), else_=-1),
        "open_in_time": case((in_time, 1), else_=0),
        "open_overdue": case((in_time, 0), else_=1),
    }
    done = DUTIES.c.part == TaskRole.LEAD.value, DUTIES.c.status == Status.DONE.value
    here = DUTIES.c.id.in_(claimed), DUTIES.c.cycle_id == cycle.id
    sums = (func.sum(moved).label(name) for name, moved in moves.items())
    asked = select(DUTIES.c.unit_id, *sums).where(*here, *done).group_by(DUTIES.c.unit_id)
    return {unit: Cells(*moved) for unit, *moved in await tx.execute(asked)}


def _figures(row: Row[Any], away: int, refused: Cells | None) -> UnitFigures:
    code, name, unit_id, *figures = cast("tuple[Any, ...]", row)
    duties, answered, late, missing, unreachable, sent_back, extended, *counts = figures
    by_status = dict(zip(STATUSES, counts, strict=False))
    cells = Cells(*counts[len(STATUSES) :])
    if refused is not None:
        cells = summed(Cells(0, 0, 0, 0), (cells, refused))
    on_time, unreachable = answered - late, unreachable - away
    totals = Totals(duties, answered, on_time, late, missing, unreachable, sent_back, extended)
    return UnitFigures(unit_id, code, name, totals, by_status, cells)

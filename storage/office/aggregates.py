"""A period counted in one query, unit by unit, without loading its duties."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, and_, case, func, not_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from domain.calendar.work_calendar import end_of
from domain.reporting.acceptance import AcceptanceState
from domain.reporting.cycles import Cycle
from domain.reporting.duties import Status
from domain.reporting.plans import TaskRole
from domain.summaries.aggregates import Figures, UnitFigures
from domain.summaries.summary import Cells, Totals
from storage.engine.database import Tx
from storage.office import summaries
from storage.tables import ACCEPTANCES, DUTIES, UNITS

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
    gone = await summaries.gone_from(tx, cycle, now)
    asked = select(DUTIES.c.unit_id, *_columns(cycle, now, gone)).where(
        DUTIES.c.cycle_id == cycle.id
    )
    if units is not None:
        asked = asked.where(DUTIES.c.unit_id.in_(units))
    counted = asked.group_by(DUTIES.c.unit_id).subquery()
    named = select(UNITS.c.code, UNITS.c.name, counted).join(
        counted, counted.c.unit_id == UNITS.c.id
    )
    rows = await tx.execute(named.order_by(UNITS.c.id))
    return Figures(tuple(_figures(row) for row in rows))


def _columns(cycle: Cycle, now: datetime, gone: Collection[int]) -> list[ColumnElement[Any]]:
    silent, returned = DUTIES.c.status.is_(None), DUTIES.c.returned > 0
    missing, answered = and_(silent, ~returned), not_(silent)
    reached = DUTIES.c.reached_at.is_not(None) | (DUTIES.c.rung < 0)
    named = {
        "answered": answered,
        "late": and_(answered, DUTIES.c.late),
        "missing": missing,
        "unreachable": and_(missing, not_(reached), not_(_is_away(gone))),
        "sent_back": and_(silent, returned),
        "extended": DUTIES.c.extended_to.is_not(None),
        **{status.value: DUTIES.c.status == status.value for status in Status},
        **_cells(cycle, now),
    }
    return [
        func.count().label("duties"),
        *(func.sum(case((condition, 1), else_=0)).label(name) for name, condition in named.items()),
    ]


def _is_away(gone: Collection[int]) -> ColumnElement[bool]:
    return func.coalesce(DUTIES.c.owner_id, 0).in_(gone)


def _cells(cycle: Cycle, now: datetime) -> dict[str, ColumnElement[bool]]:
    """The state's four cells, as `domain.summary.cell_of` has them."""
    own = func.coalesce(DUTIES.c.late_after, cycle.late_after)
    limit = case((DUTIES.c.deadline.is_not(None), day_end(DUTIES.c.deadline)), else_=own)
    claimed = (
        ACCEPTANCES.c.state == AcceptanceState.REJECTED.value,
        ACCEPTANCES.c.ended_at.is_(None),
    )
    refused = DUTIES.c.id.in_(select(ACCEPTANCES.c.duty_id).where(*claimed))
    lead = DUTIES.c.part == TaskRole.LEAD.value
    done = and_(lead, func.coalesce(DUTIES.c.status, "") == Status.DONE.value, ~refused)
    still_open = and_(lead, not_(done))
    in_time, punctual = now <= limit, DUTIES.c.answered_at <= limit
    return {
        "done_on_time": and_(done, punctual),
        "done_late": and_(done, ~punctual),
        "open_in_time": and_(still_open, in_time),
        "open_overdue": and_(still_open, ~in_time),
    }


def _figures(row: Any) -> UnitFigures:
    totals = Totals(
        row.duties,
        row.answered,
        row.answered - row.late,
        row.late,
        row.missing,
        row.unreachable,
        row.sent_back,
        row.extended,
    )
    cells = Cells(row.done_on_time, row.done_late, row.open_in_time, row.open_overdue)
    by_status = {status.value: getattr(row, status.value) for status in Status}
    return UnitFigures(row.unit_id, row.code, row.name, totals, by_status, cells)

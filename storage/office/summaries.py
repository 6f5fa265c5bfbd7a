"""One query for everything a summary says about a period; two for everything a book holds."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from domain.calendar.periods import Period
from domain.reporting.acceptance import Acceptance, AcceptanceState
from domain.reporting.cycles import Cycle, CycleState
from domain.reporting.duties import Status
from domain.reporting.plans import Recurrence, TaskRole
from domain.summaries.lines import SummaryLine
from domain.summaries.report_data import ReportEntry, Turnout
from storage.engine.database import Tx
from storage.people import officials
from storage.reports.duties import OWN_TIME, own_time
from storage.tables import ACCEPTANCES, CYCLES, DUTIES, OFFICIALS, TASKS, UNITS

MONTHS_BACK = 11
PAUSE_AFTER = 500  # lines
AUTHORS = OFFICIALS.alias("authors")
ANSWERED_BY = AUTHORS.c.name.label("answered_by")
"""Whoever answered, where that was not the owner."""

COLUMNS = (
    DUTIES.c.task_code,
    DUTIES.c.title,
    DUTIES.c.part,
    DUTIES.c.deadline,
    DUTIES.c.recurrence,
    DUTIES.c.status,
    DUTIES.c.note,
    DUTIES.c.late,
    DUTIES.c.answered_at,
    DUTIES.c.reached_at,
    DUTIES.c.rung,
    *OWN_TIME,
    UNITS.c.code.label("unit_code"),
    UNITS.c.name.label("unit_name"),
    DUTIES.c.owner_id,
    OFFICIALS.c.name.label("owner"),
)
CLAIM = (
    ACCEPTANCES.c.state.label("claim"),
    ACCEPTANCES.c.claimed_at,
    ACCEPTANCES.c.decided_at,
    ACCEPTANCES.c.reason,
)


async def lines(
    tx: Tx,
    cycle_id: int,
    units: Collection[int] | None = None,
    now: datetime | None = None,
    *,
    unsettled: bool = False,
) -> list[SummaryLine]:
    """Every duty of the period as a line, ordered by unit and task.

    With an instant, owners who are absent then, with nobody asked instead, are shown so.
    `unsettled`: only what is missing, stuck, was sent back or given more time.
    """
    gone = await _gone(tx, cycle_id, now)
    query = _of_period(select(*COLUMNS, ANSWERED_BY, *CLAIM), cycle_id, units)
    if unsettled:
        stuck = DUTIES.c.status == Status.BLOCKED.value
        left = DUTIES.c.status.is_(None), stuck, DUTIES.c.extended_to.is_not(None)
        query = query.where(or_(*left))
    return [_line(row, gone) async for row in _unhurried(await tx.execute(query))]


async def _unhurried(rows: Iterable[Any]) -> AsyncIterator[Any]:
    """Thousands of lines are not made in one go: meanwhile others are served."""
    for number, row in enumerate(rows, start=1):
        yield row
        if number % PAUSE_AFTER == 0:
            await asyncio.sleep(0)


async def _gone(tx: Tx, cycle_id: int, now: datetime | None) -> dict[int, str]:
    """The days away of those in whose place nobody is asked, by official."""
    if now is None:
        return {}
    query = select(CYCLES.c.closes_at).where(CYCLES.c.id == cycle_id)
    return await gone_at(
        tx, min(now, (await tx.execute(query)).scalar_one() - timedelta(seconds=1))
    )


async def gone_from(tx: Tx, cycle: Cycle, now: datetime) -> dict[int, str]:
    """Those of a period: of one that has closed, as it was in its last moment."""
    return await gone_at(tx, min(now, cycle.closes_at - timedelta(seconds=1)))


async def gone_at(tx: Tx, at: datetime) -> dict[int, str]:
    """The days away of those in whose place nobody is asked at an instant, by official."""
    roster = await officials.roster(tx, at)
    return {
        person: f"{absence.span.first_day}/{absence.span.last_day}"
        for person, absence in roster.away.items()
        if roster.stand_in(person) is None
    }


async def entries(
    tx: Tx, cycle_id: int, units: Collection[int] | None = None, now: datetime | None = None
) -> list[ReportEntry]:
    """The same lines, in the same order, with what the plan says of their tasks."""
    gone = await _gone(tx, cycle_id, now)
    of_plan = (TASKS.c.field, TASKS.c.output, TASKS.c.criterion, TASKS.c.max_score)
    extra = (*of_plan, *CLAIM, TASKS.c.deadline_text, DUTIES.c.percent)
    query = select(*COLUMNS, ANSWERED_BY, *extra).join(TASKS, TASKS.c.id == DUTIES.c.task_id)
    return [
        ReportEntry(
            _line(row, gone),
            row.field,
            row.output,
            row.deadline_text,
            row.percent,
            row.criterion,
            row.max_score,
        )
        async for row in _unhurried(await tx.execute(_of_period(query, cycle_id, units)))
    ]


def _of_period(query: Select[Any], cycle_id: int, units: Collection[int] | None) -> Select[Any]:
    joined = query.join(UNITS, UNITS.c.id == DUTIES.c.unit_id).outerjoin(
        OFFICIALS, OFFICIALS.c.id == DUTIES.c.owner_id
    )
    other = AUTHORS.c.id == DUTIES.c.answered_by, DUTIES.c.answered_by != DUTIES.c.owner_id
    joined = joined.outerjoin(AUTHORS, and_(*other))
    living = and_(ACCEPTANCES.c.duty_id == DUTIES.c.id, ACCEPTANCES.c.ended_at.is_(None))
    joined = joined.outerjoin(ACCEPTANCES, living)
    here = joined.where(DUTIES.c.cycle_id == cycle_id).order_by(UNITS.c.id, DUTIES.c.task_code)
    return here if units is None else here.where(DUTIES.c.unit_id.in_(units))


async def turnouts(
    tx: Tx, root_unit_id: int, last: Period, units: Collection[int] | None = None
) -> list[Turnout]:
    """How each unit took part in the twelve months up to `last`, oldest first."""
    query = (
        select(
            CYCLES.c.period,
            UNITS.c.code,
            UNITS.c.name,
            func.count().label("duties"),
            func.count(DUTIES.c.status).label("answered"),
            _counted(and_(DUTIES.c.status.is_not(None), ~DUTIES.c.late)).label("on_time"),
        )
        .join(CYCLES, CYCLES.c.id == DUTIES.c.cycle_id)
        .join(UNITS, UNITS.c.id == DUTIES.c.unit_id)
        .where(
            CYCLES.c.root_unit_id == root_unit_id,
            CYCLES.c.state != CycleState.PLANNED.value,
            CYCLES.c.period.between(str(last.shifted(-MONTHS_BACK)), str(last)),
        )
        .group_by(CYCLES.c.period, UNITS.c.id, UNITS.c.code, UNITS.c.name)
        .order_by(CYCLES.c.period, UNITS.c.id)
    )
    if units is not None:
        query = query.where(DUTIES.c.unit_id.in_(units))
    return [Turnout(Period.parse(row.period), *row[1:]) for row in await tx.execute(query)]


def _counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _line(row: Any, gone: Mapping[int, str]) -> SummaryLine:
    """A duty that nobody was reminded of yet is not one that could not be reached."""
    return SummaryLine(
        unit_code=row.unit_code,
        unit_name=row.unit_name,
        task_code=row.task_code,
        title=row.title,
        part=TaskRole(row.part),
        deadline=row.deadline,
        recurrence=Recurrence(row.recurrence),
        owner=row.owner or "",
        status=Status(row.status) if row.status else None,
        note=row.note,
        late=row.late,
        answered_at=row.answered_at,
        reached=row.reached_at is not None or row.rung < 0,
        absent="" if row.status else gone.get(row.owner_id or 0, ""),
        answered_by=row.answered_by or "",
        time=own_time(row),
        acceptance=_acceptance(row),
    )


def _acceptance(row: Any) -> Acceptance | None:
    if row.claim is None:
        return None
    return Acceptance(AcceptanceState(row.claim), row.claimed_at, row.decided_at, row.reason)

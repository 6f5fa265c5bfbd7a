"""Briefings, planned and taken, and the histories from which their pages are made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from domain.calendar.periods import Period
from domain.calendar.work_calendar import local_day
from domain.reporting.cycles import CycleState
from domain.reporting.duties import Status
from domain.reporting.plans import Recurrence, TaskRole
from domain.summaries.briefing import FIRST_SPAN, YEAR, History, Version
from domain.summaries.lines import SummaryLine
from storage.engine.database import Tx
from storage.office.summaries import COLUMNS, gone_at
from storage.reports.duties import own_time
from storage.tables import BRIEFINGS, CYCLES, DUTIES, OFFICIALS, REPORTS, UNITS

WAITING = BRIEFINGS.c.taken_at.is_(None)


@dataclass(frozen=True, slots=True)
class Briefing:
    """One that was taken: its page tells what is new from `since` until `taken_at`."""

    id: int
    root_unit_id: int
    since: datetime
    taken_at: datetime


async def plan(tx: Tx, root_unit_id: int, planned_at: datetime) -> None:
    """Write down the next briefing of a department, or correct it until it is taken."""
    await drop_planned(tx, root_unit_id)
    values = {"root_unit_id": root_unit_id, "planned_at": planned_at}
    await tx.execute(insert(BRIEFINGS).values(**values))


async def planned(tx: Tx, root_unit_id: int) -> datetime | None:
    """When the next one is."""
    here = BRIEFINGS.c.root_unit_id == root_unit_id, WAITING
    found: datetime | None = (
        await tx.execute(select(BRIEFINGS.c.planned_at).where(*here))
    ).scalar()
    return found


async def drop_planned(tx: Tx, root_unit_id: int) -> None:
    await tx.execute(delete(BRIEFINGS).where(BRIEFINGS.c.root_unit_id == root_unit_id, WAITING))


async def take_due(tx: Tx, now: datetime) -> list[Briefing]:
    """The briefings whose hour has come; each is taken once, from where the last one ended."""
    due = update(BRIEFINGS).where(WAITING, BRIEFINGS.c.planned_at <= now)
    taken = (await tx.execute(due.values(taken_at=now).returning(BRIEFINGS))).all()
    found = []
    for row in taken:
        since = await last(tx, row.root_unit_id, before=now) or now - FIRST_SPAN
        begun = update(BRIEFINGS).where(BRIEFINGS.c.id == row.id).values(since=since)
        await tx.execute(begun)
        found.append(Briefing(row.id, row.root_unit_id, since, now))
    return found


async def last(tx: Tx, root_unit_id: int, before: datetime) -> datetime | None:
    """When the latest briefing before an instant was taken."""
    here = BRIEFINGS.c.root_unit_id == root_unit_id, BRIEFINGS.c.taken_at < before
    query = select(BRIEFINGS.c.taken_at).where(*here).order_by(BRIEFINGS.c.taken_at.desc())
    found: datetime | None = (await tx.execute(query.limit(1))).scalar()
    return found


async def find(tx: Tx, briefing_id: int) -> Briefing | None:
    query = select(BRIEFINGS).where(BRIEFINGS.c.id == briefing_id, ~WAITING)
    row = (await tx.execute(query)).one_or_none()
    return Briefing(row.id, row.root_unit_id, row.since, row.taken_at) if row else None


async def histories(tx: Tx, root_unit_id: int, since: datetime, until: datetime) -> list[History]:
    """The duties of every period that was open after `since`, oldest period first.

    Owners who are absent at `until`, with nobody asked instead, are shown so.
    """
    gone = await gone_at(tx, until)
    return await _histories(tx, root_unit_id, CYCLES.c.closes_at > since, gone)


async def year(tx: Tx, root_unit_id: int, now: datetime) -> list[History]:
    """The duties of the periods of the last twelve months whose answers are due by now."""
    first = str(Period.containing(local_day(now)).shifted(-YEAR))
    recent = and_(CYCLES.c.period >= first, CYCLES.c.late_after <= now)
    return await _histories(tx, root_unit_id, recent, {})


async def _histories(
    tx: Tx, root_unit_id: int, when: ColumnElement[bool], gone: Mapping[int, str]
) -> list[History]:
    opened = CYCLES.c.state != CycleState.PLANNED.value
    chosen = select(CYCLES.c.id).where(CYCLES.c.root_unit_id == root_unit_id, opened, when)
    columns = (
        *COLUMNS,
        DUTIES.c.id,
        CYCLES.c.period,
        CYCLES.c.late_after.label("late_with_period"),
    )
    joined = select(*columns).join(CYCLES, CYCLES.c.id == DUTIES.c.cycle_id)
    joined = joined.join(UNITS, UNITS.c.id == DUTIES.c.unit_id)
    joined = joined.outerjoin(OFFICIALS, OFFICIALS.c.id == DUTIES.c.owner_id)
    here = joined.where(DUTIES.c.cycle_id.in_(chosen))
    rows = await tx.execute(here.order_by(CYCLES.c.period, UNITS.c.id, DUTIES.c.task_code))
    versions = await _versions(tx, chosen)
    return [
        History(
            _unanswered(row, gone),
            Period.parse(row.period),
            row.late_after or row.late_with_period,
            tuple(versions.get(row.id, ())),
        )
        for row in rows
    ]


async def _versions(tx: Tx, cycles: Any) -> dict[int, list[Version]]:
    duties = select(DUTIES.c.id).where(DUTIES.c.cycle_id.in_(cycles))
    query = select(REPORTS).where(REPORTS.c.duty_id.in_(duties)).order_by(REPORTS.c.version)
    found: dict[int, list[Version]] = {}
    for row in await tx.execute(query):
        status = Status(row.status) if row.status else None
        version = Version(row.recorded_at or row.received_at, status, row.note, row.late)
        found.setdefault(row.duty_id, []).append(version)
    return found


def _unanswered(row: Any, gone: Mapping[int, str]) -> SummaryLine:
    return SummaryLine(
        unit_code=row.unit_code,
        unit_name=row.unit_name,
        task_code=row.task_code,
        title=row.title,
        part=TaskRole(row.part),
        deadline=row.deadline,
        recurrence=Recurrence(row.recurrence),
        owner=row.owner or "",
        status=None,
        note="",
        late=False,
        answered_at=None,
        reached=row.reached_at is not None or row.rung < 0,
        absent=gone.get(row.owner_id or 0, ""),
        time=own_time(row),
    )

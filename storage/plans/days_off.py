"""Days off that were decreed here, and what waits for an hour of such a day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, delete, insert, select, update

from domain.calendar.work_calendar import SATURDAY, CalendarDay, at_local, end_of
from domain.messaging.outbox import Kind
from domain.reporting.days_off import DECREED
from storage.engine.database import Tx
from storage.messaging.outbox import WAITING
from storage.tables import (
    ACCEPTANCES,
    BRIEFINGS,
    CALENDAR_DAYS,
    DISSEMINATIONS,
    ISSUES,
    OUTBOX_MESSAGES,
    READINESS_CHECKS,
    REQUESTS,
)

ANSWERS = (Kind.ANSWER.value, Kind.REGISTRATION.value)
Waiting = tuple[Column[Any], Sequence[ColumnElement[bool]]]
AT: Sequence[Waiting] = (
    (ACCEPTANCES.c.next_at, ()),
    (DISSEMINATIONS.c.next_at, ()),
    (ISSUES.c.remind_at, ()),
    (REQUESTS.c.remind_at, ()),
    (READINESS_CHECKS.c.due_at, (READINESS_CHECKS.c.done_at.is_(None),)),
    (BRIEFINGS.c.planned_at, (BRIEFINGS.c.taken_at.is_(None),)),
    (
        OUTBOX_MESSAGES.c.send_at,
        (OUTBOX_MESSAGES.c.state.in_(WAITING), OUTBOX_MESSAGES.c.kind.not_in(ANSWERS)),
    ),
)
"""What comes at an hour of its own. Periods and their duties are placed anew."""


async def decree(tx: Tx, days: Sequence[CalendarDay], named: str) -> None:
    """`days`: as they stood. A make-up day is remembered in `basis`, to be worked again."""
    for was in days:
        await tx.execute(delete(CALENDAR_DAYS).where(CALENDAR_DAYS.c.day == was.day))
        values = {"working": False, "name": named, "status": DECREED, "basis": was.name}
        await tx.execute(insert(CALENDAR_DAYS).values(day=was.day, **values))


async def take_back(tx: Tx, days: Sequence[CalendarDay]) -> None:
    """Days of the week are as usual again, and make-up days are worked as they were to be."""
    for was in days:
        here = CALENDAR_DAYS.c.day == was.day
        if was.day.weekday() < SATURDAY:
            await tx.execute(delete(CALENDAR_DAYS).where(here))
        else:
            worked = {"working": True, "name": was.basis, "status": "official", "basis": ""}
            await tx.execute(update(CALENDAR_DAYS).where(here).values(**worked))


async def shift(tx: Tx, day: date, to: date) -> int:
    """Put off to the same hour of another day what waits for an hour of this one; how many."""
    return sum([await _shift(tx, column, where, day, to - day) for column, where in AT])


async def _shift(
    tx: Tx,
    column: Column[Any],
    where: Sequence[ColumnElement[bool]],
    day: date,
    by: timedelta,
) -> int:
    begins = at_local(day, datetime.min.time())
    on_it = *where, column >= begins, column < end_of(day)
    found = (await tx.execute(select(column).where(*on_it).distinct())).scalars().all()
    moved = 0
    for at in found:
        change = update(column.table).where(*where, column == at).values({column: at + by})
        moved += (await tx.execute(change)).rowcount
    return moved

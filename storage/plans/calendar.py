"""The editable table of days that differ from the plain week."""

from collections.abc import Sequence

from sqlalchemy import insert, select, update

from domain.calendar.work_calendar import CalendarDay, WorkCalendar
from domain.imports.progress import ROWS
from domain.imports.rows import DayLine
from storage.engine.database import Tx
from storage.engine.read_cache import shared
from storage.tables import CALENDAR_DAYS


@shared
async def get(tx: Tx) -> WorkCalendar:
    return WorkCalendar.of(await days(tx))


async def days(tx: Tx) -> list[CalendarDay]:
    rows = await tx.execute(select(CALENDAR_DAYS).order_by(CALENDAR_DAYS.c.day))
    return [CalendarDay(row.day, row.working, row.name, row.status, row.basis) for row in rows]


async def save(tx: Tx, lines: Sequence[DayLine]) -> int:
    """Put these days in, over what stood for the same day; return how many are new or changed."""
    before = {each.day: each for each in await days(tx)}
    after = [
        CalendarDay(line.day, line.working, line.name, line.status, line.basis) for line in lines
    ]
    changed = [each for each in after if before.get(each.day) != each]
    for each in ROWS.counted(changed):
        values = {
            "working": each.working,
            "name": each.name,
            "status": each.status,
            "basis": each.basis,
        }
        here = CALENDAR_DAYS.c.day == each.day
        if each.day in before:
            await tx.execute(update(CALENDAR_DAYS).where(here).values(**values))
        else:
            await tx.execute(insert(CALENDAR_DAYS).values(day=each.day, **values))
    return len(changed)

"""One query for everything a summary says about a period."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from domain.duties import Status
from domain.plans import Part, Recurrence
from domain.summary import Line
from storage.database import Tx
from storage.tables import DUTIES, OFFICIALS, UNITS

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
    UNITS.c.code.label("unit_code"),
    UNITS.c.name.label("unit_name"),
    OFFICIALS.c.name.label("owner"),
)


async def lines(tx: Tx, cycle_id: int, units: Collection[int] | None = None) -> list[Line]:
    """Every duty of the period as a line, ordered by unit and task."""
    query = (
        select(*COLUMNS)
        .join(UNITS, UNITS.c.id == DUTIES.c.unit_id)
        .outerjoin(OFFICIALS, OFFICIALS.c.id == DUTIES.c.owner_id)
        .where(DUTIES.c.cycle_id == cycle_id)
        .order_by(UNITS.c.id, DUTIES.c.task_code)
    )
    if units is not None:
        query = query.where(DUTIES.c.unit_id.in_(units))
    return [_line(row) for row in await tx.execute(query)]


def _line(row: Any) -> Line:
    """A duty that nobody was reminded of yet is not one that could not be reached."""
    return Line(
        unit_code=row.unit_code,
        unit_name=row.unit_name,
        task_code=row.task_code,
        title=row.title,
        part=Part(row.part),
        deadline=row.deadline,
        recurrence=Recurrence(row.recurrence),
        owner=row.owner or "",
        status=Status(row.status) if row.status else None,
        note=row.note,
        late=row.late,
        answered_at=row.answered_at,
        reached=row.reached_at is not None or row.rung < 0,
    )

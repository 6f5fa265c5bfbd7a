"""How periods and units fared over time, from what is counted of each period already."""

from dataclasses import dataclass

from sqlalchemy import and_, case, func, select

from domain.calendar.periods import Period
from domain.reporting.cycles import CycleState
from storage.engine.database import Tx
from storage.tables import CYCLES, DUTY_COUNTS, UNITS

TABLE = DUTY_COUNTS.c


@dataclass(frozen=True, slots=True)
class Turnout:
    """Of one unit in one period: how many duties, how many answered, how many of them in time."""

    cycle_id: int
    period: Period
    unit_id: int
    unit: str
    duties: int
    answered: int
    on_time: int


async def turnouts(tx: Tx, root_unit_id: int, first: Period) -> list[Turnout]:
    """Of every unit in every period that was opened, from this one on, the oldest first."""
    answered = TABLE.status.is_not(None)
    sums = (
        func.sum(TABLE.duties).label("duties"),
        func.sum(case((answered, TABLE.duties), else_=0)).label("answered"),
        func.sum(case((and_(answered, ~TABLE.late), TABLE.duties), else_=0)).label("on_time"),
    )
    keys = CYCLES.c.id, CYCLES.c.period, UNITS.c.id.label("unit_id"), UNITS.c.name
    joined = select(*keys, *sums).join(CYCLES, CYCLES.c.id == TABLE.cycle_id)
    here = joined.join(UNITS, UNITS.c.id == TABLE.unit_id).where(
        CYCLES.c.root_unit_id == root_unit_id,
        CYCLES.c.state != CycleState.PLANNED.value,
        CYCLES.c.period >= str(first),
    )
    grouped = here.group_by(*keys).having(func.sum(TABLE.duties) > 0)
    return [
        Turnout(row.id, Period.parse(row.period), row.unit_id, row.name, *row[4:])
        for row in await tx.execute(grouped.order_by(CYCLES.c.period, UNITS.c.id))
    ]

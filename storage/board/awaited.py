"""Who has how much left in a unit, and whether anybody could be asked."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import case, func, select

from domain.summaries.standing import Standing
from storage.board.cells import asked
from storage.engine.database import Tx
from storage.tables import DUTIES, OFFICIALS


@dataclass(frozen=True, slots=True)
class Awaited:
    """So many duties of somebody (or of nobody) in a unit that stand so."""

    unit_id: int
    owner: str
    standing: Standing
    count: int


async def in_units(
    tx: Tx, cycle_id: int, units: Collection[int], away: Collection[int]
) -> list[Awaited]:
    """What is left in these units, by owner; in each, the earliest task of the plan first.

    `away`: people who are absent with nobody asked instead.
    """
    names = Standing.RETURNED.value, Standing.MISSING.value, Standing.UNREACHED.value
    returned, missing, unreached = names
    standing = case((DUTIES.c.returned > 0, returned), (asked(away), missing), else_=unreached)
    here = DUTIES.c.cycle_id == cycle_id, DUTIES.c.unit_id.in_(units), DUTIES.c.status.is_(None)
    columns = DUTIES.c.unit_id, DUTIES.c.owner_id, standing.label("standing")
    left = select(
        *columns, func.count().label("duties"), func.min(DUTIES.c.task_code).label("first")
    )
    grouped = left.where(*here).group_by("unit_id", "owner_id", "standing").subquery()
    named = select(grouped, OFFICIALS.c.name).outerjoin(
        OFFICIALS, OFFICIALS.c.id == grouped.c.owner_id
    )
    rows = await tx.execute(named.order_by(grouped.c.unit_id, grouped.c.first))
    return [
        Awaited(row.unit_id, row.name or "", Standing(row.standing), row.duties) for row in rows
    ]

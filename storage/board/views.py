"""Saved views: names for addresses of the board, one's own or shared with a unit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, or_, select

from storage.engine.database import Tx
from storage.tables import BOARD_VIEWS

MOST = 12
TABLE = BOARD_VIEWS.c


@dataclass(frozen=True, slots=True)
class View:
    """`query`: from the question mark on. `own`: whether the reader saved it."""

    id: int
    name: str
    query: str
    own: bool


async def of(tx: Tx, official_id: int, unit_id: int) -> list[View]:
    """One's own, and those shared with the unit."""
    here = or_(TABLE.official_id == official_id, TABLE.unit_id == unit_id)
    query = select(BOARD_VIEWS).where(here).order_by(TABLE.id).limit(MOST)
    rows = await tx.execute(query)
    return [View(row.id, row.name, row.query, row.official_id == official_id) for row in rows]


async def save(
    tx: Tx, official_id: int, unit_id: int | None, name: str, query: str, now: datetime
) -> None:
    """A name that is used again means the new address."""
    same = TABLE.official_id == official_id, TABLE.name == name
    await tx.execute(delete(BOARD_VIEWS).where(*same))
    values = {"official_id": official_id, "unit_id": unit_id, "name": name, "query": query}
    await tx.execute(insert(BOARD_VIEWS).values(**values, created_at=now))


async def drop(tx: Tx, official_id: int, view_id: int) -> None:
    own = TABLE.official_id == official_id, TABLE.id == view_id
    await tx.execute(delete(BOARD_VIEWS).where(*own))

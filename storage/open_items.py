"""Open items of the Office: what nobody else can put right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Tx
from storage.tables import OPEN_ITEMS


@dataclass(frozen=True, slots=True)
class OpenItem:
    key: str
    kind: str
    unit_id: int | None
    facts: Mapping[str, Any]
    opened_at: datetime


async def add(
    tx: Tx, *, key: str, kind: str, unit_id: int | None, facts: Mapping[str, Any], now: datetime
) -> bool:
    """Open an item; False if it is known."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(OPEN_ITEMS).on_conflict_do_nothing(index_elements=["key"])
    values = {"key": key, "kind": kind, "unit_id": unit_id, "facts": dict(facts)}
    return bool((await tx.execute(statement.values(**values, opened_at=now))).rowcount)


async def close(tx: Tx, key: str, now: datetime) -> None:
    living = OPEN_ITEMS.c.key == key, OPEN_ITEMS.c.closed_at.is_(None)
    await tx.execute(update(OPEN_ITEMS).where(*living).values(closed_at=now))


async def all_open(tx: Tx) -> list[OpenItem]:
    query = select(OPEN_ITEMS).where(OPEN_ITEMS.c.closed_at.is_(None)).order_by(OPEN_ITEMS.c.id)
    return [
        OpenItem(row.key, row.kind, row.unit_id, row.facts, row.opened_at)
        for row in await tx.execute(query)
    ]

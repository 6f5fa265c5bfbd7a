"""Open items of the Office: what nobody else can put right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage.database import Tx
from storage.insert import add_new
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
    row = {"key": key, "kind": kind, "unit_id": unit_id, "facts": dict(facts), "opened_at": now}
    return bool(await add_new(tx, OPEN_ITEMS, [row], key=["key"]))


async def close(tx: Tx, key: str, now: datetime) -> None:
    living = OPEN_ITEMS.c.key == key, OPEN_ITEMS.c.closed_at.is_(None)
    await tx.execute(update(OPEN_ITEMS).where(*living).values(closed_at=now))


async def all_open(tx: Tx) -> list[OpenItem]:
    query = select(OPEN_ITEMS).where(OPEN_ITEMS.c.closed_at.is_(None)).order_by(OPEN_ITEMS.c.id)
    return [
        OpenItem(row.key, row.kind, row.unit_id, row.facts, row.opened_at)
        for row in await tx.execute(query)
    ]

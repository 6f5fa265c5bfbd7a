"""Open items of the Office: what nobody else can put right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from domain.calendar.periods import Period
from storage.engine.database import Tx
from storage.engine.insert_ignore import add_new
from storage.tables import OPEN_ITEMS

NO_OWNER = "no_owner"


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


def no_owner(period: Period, task_code: str, unit_id: int) -> str:
    """The key of a duty that nobody is asked for."""
    return f"no-owner:{period}:{task_code}:{unit_id}"


async def keep_open(
    tx: Tx, kind: str, found: Mapping[str, tuple[int, Mapping[str, Any]]], now: datetime
) -> None:
    """Have exactly these items of a kind open: by key, the unit and the facts of each."""
    for key, (unit_id, facts) in found.items():
        if not await add(tx, key=key, kind=kind, unit_id=unit_id, facts=facts, now=now):
            again = update(OPEN_ITEMS).where(OPEN_ITEMS.c.key == key)
            await tx.execute(again.values(closed_at=None))
    for item in await all_open(tx):
        if item.kind == kind and item.key not in found:
            await close(tx, item.key, now)


async def close(tx: Tx, key: str, now: datetime) -> None:
    living = OPEN_ITEMS.c.key == key, OPEN_ITEMS.c.closed_at.is_(None)
    await tx.execute(update(OPEN_ITEMS).where(*living).values(closed_at=now))


async def all_open(tx: Tx) -> list[OpenItem]:
    query = select(OPEN_ITEMS).where(OPEN_ITEMS.c.closed_at.is_(None)).order_by(OPEN_ITEMS.c.id)
    return [
        OpenItem(row.key, row.kind, row.unit_id, row.facts, row.opened_at)
        for row in await tx.execute(query)
    ]

"""Watches that every open duty has an owner in service, or is an open item of the Office."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storage import assignments, cycles, open_items, units
from storage.database import Database, Tx


async def watch_owners(db: Database, now: datetime) -> None:
    """Open an item for every duty of nobody, and close those that have an owner again."""
    async with db.begin() as tx:
        await open_items.keep_open(tx, open_items.NO_OWNER, await _orphans(tx, now), now)


async def _orphans(tx: Tx, now: datetime) -> dict[str, tuple[int, Mapping[str, Any]]]:
    found: dict[str, tuple[int, Mapping[str, Any]]] = {}
    for charge in await assignments.charges(tx, list((await units.tree(tx)).by_id), now):
        if charge.duty is not None and charge.owner_id is None:
            period = (await cycles.get(tx, charge.duty.cycle_id)).period
            key = open_items.no_owner(period, charge.task_code, charge.unit_id)
            found[key] = charge.unit_id, {"task": charge.task_code, "period": str(period)}
    return found

"""Keeps the open items of the Office in step: every open duty is asked of somebody, or is one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from domain.reporting.duties import Duty
from storage.engine.database import Tx
from storage.people import officials, open_items
from storage.reports import cycles, duties
from storage.tables import UNITS


async def keep(tx: Tx, now: datetime) -> list[Duty]:
    """Open an item for every open duty that nobody is asked for, close the others.

    Returns those duties.
    """
    roster = await officials.roster(tx, now)
    units = (await tx.execute(select(UNITS.c.id))).scalars().all()
    everything = await duties.open_in(tx, units, now)
    alone = [duty for duty in everything if duty.open and roster.asked(duty) is None]
    found: dict[str, tuple[int, Mapping[str, Any]]] = {}
    for duty in alone:
        period = (await cycles.get(tx, duty.cycle_id)).period
        key = open_items.no_owner(period, duty.task_code, duty.unit_id)
        found[key] = duty.unit_id, {"task": duty.task_code, "period": str(period)}
    await open_items.keep_open(tx, open_items.NO_OWNER, found, now)
    return alone

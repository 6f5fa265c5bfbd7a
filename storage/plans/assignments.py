"""Who answers for which task of the plan now, in the open period or before the next one."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select

from domain.reporting.assignments import Charge
from domain.reporting.duties import Duty, owner_of
from storage.engine.database import Tx
from storage.people import officials, open_items
from storage.plans import plans
from storage.reports import cycles, duties
from storage.tables import TASK_PARTS, TASKS

Pair = tuple[int, int]
"""A task and a unit."""


async def charges(
    tx: Tx, units: Collection[int], now: datetime, *, answered_too: bool = False
) -> list[Charge]:
    """Every part of these units in a task of the plan, but what is settled or answered already.

    `answered_too`: also that. Who has left the service answers for nothing.
    """
    here = TASK_PARTS.c.ended_at.is_(None), TASKS.c.ended_at.is_(None)
    columns = TASK_PARTS.c.id, TASK_PARTS.c.unit_id, TASKS.c.id.label("task_id"), TASKS.c.code
    query = select(*columns, TASKS.c.title).join(TASKS, TASKS.c.id == TASK_PARTS.c.task_id)
    rows = (await tx.execute(query.where(*here, TASK_PARTS.c.unit_id.in_(units)))).all()
    now_open: dict[Pair, list[Duty]] = {}
    for duty in await duties.open_in(tx, units, now):
        now_open.setdefault((duty.task_id, duty.unit_id), []).append(duty)
    settled = await duties.settled(tx, {row.task_id for row in rows})
    owners = await _owners(tx, rows)
    return [
        _charge(row, now_open.get((row.task_id, row.unit_id), []), owners)
        for row in rows
        if answered_too or _is_owed((row.task_id, row.unit_id), now_open, settled)
    ]


def _is_owed(pair: Pair, now_open: dict[Pair, list[Duty]], settled: Collection[Pair]) -> bool:
    if pair in now_open:
        return any(duty.open for duty in now_open[pair])
    return pair not in settled


async def _owners(tx: Tx, rows: Collection[Any]) -> dict[Pair | int, int | None]:
    """Whom the coming period will ask, for each pair; and everybody in service, by id."""
    people = (await officials.roster(tx)).officials
    given = await plans.assigned(tx)
    owners: dict[Pair | int, int | None] = {each.id: each.id for each in people}
    for row in rows:
        pair = row.task_id, row.unit_id
        owners[pair] = owner_of(*pair, given, people)
    return owners


def _charge(row: Any, of_pair: Collection[Duty], owners: dict[Pair | int, int | None]) -> Charge:
    duty = next((each for each in of_pair if each.open), None)
    asked = duty.owner_id if duty else owners[row.task_id, row.unit_id]
    owner_id = owners.get(asked) if asked is not None else None
    return Charge(row.id, row.task_id, row.unit_id, row.code, row.title, owner_id, duty)


async def give(
    tx: Tx, charge: Charge, official_id: int, now: datetime, by: int | None = None
) -> None:
    """From now on this person answers for it, in the open period, too. `by`: who gave it."""
    await plans.assign(tx, charge.task_id, charge.unit_id, official_id, now)
    await pass_on(tx, charge, official_id, now, by)


async def pass_on(
    tx: Tx,
    charge: Charge,
    official_id: int,
    now: datetime,
    by: int | None = None,
    only: int | None = None,
) -> None:
    """Every open duty of the pair, or `only` one, has this owner; the Office's item is closed."""
    why = "once" if only else "assigned"
    for duty in await duties.open_in(tx, [charge.unit_id], now):
        this = duty.task_id == charge.task_id and only in (None, duty.id)
        if duty.open and this and duty.owner_id != official_id:
            await duties.hand_over(tx, duty.id, official_id, now=now, by=by, why=why)
            period = (await cycles.get(tx, duty.cycle_id)).period
            key = open_items.no_owner(period, duty.task_code, duty.unit_id)
            await open_items.close(tx, key, now)


async def unit_of(tx: Tx, part_id: int) -> int | None:
    """Whose part in a task this is."""
    query = select(TASK_PARTS.c.unit_id).where(TASK_PARTS.c.id == part_id)
    found: int | None = (await tx.execute(query)).scalar()
    return found

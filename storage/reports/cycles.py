"""Cycles: planned before they open, open while they are answered, then closed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from domain.calendar.periods import Period
from domain.reporting.cycles import Cycle, CycleState
from domain.reporting.policy import Policy, Timeline
from storage.engine.database import Tx
from storage.engine.json_codecs import (
    policy_from_json,
    policy_to_json,
    steps_from_json,
    steps_to_json,
)
from storage.engine.read_cache import shared
from storage.tables import CYCLES


@shared
async def find_by_id(tx: Tx, cycle_id: int) -> Cycle | None:
    row = (await tx.execute(select(CYCLES).where(CYCLES.c.id == cycle_id))).one_or_none()
    return None if row is None else _cycle(row)


async def get(tx: Tx, cycle_id: int) -> Cycle:
    found = await find_by_id(tx, cycle_id)
    if found is None:
        raise LookupError(cycle_id)
    return found


@shared
async def find(tx: Tx, root_unit_id: int, period: Period) -> Cycle | None:
    here = CYCLES.c.root_unit_id == root_unit_id, CYCLES.c.period == str(period)
    return await _one(tx, select(CYCLES).where(*here))


@shared
async def newest(tx: Tx, root_unit_id: int) -> Cycle | None:
    """The period that was opened last; a planned one does not count."""
    opened = CYCLES.c.root_unit_id == root_unit_id, CYCLES.c.state != CycleState.PLANNED.value
    return await _one(tx, select(CYCLES).where(*opened).order_by(CYCLES.c.period.desc()).limit(1))


@shared
async def before(tx: Tx, root_unit_id: int, period: Period) -> Cycle | None:
    """The last period that was opened before this one."""
    opened = CYCLES.c.root_unit_id == root_unit_id, CYCLES.c.state != CycleState.PLANNED.value
    earlier = select(CYCLES).where(*opened, CYCLES.c.period < str(period))
    return await _one(tx, earlier.order_by(CYCLES.c.period.desc()).limit(1))


@shared
async def opened(tx: Tx, root_unit_id: int) -> tuple[Period, ...]:
    """The periods of a department that were opened, the newest first."""
    here = CYCLES.c.root_unit_id == root_unit_id, CYCLES.c.state != CycleState.PLANNED.value
    query = select(CYCLES.c.period).where(*here).order_by(CYCLES.c.period.desc())
    return tuple(Period.parse(each) for each in (await tx.execute(query)).scalars())


async def opened_after(tx: Tx, root_unit_id: int, number: int, most: int) -> list[Cycle]:
    """At most so many periods of a department that were opened, with a higher number than this."""
    here = CYCLES.c.root_unit_id == root_unit_id, CYCLES.c.state != CycleState.PLANNED.value
    query = select(CYCLES).where(*here, CYCLES.c.id > number).order_by(CYCLES.c.id)
    return [_cycle(row) for row in await tx.execute(query.limit(most))]


async def _one(tx: Tx, query: Select[Any]) -> Cycle | None:
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _cycle(row)


async def due_to_open(tx: Tx, now: datetime) -> Sequence[Cycle]:
    due = CYCLES.c.state == CycleState.PLANNED.value, CYCLES.c.opens_at <= now
    rows = await tx.execute(select(CYCLES).where(*due).order_by(CYCLES.c.opens_at))
    return [_cycle(row) for row in rows]


async def open_ones(tx: Tx) -> list[Cycle]:
    """The periods that are open now."""
    rows = await tx.execute(select(CYCLES).where(CYCLES.c.state == "open").order_by(CYCLES.c.id))
    return [_cycle(row) for row in rows]


async def coming(tx: Tx, root_unit_id: int, now: datetime) -> list[Cycle]:
    """The periods of a department that are open or ahead, the earliest first."""
    here = CYCLES.c.root_unit_id == root_unit_id, CYCLES.c.closes_at > now
    rows = await tx.execute(select(CYCLES).where(*here).order_by(CYCLES.c.period))
    return [_cycle(row) for row in rows]


async def plan(
    tx: Tx, *, root_unit_id: int, period: Period, policy: Policy, times: Timeline
) -> bool:
    """Write down when a period will open, or correct it until it does. True if that is new."""
    here = CYCLES.c.root_unit_id == root_unit_id, CYCLES.c.period == str(period)
    values: dict[str, Any] = {
        "due_day": times.due_day,
        "due_at": times.due_at,
        "late_after": times.late_after,
        "opens_at": times.opens_at,
        "closes_at": times.closes_at,
        "policy": policy_to_json(policy),
        "steps": steps_to_json(times.steps),
    }
    row = (await tx.execute(select(CYCLES.c.state).where(*here))).one_or_none()
    if row is None:
        fixed = {"root_unit_id": root_unit_id, "period": str(period), "state": "planned"}
        await tx.execute(insert(CYCLES).values(**fixed, **values))
    elif row.state == CycleState.PLANNED.value:
        await tx.execute(update(CYCLES).where(*here).values(**values))
    return row is None


async def move(tx: Tx, cycle: Cycle) -> None:
    """Another due day and other hours for what is planned or open; what is closed stays."""
    values: dict[str, Any] = {
        "due_day": cycle.due_day,
        "due_at": cycle.due_at,
        "late_after": cycle.late_after,
        "opens_at": cycle.opens_at,
        "closes_at": cycle.closes_at,
        "steps": steps_to_json(cycle.steps),
    }
    here = CYCLES.c.id == cycle.id, CYCLES.c.state != CycleState.CLOSED.value
    await tx.execute(update(CYCLES).where(*here).values(**values))


async def unfinished(tx: Tx) -> list[Cycle]:
    """The periods that are open or planned."""
    here = CYCLES.c.state != CycleState.CLOSED.value
    rows = await tx.execute(select(CYCLES).where(here).order_by(CYCLES.c.period, CYCLES.c.id))
    return [_cycle(row) for row in rows]


async def postpone(tx: Tx, cycle_id: int, until: datetime) -> None:
    planned = CYCLES.c.id == cycle_id, CYCLES.c.state == CycleState.PLANNED.value
    await tx.execute(update(CYCLES).where(*planned).values(opens_at=until))


async def force(tx: Tx, cycle_id: int, now: datetime) -> bool:
    """Open at once, whatever the quotas say; False if it is open already."""
    planned = CYCLES.c.id == cycle_id, CYCLES.c.state == CycleState.PLANNED.value
    forced = update(CYCLES).where(*planned).values(forced=True, opens_at=now)
    return bool((await tx.execute(forced)).rowcount)


async def mark_open(tx: Tx, cycle_id: int) -> bool:
    """False if another process opened it first."""
    planned = CYCLES.c.id == cycle_id, CYCLES.c.state == CycleState.PLANNED.value
    opened = update(CYCLES).where(*planned).values(state=CycleState.OPEN.value)
    return bool((await tx.execute(opened)).rowcount)


async def mark_closed(tx: Tx, now: datetime) -> list[Cycle]:
    """Close every cycle whose time is over."""
    over = CYCLES.c.state == CycleState.OPEN.value, CYCLES.c.closes_at <= now
    closed = update(CYCLES).where(*over).values(state=CycleState.CLOSED.value).returning(CYCLES)
    return [_cycle(row) for row in await tx.execute(closed)]


def _cycle(row: Row[Any]) -> Cycle:
    return Cycle(
        row.id,
        row.root_unit_id,
        Period.parse(row.period),
        CycleState(row.state),
        row.due_day,
        row.due_at,
        row.late_after,
        row.opens_at,
        row.closes_at,
        policy_from_json(row.policy),
        steps_from_json(row.steps),
        row.forced,
    )

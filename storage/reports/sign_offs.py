"""Units that confirm their reports: who does, when they are asked, and what they confirmed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, distinct, func, insert, select, update

from domain.messaging.moments import Moments
from domain.reporting.sign_off import Confirmation, SignOff, UnitConfirmation, standing
from storage.engine.database import Tx
from storage.engine.insert_ignore import add_new
from storage.engine.read_cache import once
from storage.tables import (
    CYCLES,
    DUTIES,
    OFFICIALS,
    REPORTS,
    SIGN_OFF_EVENTS,
    SIGN_OFFS,
    UNIT_SWITCHES,
    UNITS,
)
from storage.tables.columns import spoken

BATCH = 500
EVER = datetime.max.replace(tzinfo=UTC)
LIVING = SIGN_OFFS.c.off_at.is_(None)


async def switched_on(tx: Tx) -> frozenset[int]:
    """The units that confirm their reports."""
    query = select(UNIT_SWITCHES.c.unit_id).where(UNIT_SWITCHES.c.confirms)
    return frozenset((await tx.execute(query)).scalars())


async def switch(tx: Tx, unit_id: int, *, on: bool, now: datetime) -> bool:
    """From now on the unit confirms, or no longer does, also in open periods; False if no news."""
    if (unit_id in await switched_on(tx)) is on:
        return False
    row = {"unit_id": unit_id, "confirms": on, "changed_at": now}
    if not await add_new(tx, UNIT_SWITCHES, [row], key=["unit_id"]):
        change = update(UNIT_SWITCHES).where(UNIT_SWITCHES.c.unit_id == unit_id)
        await tx.execute(change.values(confirms=on, changed_at=now))
    here = SIGN_OFFS.c.unit_id == unit_id, SIGN_OFFS.c.cycle_id.in_(_open())
    off = {"off_at": None, "next_at": now} if on else {"off_at": now, "next_at": None}
    await tx.execute(update(SIGN_OFFS).where(*here).values(**off))
    for cycle_id in (await tx.execute(_open())).scalars().all() if on else ():
        await begin(tx, cycle_id, now)
    return True


def _open() -> Any:
    return select(CYCLES.c.id).where(CYCLES.c.state == "open")


async def begin(tx: Tx, cycle_id: int, now: datetime) -> int:
    """Every unit that confirms and owes something in the period is looked at from now on."""
    owing = select(DUTIES.c.unit_id).where(DUTIES.c.cycle_id == cycle_id).distinct()
    units = set((await tx.execute(owing)).scalars()) & await switched_on(tx)
    fixed = {"cycle_id": cycle_id, "rung": -1, "next_at": now}
    rows = [{"unit_id": unit_id, **fixed} for unit_id in sorted(units)]
    return await add_new(tx, SIGN_OFFS, rows, key=["cycle_id", "unit_id"])


async def touch(tx: Tx, cycle_id: int, unit_id: int, now: datetime) -> None:
    """A report of the unit came or changed: whoever confirms may have to be asked.

    Nobody is asked about a period that has closed, though what was said in time still counts.
    """
    running = SIGN_OFFS.c.cycle_id == cycle_id, SIGN_OFFS.c.cycle_id.in_(_open())
    here = *running, SIGN_OFFS.c.unit_id == unit_id, LIVING
    await tx.execute(update(SIGN_OFFS).where(*here).values(next_at=now))


async def look_again(tx: Tx, cycle_id: int, now: datetime) -> None:
    """The hours of the period have moved."""
    here = SIGN_OFFS.c.cycle_id == cycle_id, SIGN_OFFS.c.next_at.is_not(None), LIVING
    await tx.execute(update(SIGN_OFFS).where(*here).values(next_at=now))


async def take_due(tx: Tx, now: datetime) -> list[SignOff]:
    """Take what is to be looked at; the caller moves it on in the same transaction."""
    due = select(SIGN_OFFS.c.id).where(SIGN_OFFS.c.next_at <= now).order_by(SIGN_OFFS.c.id)
    taken = (await tx.execute(due.limit(BATCH).with_for_update(skip_locked=True))).scalars()
    return await _load(tx, SIGN_OFFS.c.id.in_(list(taken)))


async def move_on(tx: Tx, sign_off_id: int, rung: int, next_at: datetime | None) -> None:
    change = update(SIGN_OFFS).where(SIGN_OFFS.c.id == sign_off_id)
    await tx.execute(change.values(rung=rung, next_at=next_at))


async def find(tx: Tx, sign_off_id: int) -> SignOff | None:
    """One that still holds: the unit has not been switched off since."""
    return next(iter(await _load(tx, SIGN_OFFS.c.id == sign_off_id)), None)


@once("sign_offs", "sign_off_events", "duties", "reports")
async def of_cycle(
    tx: Tx, cycle_id: int, units: Collection[int] | None = None, until: datetime = EVER
) -> list[SignOff]:
    """The units that confirm in a period, as they stood at an instant."""
    here = SIGN_OFFS.c.cycle_id == cycle_id
    if units is not None:
        here = and_(here, SIGN_OFFS.c.unit_id.in_(units))
    return await _load(tx, here, until)


async def hold(tx: Tx, closing_id: int) -> None:
    """Whoever else confirms this waits for the end of the transaction, and then sees it."""
    await tx.execute(select(SIGN_OFFS.c.id).where(SIGN_OFFS.c.id == closing_id).with_for_update())


async def confirm(tx: Tx, closing: SignOff, *, by: int, late: bool, moments: Moments) -> None:
    """Keep that the unit's reports were confirmed as they are."""
    await tx.execute(
        insert(SIGN_OFF_EVENTS).values(
            sign_off_id=closing.id,
            official_id=by,
            confirmed_at=moments.acted_at,
            **spoken(moments),
            late=late,
            missing=closing.missing,
            seen=closing.newest,
        )
    )


async def quieten(tx: Tx, cycle_ids: Collection[int]) -> None:
    """Nobody is asked any more about closed periods."""
    await tx.execute(
        update(SIGN_OFFS).where(SIGN_OFFS.c.cycle_id.in_(cycle_ids)).values(next_at=None)
    )


async def of_units(tx: Tx, cycle_id: int, until: datetime = EVER) -> dict[str, UnitConfirmation]:
    """How each unit that confirms stands in a period, by the code of the unit."""
    found = await of_cycle(tx, cycle_id, None, until)
    if not found:
        return {}
    units = await tx.execute(select(UNITS.c.id, UNITS.c.code))
    codes = {row.id: row.code for row in units}
    people = await tx.execute(select(OFFICIALS.c.id, OFFICIALS.c.name))
    names = {row.id: row.name for row in people}
    return {codes[each.unit_id]: _told(each, names) for each in found}


def _told(closing: SignOff, names: dict[int, str]) -> UnitConfirmation:
    last = closing.last
    how = standing(last, closing.newest)
    return (
        UnitConfirmation(how, last.at, names[last.by], last.late) if last else UnitConfirmation(how)
    )


@dataclass(frozen=True, slots=True)
class _Count:
    missing: int = 0
    newest: int = 0


async def _load(tx: Tx, where: ColumnElement[bool], until: datetime = EVER) -> list[SignOff]:
    query = select(SIGN_OFFS).where(where, LIVING).order_by(SIGN_OFFS.c.unit_id, SIGN_OFFS.c.id)
    rows = (await tx.execute(query)).all()
    if not rows:
        return []
    counts = await _counts(tx, {row.cycle_id for row in rows}, until)
    given = await _given(tx, {row.id for row in rows}, until)
    return [
        _closing(row, counts.get((row.cycle_id, row.unit_id), _Count()), given.get(row.id, ()))
        for row in rows
    ]


async def _counts(
    tx: Tx, cycles: Collection[int], until: datetime
) -> dict[tuple[int, int], _Count]:
    """Of each period and unit: the duties without an answer now, and the newest version by then."""
    here = DUTIES.c.cycle_id, DUTIES.c.unit_id
    newest = func.max(REPORTS.c.id).label("newest")
    known_at = func.coalesce(REPORTS.c.recorded_at, REPORTS.c.received_at)
    by_then = and_(REPORTS.c.duty_id == DUTIES.c.id, known_at <= until)
    silent = func.count(distinct(DUTIES.c.id)).filter(DUTIES.c.status.is_(None)).label("silent")
    query = select(*here, silent, newest).outerjoin(REPORTS, by_then)
    rows = await tx.execute(query.where(DUTIES.c.cycle_id.in_(cycles)).group_by(*here))
    return {(row.cycle_id, row.unit_id): _Count(row.silent, row.newest or 0) for row in rows}


async def _given(
    tx: Tx, closings: Collection[int], until: datetime
) -> dict[int, Sequence[Confirmation]]:
    known_at = func.coalesce(SIGN_OFF_EVENTS.c.recorded_at, SIGN_OFF_EVENTS.c.confirmed_at)
    here = SIGN_OFF_EVENTS.c.sign_off_id.in_(closings), known_at <= until
    found: dict[int, list[Confirmation]] = {}
    for row in await tx.execute(
        select(SIGN_OFF_EVENTS).where(*here).order_by(SIGN_OFF_EVENTS.c.id)
    ):
        one = Confirmation(row.confirmed_at, row.official_id, row.late, row.missing, row.seen)
        found.setdefault(row.sign_off_id, []).append(one)
    return dict(found)


def _closing(row: Row[Any], count: _Count, given: Sequence[Confirmation]) -> SignOff:
    return SignOff(
        row.id,
        row.cycle_id,
        row.unit_id,
        row.rung,
        row.next_at,
        count.missing,
        count.newest,
        len(given),
        given[-1] if given else None,
    )

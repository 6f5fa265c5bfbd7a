"""The tree of units."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from domain.imports.rows import UnitLine
from domain.people.units import Tree, Unit
from storage.engine.database import Tx
from storage.engine.read_cache import shared
from storage.tables import UNITS


@shared
async def tree(tx: Tx) -> Tree:
    rows = await tx.execute(select(UNITS).where(UNITS.c.ended_at.is_(None)).order_by(UNITS.c.id))
    return Tree(_unit(row) for row in rows)


def _unit(row: Row[Any]) -> Unit:
    return Unit(row.id, row.code, row.name, row.kind, row.parent_id, row.short_name)


async def set_short(tx: Tx, unit_id: int, short: str) -> bool:
    """The name for narrow columns; False if it was that already."""
    other = UNITS.c.id == unit_id, UNITS.c.short_name != short
    return bool((await tx.execute(update(UNITS).where(*other).values(short_name=short))).rowcount)


async def root(tx: Tx) -> Unit:
    """The department itself: the unit above all others."""
    return next(unit for unit in (await tree(tx)).by_id.values() if not unit.parent_id)


async def root_of(tx: Tx, unit_id: int) -> Unit:
    """The department to which a unit belongs."""
    return (await tree(tx)).upwards(unit_id)[-1]


async def save(
    tx: Tx, lines: Sequence[UnitLine], now: datetime, spared: Collection[str] = ()
) -> int:
    """Make the units what the roster says; those it no longer names are ended, never deleted.

    `spared` are codes of units that are not named and yet stay as they are.
    Parents may stand below their children in the file. Returns how many rows changed.
    """
    known = {row.code: row for row in await tx.execute(select(UNITS))}
    changed = 0
    for line in lines:
        changed += await _save_one(tx, line, known.get(line.code))
    ids = {row.code: row.id for row in await tx.execute(select(UNITS.c.id, UNITS.c.code))}
    for line in lines:
        parent = ids.get(line.parent_code or "")
        right = UNITS.c.parent_id.is_not_distinct_from(parent)
        change = update(UNITS).where(UNITS.c.code == line.code, ~right).values(parent_id=parent)
        await tx.execute(change)
    return changed + await _end_others(tx, {line.code for line in lines} | set(spared), now)


async def _save_one(tx: Tx, line: UnitLine, row: Row[Any] | None) -> int:
    names = {"name": line.name, "name_en": line.name_en, "short_name": line.short}
    values = {**names, "kind": line.kind}
    if row is not None:  # what the roster leaves empty stays
        values = {name: value or getattr(row, name) for name, value in values.items()}
    if row is None:
        await tx.execute(insert(UNITS).values(code=line.code, **values))
        return 1
    same = all(getattr(row, column) == value for column, value in values.items())
    if same and row.ended_at is None:
        return 0
    await tx.execute(update(UNITS).where(UNITS.c.code == line.code).values(**values, ended_at=None))
    return 1


async def _end_others(tx: Tx, codes: set[str], now: datetime) -> int:
    change = update(UNITS).where(UNITS.c.code.not_in(codes), UNITS.c.ended_at.is_(None))
    return (await tx.execute(change.values(ended_at=now))).rowcount

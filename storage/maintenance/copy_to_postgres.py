"""Moves everything from a file into an empty database of a server, and proves that it is there."""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Table, bindparam, func, insert, select, text, update

from domain.imports.progress import Tell
from storage.audit import log as audit
from storage.audit import seals
from storage.engine import sequences
from storage.engine.database import Database, Tx
from storage.tables import CACHE_VERSION, DATA_KEYS, DUTY_COUNTS, METADATA, ROSTER_CHANGES

BATCH = 1_000
OWN = (CACHE_VERSION, DATA_KEYS, DUTY_COUNTS, ROSTER_CHANGES)
"""What every database has of its own from the beginning, or makes of the others by triggers."""


class MoveFailed(Exception):
    """Nothing was moved; the key of a sentence says why."""

    def __init__(self, key: str, **facts: str) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


def tables() -> list[Table]:
    """What is copied, in an order in which everything is there before it is referred to."""
    return [each for each in METADATA.sorted_tables if each not in OWN]


async def move(source: Database, target: Database, tell: Tell) -> int:
    """Copy every row in one transaction; returns how many. Raises MoveFailed.

    Whoever opened the file owns it, so nobody writes meanwhile.
    """
    copied = 0
    async with source.read() as old, target.begin() as new:
        broken = await seals.first_broken(old)
        await new.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        await _refuse_unless_empty(new)
        total = sum([await _count(old, table) for table in tables()])
        for table in tables():
            async for count in _copy(old, new, table):
                copied += count
                tell(copied, total)
        for table in (each for each in sequences.numbered() if each not in OWN):
            await sequences.go_on_after(new, table, await sequences.newest(old, table))
        await _compare(old, new)
        if await seals.first_broken(new) != broken:
            raise MoveFailed("moving.different", table="seals")
    return copied


async def _refuse_unless_empty(tx: Tx) -> None:
    for table in tables():
        if await _count(tx, table):
            raise MoveFailed("moving.not_empty", table=table.name)


async def _count(tx: Tx, table: Table) -> int:
    return int((await tx.execute(select(func.count()).select_from(table))).scalar_one())


async def _copy(old: Tx, new: Tx, table: Table) -> AsyncIterator[int]:
    """How many rows of each batch; a reference to a later row of the table is put in at the end."""
    own = _own_references(table)
    references: list[dict[str, Any]] = []
    async for rows in _batches(old, table):
        for row in rows:
            if any(row[name] is not None for name in own):
                references.append({"this": row["id"], **{f"to_{n}": row[n] for n in own}})
                row.update(dict.fromkeys(own))
        await new.execute(insert(table), rows)
        yield len(rows)
    if references:
        values: dict[str, Any] = {name: bindparam(f"to_{name}") for name in own}
        here = update(table).where(table.c.id == bindparam("this"))
        await new.execute(here.values(values), references)


def _own_references(table: Table) -> list[str]:
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


async def _batches(tx: Tx, table: Table) -> AsyncIterator[list[dict[str, Any]]]:
    found = await tx.stream(select(table).order_by(*table.primary_key.columns))
    async for rows in found.partitions(BATCH):
        yield [dict(row._mapping) for row in rows]


async def _compare(old: Tx, new: Tx) -> None:
    """The same number of rows everywhere, and the same end of the log."""
    for table in tables():
        if await _count(old, table) != await _count(new, table):
            raise MoveFailed("moving.different", table=table.name)
    if await audit.head(old) != await audit.head(new):
        raise MoveFailed("moving.different", table="audit_entries")

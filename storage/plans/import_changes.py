"""The imports of the last days with what each changed, so that one can be taken back."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Row, insert, select, update

from storage.engine.database import Tx
from storage.people import units
from storage.plans import journal
from storage.plans.journal import RowChange
from storage.tables import IMPORT_CHANGES

Result = TypeVar("Result")
UNDO_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Applied:
    """An import that was applied. `matter`: plan, roster, assignments, or one official."""

    id: int
    matter: str
    source: str
    root_unit_id: int
    official_id: int | None
    applied_at: datetime
    undone_at: datetime | None
    changes: Sequence[RowChange]

    def can_be_undone(self, now: datetime) -> bool:
        return self.undone_at is None and now < self.applied_at + UNDO_WITHIN


@dataclass(frozen=True, slots=True)
class About:
    """What is applied, from which file or command, in whose name, in which department."""

    matter: str
    source: str
    unit_id: int | None
    official_id: int | None = None


async def kept(
    tx: Tx, about: About, now: datetime, act: Callable[[], Awaitable[Result]]
) -> tuple[Result, int | None]:
    """What `act` returns, and under which number what it changed is kept; None if nothing was."""
    before = await journal.look(tx)
    result = await act()
    return result, await add(tx, about, await journal.since(tx, before), now)


async def add(tx: Tx, about: About, changes: Sequence[RowChange], now: datetime) -> int | None:
    if not changes:
        return None
    root = await (units.root_of(tx, about.unit_id) if about.unit_id else units.root(tx))
    values = {
        "matter": about.matter,
        "source": about.source,
        "root_unit_id": root.id,
        "official_id": about.official_id,
        "rows": journal.to_json(changes),
        "applied_at": now,
    }
    added = insert(IMPORT_CHANGES).values(**values).returning(IMPORT_CHANGES.c.id)
    return int((await tx.execute(added)).scalar_one())


async def find(tx: Tx, change_id: int) -> Applied | None:
    query = select(IMPORT_CHANGES).where(IMPORT_CHANGES.c.id == change_id)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _applied(row)


async def recent(tx: Tx, now: datetime, root_unit_id: int | None = None) -> list[Applied]:
    """What can still be taken back, the newest first."""
    living = IMPORT_CHANGES.c.undone_at.is_(None), IMPORT_CHANGES.c.applied_at > now - UNDO_WITHIN
    query = select(IMPORT_CHANGES).where(*living).order_by(IMPORT_CHANGES.c.id.desc())
    if root_unit_id is not None:
        query = query.where(IMPORT_CHANGES.c.root_unit_id == root_unit_id)
    return [_applied(row) for row in await tx.execute(query)]


async def mark_undone(tx: Tx, change_id: int, now: datetime) -> bool:
    """False if somebody was quicker."""
    here = IMPORT_CHANGES.c.id == change_id, IMPORT_CHANGES.c.undone_at.is_(None)
    done = update(IMPORT_CHANGES).where(*here).values(undone_at=now)
    return bool((await tx.execute(done)).rowcount)


async def prune(tx: Tx, now: datetime) -> int:
    """Forget what stood there before, once it can no longer be put back; returns of how many."""
    over = IMPORT_CHANGES.c.applied_at <= now - UNDO_WITHIN, IMPORT_CHANGES.c.pruned_at.is_(None)
    gone = update(IMPORT_CHANGES).where(*over).values(rows=[], pruned_at=now)
    return (await tx.execute(gone)).rowcount


async def forget_person(tx: Tx, official_id: int) -> None:
    """Nothing of somebody who is erased can be put back."""
    rows = await tx.execute(select(IMPORT_CHANGES).where(IMPORT_CHANGES.c.pruned_at.is_(None)))
    for row in rows.all():
        changes = journal.from_json(row.rows)
        others = [each for each in changes if _person(each) != official_id]
        if len(others) < len(changes):
            here = update(IMPORT_CHANGES).where(IMPORT_CHANGES.c.id == row.id)
            await tx.execute(here.values(rows=journal.to_json(others)))


def _person(change: RowChange) -> Any:
    return change.id if change.table == "officials" else change.after.get("official_id")


def _applied(row: Row[Any]) -> Applied:
    return Applied(
        row.id,
        row.matter,
        row.source,
        row.root_unit_id,
        row.official_id,
        row.applied_at,
        row.undone_at,
        journal.from_json(row.rows),
    )

"""Misread replies: reported, looked over by the Office, kept as examples without names."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, select, update

from domain.replies.judgement import Verdict
from domain.replies.misreadings import Misreading
from storage.engine.database import Tx
from storage.engine.insert_ignore import add_new
from storage.tables import MISREADINGS


async def add(tx: Tx, misreading: Misreading) -> bool:
    """Note an example; False if its text is known already. Its id is given here."""
    row = {
        "root_unit_id": misreading.root_unit_id,
        "text": misreading.text,
        "read_as": misreading.read_as.value,
        "meant": misreading.meant.value,
        "reported_on": misreading.reported_on,
        "kept": misreading.kept,
    }
    return bool(await add_new(tx, MISREADINGS, [row], key=["root_unit_id", "text"]))


async def find(tx: Tx, misreading_id: int) -> Misreading | None:
    query = select(MISREADINGS).where(MISREADINGS.c.id == misreading_id)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _misreading(row)


async def waiting(tx: Tx, root_unit_id: int) -> list[Misreading]:
    """What the Office of this department has not looked over, the oldest first."""
    return await _all(tx, MISREADINGS.c.root_unit_id == root_unit_id, ~MISREADINGS.c.kept)


async def examples(tx: Tx) -> Sequence[Misreading]:
    """What was kept, of every department, the oldest first."""
    return await _all(tx, MISREADINGS.c.kept)


async def keep(tx: Tx, misreading_id: int) -> bool:
    """False if it was looked over before."""
    here = update(MISREADINGS).where(MISREADINGS.c.id == misreading_id, ~MISREADINGS.c.kept)
    return bool((await tx.execute(here.values(kept=True))).rowcount)


async def drop(tx: Tx, misreading_id: int) -> bool:
    """Nothing is left of it; False if it was looked over before."""
    here = delete(MISREADINGS).where(MISREADINGS.c.id == misreading_id, ~MISREADINGS.c.kept)
    return bool((await tx.execute(here)).rowcount)


async def _all(tx: Tx, *conditions: Any) -> list[Misreading]:
    query = select(MISREADINGS).where(*conditions).order_by(MISREADINGS.c.id)
    return [_misreading(row) for row in await tx.execute(query)]


def _misreading(row: Row[Any]) -> Misreading:
    return Misreading(
        row.root_unit_id,
        row.text,
        Verdict(row.read_as),
        Verdict(row.meant),
        row.reported_on,
        row.kept,
        row.id,
    )

"""Acts of the board under the key that their page gave them: known when sent twice, undone once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from storage.engine.database import Tx
from storage.tables import BOARD_ACTS

TABLE = BOARD_ACTS.c


@dataclass(frozen=True, slots=True)
class StoredAct:
    """`outcome`: what was answered, and what an undo needs."""

    id: int
    kind: str
    outcome: dict[str, Any]
    undo_until: datetime
    undone: bool


async def find(tx: Tx, official_id: int, key: str) -> StoredAct | None:
    """What this person did under this key before."""
    return await _one(tx, TABLE.official_id == official_id, TABLE.key == key)


async def get(tx: Tx, official_id: int, act_id: int) -> StoredAct | None:
    return await _one(tx, TABLE.official_id == official_id, TABLE.id == act_id)


async def _one(tx: Tx, *where: Any) -> StoredAct | None:
    row = (await tx.execute(select(BOARD_ACTS).where(*where))).one_or_none()
    if row is None:
        return None
    return StoredAct(row.id, row.kind, row.outcome, row.undo_until, row.undone_at is not None)


async def add(
    tx: Tx,
    official_id: int,
    key: str,
    kind: str,
    outcome: dict[str, Any],
    times: tuple[datetime, datetime],
) -> int:
    """`times`: when it was done, and until when it can be undone."""
    values = {"official_id": official_id, "key": key, "kind": kind, "outcome": outcome}
    acted_at, until = times
    added = insert(BOARD_ACTS).values(**values, acted_at=acted_at, undo_until=until)
    return int((await tx.execute(added.returning(TABLE.id))).scalar_one())


async def undo(tx: Tx, act_id: int, now: datetime) -> bool:
    """False if it was undone before, or it is too late."""
    open_one = TABLE.id == act_id, TABLE.undone_at.is_(None), TABLE.undo_until > now
    change = update(BOARD_ACTS).where(*open_one).values(undone_at=now)
    return bool((await tx.execute(change)).rowcount)

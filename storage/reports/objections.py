"""Objections of owners to what was answered on their behalf."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from domain.messaging.moments import Moments
from storage.engine.database import Tx
from storage.engine.insert_ignore import add_new
from storage.tables import OBJECTIONS
from storage.tables.columns import spoken


@dataclass(frozen=True, slots=True)
class Objection:
    """`settled_version`: the answer that settled it, if there is one."""

    version: int
    official_id: int
    reason: str
    made_at: datetime
    settled_version: int | None


async def add(
    tx: Tx, *, duty_id: int, version: int, official_id: int, reason: str, moments: Moments
) -> bool:
    """Keep an objection; False if this version was objected to before."""
    row = {
        "duty_id": duty_id,
        "version": version,
        "official_id": official_id,
        "reason": reason,
        "made_at": moments.acted_at,
        **spoken(moments),
    }
    return bool(await add_new(tx, OBJECTIONS, [row], key=["duty_id", "version"]))


async def settle(tx: Tx, duty_id: int, version: int) -> int:
    """A new version answers what was objected to; returns how many objections that settles."""
    waiting = OBJECTIONS.c.duty_id == duty_id, OBJECTIONS.c.settled_version.is_(None)
    done = await tx.execute(update(OBJECTIONS).where(*waiting).values(settled_version=version))
    return int(done.rowcount)


async def of_duty(tx: Tx, duty_id: int) -> list[Objection]:
    query = select(OBJECTIONS).where(OBJECTIONS.c.duty_id == duty_id).order_by(OBJECTIONS.c.id)
    return [
        Objection(row.version, row.official_id, row.reason, row.made_at, row.settled_version)
        for row in await tx.execute(query)
    ]

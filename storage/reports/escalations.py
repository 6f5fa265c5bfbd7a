"""What climbed to whom, and who took it in hand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from storage.engine.database import Tx
from storage.engine.insert_ignore import keep_new
from storage.tables import ESCALATIONS


@dataclass(frozen=True, slots=True)
class Escalated:
    """A message about unanswered duties that has reached somebody above their owners."""

    duty_ids: Collection[int]
    rung: int
    audience: str
    official_id: int
    message_key: str


async def add_all(tx: Tx, escalated: Sequence[Escalated], day: date, now: datetime) -> None:
    rows = [
        {
            "duty_id": duty_id,
            "rung": each.rung,
            "audience": each.audience,
            "day": day,
            "official_id": each.official_id,
            "message_key": each.message_key,
            "escalated_at": now,
        }
        for each in escalated
        for duty_id in sorted(each.duty_ids)
    ]
    await keep_new(tx, ESCALATIONS, rows, key=["duty_id", "rung", "official_id", "day"])


async def acknowledge(tx: Tx, duty_ids: Collection[int], now: datetime) -> list[int]:
    """Take duties in hand; returns those that nobody had taken in hand before."""
    taken = select(ESCALATIONS.c.duty_id).where(
        ESCALATIONS.c.duty_id.in_(duty_ids), ESCALATIONS.c.acknowledged_at.is_not(None)
    )
    before = {row.duty_id for row in await tx.execute(taken)}
    fresh = sorted(set(duty_ids) - before)
    mark = update(ESCALATIONS).where(ESCALATIONS.c.duty_id.in_(fresh))
    await tx.execute(mark.values(acknowledged_at=now))
    return fresh

"""What climbed to whom, and who took it in hand."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select, update

from storage.engine.database import Tx
from storage.engine.insert_ignore import add_new
from storage.tables import ESCALATIONS


async def add_all(  # noqa: PLR0913 - one climb of many duties to one person
    tx: Tx,
    duty_ids: Collection[int],
    *,
    rung: int,
    audience: str,
    day: date,
    official_id: int,
    letter_key: str,
    now: datetime,
) -> None:
    values = {
        "rung": rung,
        "audience": audience,
        "day": day,
        "official_id": official_id,
        "letter_key": letter_key,
        "escalated_at": now,
    }
    rows = [{"duty_id": duty_id, **values} for duty_id in sorted(duty_ids)]
    await add_new(tx, ESCALATIONS, rows, key=["duty_id", "rung", "official_id", "day"])


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

"""What climbed to whom, and who took it in hand."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Tx
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
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    values = {
        "rung": rung,
        "audience": audience,
        "day": day,
        "official_id": official_id,
        "letter_key": letter_key,
        "escalated_at": now,
    }
    statement = dialect.insert(ESCALATIONS).on_conflict_do_nothing()
    rows = [{"duty_id": duty_id, **values} for duty_id in sorted(duty_ids)]
    if rows:
        await tx.execute(statement, rows)


async def of_letter(tx: Tx, letter_key: str) -> list[int]:
    """The duties that one letter told of."""
    query = select(ESCALATIONS.c.duty_id).where(ESCALATIONS.c.letter_key == letter_key)
    return [row.duty_id for row in await tx.execute(query.order_by(ESCALATIONS.c.duty_id))]


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

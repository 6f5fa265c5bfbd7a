"""Who owned a duty, from when to when: rows that follow each other without a gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, literal, select, update

from storage.engine.database import Tx
from storage.tables import DUTIES, DUTY_OWNERS


@dataclass(frozen=True, slots=True)
class Owned:
    """`to_at`: None for whoever owns it now. `by_id`: who decided, where that was a person.

    `why`: opened, assigned, once (this period only), roster.
    """

    official_id: int | None
    from_at: datetime
    to_at: datetime | None
    by_id: int | None
    why: str


async def begin(tx: Tx, cycle_id: int, at: datetime) -> None:
    """The first owners of all duties of a period."""
    first = select(
        DUTIES.c.id, DUTIES.c.owner_id, literal(at, DUTIES.c.next_at.type), literal("opened")
    )
    here = first.where(DUTIES.c.cycle_id == cycle_id).order_by(DUTIES.c.id)
    columns = ["duty_id", "official_id", "from_at", "why"]
    await tx.execute(insert(DUTY_OWNERS).from_select(columns, here))


async def pass_on(
    tx: Tx, duty_id: int, official_id: int | None, *, why: str, by: int | None, now: datetime
) -> None:
    """Somebody else owns it from this instant on."""
    living = DUTY_OWNERS.c.duty_id == duty_id, DUTY_OWNERS.c.to_at.is_(None)
    await tx.execute(update(DUTY_OWNERS).where(*living).values(to_at=now))
    values = {"official_id": official_id, "from_at": now, "why": why, "by_id": by}
    await tx.execute(insert(DUTY_OWNERS).values(duty_id=duty_id, **values))


async def history(tx: Tx, duty_id: int) -> Sequence[Owned]:
    """The first owner first."""
    query = select(DUTY_OWNERS).where(DUTY_OWNERS.c.duty_id == duty_id)
    rows = await tx.execute(query.order_by(DUTY_OWNERS.c.id))
    return [Owned(row.official_id, row.from_at, row.to_at, row.by_id, row.why) for row in rows]

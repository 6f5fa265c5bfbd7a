"""Returns for correction, as they were made."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, insert, select

from domain.extensions.returns import Return
from domain.messaging.moments import Moments
from storage.engine.database import Tx
from storage.tables import RETURNS
from storage.tables.columns import spoken


async def add(tx: Tx, back: Return, moments: Moments | None = None) -> None:
    await tx.execute(
        insert(RETURNS).values(
            duty_id=back.duty_id,
            number=back.number,
            version=back.version,
            by_id=back.by_id,
            reason=back.reason,
            due_day=back.due_day,
            returned_at=back.returned_at,
            **spoken(moments),
        )
    )


async def of_duties(tx: Tx, duty_ids: Collection[int]) -> list[Return]:
    """Every return of these duties, the newest last."""
    query = select(RETURNS).where(RETURNS.c.duty_id.in_(duty_ids)).order_by(RETURNS.c.id)
    return [_return(row) for row in await tx.execute(query)]


async def newest(tx: Tx, duty_id: int) -> Return | None:
    found = await of_duties(tx, [duty_id])
    return found[-1] if found else None


def _return(row: Row[Any]) -> Return:
    return Return(
        row.duty_id,
        row.number,
        row.version,
        row.by_id,
        row.reason,
        row.due_day,
        row.returned_at,
    )

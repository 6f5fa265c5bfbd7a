"""How the answers of a period came in, hour by hour."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from storage.engine.database import Tx
from storage.tables import DUTIES


class hour_of(FunctionElement[str]):  # noqa: N801 - a function of SQL
    """The hour of an instant in UTC, as 2025-10-24 08."""

    type = String()
    inherit_cache = True


@compiles(hour_of, "sqlite")
def _on_sqlite(element: hour_of, compiler: Any, **given: Any) -> str:
    return f"substr({compiler.process(element.clauses, **given)}, 1, 13)"


@compiles(hour_of, "postgresql")
def _on_postgresql(element: hour_of, compiler: Any, **given: Any) -> str:
    instant = compiler.process(element.clauses, **given)
    return f"to_char({instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24')"


async def by_hour(
    tx: Tx, cycle_id: int, units: Collection[int] | None = None
) -> list[tuple[datetime, int]]:
    """The beginning of each hour with answers that still stand, and how many; oldest first."""
    hour = hour_of(DUTIES.c.answered_at)
    query = select(hour.label("hour"), func.count().label("answers")).where(
        DUTIES.c.cycle_id == cycle_id, DUTIES.c.answered_at.is_not(None)
    )
    if units is not None:
        query = query.where(DUTIES.c.unit_id.in_(units))
    rows = await tx.execute(query.group_by(hour).order_by(hour))
    return [(_hour(row.hour), int(row.answers)) for row in rows]


def _hour(text: str) -> datetime:
    return datetime.strptime(text.replace("T", " "), "%Y-%m-%d %H").replace(tzinfo=UTC)

"""Absences: recorded, joined with what is there, ended early; rows that no longer hold are kept."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from domain.people.absences import Absence, AbsenceChange, AbsenceSpan, ended_early
from storage.engine.database import Tx
from storage.tables import ABSENCES

HOLDS = ABSENCES.c.ended_at.is_(None)


async def away(tx: Tx, day: date, people: Collection[int] | None = None) -> dict[int, Absence]:
    """Who is absent on a local day, by official: of everybody, or of these people."""
    covering = [HOLDS, ABSENCES.c.first_day <= day, ABSENCES.c.last_day >= day]
    if people is not None:
        covering.append(ABSENCES.c.official_id.in_(list(people)))
    rows = await tx.execute(select(ABSENCES).where(*covering).order_by(ABSENCES.c.id))
    return {row.official_id: _absence(row) for row in rows}


async def of(tx: Tx, official_id: int, today: date) -> list[Absence]:
    """The absences of a person that are not over."""
    return [each for each in await coming(tx, today) if each.official_id == official_id]


async def coming(tx: Tx, today: date) -> list[Absence]:
    """Every absence that is not over, the earliest first."""
    query = select(ABSENCES).where(HOLDS, ABSENCES.c.last_day >= today)
    rows = await tx.execute(query.order_by(ABSENCES.c.first_day, ABSENCES.c.id))
    return [_absence(row) for row in rows]


async def find(tx: Tx, absence_id: int) -> Absence | None:
    """The absence, if it still holds."""
    row = (await tx.execute(select(ABSENCES).where(HOLDS, ABSENCES.c.id == absence_id))).first()
    return None if row is None else _absence(row)


async def living(tx: Tx, official_id: int) -> list[Absence]:
    """Every absence of a person that holds, past ones too: what a new one is joined with."""
    query = select(ABSENCES).where(HOLDS, ABSENCES.c.official_id == official_id)
    return [_absence(row) for row in await tx.execute(query.order_by(ABSENCES.c.first_day))]


async def save(
    tx: Tx, official_id: int, change: AbsenceChange, by: int | None, now: datetime
) -> Absence:
    """Write what a change says; returns the absence that is spoken of."""
    await _end(tx, (each.id for each in change.ended), now)
    ids = [await _add(tx, official_id, span, by, now) for span in change.written]
    return Absence(ids[0], official_id, change.whole)


async def end(tx: Tx, absence: Absence, by: int | None, today: date, now: datetime) -> None:
    """The person is back today; the days before stay as they were."""
    await _end(tx, [absence.id], now)
    rest = ended_early(absence, today)
    if rest is not None:
        await _add(tx, absence.official_id, rest, by, now)


async def _end(tx: Tx, ids: Iterable[int], now: datetime) -> None:
    gone = ABSENCES.c.id.in_(list(ids))
    await tx.execute(update(ABSENCES).where(gone).values(ended_at=now))


async def _add(tx: Tx, official_id: int, span: AbsenceSpan, by: int | None, now: datetime) -> int:
    values: dict[str, Any] = {
        "official_id": official_id,
        "first_day": span.first_day,
        "last_day": span.last_day,
        "stand_in_id": span.stand_in_id,
        "recorded_by": by,
        "recorded_at": now,
    }
    added = insert(ABSENCES).values(**values).returning(ABSENCES.c.id)
    return int((await tx.execute(added)).scalar_one())


def _absence(row: Row[Any]) -> Absence:
    return Absence(
        row.id, row.official_id, AbsenceSpan(row.first_day, row.last_day, row.stand_in_id)
    )

"""The roster as a whole: read once, and of whoever changes only that person is read again."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select, true

from domain.calendar.work_calendar import local_day
from domain.people.officials import Official, Post, Role
from domain.people.roster_changes import Standing, code_of
from domain.reporting.recipients import Roster
from storage.engine.database import Tx
from storage.engine.read_cache import shared_of_people
from storage.people import absences, office_settings
from storage.tables import LINKS, OFFICIALS, POSITIONS, UNITS


async def roster(tx: Tx, now: datetime | None = None) -> Roster:
    """Everybody in service, with the posts they hold now; with an instant, who is away then."""
    return await _roster(tx, local_day(now) if now else None)


async def _renewed(tx: Tx, found: Roster, people: Collection[int], day: date | None) -> Roster:
    officials = {each.id: each for each in await _officials(tx, people)}
    linked = await _linked(tx, people)
    away = await _away(tx, day, people)
    return found.after(
        {each: Standing(officials.get(each), each in linked, away.get(each)) for each in people}
    )


@shared_of_people(_renewed)
async def _roster(tx: Tx, day: date | None) -> Roster:
    in_charge = await office_settings.get(tx, office_settings.DEPUTY_IN_CHARGE)
    officials = sorted(await _officials(tx), key=code_of)
    return Roster(officials, await _linked(tx), in_charge, await _away(tx, day), await roots(tx))


async def _officials(tx: Tx, people: Collection[int] | None = None) -> list[Official]:
    """Those in service, everybody or of these people."""
    held, among = _among(POSITIONS.c.official_id, people), _among(OFFICIALS.c.id, people)
    posts: dict[int, list[Post]] = {}
    living = select(POSITIONS).where(held, POSITIONS.c.ended_on.is_(None)).order_by(POSITIONS.c.id)
    for row in await tx.execute(living):
        posts.setdefault(row.official_id, []).append(Post(Role(row.role), row.unit_id))
    there = select(OFFICIALS).where(among, OFFICIALS.c.ended_at.is_(None))
    return [official_of(row, posts.get(row.id, [])) for row in await tx.execute(there)]


async def _linked(tx: Tx, people: Collection[int] | None = None) -> frozenset[int]:
    among = _among(LINKS.c.official_id, people)
    active = select(LINKS.c.official_id).where(among, LINKS.c.state == "active")
    return frozenset((await tx.execute(active)).scalars())


async def _away(
    tx: Tx, day: date | None, people: Collection[int] | None = None
) -> Mapping[int, Any]:
    return await absences.away(tx, day, people) if day else {}


def _among(column: ColumnElement[int], people: Collection[int] | None) -> ColumnElement[bool]:
    return true() if people is None else column.in_(list(people))


async def roots(tx: Tx) -> dict[int, int]:
    """The department of each unit, whether the unit still stands or not."""
    parents = {row.id: row.parent_id for row in await tx.execute(select(UNITS))}
    found = {}
    for unit_id in parents:
        found[unit_id] = unit_id
        while (parent := parents[found[unit_id]]) is not None:
            found[unit_id] = parent
    return found


def official_of(row: Row[Any], posts: list[Post]) -> Official:
    return Official(
        row.id,
        row.code,
        row.name,
        row.position,
        row.unit_id,
        row.language,
        tuple(posts),
        subject=row.subject,
    )

"""Changes one row of the roster: the same rules and the same way back as for a whole file."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from sqlalchemy import select

from domain.imports.changes.consequences import Consequences, PassedDuty
from domain.imports.rows import OfficialLine
from domain.people.officials import Role
from storage.engine.database import Tx
from storage.people import officials
from storage.plans import import_changes, journal, roster_import
from storage.plans.import_changes import About
from storage.plans.journal import RowChange
from storage.tables import OFFICIALS

WATCHED = (Role.OFFICE, Role.HEAD, Role.DIRECTOR, Role.DEPUTY_DIRECTOR)


def _act(
    tx: Tx, line: OfficialLine | None, ends: str, now: datetime
) -> Callable[[], Awaitable[int]]:
    """Save one line, or end one person; everybody else stays."""

    async def act() -> int:
        everybody = [each.code for each in await officials.members(tx)]
        spared = [code for code in everybody if code != ends]
        return await roster_import.save(tx, (), [line] if line else [], now, spared)

    return act


async def foresee(tx: Tx, line: OfficialLine | None, ends: str, now: datetime) -> Consequences:
    """What it would bring; nothing is written."""
    changes = await journal.foresee(tx, _act(tx, line, ends, now))
    return await told(tx, changes)


async def apply(
    tx: Tx, about: About, line: OfficialLine | None, ends: str, now: datetime
) -> int | None:
    """Do it; returns the number under which it can be taken back, None if nothing changed."""
    _, number = await import_changes.kept(tx, about, now, _act(tx, line, ends, now))
    return number


async def told(tx: Tx, changes: Sequence[RowChange]) -> Consequences:
    rows = await tx.execute(select(OFFICIALS.c.id, OFFICIALS.c.name))
    names = {row.id: row.name for row in rows}
    posts = [each for each in changes if each.table == "positions" and each.ends]
    return Consequences(
        duties=tuple(_duty(each, names) for each in changes if each.table == "duties"),
        posts=tuple(Role(each.after["role"]) for each in posts),
        last=tuple([Role(e.after["role"]) for e in posts if await _is_last(tx, e, changes)]),
        assignments=_count(changes, "assignments"),
        chats=_count(changes, "links"),
        invitations=_count(changes, "invitations"),
        anything=bool(changes),
    )


def _duty(change: RowChange, names: dict[int, str]) -> PassedDuty:
    return PassedDuty(change.after["task_code"], names.get(change.after["owner_id"], ""))


def _count(changes: Sequence[RowChange], table: str) -> int:
    return sum(each.table == table and each.ends for each in changes)


async def _is_last(tx: Tx, ended: RowChange, changes: Sequence[RowChange]) -> bool:
    """Whether nobody else holds this post: in the department for the Office, else in the unit."""
    role, unit_id = Role(ended.after["role"]), ended.after["unit_id"]
    if role not in WATCHED:
        return False
    roster = (await officials.roster(tx)).within(unit_id)
    others = [each for each in roster.officials if each.id != ended.after["official_id"]]
    if role is Role.OFFICE:
        return not any(each.holds(role) for each in others)
    fresh = any(
        each.table == "positions" and each.before is None and each.after["role"] == role.value
        and each.after["unit_id"] == unit_id
        for each in changes
    )  # fmt: skip
    return not fresh and not any(unit_id in each.units_as(role) for each in others)

"""Takes an import back: row by row, as far as nothing that came after it contradicts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from domain.calendar.work_calendar import local_day
from domain.imports.changes.undo import Kept, KeptWhy, Undone
from domain.imports.drafts import Matter
from storage.engine.database import Tx
from storage.messaging import chat_links
from storage.people import vacancies
from storage.plans import journal, plans, roster_import
from storage.plans.import_changes import Applied
from storage.plans.journal import COLUMNS, TABLES, Look, RowChange
from storage.plans.plans import Source
from storage.reports import duties
from storage.tables import DUTIES, LINKS, OFFICIALS, REPORTS

KIND = {
    "units": "units",
    "officials": "people",
    "positions": "people",
    "links": "people",
    "invitations": "people",
    "tasks": "tasks",
    "task_parts": "tasks",
    "assignments": "assignments",
    "duties": "duties",
    "office_settings": "settings",
}
"""What each table is about; rows about one thing are taken back together, or not at all."""
WHOSE = {"positions": "official_id", "links": "official_id", "invitations": "official_id"}

Thing = tuple[str, Any]


@dataclass(slots=True)
class _Undoing:
    tx: Tx
    now: datetime
    current: Look
    things: dict[Thing, list[RowChange]] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


async def foresee(tx: Tx, applied: Applied, now: datetime) -> Undone:
    """What would be put back and what not; nothing is written."""
    point = await tx.begin_nested()
    try:
        return await take_back(tx, applied, now)
    finally:
        await point.rollback()


async def take_back(tx: Tx, applied: Applied, now: datetime) -> Undone:
    """Put back what can be; what cannot stays, and is told with the reason."""
    work = _Undoing(tx, now, await journal.look(tx), _by_thing(applied.changes))
    told_of_duties = applied.matter == Matter.ASSIGNMENTS.value  # else they follow their people
    for thing, changes in work.things.items():
        why = await _contradiction(work, thing, changes)
        if why is None:
            await _put_back(work, changes)
            work.counts[thing[0]] = work.counts.get(thing[0], 0) + 1
        elif why is not KeptWhy.ANSWERED or thing[0] != "duties" or told_of_duties:
            work.kept.append(Kept(_name(work, thing, changes), why))
    await _settle(work, applied)
    counts = {name: work.counts.get(name, 0) for name in ("people", "units", "tasks")}
    rest = {name: work.counts.get(name, 0) for name in ("assignments", "duties")}
    return Undone(**counts, **rest, kept=tuple(work.kept))


def _by_thing(changes: Iterable[RowChange]) -> dict[Thing, list[RowChange]]:
    """Units first, then people, tasks, assignments, duties: as they rest on each other."""
    found: dict[Thing, list[RowChange]] = {}
    for each in sorted(changes, key=_order):
        found.setdefault(_thing(each), []).append(each)
    return found


def _order(change: RowChange) -> int:
    """Units that are new go last, when nobody is in them any more."""
    last = change.table == "units" and change.before is None
    return len(COLUMNS) if last else list(COLUMNS).index(change.table)


def _thing(change: RowChange) -> Thing:
    kind = KIND[change.table]
    if change.table in WHOSE:
        return kind, change.after[WHOSE[change.table]]
    if change.table == "task_parts":
        return kind, change.after["task_id"]
    if change.table == "assignments":
        return kind, (change.after["task_id"], change.after["unit_id"])
    return kind, change.id


async def _contradiction(
    work: _Undoing, thing: Thing, changes: Sequence[RowChange]
) -> KeptWhy | None:
    kind, key = thing
    if kind == "duties" and key not in work.current["duties"]:
        return KeptWhy.ANSWERED
    if any(work.current[each.table].get(each.id) != each.after for each in changes):
        return await _why_changed(work, thing, changes)
    is_new = any(each.before is None and each.table in ("officials", "tasks") for each in changes)
    if kind == "people":
        return await _of_person(work, key, is_new=is_new)
    if kind == "tasks" and is_new and await _is_answered(work.tx, key):
        return KeptWhy.ANSWERED
    if kind == "units" and changes[0].before is None and await _is_used(work.tx, key):
        return KeptWhy.IN_USE
    return None


async def _why_changed(work: _Undoing, thing: Thing, changes: Sequence[RowChange]) -> KeptWhy:
    """Whoever is new and has come in since is told as that."""
    kind, key = thing
    is_new = any(each.before is None and each.table == "officials" for each in changes)
    if kind == "people" and is_new:
        return await _of_person(work, key, is_new=True) or KeptWhy.CHANGED
    return KeptWhy.CHANGED


async def _of_person(work: _Undoing, official_id: int, *, is_new: bool) -> KeptWhy | None:
    if not is_new:
        return None
    if await chat_links.of(work.tx, official_id):
        return KeptWhy.JOINED
    query = select(func.count()).where(REPORTS.c.author_id == official_id)
    return KeptWhy.ANSWERED if (await work.tx.execute(query)).scalar_one() else None


async def _is_answered(tx: Tx, task_id: int) -> bool:
    query = select(func.count()).where(DUTIES.c.task_id == task_id, DUTIES.c.status.is_not(None))
    return bool((await tx.execute(query)).scalar_one())


async def _is_used(tx: Tx, unit_id: int) -> bool:
    serving = OFFICIALS.c.unit_id == unit_id, OFFICIALS.c.ended_at.is_(None)
    return bool((await tx.execute(select(func.count()).where(*serving))).scalar_one())


def _name(work: _Undoing, thing: Thing, changes: Sequence[RowChange]) -> str:
    kind, key = thing
    if kind == "people":
        return str(work.current["officials"][key]["name"])
    if kind in ("tasks", "assignments"):
        task = key[0] if kind == "assignments" else key
        return str(work.current["tasks"][task]["code"])
    if kind == "duties":
        return str(changes[0].after["task_code"])
    return str(changes[0].after.get("name", key))


async def _put_back(work: _Undoing, changes: Sequence[RowChange]) -> None:
    for each in changes:
        if each.table == "duties":
            await _give_back(work, each)
        elif each.table == "links" and await _is_taken(work, each):
            name = _name(work, _thing(each), changes)
            work.kept.append(Kept(name, KeptWhy.CHAT_TAKEN))
        else:
            await _write(work, each, each.before or _ended(each, work.now))


async def _write(work: _Undoing, change: RowChange, values: Mapping[str, Any]) -> None:
    table = TABLES[change.table]
    key = table.c.key if change.table == "office_settings" else table.c.id
    await work.tx.execute(update(table).where(key == change.id).values(**values))


def _ended(change: RowChange, now: datetime) -> dict[str, Any]:
    """A row that is new is not deleted, it ends."""
    if change.table == "positions":
        return {"ended_on": local_day(now)}
    if change.table == "invitations":
        return {"revoked_at": now}
    if change.table == "office_settings":
        return {"value": ""}
    if change.table == "links":
        return {"state": "ended", "reason": "left", "changed_at": now}
    return {"ended_at": now}


async def _is_taken(work: _Undoing, change: RowChange) -> bool:
    """Whether a chat that would be linked again is somebody's by now."""
    this = (await work.tx.execute(select(LINKS).where(LINKS.c.id == change.id))).one()
    same = LINKS.c.channel == this.channel, LINKS.c.address == this.address
    query = select(func.count()).where(*same, LINKS.c.state != "ended", LINKS.c.id != change.id)
    return bool((await work.tx.execute(query)).scalar_one())


async def _give_back(work: _Undoing, change: RowChange) -> None:
    """What is still owed goes back to whoever owned it, if that is somebody in service."""
    owner = change.before["owner_id"] if change.before else None
    serving = OFFICIALS.c.id == owner, OFFICIALS.c.ended_at.is_(None)
    if owner is None or (await work.tx.execute(select(OFFICIALS.c.id).where(*serving))).first():
        await duties.hand_over(work.tx, change.id, owner, now=work.now, why="roster")


async def _settle(work: _Undoing, applied: Applied) -> None:
    """What follows from the rest: menus, owners for what nobody owes, a new version of a plan."""
    for kind, key in work.things:
        if kind == "people":
            await chat_links.forget_menus(work.tx, key)
    changed = (
        [key for kind, key in work.things if kind == "tasks"] if work.counts.get("tasks") else []
    )
    for plan_id in {work.current["tasks"][key]["plan_id"] for key in changed}:
        await plans.note_version(work.tx, plan_id, Source(applied.source, ""), work.now)
    await roster_import.hand_over(work.tx, (), work.now)
    await vacancies.keep(work.tx, work.now)

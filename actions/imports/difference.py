"""What a file would change of what is in force now, thing by thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from actions.acting import Acting
from actions.imports import assigned
from domain.imports.drafts import Content, ImportDraft, Matter
from domain.imports.plan_diff import ChangedTask, compare_with_annex
from domain.imports.roster_diff import RosterDifference, compare_rosters, members_after
from domain.imports.rows import TaskLine
from storage.people import officials, units
from storage.plans import plans, roster_import


@dataclass(frozen=True, slots=True)
class Change:
    """`fields`: each that differs, by its name, with what stood there and what would."""

    code: str
    title: str
    fields: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Tasks or people. `kept`: names of fields that stay, as the file has no column for them."""

    new: Sequence[Change] = ()
    changed: Sequence[Change] = ()
    ended: Sequence[Change] = ()
    kept: Sequence[str] = ()

    @property
    def nothing(self) -> bool:
        return not (self.new or self.changed or self.ended)


async def of_draft(acting: Acting, draft: ImportDraft) -> Difference:
    """As of now: what was changed since the file was read counts."""
    if draft.matter is Matter.ROSTER:
        return await _roster(acting, draft.content)
    if draft.matter is Matter.ASSIGNMENTS:
        return await _assigned(acting, draft.content)
    return await _plan(acting, draft.content)


async def _assigned(acting: Acting, content: Content) -> Difference:
    """Who gets what, and who had it."""
    people = await officials.roster(acting.tx, acting.now)
    tree, changed = (await acting.tree()).by_id, list[Change]()
    for each in await assigned.changes_of(acting, content):
        before = people.get(each.charge.owner_id)
        fields = [("owner", before.name if before else "", each.person.name)]
        unit = tree[each.charge.unit_id].name
        changed.append(Change(each.charge.task_code, f"{each.charge.title}, {unit}", fields))
    return Difference(changed=changed)


async def _plan(acting: Acting, content: Content) -> Difference:
    root = await units.root_of(acting.tx, acting.me.unit_id)
    before = await plans.lines(acting.tx, root.id)
    told = compare_with_annex(before, content)
    old, new = _by_code(before), _by_code(content.tasks)
    return Difference(
        [Change(each.code, each.title) for each in told.new],
        [_changed(each, old[each.code], new.get(each.code)) for each in told.changed],
        [Change(each.code, each.title) for each in told.ended],
        told.kept,
    )


def _by_code(lines: Sequence[TaskLine]) -> dict[str, TaskLine]:
    return {each.code: each for each in lines}


def _changed(change: ChangedTask, before: TaskLine, after: TaskLine | None) -> Change:
    fields = [
        (name, _text(getattr(before, name)), _text(getattr(after, name)) if after else "")
        for name in change.names
        if name != "deadline"  # told as it is written
        or "deadline_text" not in change.names
    ]
    return Change(change.code, change.title, fields)


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)


async def _roster(acting: Acting, content: Content) -> Difference:
    told = await _compared(acting, content)
    tree = (await acting.tree()).by_code
    names = {code: unit.name for code, unit in tree.items()}
    names |= {unit.code: unit.name for unit in content.units}
    moved = [
        Change(e.code, e.name, [("unit", names[e.from_unit], names[e.to_unit])]) for e in told.moved
    ]
    changed = [Change(e.code, e.name, [(n, "", "") for n in e.names]) for e in told.changed]
    return Difference(
        [Change(each.code, each.name) for each in told.new],
        [*moved, *changed],
        [Change(each.code, each.name) for each in told.left],
    )


async def _compared(acting: Acting, content: Content) -> RosterDifference:
    known = await roster_import.known(acting.tx, acting.me.unit_id)
    kinds = {unit.code: unit.kind for unit in known.units}
    before = [each for each in await officials.members(acting.tx) if each.unit_code in kinds]
    kinds |= {unit.code: unit.kind for unit in content.units}
    after = members_after(content.people, kinds, {each.code: each for each in before})
    return compare_rosters(before, after, content.unread)

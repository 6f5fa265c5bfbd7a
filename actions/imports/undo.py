"""Taking back what an import changed, as far as nothing that came after contradicts."""

from collections.abc import Sequence
from typing import Any

from actions.acting import Acting
from actions.outcomes import Done
from domain.imports.changes.undo import Undone
from domain.imports.drafts import Matter
from domain.messaging.messages import Refusal
from domain.people.permissions import Action, Target
from storage.people import units
from storage.plans import import_changes
from storage.plans import undo as undoing
from storage.plans.import_changes import Applied


async def recent(acting: Acting) -> Sequence[Applied]:
    """What of the own department can still be taken back, the newest first."""
    root = await units.root_of(acting.tx, acting.me.unit_id)
    found = await import_changes.recent(acting.tx, acting.now, root.id)
    return [each for each in found if _is_mine(acting, each)]


def _is_mine(acting: Acting, applied: Applied) -> bool:
    """Of assignments, heads take back only their own."""
    return applied.matter != Matter.ASSIGNMENTS.value or applied.official_id == acting.me.id


async def own(acting: Acting, number: int) -> Applied:
    """The import, if this person may take it back and still can."""
    applied = await import_changes.find(acting.tx, number)
    if applied is None:
        raise Refusal("help.too_old")
    await _may_take_back(acting, applied)
    if not applied.can_be_undone(acting.now):
        raise Refusal("undo.over")
    return applied


async def _may_take_back(acting: Acting, applied: Applied) -> None:
    """The Office, of its department; a head, what he brought in himself."""
    root = await units.root_of(acting.tx, acting.me.unit_id)
    if root.id != applied.root_unit_id:
        raise Refusal("help.not_allowed")
    if applied.matter == Matter.ASSIGNMENTS.value and applied.official_id == acting.me.id:
        await acting.authorise(Action.ASSIGN, Target(acting.me.unit_id))
    else:
        await acting.authorise(Action.IMPORT, Target(acting.me.unit_id))


async def foresee(acting: Acting, number: int) -> tuple[Applied, Undone]:
    """What would be as before, and what would not."""
    applied = await own(acting, number)
    return applied, await undoing.foresee(acting.tx, applied, acting.now)


async def take_back(acting: Acting, number: int) -> Done:
    """Put back what can be, once."""
    applied = await own(acting, number)
    if not await import_changes.mark_undone(acting.tx, number, acting.now):
        raise Refusal("undo.over")
    undone = await undoing.take_back(acting.tx, applied, acting.now)
    counts = {"people": undone.people, "tasks": undone.tasks, "kept": len(undone.kept)}
    await acting.record("import.undone", f"import-change:{number}", **counts)
    return Done(facts_of(applied, undone))


def about(applied: Applied) -> dict[str, Any]:
    return {"name": applied.source, "at": applied.applied_at.isoformat()}


def facts_of(applied: Applied, undone: Undone) -> dict[str, Any]:
    return {
        **about(applied),
        "people": undone.people,
        "units": undone.units,
        "tasks": undone.tasks,
        "assignments": undone.assignments,
        "duties": undone.duties,
        "kept": [{"name": each.name, "why": each.why.value} for each in undone.kept],
    }

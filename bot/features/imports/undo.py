"""Taking an import back by chat: shown first with what stays and why, then done."""

from typing import Any

from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.imports.changes.undo import Undone
from domain.imports.drafts import Matter
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.access import IMPORTS
from domain.people.permissions import Action, Target
from storage.people import units
from storage.plans import import_changes
from storage.plans import undo as undoing
from storage.plans.import_changes import Applied

routes = Router()

MOST_OFFERED = 3


def choices(number: int | None) -> tuple[Choice, ...]:
    """The way back, where anything was changed."""
    if number is None:
        return ()
    return (Choice("choice.undo_import", str(ButtonAction("impundo", number))),)


async def offer_recent(context: UpdateContext, matter: Matter) -> list[Reply]:
    """The last imports of this kind that can still be taken back."""
    root = await units.root_of(context.tx, context.me.unit_id)
    found = await import_changes.recent(context.tx, context.now, root.id)
    mine = [each for each in found if each.matter == matter.value and _is_mine(context, each)]
    listed = [_about(each) for each in mine[:MOST_OFFERED]]
    offered = tuple(
        Choice("choice.undo_import_of", str(ButtonAction("impundo", each.id)), _about(each))
        for each in mine[:MOST_OFFERED]
    )
    return [Reply("undo.recent", {"imports": listed}, offered)] if offered else []


def _is_mine(context: UpdateContext, applied: Applied) -> bool:
    """Of assignments, heads take back only their own."""
    return applied.matter != Matter.ASSIGNMENTS.value or applied.official_id == context.me.id


def _about(applied: Applied) -> dict[str, Any]:
    return {"name": applied.source, "at": applied.applied_at.isoformat()}


@routes.id_button("impundo", require=IMPORTS)
async def show(context: UpdateContext, number: int) -> list[Reply]:
    """What would be as before, and what would not."""
    applied = await _own(context, number)
    undone = await undoing.foresee(context.tx, applied, context.now)
    if not undone.total:
        return [Reply("undo.nothing", facts_of(applied, undone))]
    sure = (
        Choice("choice.undo_sure", str(ButtonAction("impback", number))),
        Choice("choice.no", str(ButtonAction("impstay", number))),
    )
    return [Reply("undo.sure", facts_of(applied, undone), sure)]


@routes.id_button("impback", require=IMPORTS)
async def take_back(context: UpdateContext, number: int) -> list[Reply]:
    """Put back what can be, once."""
    applied = await _own(context, number)
    if not await import_changes.mark_undone(context.tx, number, context.now):
        raise Refusal("undo.over")
    undone = await undoing.take_back(context.tx, applied, context.now)
    counts = {"people": undone.people, "tasks": undone.tasks, "kept": len(undone.kept)}
    await context.record("import.undone", f"import-change:{number}", **counts)
    return [Reply("undo.done", facts_of(applied, undone))]


@routes.id_button("impstay", require=IMPORTS)
async def let_stay(_context: UpdateContext, _number: int) -> list[Reply]:
    return [Reply("undo.stays")]


async def _own(context: UpdateContext, number: int) -> Applied:
    """The import, if this person may take it back and still can."""
    applied = await import_changes.find(context.tx, number)
    if applied is None:
        raise Refusal("help.too_old")
    await may_take_back(context, applied)
    if not applied.can_be_undone(context.now):
        raise Refusal("undo.over")
    return applied


async def may_take_back(context: UpdateContext, applied: Applied) -> None:
    """The Office, of its department; a head, what he brought in himself."""
    root = await units.root_of(context.tx, context.me.unit_id)
    if root.id != applied.root_unit_id:
        raise Refusal("help.not_allowed")
    if applied.matter == Matter.ASSIGNMENTS.value and applied.official_id == context.me.id:
        await context.authorise(Action.ASSIGN, Target(context.me.unit_id))
    else:
        await context.authorise(Action.IMPORT, Target(context.me.unit_id))


def facts_of(applied: Applied, undone: Undone) -> dict[str, Any]:
    return {
        **_about(applied),
        "people": undone.people,
        "units": undone.units,
        "tasks": undone.tasks,
        "assignments": undone.assignments,
        "duties": undone.duties,
        "kept": [{"name": each.name, "why": each.why.value} for each in undone.kept],
    }

"""How a unit stands, for its head: answered, unanswered by name, stuck."""

from collections.abc import Sequence

from bot import confirmations
from bot.digests import grouped
from bot.escalation import behalf_choices
from bot.scene import Scene
from bot.summary import newest_cycle
from domain.duties import Duty, Status
from domain.messages import Refusal, Say
from domain.officials import HEADS
from domain.rights import Action, Target
from storage import duties, officials


async def show(scene: Scene) -> list[Say]:
    """One message per unit that this person heads."""
    mine = scene.me.units_as(*HEADS)
    if not mine:
        raise Refusal("help.not_allowed")
    return [await _status(scene, unit_id) for unit_id in mine]


async def _status(scene: Scene, unit_id: int) -> Say:
    await scene.authorise(Action.VIEW_UNIT, Target(unit_id))
    tree, cycle = await scene.tree(), await newest_cycle(scene)
    roster = await officials.roster(scene.tx)
    expected = await duties.of_cycle(scene.tx, cycle.id, tree.subtree(unit_id))
    still_open = [duty for duty in expected if duty.open]
    facts = {
        "unit": tree.by_id[unit_id].name,
        "period": str(cycle.period),
        "due_at": cycle.due_at.isoformat(),
        "total": len(expected),
        "answered": len(expected) - len(still_open),
        "blocked": _blocked(expected),
        **grouped(still_open, roster),
    }
    names = {each.id: each.name for each in roster.officials}
    closing = await confirmations.choices_of(scene, unit_id, cycle)
    return Say("unit.status", facts, (*behalf_choices(still_open, names), *closing))


def _blocked(expected: Sequence[Duty]) -> list[dict[str, str]]:
    return [
        {"code": duty.task_code, "note": duty.answer.note}
        for duty in expected
        if duty.answer and duty.answer.status is Status.BLOCKED
    ]

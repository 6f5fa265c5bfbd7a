"""How a unit stands, for its head: answered, unanswered by name, stuck."""

from collections.abc import Sequence
from typing import Any

from bot.features.escalation.handlers import behalf_choices
from bot.features.reminders.digest import unreached
from bot.features.sign_off import handlers as confirmations
from bot.features.summaries.handlers import newest_cycle
from bot.inbound.context import Scene
from bot.rendering.duty_lists import grouped
from domain.messaging.buttons import Tap
from domain.messaging.messages import Choice, Refusal, Say
from domain.people.officials import HEADS
from domain.people.permissions import Action, Target
from domain.reporting.duties import Duty, Status
from storage.people import officials
from storage.reports import duties


async def show(scene: Scene) -> list[Say]:
    """One message per unit that this person heads."""
    mine = scene.me.units_as(*HEADS)
    if not mine:
        raise Refusal("help.not_allowed")
    return [await _status(scene, unit_id) for unit_id in mine]


async def _status(scene: Scene, unit_id: int) -> Say:
    await scene.authorise(Action.VIEW_UNIT, Target(unit_id))
    tree, cycle = await scene.tree(), await newest_cycle(scene)
    roster = await officials.roster(scene.tx, scene.now)
    expected = await duties.of_cycle(scene.tx, cycle.id, tree.subtree(unit_id))
    still_open = [duty for duty in expected if duty.open]
    facts = {
        "unit": tree.by_id[unit_id].name,
        "period": str(cycle.period),
        "due_at": cycle.due_at.isoformat(),
        "total": len(expected),
        "answered": len(expected) - len(still_open),
        "blocked": _blocked(expected),
        "own_times": _own_times(expected),
        **grouped(still_open, roster, await unreached(scene.tx, still_open, cycle)),
    }
    names = {each.id: each.name for each in roster.officials}
    choices = behalf_choices(still_open, names)
    if still_open:
        choices = (*choices, Choice("choice.hand_over", str(Tap("handunit", unit_id))))
    if len(still_open) < len(expected):
        choices = (*choices, Choice("choice.give_back", str(Tap("givebacks"))))
    closing = await confirmations.choices_of(scene, unit_id, cycle)
    return Say("unit.status", facts, (*choices, *closing))


def _own_times(expected: Sequence[Duty]) -> list[dict[str, Any]]:
    """Which duties were extended, or are open again after a return, and until when."""
    return [
        {
            "code": duty.task_code,
            "due": duty.time.due_day.isoformat(),
            "returned": duty.time.returned if duty.open else 0,
            "extended": duty.time.extended_to == duty.time.due_day,
            "answered": not duty.open,
        }
        for duty in expected
        if duty.time.due_day
    ]


def _blocked(expected: Sequence[Duty]) -> list[dict[str, str]]:
    return [
        {"code": duty.task_code, "note": duty.answer.note}
        for duty in expected
        if duty.answer and duty.answer.status is Status.BLOCKED
    ]

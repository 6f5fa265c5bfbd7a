"""How a unit stands, for its head: answered, unanswered by name, stuck."""

from collections.abc import Sequence
from typing import Any

from bot.features.escalation.handlers import behalf_choices
from bot.features.reminders.digest import unreached
from bot.features.sign_off import handlers as sign_off
from bot.features.summaries.handlers import newest_cycle
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from bot.rendering.duty_lists import grouped
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.officials import HEADS
from domain.people.permissions import Action, Target
from domain.reporting.duties import Duty, Status
from storage.people import officials
from storage.reports import duties

routes = Router()


@routes.simple_command("/donvi", require=Action.VIEW_UNIT, menu=2)
async def show(context: UpdateContext) -> list[Reply]:
    """One message per unit that this person heads."""
    mine = context.me.units_as(*HEADS)
    if not mine:
        raise Refusal("help.not_allowed")
    return [await _status(context, unit_id) for unit_id in mine]


async def _status(context: UpdateContext, unit_id: int) -> Reply:
    await context.authorise(Action.VIEW_UNIT, Target(unit_id))
    tree, cycle = await context.tree(), await newest_cycle(context)
    roster = await officials.roster(context.tx, context.now)
    expected = await duties.of_cycle(context.tx, cycle.id, tree.subtree(unit_id))
    still_open = [duty for duty in expected if duty.open]
    facts = {
        "unit": tree.by_id[unit_id].name,
        "period": str(cycle.period),
        "due_at": cycle.due_at.isoformat(),
        "total": len(expected),
        "answered": len(expected) - len(still_open),
        "blocked": _blocked(expected),
        "own_times": _own_times(expected),
        **grouped(still_open, roster, await unreached(context.tx, still_open, cycle)),
    }
    names = {each.id: each.name for each in roster.officials}
    choices = behalf_choices(still_open, names)
    if still_open:
        choices = (*choices, Choice("choice.hand_over", str(ButtonAction("handunit", unit_id))))
    if len(still_open) < len(expected):
        choices = (*choices, Choice("choice.give_back", str(ButtonAction("givebacks"))))
    closing = await sign_off.choices_of(context, unit_id, cycle)
    return Reply("unit.status", facts, (*choices, *closing))


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

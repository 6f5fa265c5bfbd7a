"""The whole list behind an escalation, page by page; whoever may answers from there."""

from collections.abc import Sequence
from typing import Any

from bot.features.escalation import list_file
from bot.features.escalation.handlers import told_of
from bot.features.escalation.overview import in_order
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from bot.rendering.duty_lists import list_of
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.people.permissions import Action, Target, may
from domain.people.units import Tree
from domain.reporting.duties import Duty
from domain.reporting.recipients import Roster
from storage.people import officials
from storage.reports import cycles

routes = Router()

PAGE = 10


@routes.revision_button("silent", require=Action.VIEW)
async def show(context: UpdateContext, outbox_id: int, page: int) -> list[Reply]:
    """What is still unanswered of what this message was about, ten at a time, by unit."""
    message, still_open = await told_of(context, outbox_id)
    tree = await context.tree()
    seen = [each for each in still_open if _may(context, Action.VIEW, each, tree)]
    if not seen:
        return [Reply("unit.nothing_open")]
    cycle = await cycles.get(context.tx, message.routing.period_id)
    ordered = in_order(seen, cycle, tree)
    first = min(page * PAGE, (len(ordered) - 1) // PAGE * PAGE)
    here = ordered[first : first + PAGE]
    answers = all(_may(context, Action.ANSWER_ON_BEHALF, each, tree) for each in here)
    roster = await officials.roster(context.tx, context.now)
    facts = {
        "period": str(cycle.period),
        "first": first + 1,
        "last": first + len(here),
        "total": len(ordered),
        "answers": answers,
        "units": _by_unit(
            here, roster, {each.id: each.name for each in tree.by_id.values()}, answers
        ),
    }
    choices = (*(_answer(each, roster) for each in here if answers), *_turn(outbox_id, facts))
    return [Reply("escalation.list", facts, choices, in_place=True)]


def _may(context: UpdateContext, action: Action, duty: Duty, tree: Tree) -> bool:
    return may(context.me, action, Target(duty.unit_id, duty.owner_id), tree)


def _by_unit(
    here: Sequence[Duty], roster: Roster, names: dict[int, str], answers: bool
) -> list[dict[str, Any]]:
    units: dict[int, list[dict[str, Any]]] = {}
    for number, duty in enumerate(here, start=1):
        owner = roster.get(duty.owner_id)
        units.setdefault(duty.unit_id, []).append(
            {
                "number": number if answers else 0,
                "code": duty.task_code,
                "title": duty.title,
                "owner": owner.name if owner else "",
                "state": list_of(duty, roster),
            }
        )
    return [{"name": names[unit_id], "duties": lines} for unit_id, lines in units.items()]


def _answer(duty: Duty, roster: Roster) -> Choice:
    owner = roster.get(duty.owner_id)
    facts = {"code": duty.task_code, "owner": owner.name if owner else duty.title[:30]}
    return Choice(
        "choice.duty_of", str(ButtonAction("duty", duty.id, duty.revision)), facts, in_text=True
    )


def _turn(outbox_id: int, facts: dict[str, Any]) -> tuple[Choice, ...]:
    """On to the next page, and back to the one before."""
    page, left = (facts["first"] - 1) // PAGE, facts["total"] - facts["last"]
    onward = Choice(
        "choice.next_page", str(ButtonAction("silent", outbox_id, page + 1)), {"left": left}
    )
    back = Choice("choice.page_before", str(ButtonAction("silent", outbox_id, page - 1)))
    whole = (list_file.offer(outbox_id),) if left or page else ()
    return (*((onward,) if left else ()), *((back,) if page else ()), *whole)

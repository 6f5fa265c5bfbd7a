"""Handing a duty over: from an escalation or the unit's list, for this period or for good."""

from collections.abc import Sequence
from typing import Any

from actions import assigning as deeds
from bot.features.assignments import handlers as assigning
from bot.features.escalation import handlers as escalation
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.people.permissions import Action, Target
from domain.reporting.duties import Duty
from storage.people import officials
from storage.reports import duties

routes = Router()

PAGE = 10


@routes.id_button("handfrom", require=Action.HAND_OVER)
async def from_message(context: UpdateContext, outbox_id: int) -> list[Reply]:
    """Choose which of the message's unanswered duties goes to somebody else."""
    _, still_open = await escalation.told_of(context, outbox_id)
    return await _which(context, still_open)


@routes.id_button("handunit", require=Action.HAND_OVER)
async def from_unit(context: UpdateContext, unit_id: int) -> list[Reply]:
    """The same for everything that a unit and those below it still owe."""
    await context.authorise(Action.HAND_OVER, Target(unit_id))
    tree = await context.tree()
    everything = await duties.open_in(context.tx, tree.subtree(unit_id), context.acted_at)
    return await _which(context, [duty for duty in everything if duty.open])


async def _which(context: UpdateContext, still_open: Sequence[Duty]) -> list[Reply]:
    if not still_open:
        return [Reply("unit.nothing_open")]
    if len(still_open) == 1:
        return await choose(context, still_open[0].id)
    names = {
        each.id: each.name for each in (await officials.roster(context.tx, context.now)).officials
    }
    choices = tuple(
        Choice(
            "choice.duty_of",
            str(ButtonAction("hand", duty.id)),
            {"code": duty.task_code, "owner": names.get(duty.owner_id or 0, duty.title[:30])},
        )
        for duty in still_open[: escalation.MOST_CHOICES]
    )
    return [Reply("handing.which", {}, choices)]


@routes.revision_button("hand", require=Action.HAND_OVER)
async def choose(context: UpdateContext, duty_id: int, page: int = 0) -> list[Reply]:
    """To whom: people of the unit and of those below it who are not away, ten at a time."""
    duty = await deeds.find(context.acting, duty_id)
    people = await deeds.people_for(context.acting, duty)
    if not people:
        return [Reply("handing.nobody", {"code": duty.task_code})]
    shown = people[page * PAGE : (page + 1) * PAGE] or people[:PAGE]
    choices = [
        Choice(
            "choice.person",
            str(ButtonAction("handto", duty.id, each.id)),
            {"name": each.name, "position": each.position},
        )
        for each in shown
    ]
    left = len(people) - (page + 1) * PAGE
    if left > 0:
        choices.append(
            Choice("choice.next_page", str(ButtonAction("hand", duty.id, page + 1)), {"left": left})
        )
    return [Reply("handing.whom", await _facts(context, duty), tuple(choices))]


@routes.revision_button("handto", require=Action.HAND_OVER)
async def ask_how_long(context: UpdateContext, duty_id: int, official_id: int) -> list[Reply]:
    """Only this period, or the coming ones as well."""
    duty = await deeds.find(context.acting, duty_id)
    person = await deeds.person_for(context.acting, duty, official_id)
    choices = (
        Choice("choice.hand_once", str(ButtonAction("handonce", duty.id, person.id))),
        Choice("choice.hand_all", str(ButtonAction("handall", duty.id, person.id))),
    )
    return [
        Reply("handing.how_long", await _facts(context, duty) | {"person": person.name}, choices)
    ]


@routes.revision_button("handonce", require=Action.HAND_OVER)
async def give_once(context: UpdateContext, duty_id: int, official_id: int) -> list[Reply]:
    """Only this duty goes over; the coming periods ask whom they asked before."""
    duty = await deeds.find(context.acting, duty_id)
    person = await deeds.person_for(context.acting, duty, official_id)
    facts = await _facts(context, duty) | {"person": person.name}
    if duty.owner_id == person.id:
        return [Reply("handing.same", facts)]
    done = await deeds.hand_over(context.acting, duty.id, person.id, for_good=False)
    return [Reply("handing.given", facts | {"told": list(done.told)})]


@routes.revision_button("handall", require=Action.HAND_OVER)
async def give_for_good(context: UpdateContext, duty_id: int, official_id: int) -> list[Reply]:
    """The duty goes over, and the coming periods ask the new owner, too."""
    duty = await deeds.find(context.acting, duty_id)
    person = await deeds.person_for(context.acting, duty, official_id)
    return await assigning.give(
        context, (await deeds.charge_of(context.acting, duty)).id, person.id
    )


async def _facts(context: UpdateContext, duty: Duty) -> dict[str, Any]:
    owner = (await officials.roster(context.tx, context.now)).get(duty.owner_id)
    return {"code": duty.task_code, "title": duty.title, "owner": owner.name if owner else ""}

"""Assigning: the Office and the heads give tasks to people, by name."""

from collections.abc import Sequence
from typing import Any

from actions import assigning as deeds
from bot.features.reports import handlers as reports
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.officials import Official
from domain.people.permissions import Action, Target, may
from domain.reporting.assignments import Charge, candidates, in_order
from storage.people import officials
from storage.plans import assignments, plans

routes = Router()

PAGE = 10


@routes.id_button("charges", require=Action.ASSIGN)
async def show(context: UpdateContext, page: int = 0) -> list[Reply]:
    """What this person may assign, ten at a time; what nobody answers for comes first."""
    listed = in_order(await assignments.charges(context.tx, await units_of(context), context.now))
    if not listed:
        return [Reply("assigning.nothing")]
    shown = listed[page * PAGE : (page + 1) * PAGE] or listed[:PAGE]
    roster, tree = await officials.roster(context.tx, context.now), await context.tree()
    several = len({each.unit_id for each in listed}) > 1
    names = {each.id: each.name for each in roster.officials}
    facts = {
        "total": len(listed),
        "ownerless": sum(each.owner_id is None for each in listed),
        "charges": [
            {
                "code": each.task_code,
                "title": each.title,
                "unit": tree.by_id[each.unit_id].name if several else "",
                "owner": names.get(each.owner_id or 0, ""),
            }
            for each in shown
        ],
    }
    choices = tuple(_charge_choice(each) for each in shown)
    form = Choice("choice.assignments_form", str(ButtonAction("impform")))
    further = _turn("charges", len(listed), page)
    return [Reply("assigning.list", facts, (*choices, *further, form))]


def _charge_choice(charge: Charge) -> Choice:
    facts = {"code": charge.task_code, "title": charge.title}
    return Choice("choice.duty", str(ButtonAction("charge", charge.id)), facts, in_text=True)


def _turn(action: str, total: int, page: int, thing: int | None = None) -> tuple[Choice, ...]:
    """One page further, where there is one."""
    if (page + 1) * PAGE >= total:
        return ()
    tap = ButtonAction(action, page + 1) if thing is None else ButtonAction(action, thing, page + 1)
    return (Choice("choice.next_page", str(tap), {"left": total - (page + 1) * PAGE}),)


async def units_of(context: UpdateContext) -> frozenset[int]:
    """The units whose tasks this person may assign. Refuses if there are none."""
    tree = await context.tree()
    own = {
        unit_id for unit_id in tree.by_id if may(context.me, Action.ASSIGN, Target(unit_id), tree)
    }
    if not own:
        raise Refusal("help.not_allowed")
    return frozenset(own)


@routes.revision_button("charge", require=Action.ASSIGN)
async def choose(context: UpdateContext, part_id: int, page: int = 0) -> list[Reply]:
    """Whom it may be given to: the people of the unit and of those below it, ten at a time."""
    charge = await _find(context, part_id)
    people = await _candidates(context, charge)
    if not people:
        return [Reply("assigning.nobody", await _facts(context, charge))]
    shown = people[page * PAGE : (page + 1) * PAGE] or people[:PAGE]
    choices = tuple(
        Choice(
            "choice.person",
            str(ButtonAction("give", charge.id, each.id)),
            {"name": each.name, "position": each.position},
        )
        for each in shown
    )
    further = _turn("charge", len(people), page, charge.id)
    return [Reply("assigning.whom", await _facts(context, charge), (*choices, *further))]


@routes.revision_button("give", require=Action.ASSIGN)
async def give(context: UpdateContext, part_id: int, official_id: int) -> list[Reply]:
    """Give the task, for this period and those to come; both people are told."""
    charge = await _find(context, part_id)
    person = next(
        (each for each in await _candidates(context, charge) if each.id == official_id), None
    )
    if person is None:
        return [Reply("assigning.elsewhere"), *await choose(context, part_id)]
    facts = await _facts(context, charge) | {"person": person.name}
    back = (Choice("choice.assign_more", str(ButtonAction("charges"))),)
    pair = charge.task_id, charge.unit_id
    if charge.owner_id == person.id and (await plans.assigned(context.tx)).get(pair) == person.id:
        return [Reply("assigning.same", facts, back)]
    await assignments.give(context.tx, charge, person.id, context.now, by=context.me.id)
    told = await deeds.tell_both(context.acting, charge, person)
    subject = f"task:{charge.task_code}"
    await context.record("assign", subject, unit=facts["unit_code"], to=person.subject)
    said = Reply("assigning.given", facts | {"told": told}, back)
    if charge.duty is None or person.id != context.me.id:
        return [said]
    mine = await reports.find(context, charge.duty.id)
    return [said, *await reports.offer(context, mine)]


async def _find(context: UpdateContext, part_id: int) -> Charge:
    """The part, if this person may assign it; what is answered meanwhile cannot be chosen."""
    unit_id = await assignments.unit_of(context.tx, part_id)
    await context.authorise(Action.ASSIGN, Target(-1 if unit_id is None else unit_id))
    here = await assignments.charges(context.tx, [unit_id or 0], context.now)
    found = next((each for each in here if each.id == part_id), None)
    if found is None:
        raise Refusal("assigning.settled")
    return found


async def _candidates(context: UpdateContext, charge: Charge) -> Sequence[Official]:
    roster = await officials.roster(context.tx, context.now)
    return candidates(charge.unit_id, roster.officials, await context.tree())


async def _facts(context: UpdateContext, charge: Charge) -> dict[str, Any]:
    unit = (await context.tree()).by_id[charge.unit_id]
    roster = await officials.roster(context.tx, context.now)
    owner = roster.get(charge.owner_id)
    return {
        "code": charge.task_code,
        "title": charge.title,
        "unit": unit.name,
        "unit_code": unit.code,
        "owner": owner.name if owner else "",
    }


@routes.simple_command("/phancong", require=Action.ASSIGN, menu=6)
async def show_first(context: UpdateContext) -> list[Reply]:
    return await show(context)

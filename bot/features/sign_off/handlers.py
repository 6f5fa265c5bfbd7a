"""The unit's confirmation: the head sees all answers, corrects, and confirms them as a whole."""

from collections.abc import Sequence

from actions import sign_off
from actions.outcomes import Changed
from bot.features.sign_off.conversation import CloseUnit
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.officials import HEADS
from domain.people.permissions import Action, Target, may
from domain.people.units import Tree
from domain.reporting.cycles import Cycle
from domain.reporting.sign_off import SignOff, SignOffState
from domain.text.normalize import plain
from storage.messaging import conversations
from storage.reports import cycles, sign_offs

routes = Router()

FLOW = "closing"
PAGE = 10
ASKED_FOR = {"chot", "chot bao cao", "chot bao cao don vi", "confirm unit"}


@routes.simple_command("/chot", require=(Action.CONFIRM_UNIT, Action.SET_UNIT), menu=5)
async def show(context: UpdateContext) -> list[Reply]:
    """For the Office which units confirm; for a head the units' answers, to be confirmed."""
    tree, mine = await context.tree(), context.me.units_as(*HEADS)
    sets = may(context.me, Action.SET_UNIT, Target(context.me.unit_id), tree)
    if not (sets or mine):
        raise Refusal("help.not_allowed")
    says = await switches(context) if sets else []
    found = await _to_confirm(context, mine)
    if len(found) == 1:
        return [*says, *await view(context, found[0].id)]
    if found:
        choices = tuple(close_choice(each, tree) for each in found)
        return [*says, Reply("closing.which", {}, choices)]
    return says or [Reply("closing.not_needed")]


async def _to_confirm(context: UpdateContext, headed: Sequence[int]) -> list[SignOff]:
    """In the newest period, the units that confirm among those a person heads and those below."""
    tree = await context.tree()
    cycle = await cycles.newest(context.tx, tree.upwards(context.me.unit_id)[-1].id)
    below = {each for unit_id in headed for each in tree.subtree(unit_id)}
    return await sign_offs.of_cycle(context.tx, cycle.id, below) if cycle and below else []


async def hear(context: UpdateContext, text: str) -> list[Reply] | None:
    """The wish to confirm, in words; None for other words, and where it is the answer itself."""
    if context.official is None or plain(text).rstrip(" .") not in ASKED_FOR:
        return None
    place = await conversations.find(context.tx, context.chat, context.acted_at)
    return None if place and place.flow == FLOW else await show(context)


async def choices_of(context: UpdateContext, unit_id: int, cycle: Cycle) -> tuple[Choice, ...]:
    """The way to the confirmation of a unit and those below it, for whoever may confirm."""
    tree = await context.tree()
    found = await sign_offs.of_cycle(context.tx, cycle.id, tree.subtree(unit_id))
    return tuple(
        close_choice(each, tree)
        for each in found
        if may(context.me, Action.CONFIRM_UNIT, Target(each.unit_id), tree)
    )


def close_choice(closing: SignOff, tree: Tree) -> Choice:
    name = tree.by_id[closing.unit_id].name
    return Choice("choice.close_unit", str(ButtonAction("closeunit", closing.id)), {"name": name})


@routes.id_button("closeunit", require=Action.CONFIRM_UNIT)
async def view(context: UpdateContext, sign_off_id: int, notice: str = "") -> list[Reply]:
    """What is missing, then every answer, each to be corrected, and the confirmation."""
    closing, cycle = await sign_off.find(context.acting, sign_off_id)
    ordered = await sign_off.listed(context.acting, closing)
    facts = await sign_off.seen(context.acting, closing, cycle, ordered) | {"notice": notice}
    choices = [
        Choice(
            "choice.duty",
            str(ButtonAction("duty", each.id, each.revision)),
            {"code": each.task_code, "title": each.title},
            in_text=True,
        )
        for each in ordered
    ]
    if closing.standing is not SignOffState.CONFIRMED:
        choices.append(_yes(closing, len(facts["missing"])))
        await context.wait_for(FLOW, "hear_sure", sign_off_id=closing.id, seen=closing.newest)
    return [Reply("closing.view", facts, tuple(choices), in_place=True)]


def _yes(closing: SignOff, missing: int) -> Choice:
    """Confirms what was seen, and nothing newer."""
    tap = ButtonAction("closeyes", closing.id, closing.newest)
    return Choice("choice.close_yes", str(tap), {"missing": missing})


@routes.revision_button("closeyes", require=Action.CONFIRM_UNIT)
async def close(context: UpdateContext, sign_off_id: int, seen: int) -> list[Reply]:
    """Confirm the reports as they were seen; where one changed meanwhile, show them again."""
    outcome = await sign_off.confirm(context.acting, sign_off_id, seen)
    if isinstance(outcome, Changed):
        if outcome.facts["standing"] == SignOffState.CONFIRMED:
            return [Reply("closing.confirmed_before", outcome.facts)]
        return await view(context, sign_off_id, "changed")
    await context.stop_waiting()
    again = Choice("choice.close_view", str(ButtonAction("closeunit", sign_off_id)))
    return [Reply("closing.done", outcome.facts, (again,), in_place=True)]


async def switches(context: UpdateContext, page: int = 0) -> list[Reply]:
    """Which units confirm their reports, ten at a time, each to be switched on or off."""
    await context.authorise(Action.SET_UNIT, Target(context.me.unit_id))
    tree = await context.tree()
    root = tree.upwards(context.me.unit_id)[-1]
    listed = [
        each for each in tree.by_id.values() if each.parent_id and tree.contains(root.id, each.id)
    ]
    shown = listed[page * PAGE : (page + 1) * PAGE] or listed[:PAGE]
    on = await sign_offs.switched_on(context.tx)
    cycle = await cycles.newest(context.tx, root.id)
    known = await sign_offs.of_units(context.tx, cycle.id) if cycle else {}
    facts = {
        "period": str(cycle.period) if cycle else None,
        "units": [
            {
                "name": each.name,
                "on": each.id in on,
                "standing": known[each.code].standing.value if each.code in known else None,
            }
            for each in shown
        ],
    }
    choices = [
        Choice(
            "choice.switch_off" if each.id in on else "choice.switch_on",
            str(ButtonAction("switch", each.id, int(each.id not in on))),
            {"name": each.name},
        )
        for each in shown
    ]
    left = len(listed) - (page + 1) * PAGE
    if left > 0:
        choices.append(
            Choice("choice.next_page", str(ButtonAction("switch", 0, page + 1)), {"left": left})
        )
    return [Reply("closing.switches", facts, tuple(choices), in_place=True)]


async def switch(context: UpdateContext, unit_id: int, on: bool) -> list[Reply]:
    """From now on the unit confirms its reports, or no longer does, in this period already."""
    tree = await context.tree()
    unit = tree.by_id.get(unit_id)
    await context.authorise(Action.SET_UNIT, Target(unit.id if unit else -1))
    if unit and await sign_offs.switch(context.tx, unit_id, on=on, now=context.now):
        await context.record("switch_unit", unit.code, confirms=on)
    return await switches(context)


# What the messages over time say of it


@routes.button("switch", require=Action.SET_UNIT)
async def press_switch(context: UpdateContext, pressed: ButtonAction) -> list[Reply]:
    if not pressed.id:
        return await switches(context, pressed.revision)
    return await switch(context, pressed.id, pressed.revision == 1)


@routes.effect(CloseUnit)
async def close_confirmed(context: UpdateContext, effect: CloseUnit) -> list[Reply]:
    return await close(context, effect.sign_off_id, effect.seen)

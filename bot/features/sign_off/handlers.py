"""The unit's confirmation: the head sees all answers, corrects, and confirms them as a whole."""

from collections.abc import Sequence
from typing import Any

from bot.features.sign_off.conversation import CloseUnit
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.officials import HEADS
from domain.people.permissions import Action, Target, may
from domain.people.units import Tree
from domain.reporting.cycles import Cycle
from domain.reporting.duties import Duty
from domain.reporting.recipients import Roster
from domain.reporting.sign_off import SignOff, SignOffState
from domain.text.normalize import plain
from storage.messaging import conversations, outbox
from storage.people import officials
from storage.reports import cycles, duties, sign_offs

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
    closing, cycle = await _find(context, sign_off_id)
    listed = await duties.of_cycle(context.tx, cycle.id, [closing.unit_id])
    roster = await officials.roster(context.tx, context.now)
    ordered = [*(each for each in listed if each.open), *(each for each in listed if not each.open)]
    facts = {
        **await _facts(context, closing, cycle),
        "missing": [_line(each, n, roster) for n, each in enumerate(ordered, 1) if each.open],
        "answers": [_line(each, n, roster) for n, each in enumerate(ordered, 1) if not each.open],
        "notice": notice,
    }
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


def _line(duty: Duty, number: int, roster: Roster) -> dict[str, Any]:
    owner, answer = roster.get(duty.owner_id), duty.answer
    author = roster.get(answer.by) if answer else None
    other = author.name if author and author != owner else ""
    return {
        "number": number,
        "code": duty.task_code,
        "title": duty.title,
        "owner": owner.name if owner else "",
        "by": other,
        "reached": duty.reached_at is not None,
        "status": answer.status.value if answer else None,
        "percent": answer.percent if answer else None,
        "note": answer.note if answer else "",
        "late": answer.late if answer else False,
    }


async def _facts(context: UpdateContext, closing: SignOff, cycle: Cycle) -> dict[str, Any]:
    last = closing.last
    by = await officials.get(context.tx, last.by) if last else None
    return {
        "unit": (await context.tree()).by_id[closing.unit_id].name,
        "period": str(cycle.period),
        "due_at": cycle.due_at.isoformat(),
        "standing": closing.standing.value,
        "at": last.at.isoformat() if last else None,
        "by": by.name if by else "",
        "late": last.late if last else False,
    }


async def _find(context: UpdateContext, sign_off_id: int) -> tuple[SignOff, Cycle]:
    """The unit's period, if this person may confirm it."""
    closing = await sign_offs.find(context.tx, sign_off_id)
    if closing is None:
        raise Refusal("help.too_old")
    await context.authorise(Action.CONFIRM_UNIT, Target(closing.unit_id))
    return closing, await cycles.get(context.tx, closing.cycle_id)


@routes.revision_button("closeyes", require=Action.CONFIRM_UNIT)
async def close(context: UpdateContext, sign_off_id: int, seen: int) -> list[Reply]:
    """Confirm the reports as they were seen; where one changed meanwhile, show them again."""
    await sign_offs.hold(context.tx, sign_off_id)
    closing, cycle = await _find(context, sign_off_id)
    cycle.refuse_when_closed(context.acted_at)
    if closing.standing is SignOffState.CONFIRMED:
        return [Reply("closing.confirmed_before", await _facts(context, closing, cycle))]
    if closing.newest != seen:
        return await view(context, sign_off_id, "changed")
    late = context.acted_at > cycle.late_after
    await sign_offs.confirm(
        context.tx, closing, by=context.me.id, late=late, moments=context.moments
    )
    await sign_offs.touch(context.tx, cycle.id, closing.unit_id, context.now)
    await outbox.withdraw(context.tx, f"closing:{closing.id}", context.now)
    await context.stop_waiting()
    unit = (await context.tree()).by_id[closing.unit_id]
    facts = {"unit": unit.code, "missing": closing.missing, "late": late}
    await context.record("confirm_unit", f"{cycle.period}:{unit.code}", **facts)
    now_closed, _ = await _find(context, sign_off_id)
    said = await _facts(context, now_closed, cycle) | {"missing": closing.missing}
    again = Choice("choice.close_view", str(ButtonAction("closeunit", closing.id)))
    return [Reply("closing.done", said, (again,), in_place=True)]


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

"""The unit's confirmation: the head sees all answers, corrects, and confirms them as a whole."""

from collections.abc import Sequence
from typing import Any

from bot.inbound.context import Scene
from domain.messaging.buttons import Tap
from domain.messaging.messages import Choice, Refusal, Say
from domain.people.officials import HEADS
from domain.people.permissions import Action, Target, may
from domain.people.units import Tree
from domain.reporting.cycles import Cycle
from domain.reporting.duties import Duty
from domain.reporting.recipients import Roster
from domain.reporting.sign_off import Closing, Standing
from domain.text.normalize import plain
from storage.messaging import conversations
from storage.messaging import outbox as letters
from storage.people import officials
from storage.reports import cycles, duties
from storage.reports import sign_offs as confirmations

FLOW = "closing"
PAGE = 10
ASKED_FOR = {"chot", "chot bao cao", "chot bao cao don vi", "confirm unit"}


async def show(scene: Scene) -> list[Say]:
    """For the Office which units confirm; for a head the units' answers, to be confirmed."""
    tree, mine = await scene.tree(), scene.me.units_as(*HEADS)
    sets = may(scene.me, Action.SET_UNIT, Target(scene.me.unit_id), tree)
    if not (sets or mine):
        raise Refusal("help.not_allowed")
    says = await switches(scene) if sets else []
    found = await _to_confirm(scene, mine)
    if len(found) == 1:
        return [*says, *await view(scene, found[0].id)]
    if found:
        choices = tuple(close_choice(each, tree) for each in found)
        return [*says, Say("closing.which", {}, choices)]
    return says or [Say("closing.not_needed")]


async def _to_confirm(scene: Scene, headed: Sequence[int]) -> list[Closing]:
    """In the newest period, the units that confirm among those a person heads and those below."""
    tree = await scene.tree()
    cycle = await cycles.newest(scene.tx, tree.upwards(scene.me.unit_id)[-1].id)
    below = {each for unit_id in headed for each in tree.subtree(unit_id)}
    return await confirmations.of_cycle(scene.tx, cycle.id, below) if cycle and below else []


async def hear(scene: Scene, text: str) -> list[Say] | None:
    """The wish to confirm, in words; None for other words, and where it is the answer itself."""
    if scene.official is None or plain(text).rstrip(" .") not in ASKED_FOR:
        return None
    place = await conversations.find(scene.tx, scene.chat, scene.now)
    return None if place and place.flow == FLOW else await show(scene)


async def choices_of(scene: Scene, unit_id: int, cycle: Cycle) -> tuple[Choice, ...]:
    """The way to the confirmation of a unit and those below it, for whoever may confirm."""
    tree = await scene.tree()
    found = await confirmations.of_cycle(scene.tx, cycle.id, tree.subtree(unit_id))
    return tuple(
        close_choice(each, tree)
        for each in found
        if may(scene.me, Action.CONFIRM_UNIT, Target(each.unit_id), tree)
    )


def close_choice(closing: Closing, tree: Tree) -> Choice:
    name = tree.by_id[closing.unit_id].name
    return Choice("choice.close_unit", str(Tap("closeunit", closing.id)), {"name": name})


async def view(scene: Scene, closing_id: int, notice: str = "") -> list[Say]:
    """What is missing, then every answer, each to be corrected, and the confirmation."""
    closing, cycle = await _find(scene, closing_id)
    listed = await duties.of_cycle(scene.tx, cycle.id, [closing.unit_id])
    roster = await officials.roster(scene.tx, scene.now)
    ordered = [*(each for each in listed if each.open), *(each for each in listed if not each.open)]
    facts = {
        **await _facts(scene, closing, cycle),
        "missing": [_line(each, n, roster) for n, each in enumerate(ordered, 1) if each.open],
        "answers": [_line(each, n, roster) for n, each in enumerate(ordered, 1) if not each.open],
        "notice": notice,
    }
    choices = [
        Choice(
            "choice.duty",
            str(Tap("duty", each.id, each.revision)),
            {"code": each.task_code, "title": each.title},
            in_text=True,
        )
        for each in ordered
    ]
    if closing.standing is not Standing.CONFIRMED:
        choices.append(_yes(closing, len(facts["missing"])))
        await scene.wait_for(FLOW, "hear_sure", closing_id=closing.id, seen=closing.newest)
    return [Say("closing.view", facts, tuple(choices), in_place=True)]


def _yes(closing: Closing, missing: int) -> Choice:
    """Confirms what was seen, and nothing newer."""
    tap = Tap("closeyes", closing.id, closing.newest)
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


async def _facts(scene: Scene, closing: Closing, cycle: Cycle) -> dict[str, Any]:
    last = closing.last
    by = await officials.get(scene.tx, last.by) if last else None
    return {
        "unit": (await scene.tree()).by_id[closing.unit_id].name,
        "period": str(cycle.period),
        "due_at": cycle.due_at.isoformat(),
        "standing": closing.standing.value,
        "at": last.at.isoformat() if last else None,
        "by": by.name if by else "",
        "late": last.late if last else False,
    }


async def _find(scene: Scene, closing_id: int) -> tuple[Closing, Cycle]:
    """The unit's period, if this person may confirm it."""
    closing = await confirmations.find(scene.tx, closing_id)
    if closing is None:
        raise Refusal("help.too_old")
    await scene.authorise(Action.CONFIRM_UNIT, Target(closing.unit_id))
    return closing, await cycles.get(scene.tx, closing.cycle_id)


async def close(scene: Scene, closing_id: int, seen: int) -> list[Say]:
    """Confirm the reports as they were seen; where one changed meanwhile, show them again."""
    closing, cycle = await _find(scene, closing_id)
    cycle.refuse_when_closed(scene.now)
    if closing.standing is Standing.CONFIRMED:
        return [Say("closing.confirmed_before", await _facts(scene, closing, cycle))]
    if closing.newest != seen:
        return await view(scene, closing_id, "changed")
    late = scene.now > cycle.late_after
    await confirmations.confirm(scene.tx, closing, by=scene.me.id, late=late, now=scene.now)
    await confirmations.touch(scene.tx, cycle.id, closing.unit_id, scene.now)
    await letters.withdraw(scene.tx, f"closing:{closing.id}", scene.now)
    await scene.stop_waiting()
    unit = (await scene.tree()).by_id[closing.unit_id]
    facts = {"unit": unit.code, "missing": closing.missing, "late": late}
    await scene.record("confirm_unit", f"{cycle.period}:{unit.code}", **facts)
    now_closed, _ = await _find(scene, closing_id)
    said = await _facts(scene, now_closed, cycle) | {"missing": closing.missing}
    again = Choice("choice.close_view", str(Tap("closeunit", closing.id)))
    return [Say("closing.done", said, (again,), in_place=True)]


async def switches(scene: Scene, page: int = 0) -> list[Say]:
    """Which units confirm their reports, ten at a time, each to be switched on or off."""
    await scene.authorise(Action.SET_UNIT, Target(scene.me.unit_id))
    tree = await scene.tree()
    root = tree.upwards(scene.me.unit_id)[-1]
    listed = [
        each for each in tree.by_id.values() if each.parent_id and tree.contains(root.id, each.id)
    ]
    shown = listed[page * PAGE : (page + 1) * PAGE] or listed[:PAGE]
    on = await confirmations.switched_on(scene.tx)
    cycle = await cycles.newest(scene.tx, root.id)
    known = await confirmations.of_units(scene.tx, cycle.id) if cycle else {}
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
            str(Tap("switch", each.id, int(each.id not in on))),
            {"name": each.name},
        )
        for each in shown
    ]
    left = len(listed) - (page + 1) * PAGE
    if left > 0:
        choices.append(Choice("choice.next_page", str(Tap("switch", 0, page + 1)), {"left": left}))
    return [Say("closing.switches", facts, tuple(choices), in_place=True)]


async def switch(scene: Scene, unit_id: int, on: bool) -> list[Say]:
    """From now on the unit confirms its reports, or no longer does, in this period already."""
    tree = await scene.tree()
    unit = tree.by_id.get(unit_id)
    await scene.authorise(Action.SET_UNIT, Target(unit.id if unit else -1))
    if unit and await confirmations.switch(scene.tx, unit_id, on=on, now=scene.now):
        await scene.record("switch_unit", unit.code, confirms=on)
    return await switches(scene)


# What the messages over time say of it

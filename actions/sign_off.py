"""The unit's confirmation: a head confirms the unit's reports as they were seen."""

from collections.abc import Sequence
from typing import Any

from actions.acting import Acting
from actions.outcomes import Changed, Done
from domain.messaging.messages import Refusal
from domain.people.permissions import Action, Target, reached
from domain.reporting.cycles import Cycle
from domain.reporting.duties import Duty
from domain.reporting.recipients import Roster
from domain.reporting.sign_off import SignOff, SignOffState
from storage.messaging import outbox
from storage.people import officials
from storage.reports import cycles, duties, sign_offs


async def find(acting: Acting, sign_off_id: int) -> tuple[SignOff, Cycle]:
    """The unit's period, if this person may confirm it."""
    found = await sign_offs.find(acting.tx, sign_off_id)
    if found is None:
        raise Refusal("help.too_old")
    await acting.authorise(Action.CONFIRM_UNIT, Target(found.unit_id))
    return found, await cycles.get(acting.tx, found.cycle_id)


async def waiting(acting: Acting, cycle: Cycle) -> Sequence[SignOff]:
    """What this person has to confirm: asked for by now, or complete, and not confirmed."""
    units = reached(acting.me, Action.CONFIRM_UNIT, await acting.tree())
    if not units or acting.now >= cycle.closes_at:
        return ()
    found = await sign_offs.of_cycle(acting.tx, cycle.id, units)
    return [
        each
        for each in found
        if each.standing is not SignOffState.CONFIRMED and (each.rung >= 0 or each.complete)
    ]


async def confirm(acting: Acting, sign_off_id: int, seen: int) -> Done | Changed:
    """Confirm the reports as they were seen: `seen` is the newest version among them.

    Changed where one was confirmed before, or changed meanwhile.
    """
    await sign_offs.hold(acting.tx, sign_off_id)
    found, cycle = await find(acting, sign_off_id)
    cycle.refuse_when_closed(acting.acted_at)
    if found.standing is SignOffState.CONFIRMED or found.newest != seen:
        return Changed(await facts_of(acting, found, cycle))
    late = acting.acted_at > cycle.late_after
    await sign_offs.confirm(acting.tx, found, by=acting.me.id, late=late, moments=acting.moments)
    await sign_offs.touch(acting.tx, cycle.id, found.unit_id, acting.now)
    await outbox.withdraw(acting.tx, f"closing:{found.id}", acting.now)
    unit = (await acting.tree()).by_id[found.unit_id]
    facts = {"unit": unit.code, "missing": found.missing, "late": late}
    await acting.record("confirm_unit", f"{cycle.period}:{unit.code}", **facts)
    confirmed, _ = await find(acting, sign_off_id)
    return Done(await facts_of(acting, confirmed, cycle) | {"missing": found.missing})


async def listed(acting: Acting, found: SignOff) -> list[Duty]:
    """The unit's duties in the order in which they are shown: what is missing comes first."""
    here = await duties.of_cycle(acting.tx, found.cycle_id, [found.unit_id])
    return sorted(here, key=lambda each: not each.open)


async def seen(
    acting: Acting, found: SignOff, cycle: Cycle, ordered: Sequence[Duty]
) -> dict[str, Any]:
    """What is confirmed: how it stands, what is missing, and every answer."""
    roster = await officials.roster(acting.tx, acting.now)
    lines = [(each.open, _line(each, n, roster)) for n, each in enumerate(ordered, 1)]
    return {
        **await facts_of(acting, found, cycle),
        "missing": [line for is_open, line in lines if is_open],
        "answers": [line for is_open, line in lines if not is_open],
    }


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


async def facts_of(acting: Acting, found: SignOff, cycle: Cycle) -> dict[str, Any]:
    """How a unit's confirmation stands, for whoever says it."""
    last = found.last
    by = await officials.get(acting.tx, last.by) if last else None
    return {
        "unit": (await acting.tree()).by_id[found.unit_id].name,
        "period": str(cycle.period),
        "due_at": cycle.due_at.isoformat(),
        "standing": found.standing.value,
        "at": last.at.isoformat() if last else None,
        "by": by.name if by else "",
        "late": last.late if last else False,
    }

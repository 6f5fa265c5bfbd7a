"""Sending a report back for correction, with a reason and a new time."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from actions import consequences, undoing
from actions.acting import Acting
from actions.outcomes import Changed, Done, attempt_all
from domain.calendar.work_calendar import local_day
from domain.extensions.individual_deadlines import (
    RETURN_DAYS,
    offered,
    refuse_unfit,
    returned,
)
from domain.extensions.returns import Return, version_of
from domain.messaging.messages import Facts, Refusal
from domain.messaging.outbox import Kind, NewMessage
from domain.people.permissions import Action, Target
from domain.reporting.duties import Duty
from storage.people import officials
from storage.plans import calendar
from storage.reports import cycles, duties, returns


async def find(acting: Acting, duty_id: int) -> Duty:
    """The duty, if this person may send its report back."""
    duty = await duties.find(acting.tx, duty_id)
    if duty is None:
        raise Refusal("help.too_old")
    await acting.authorise(Action.RETURN, Target(duty.unit_id, duty.owner_id))
    if duty.owner_id == acting.me.id:
        raise Refusal("returning.own", {"code": duty.task_code})
    return duty


async def give_back(acting: Acting, duty_id: int, revision: int, day: date, reason: str) -> Done:
    """Open the duty again on its new course; the owner hears it at once, inside the window.

    Refuses a day that does not fit, and what is open or has changed.
    """
    duty, back, undo = await _give_back(acting, duty_id, revision, day, reason)
    return replace(await _told(acting, duty, back), undo=undo)


async def give_back_all(
    acting: Acting, seen: Collection[tuple[int, int]], day: date, reason: str
) -> Done:
    """The same with many as they were `seen`, duty and revision; one message a person."""
    given: dict[int, list[tuple[Duty, Return]]] = {}

    async def one(which: tuple[int, int]) -> Done | Changed:
        found = await find(acting, which[0])
        if found.revision != which[1]:
            return Changed({"duty": found.id})
        duty, back, undo = await _give_back(acting, *which, day, reason)
        given.setdefault(duty.owner_id or 0, []).append((duty, back))
        return Done(undo=undo)

    tally = await attempt_all(acting.tx, seen, one)
    names = [name for _, each in sorted(given.items()) for name in await _told_all(acting, each)]
    return Done(tally.facts | {"to": day.isoformat()}, tuple(names), tally.undo)


async def to_return(acting: Acting, duty_id: int) -> tuple[Duty, list[date]]:
    """A report that may be sent back now, and the days that are offered for it."""
    duty = await find(acting, duty_id)
    if duty.answer is None:
        raise Refusal("returning.open", {"code": duty.task_code})
    cycle, days = await cycles.get(acting.tx, duty.cycle_id), await calendar.get(acting.tx)
    cycle.refuse_when_closed(acting.acted_at)
    return duty, offered(local_day(acting.acted_at), RETURN_DAYS, cycle, days)


async def _give_back(
    acting: Acting, duty_id: int, revision: int, day: date, reason: str
) -> tuple[Duty, Return, tuple[Facts, ...]]:
    duty = await find(acting, duty_id)
    cycle, working_days = (
        await cycles.get(acting.tx, duty.cycle_id),
        await calendar.get(acting.tx),
    )
    cycle.refuse_when_closed(acting.acted_at)
    _refuse_changed(duty, revision)
    refuse_unfit(day, local_day(acting.acted_at), cycle, working_days)
    number, version = duty.time.returned + 1, duty.revision + 1
    back = Return(duty.id, number, version, acting.me.id, reason, day, acting.acted_at)
    course = returned(duty, day, cycle, working_days, acting.now)
    made = version_of(back, duty)
    if not await duties.give_back(acting.tx, duty, made, course, source=acting.source):
        raise Refusal("returning.changed", {"code": duty.task_code})
    await returns.add(acting.tx, back, acting.moments)
    await consequences.follow(acting, duty, made)
    await acting.record("return", f"duty:{duty.id}", number=back.number, due=str(back.due_day))
    return duty, back, (undoing.returned(duty, version),)


def _refuse_changed(duty: Duty, revision: int) -> None:
    if duty.answer is None or duty.revision != revision:
        key = "returning.open" if duty.answer is None else "returning.changed"
        raise Refusal(key, {"code": duty.task_code})


async def _told(acting: Acting, duty: Duty, back: Return) -> Done:
    """Write to the owner, and say so; a duty without an owner is nobody's to be told."""
    owner = (await officials.roster(acting.tx, acting.now)).get(duty.owner_id)
    if owner is not None:
        message = NewMessage(
            key=f"returned:{duty.id}:{back.number}",
            kind=Kind.REMINDER,
            text_key="digest.returned",
            facts={"duty": duty.id, "number": back.number, "by": acting.me.name},
            logical_at=acting.now,
            send_at=acting.leaves_at,
            official_id=owner.id,
            about=f"duty:{duty.id}",
        )
        await acting.write(message)
    facts = {
        "code": duty.task_code,
        "number": back.number,
        "day": back.due_day.isoformat(),
        "owner": owner.name if owner else "",
    }
    return Done(facts, (owner.name,) if owner else ())


async def _told_all(acting: Acting, given: Sequence[tuple[Duty, Return]]) -> tuple[str, ...]:
    """One message to the owner of all these, as for one where it is one; returns the name."""
    (duty, back), *more = given
    owner = (await officials.roster(acting.tx, acting.now)).get(duty.owner_id)
    if owner is None or not more:
        return (await _told(acting, duty, back)).told
    message = NewMessage(
        key=f"returned:{acting.source.event_id}:{owner.id}",
        kind=Kind.REMINDER,
        text_key="digest.returned_many",
        facts={"returns": [[d.id, b.number] for d, b in given], "by": acting.me.name},
        logical_at=acting.now,
        send_at=acting.leaves_at,
        official_id=owner.id,
    )
    await acting.write(message)
    return (owner.name,)

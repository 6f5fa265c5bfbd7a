"""More time: deciding on a request, or giving it unasked; whoever is concerned is told."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from actions import undoing
from actions.acting import Acting
from actions.outcomes import Changed, Done, attempt_all
from domain.calendar.work_calendar import WorkCalendar, local_day
from domain.extensions.extensions import Extension, ExtensionState, may_decide
from domain.extensions.individual_deadlines import (
    EXTENSION_DAYS,
    IndividualDeadline,
    due_at_of,
    due_day_of,
    extended,
    offered,
    refuse_unfit,
)
from domain.messaging.messages import Facts, Refusal
from domain.people.officials import Official
from domain.people.permissions import Action, Target
from domain.reporting.cycles import Cycle, placed
from domain.reporting.duties import Duty
from storage.engine.database import Tx
from storage.people import officials, units
from storage.plans import calendar
from storage.reports import cycles, duties, extensions

Given = tuple[Extension, Duty, dict[str, Any], tuple[Facts, ...]]
Told = dict[int, list[dict[str, Any]]]
"""What each person is told of."""


async def decidable(acting: Acting, number: int) -> tuple[Extension, Duty]:
    """A request that waits, for whoever decides now."""
    asked = await extensions.find(acting.tx, number)
    duty = await duties.find(acting.tx, asked.duty_id) if asked else None
    if asked is None or duty is None:
        raise Refusal("help.too_old")
    await acting.authorise(Action.DECIDE_EXTENSION, Target(duty.unit_id))
    cycle = await cycles.get(acting.tx, duty.cycle_id)
    if not may_decide(acting.me, await officials.roster(acting.tx, acting.now)):
        raise Refusal("help.not_allowed")
    if not asked.open:
        raise Refusal("extension.decided_before", {"code": duty.task_code, "state": asked.state})
    cycle.refuse_when_closed(acting.acted_at)
    return asked, duty


async def _times(acting: Acting, duty: Duty) -> tuple[Cycle, WorkCalendar]:
    return await cycles.get(acting.tx, duty.cycle_id), await calendar.get(acting.tx)


async def is_late(acting: Acting, duty: Duty) -> bool:
    """Whether the due time is over: then a grant needs a reason."""
    cycle, working_days = await _times(acting, duty)
    return acting.acted_at >= due_at_of(duty, cycle, working_days)


async def decide(acting: Acting, number: int, *, grants: bool, reason: str) -> Done:
    """Grant or refuse, once; the asker, the owner and the head are told.

    What is granted after the due time needs a reason, and is judged by the original date.
    """
    decided, duty, facts, undo = await _decide(acting, number, grants=grants, reason=reason)
    told = await _tell(acting, duty, decided, facts | {"by": acting.me.name})
    return Done(facts | {"names": ", ".join(told)}, tuple(told), undo)


async def decide_all(
    acting: Acting, numbers: Collection[int], *, grants: bool, reason: str
) -> Done:
    """The same with many requests; one message a person."""
    told: Told = {}

    async def one(number: int) -> Done:
        decided, duty, facts, undo = await _decide(acting, number, grants=grants, reason=reason)
        part = {name: facts[name] for name in ("code", "title", "to", "late")}
        for person in await _concerned(acting, duty, decided):
            told.setdefault(person.id, []).append(part)
        return Done(facts, (), undo)

    tally = await attempt_all(acting.tx, numbers, one)
    state = ExtensionState.GRANTED if grants else ExtensionState.REFUSED
    facts = {"state": state.value, "answer": reason}
    names = await acting.tell_each(told, "extension.decided_many", facts)
    return Done(tally.facts, names, tally.undo)


async def _decide(acting: Acting, number: int, *, grants: bool, reason: str) -> Given:
    """Whoever was slower is refused, and hears how it was decided."""
    asked, duty = await decidable(acting, number)
    late = grants and await is_late(acting, duty)
    if late and not reason:
        raise Refusal("extension.late_needs_reason", {"code": duty.task_code})
    course = await _course(acting, asked, duty) if grants else None
    state = ExtensionState.GRANTED if grants else ExtensionState.REFUSED
    by, at = acting.me.id, acting.acted_at
    decided = replace(asked, state=state, answer=reason, late=late, decided_by=by, decided_at=at)
    if not await extensions.decide(acting.tx, decided):
        await decidable(acting, number)  # refuses, as somebody was quicker, and says how
        raise Refusal("help.too_old")
    if course is not None:
        await duties.set_course(acting.tx, duty.id, course)
    taken = await acting.withdraw(extensions.about(asked.id))
    await acting.record(f"extension.{state}", f"duty:{duty.id}", number=asked.id, late=late)
    facts = {**await request_facts(acting.tx, decided), "answer": reason, "late": late}
    facts |= {"state": state.value}
    before = (undoing.course(duty),) if course else ()
    undo = (undoing.extension(asked.id, state), *before)
    return decided, duty, facts, undoing.with_messages(undo, taken)


async def to_extend(acting: Acting, duty_id: int) -> Duty:
    """An open duty that nobody asked more time for, for whoever decides on that."""
    duty = await duties.find(acting.tx, duty_id)
    await acting.authorise(Action.DECIDE_EXTENSION, Target(duty.unit_id if duty else -1))
    if duty is None or not may_decide(acting.me, await officials.roster(acting.tx, acting.now)):
        raise Refusal("help.not_allowed")
    (await cycles.get(acting.tx, duty.cycle_id)).refuse_when_closed(acting.acted_at)
    if not duty.open:
        raise Refusal("extension.answered", {"code": duty.task_code})
    waiting = await extensions.find_open(acting.tx, duty.id)
    if waiting:
        facts = {"code": duty.task_code, "number": waiting.id, "day": waiting.to_day.isoformat()}
        raise Refusal("extension.asked_for", facts)
    return duty


async def days_for(acting: Acting, duty: Duty) -> list[date]:
    """New due days to choose from."""
    cycle, working_days = await _times(acting, duty)
    after = max(due_day_of(duty, cycle), local_day(acting.acted_at))
    return offered(after, EXTENSION_DAYS, cycle, working_days)


async def extend(
    acting: Acting, duty_id: int, revision: int, day: date, reason: str
) -> Done | Changed:
    """A later day that nobody asked for, as a request granted at once; owner and head are told.

    Given after the due time it needs a reason, and the original date judges. Refuses an unfit day.
    """
    given = await _give(acting, duty_id, revision, day, reason)
    if isinstance(given, Changed):
        return given
    made, duty, facts, undo = given
    told = await _tell(acting, duty, made, facts)
    return Done(facts | {"names": ", ".join(told)}, tuple(told), undo)


async def extend_all(
    acting: Acting, seen: Collection[tuple[int, int]], day: date, reason: str
) -> Done:
    """The same with many as they were `seen`, duty and revision; one message a person."""
    told: Told = {}

    async def one(which: tuple[int, int]) -> Done | Changed:
        given = await _give(acting, *which, day, reason)
        if isinstance(given, Changed):
            return given
        made, duty, facts, undo = given
        for person in await _concerned(acting, duty, made):
            told.setdefault(person.id, []).append({k: facts[k] for k in ("code", "title", "late")})
        return Done(facts, (), undo)

    tally = await attempt_all(acting.tx, seen, one)
    facts = {"day": day.isoformat(), "answer": reason}
    names = await acting.tell_each(told, "extension.told_many", facts)
    return Done(tally.facts | {"to": day.isoformat()}, names, tally.undo)


async def _give(
    acting: Acting, duty_id: int, revision: int, day: date, reason: str
) -> Given | Changed:
    duty = await to_extend(acting, duty_id)
    if duty.revision != revision:
        return Changed({"duty": duty.id})
    cycle, working_days = await _times(acting, duty)
    late = await is_late(acting, duty)
    if late and not reason:
        raise Refusal("extension.late_needs_reason", {"code": duty.task_code})
    before = due_day_of(duty, cycle)
    refuse_unfit(day, before, cycle, working_days)
    given = Extension(
        *(0, duty.id, acting.me.id, before, day, reason, None, acting.acted_at),
        *(ExtensionState.GRANTED, "", acting.me.id, acting.acted_at, late),
    )
    course = await _course(acting, given, duty)
    number = await extensions.add(acting.tx, given, acting.moments)
    await duties.set_course(acting.tx, duty.id, course)
    await acting.record("extend", f"duty:{duty.id}", number=number, to=str(day), late=late)
    given = replace(given, id=number)
    facts = {**await request_facts(acting.tx, given), "answer": reason, "late": late}
    facts |= {"state": "given", "by": acting.me.name}
    undo = undoing.extension(number, given.state, unasked=True), undoing.course(duty)
    return given, duty, facts, undo


async def _course(acting: Acting, asked: Extension, duty: Duty) -> IndividualDeadline:
    """The ladder follows the new date. Refuses one that has passed."""
    cycle, working_days = await _times(acting, duty)
    if placed(cycle, asked.to_day, working_days).due_at <= acting.acted_at:
        raise Refusal("extension.day_passed", {"day": asked.to_day.isoformat()})
    return extended(duty, asked.to_day, cycle, working_days, acting.moments)


async def _tell(acting: Acting, duty: Duty, asked: Extension, facts: dict[str, Any]) -> list[str]:
    """Returns the names of those who are told."""
    people = await _concerned(acting, duty, asked)
    for person in people:
        await acting.tell(
            person.id,
            "extension.told",
            facts | {"name": person.name},
            key=f"extension-decided:{asked.id}:{person.id}",
        )
    return [person.name for person in people]


async def _concerned(acting: Acting, duty: Duty, asked: Extension) -> list[Official]:
    """Whoever asked, the owner and the heads, but whoever decides."""
    roster = await officials.roster(acting.tx, acting.now)
    heads = [each.id for each in roster.heads(duty.unit_id)]
    concerned = dict.fromkeys([asked.asker_id, duty.owner_id, *heads])
    people = [roster.get(each) for each in concerned if each != acting.me.id]
    return [each for each in people if each is not None]


async def request_facts(tx: Tx, asked: Extension) -> dict[str, Any]:
    """What a request says, for whoever decides or hears of it."""
    duty = await duties.get(tx, asked.duty_id)
    people = await officials.roster(tx)
    asker, owner = people.get(asked.asker_id), people.get(duty.owner_id)
    return {
        "number": asked.id,
        "code": duty.task_code,
        "title": duty.title,
        "unit": (await units.tree(tx)).by_id[duty.unit_id].name,
        "asker": asker.name if asker else "—",
        "owner": owner.name if owner and owner.id != asked.asker_id else "",
        "from": asked.from_day.isoformat(),
        "to": asked.to_day.isoformat(),
        "reason": asked.reason,
        "percent": asked.percent,
    }

"""Takes duties whose next step has come, and writes one message to each person to be told."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from domain.calendar.work_calendar import at_local, local_day
from domain.people.officials import Official
from domain.reporting.cycles import LATE_STEP, Cycle, catch_up_horizon, next_at, placed, steps_of
from domain.reporting.duties import Duty
from domain.reporting.policy import Step
from domain.reporting.recipients import told
from scheduler.reporting.digests import BatchContext, StepForPerson, digest_message, too_many, write
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.messaging import chat_links, outbox
from storage.people import officials
from storage.plans import calendar
from storage.reports import cycles, duties
from storage.reports.duties import Move


@dataclass(frozen=True, slots=True)
class Due:
    """A duty whose step has come: the steps that passed, and those that come soon after them.

    `cycle` is the period as it runs for this duty, which may have a due day of its own. `rung`,
    `next_at`: where the duty stands once they are taken, and when it is looked at again.
    """

    duty: Duty
    cycle: Cycle
    passed: tuple[Step, ...]
    soon: tuple[Step, ...]
    rung: int
    next_at: datetime | None


async def climb(db: Database, now: datetime) -> bool:
    """Move one batch of duties up their ladders; returns whether there was any.

    Who is who is known before: whoever has something to say does not wait for that.
    """
    async with db.read() as tx:
        await officials.roster(tx, now)
        await calendar.get(tx)
    async with db.begin() as tx:
        taken = await duties.take_due(tx, now)
        if taken:
            context = BatchContext(await officials.roster(tx, now), await calendar.get(tx), now)
            due = await _due(tx, taken, context)
            await duties.move_on(tx, [Move(e.duty.id, e.rung, e.next_at) for e in due])
            await _write(tx, _latest(due, context), context)
    return bool(taken)


async def _due(tx: Tx, taken: Sequence[Duty], context: BatchContext) -> list[Due]:
    """Duties of one course, on the same rung and held back alike, have the same steps."""
    known = {each: await cycles.get(tx, each) for each in {duty.cycle_id for duty in taken}}
    seen: dict[tuple[object, ...], Due] = {}
    due = []
    for duty in taken:
        alike = duty.cycle_id, duty.time.due_day, duty.held_days, duty.rung
        if alike not in seen:
            seen[alike] = _split(duty, known[duty.cycle_id], context)
        due.append(replace(seen[alike], duty=duty))
    return due


def _split(duty: Duty, cycle: Cycle, context: BatchContext) -> Due:
    cycle = placed(cycle, duty.time.due_day, context.calendar)
    steps = steps_of(cycle, duty, context.calendar)
    passed = tuple(step for step in steps if step.at <= context.now)
    horizon = catch_up_horizon(cycle, context.now, context.calendar)
    soon = tuple(step for step in steps if context.now < step.at <= horizon)
    rung = passed[-1].rung if passed else duty.rung
    return Due(duty, cycle, passed, soon, rung, next_at(cycle, duty, context.calendar, after=rung))


Latest = dict[tuple[Official, int], dict[date | None, StepForPerson]]
"""For each person and period, the steps to tell of, by the due day of their course."""


async def _write(tx: Tx, latest: Latest, context: BatchContext) -> None:
    await chat_links.foresee(tx, [official.id for official, _ in latest])
    event = await _heard(tx, latest, context)
    first = []
    for (official, _), courses in latest.items():
        told = _most_urgent(list(courses.values()))
        if official.id not in event and not any(each.due for each in told):
            first.append(digest_message(official, told, context))
        elif await too_many(tx, official, told, context):
            await _spare(tx, official, told[0], context.now)
        else:
            await write(tx, official, told, context)
    await outbox.add_all(tx, first, context.now)


async def _heard(tx: Tx, latest: Latest, context: BatchContext) -> set[int]:
    """Whom an earlier message may have told: it is joined, replaced, or enough for today."""
    periods = Counter(official.id for official, _ in latest)
    opened = [each.cycle.opens_at for courses in latest.values() for each in courses.values()]
    since = local_day(min([*opened, context.now])) - timedelta(days=1)
    event = await outbox.written_to(tx, periods, at_local(since, time()))
    return event | {person for person, count in periods.items() if count > 1}


async def _spare(tx: Tx, official: Official, told: StepForPerson, now: datetime) -> None:
    what = {"actor": "service", "action": "message.spared", "subject": official.subject}
    await audit.add(tx, at=now, **what, cycle=told.cycle.id, rung=told.step.rung)


def _latest(due: Iterable[Due], context: BatchContext) -> Latest:
    """For each person the latest step of each course, however long we were away."""
    latest: Latest = {}
    for each in due:
        own = each.duty.time.due_day
        for step in each.passed:
            for official in _receivers(each, step, context):
                courses = latest.setdefault((official, each.cycle.id), {})
                courses[own] = _later(courses.get(own), each, step)
    return latest


def _later(known: StepForPerson | None, due: Due, step: Step) -> StepForPerson:
    """The later of two steps, meant for the duties of both."""
    meant = (known.meant if known else frozenset()) | {due.duty.id}
    if known is not None and known.step.at > step.at:
        return replace(known, meant=meant)
    return StepForPerson(due.cycle, due.duty.time.due_day, step, due.duty.held_days, meant)


def _most_urgent(courses: Sequence[StepForPerson]) -> list[StepForPerson]:
    """One message to each person: what is most urgent, of every course; the latest step first."""
    most = min(each.urgency for each in courses)
    told = [each for each in courses if each.urgency == most]
    told.sort(key=lambda each: each.cycle.due_day)
    return sorted(told, key=lambda each: each.step.at, reverse=True)


def _receivers(due: Due, step: Step, context: BatchContext) -> Sequence[Official]:
    """Who is to be told of this step, without those whom the next one reaches soon anyway."""
    receivers = told(step, due.duty, context.roster).officials
    if context.now - step.at < LATE_STEP:
        return receivers
    told_soon = {
        official.id
        for later in due.soon
        for official in told(later, due.duty, context.roster).officials
    }
    return [official for official in receivers if official.id not in told_soon]

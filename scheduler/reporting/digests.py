"""One message to one person about steps: what it is written for, and whether it is one too many."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from domain.calendar.work_calendar import WorkCalendar, at_local, end_of, local_day
from domain.messaging.messages import Facts
from domain.messaging.outbox import MOST_A_DAY, Kind, NewMessage
from domain.people.officials import Official
from domain.reporting.cycles import Cycle
from domain.reporting.policy import Audience, Step
from domain.reporting.recipients import Roster
from domain.text import snooze_text
from storage.engine.database import Tx
from storage.messaging import outbox


@dataclass(frozen=True, slots=True)
class BatchContext:
    """What a batch is decided with, read once."""

    roster: Roster
    calendar: WorkCalendar
    now: datetime


@dataclass(frozen=True, slots=True)
class StepForPerson:
    """What one person is to be told of: a step, for the duties due on `due`, or with the period.

    `meant`: the duties that it is written for; whoever is right when it leaves hears of them.
    """

    cycle: Cycle
    due: date | None
    step: Step
    held: int = 0
    meant: frozenset[int] = frozenset()

    @property
    def urgency(self) -> int:
        """What climbs comes before a reminder, and that before a notice."""
        if self.step.escalates:
            return 0
        return 1 if self.step.audience is Audience.OWNER else 2


async def too_many(
    tx: Tx, official: Official, told: Sequence[StepForPerson], context: BatchContext
) -> bool:
    """Whether this would be one message too many of the day; what climbs is always said.

    A reminder speaks of everything that its reader owes, so one a day is enough, and two on the
    due day. A wish to be reminded stands for the step that it replaces.
    """
    first = told[0]
    today = local_day(context.now)
    span = at_local(today, time()), end_of(today)
    if first.urgency == 0:
        return False
    of_their_own = all(each.due for each in told)
    if of_their_own and await outbox.count_on(tx, official.id, *span) >= MOST_A_DAY:
        return True
    if first.urgency != 1:
        return False
    abouts = [_about(first), snooze_text.about(first.cycle.id, official.id)]
    said = await outbox.said_about(tx, official.id, abouts, *span)
    if any(each.facts.get("replaces") == first.step.at.isoformat() for each in said):
        return True
    own_key = digest_message(official, told, context).key
    due_today = any(each.cycle.due_day == today for each in told)
    return sum(each.key != own_key for each in said) >= (MOST_A_DAY if due_today else 1)


async def write(
    tx: Tx, official: Official, told: Sequence[StepForPerson], context: BatchContext
) -> None:
    """Write the digest of these steps.

    Courses of messages that wait unsent, or were just written, are joined.
    """
    message = digest_message(official, told, context)
    wish = snooze_text.about(told[0].cycle.id, official.id)
    abouts = [message.about, wish] if told[0].urgency == 1 else [message.about]
    waiting = await outbox.take_over(tx, message, abouts, context.now)
    if waiting:
        message = replace(message, facts=_joined(message.facts, waiting))
    if await outbox.add(tx, message, context.now) or "also" not in message.facts:
        return
    if not await outbox.join(tx, message.key, message.facts["also"]) and told[1:]:
        await write(tx, official, told[1:], context)


def _joined(facts: Facts, waiting: Sequence[Facts]) -> Facts:
    """The same facts, with the courses of what was taken over, and what it was meant for."""
    also = [list(each) for each in facts.get("also", ())]
    known = {facts.get("due"), *(each[1] for each in also)}
    for each in waiting:
        places = [[each["rung"], each.get("due")], *each.get("also", ())] if "rung" in each else []
        also += [place for place in places if place[1] not in known]
        known |= {place[1] for place in places}
    meant = {*facts["meant"], *(duty for each in waiting for duty in each.get("meant", ()))}
    joined = {**facts, "meant": sorted(meant)}
    return {**joined, "also": also} if also else joined


def digest_message(
    official: Official, told: Sequence[StepForPerson], context: BatchContext
) -> NewMessage:
    """The message names only steps: what it says is read again when it leaves."""
    first = told[0]
    again = f"+{first.held}" if first.held else ""
    course = f":due:{first.due}" if first.due else ""
    meant = sorted(frozenset[int]().union(*(each.meant for each in told)))
    facts = {"cycle": first.cycle.id, **_place(first), "meant": meant}
    facts |= {"escalates": first.step.escalates}
    also = [[each.step.rung, each.due.isoformat() if each.due else None] for each in told[1:]]
    return NewMessage(
        key=f"duty-digest:{first.cycle.period}:rung:{first.step.rung}{again}{course}:{official.code}",
        kind=_kind(first.step),
        text_key="digest.step",
        facts={**facts, "also": also} if also else facts,
        logical_at=first.step.at,
        send_at=first.cycle.policy.window.next_open(context.now, context.calendar),
        official_id=official.id,
        about=_about(first),
    )


def _place(told: StepForPerson) -> dict[str, Any]:
    own = {"due": told.due.isoformat()} if told.due else {}
    return {"rung": told.step.rung, **own}


def _about(told: StepForPerson) -> str:
    return f"cycle:{told.cycle.id}:{told.step.audience}"


def _kind(step: Step) -> Kind:
    if step.audience is Audience.OWNER:
        return Kind.REMINDER
    return Kind.ESCALATION if step.escalates else Kind.NOTICE

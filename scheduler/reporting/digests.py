"""One message to one person about steps: what it is written for, and whether it is one too many."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from domain.calendar.work_calendar import WorkCalendar, at_local, end_of, local_day
from domain.messaging.outbox import MOST_A_DAY, Kind, NewMessage, Routing, StepRef
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
    if any(each.routing.instead_of == first.step.at for each in said):
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
        message = replace(message, routing=_joined(message.routing, waiting))
    further = message.routing.steps[1:]
    if await outbox.add(tx, message, context.now) or not further:
        return
    if not await outbox.join(tx, message.key, further) and told[1:]:
        await write(tx, official, told[1:], context)


def _joined(own: Routing, waiting: Sequence[Routing]) -> Routing:
    """The same, with the courses of what was taken over, and what that was written for."""
    steps = {each.due: each for each in own.steps}
    for each in (step for taken in waiting for step in taken.steps):
        steps.setdefault(each.due, each)
    duty_ids = {*own.duty_ids, *(duty for taken in waiting for duty in taken.duty_ids)}
    return replace(own, steps=tuple(steps.values()), duty_ids=tuple(sorted(duty_ids)))


def digest_message(
    official: Official, told: Sequence[StepForPerson], context: BatchContext
) -> NewMessage:
    """The message names only steps: what it says is read again when it leaves."""
    first = told[0]
    again = f"+{first.held}" if first.held else ""
    course = f":due:{first.due}" if first.due else ""
    written_for = sorted(frozenset[int]().union(*(each.meant for each in told)))
    steps = tuple(StepRef(each.step.rung, each.due) for each in told)
    return NewMessage(
        key=f"duty-digest:{first.cycle.period}:rung:{first.step.rung}{again}{course}:{official.code}",
        kind=_kind(first.step),
        text_key="digest.step",
        facts={},
        logical_at=first.step.at,
        send_at=first.cycle.policy.window.next_open(context.now, context.calendar),
        official_id=official.id,
        about=_about(first),
        routing=Routing(first.cycle.id, steps, tuple(written_for)),
    )


def _about(told: StepForPerson) -> str:
    return f"cycle:{told.cycle.id}:{told.step.audience}"


def _kind(step: Step) -> Kind:
    if step.audience is Audience.OWNER:
        return Kind.REMINDER
    return Kind.ESCALATION if step.escalates else Kind.NOTICE

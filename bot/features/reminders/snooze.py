"""Snooze: an owner says when to be reminded next; the ladder above the owner does not move."""

from collections.abc import Sequence
from datetime import datetime, time

from bot.delivery.content import MessageContent
from bot.features.reminders.digest import snooze_choices
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from bot.rendering.duty_lists import duty_choices, duty_facts
from domain.calendar.work_calendar import WorkCalendar, at_local, end_of, local_day
from domain.extensions.individual_deadlines import due_at_of
from domain.messaging.messages import Refusal, Reply
from domain.messaging.outbox import MOST_A_DAY, Kind, NewMessage, OutboxMessage, Routing
from domain.people.permissions import Action, Target
from domain.reporting.cycles import LATE_STEP, Cycle, steps_of
from domain.reporting.duties import Duty
from domain.reporting.policy import Audience, Step
from domain.text.snooze_text import about, next_morning, read_snooze, this_afternoon
from storage.engine.database import Tx
from storage.messaging import outbox
from storage.people import officials
from storage.plans import calendar
from storage.reports import cycles, duties

routes = Router()

TIMES = {1: lambda now, _calendar: this_afternoon(now), 2: next_morning}


async def hear(context: UpdateContext, text: str) -> list[Reply] | None:
    """Words that ask to be reminded; None for any others."""
    wish = read_snooze(text, context.acted_at) if context.official else None
    if wish is None:
        return None
    return await _choose(context) if wish.at is None else await snooze(context, wish.at)


@routes.revision_button("snooze", require=Action.SNOOZE)
async def press(context: UpdateContext, _nothing: int, which: int) -> list[Reply]:
    """The button under a digest; the time is counted from the press."""
    if which not in TIMES:
        raise Refusal("help.too_old")
    return await snooze(context, TIMES[which](context.acted_at, await calendar.get(context.tx)))


async def _choose(context: UpdateContext) -> list[Reply]:
    """When, if no time was named that can be read."""
    cycle, mine, last_due = await _owed(context)
    working_days = await calendar.get(context.tx)
    choices = snooze_choices(cycle, context.now, last_due, working_days)
    return [Reply("snooze.when", {"count": len(mine)}, choices)]


async def _owed(context: UpdateContext) -> tuple[Cycle, list[Duty], datetime]:
    """The period that this person owes something in, what, and when the last of it is due."""
    await context.authorise(Action.SNOOZE, Target(context.me.unit_id, context.me.id))
    working_days = await calendar.get(context.tx)
    owed = await duties.owed_by(context.tx, context.me.id, context.acted_at)
    if not owed:
        raise Refusal("mine.none")
    cycle = await cycles.get(context.tx, owed[-1].cycle_id)
    mine = [duty for duty in owed if duty.cycle_id == cycle.id]
    return cycle, mine, max(due_at_of(duty, cycle, working_days) for duty in mine)


async def snooze(context: UpdateContext, wanted: datetime) -> list[Reply]:
    """Remind at that time, or when the sending window opens next; before the due time only."""
    cycle, mine, last_due = await _owed(context)
    working_days = await calendar.get(context.tx)
    at = cycle.policy.window.next_open(wanted, working_days)
    facts = {"at": at.isoformat(), "due_at": last_due.isoformat(), "count": len(mine)}
    facts |= {"day": local_day(at).isoformat()}
    if context.acted_at >= last_due or at >= last_due:
        raise Refusal("snooze.after_due", facts)
    if wanted <= context.now:
        raise Refusal("snooze.past", facts)
    await outbox.withdraw(context.tx, about(cycle.id, context.me.id), context.now)
    taken = await _replaced(context, cycle, at)
    planned = _coming(mine, cycle, working_days, context.now, at)
    coming = [step for step in planned if step.at not in taken]
    if not coming and not await _has_room(context, at):
        raise Refusal("snooze.enough", facts)
    await _write(context, cycle, at, coming[0] if coming else None)
    moved = {"moved": at != wanted, "wanted": wanted.isoformat()}
    return [Reply("snooze.set", facts | moved)]


def _coming(
    mine: Sequence[Duty], cycle: Cycle, calendar: WorkCalendar, now: datetime, at: datetime
) -> list[Step]:
    """The owner's reminders that the ladder has in store for that day."""
    steps = {step for duty in mine for step in steps_of(cycle, duty, calendar)}
    owners = [step for step in steps if step.audience is Audience.OWNER and step.at > now]
    return sorted(
        (step for step in owners if local_day(step.at) == local_day(at)), key=lambda each: each.at
    )


async def _replaced(context: UpdateContext, cycle: Cycle, at: datetime) -> set[datetime | None]:
    """The steps of that day for which another wish has been fulfilled already."""
    wishes = [about(cycle.id, context.me.id)]
    said = await outbox.said_about(context.tx, context.me.id, wishes, *_day_of(at))
    return {each.routing.instead_of for each in said}


def _day_of(at: datetime) -> tuple[datetime, datetime]:
    return at_local(local_day(at), time()), end_of(local_day(at))


async def _has_room(context: UpdateContext, at: datetime) -> bool:
    """Whether fewer messages than a person may get leave on that day."""
    return await outbox.count_on(context.tx, context.me.id, *_day_of(at)) < MOST_A_DAY


async def _write(context: UpdateContext, cycle: Cycle, at: datetime, instead: Step | None) -> None:
    """The reminder names the step that it stands for, which is then not taken for this person."""
    message = NewMessage(
        key=f"snooze:{cycle.period}:{context.me.code}:{context.chat.channel}:{context.event.event_id}",
        kind=Kind.REMINDER,
        text_key="digest.snoozed",
        facts={},
        logical_at=at,
        send_at=at,
        official_id=context.me.id,
        about=about(cycle.id, context.me.id),
        routing=Routing(cycle.id, instead_of=instead.at if instead else None),
    )
    await outbox.add(context.tx, message, context.now)
    subject = f"cycle:{cycle.id}"
    replaces = {"replaces": instead.at.isoformat()} if instead else {}
    await context.record("snooze", subject, until=at.isoformat(), **replaces)


@routes.composer("digest.snoozed")
async def digest(tx: Tx, message: OutboxMessage, now: datetime) -> MessageContent | None:
    """What is still owed; None once all of it is answered, or if it leaves late and a reminder
    comes soon."""
    cycle, working_days = await cycles.get(tx, message.routing.period_id), await calendar.get(tx)
    roster = await officials.roster(tx, now)
    receiver = roster.get(message.official_id)
    if receiver is None:
        return None
    owed = await duties.owed_by(tx, receiver.id, now)
    mine = [duty for duty in owed if duty.cycle_id == cycle.id]
    if not mine or (
        now - message.logical_at >= LATE_STEP and _soon(mine, cycle, working_days, now)
    ):
        return None
    due_at = min(due_at_of(duty, cycle, working_days) for duty in mine)
    facts = {
        "name": receiver.name,
        "period": str(cycle.period),
        "due_at": due_at.isoformat(),
        "duties": duty_facts(mine, receiver, roster, cycle, local_day(due_at)),
    }
    return MessageContent((Reply("snooze.digest", facts, duty_choices(mine, cycle)),), tuple(mine))


def _soon(mine: Sequence[Duty], cycle: Cycle, calendar: WorkCalendar, now: datetime) -> bool:
    until = now + cycle.policy.catch_up_gap
    steps = (step for duty in mine for step in steps_of(cycle, duty, calendar))
    return any(step.audience is Audience.OWNER and now < step.at <= until for step in steps)

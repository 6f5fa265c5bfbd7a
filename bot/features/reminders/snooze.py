"""Snooze: an owner says when to be reminded next; the ladder above the owner does not move."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, time

from bot.features.reminders.digest import Digest, snooze_choices
from bot.inbound.context import Scene
from bot.rendering.duty_lists import duty_choices, duty_facts
from domain.calendar.work_calendar import WorkCalendar, at_local, end_of, local_day
from domain.messaging.messages import Refusal, Say
from domain.messaging.outbox import MOST_A_DAY, Kind, Letter, NewLetter
from domain.people.permissions import Action, Target
from domain.reporting.cycles import LATE_STEP, Cycle, steps_of
from domain.reporting.duties import Duty
from domain.reporting.individual_deadlines import due_at_of
from domain.reporting.policy import Audience, Step
from domain.reporting.snooze_text import about, next_morning, read_snooze, this_afternoon
from storage.engine.database import Tx
from storage.messaging import outbox as letters
from storage.people import officials
from storage.plans import calendar
from storage.reports import cycles, duties

TIMES = {1: lambda now, _calendar: this_afternoon(now), 2: next_morning}


async def hear(scene: Scene, text: str) -> list[Say] | None:
    """Words that ask to be reminded; None for any others."""
    wish = read_snooze(text, scene.now) if scene.official else None
    if wish is None:
        return None
    return await _choose(scene) if wish.at is None else await snooze(scene, wish.at)


async def press(scene: Scene, which: int) -> list[Say]:
    """The button under a digest; the time is counted from the press."""
    if which not in TIMES:
        raise Refusal("help.too_old")
    return await snooze(scene, TIMES[which](scene.now, await calendar.get(scene.tx)))


async def _choose(scene: Scene) -> list[Say]:
    """When, if no time was named that can be read."""
    cycle, mine, last_due = await _owed(scene)
    working_days = await calendar.get(scene.tx)
    choices = snooze_choices(cycle, scene.now, last_due, working_days)
    return [Say("snooze.when", {"count": len(mine)}, choices)]


async def _owed(scene: Scene) -> tuple[Cycle, list[Duty], datetime]:
    """The period that this person owes something in, what, and when the last of it is due."""
    await scene.authorise(Action.SNOOZE, Target(scene.me.unit_id, scene.me.id))
    working_days = await calendar.get(scene.tx)
    owed = await duties.owed_by(scene.tx, scene.me.id, scene.now)
    if not owed:
        raise Refusal("mine.none")
    cycle = await cycles.get(scene.tx, owed[-1].cycle_id)
    mine = [duty for duty in owed if duty.cycle_id == cycle.id]
    return cycle, mine, max(due_at_of(duty, cycle, working_days) for duty in mine)


async def snooze(scene: Scene, wanted: datetime) -> list[Say]:
    """Remind at that time, or when the sending window opens next; before the due time only."""
    cycle, mine, last_due = await _owed(scene)
    working_days = await calendar.get(scene.tx)
    at = cycle.policy.window.next_open(wanted, working_days)
    facts = {"at": at.isoformat(), "due_at": last_due.isoformat(), "count": len(mine)}
    facts |= {"day": local_day(at).isoformat()}
    if scene.now >= last_due or at >= last_due:
        raise Refusal("snooze.after_due", facts)
    if wanted <= scene.now:
        raise Refusal("snooze.past", facts)
    await letters.withdraw(scene.tx, about(cycle.id, scene.me.id), scene.now)
    taken = await _replaced(scene, cycle, at)
    planned = _coming(mine, cycle, working_days, scene.now, at)
    coming = [step for step in planned if step.at.isoformat() not in taken]
    if not coming and not await _has_room(scene, at):
        raise Refusal("snooze.enough", facts)
    await _write(scene, cycle, at, coming[0] if coming else None)
    moved = {"moved": at != wanted, "wanted": wanted.isoformat()}
    return [Say("snooze.set", facts | moved)]


def _coming(
    mine: Sequence[Duty], cycle: Cycle, calendar: WorkCalendar, now: datetime, at: datetime
) -> list[Step]:
    """The owner's reminders that the ladder has in store for that day."""
    steps = {step for duty in mine for step in steps_of(cycle, duty, calendar)}
    owners = [step for step in steps if step.audience is Audience.OWNER and step.at > now]
    return sorted(
        (step for step in owners if local_day(step.at) == local_day(at)), key=lambda each: each.at
    )


async def _replaced(scene: Scene, cycle: Cycle, at: datetime) -> set[str]:
    """The steps of that day for which another wish has been fulfilled already."""
    wishes = [about(cycle.id, scene.me.id)]
    said = await letters.said_about(scene.tx, scene.me.id, wishes, *_day_of(at))
    return {each.facts["replaces"] for each in said if "replaces" in each.facts}


def _day_of(at: datetime) -> tuple[datetime, datetime]:
    return at_local(local_day(at), time()), end_of(local_day(at))


async def _has_room(scene: Scene, at: datetime) -> bool:
    """Whether fewer messages than a person may get leave on that day."""
    return await letters.count_on(scene.tx, scene.me.id, *_day_of(at)) < MOST_A_DAY


async def _write(scene: Scene, cycle: Cycle, at: datetime, instead: Step | None) -> None:
    """The reminder names the step that it stands for, which is then not taken for this person."""
    replaces = {"replaces": instead.at.isoformat()} if instead else {}
    letter = NewLetter(
        key=f"snooze:{cycle.period}:{scene.me.code}:{scene.chat.channel}:{scene.heard.event_id}",
        kind=Kind.REMINDER,
        text_key="digest.snoozed",
        facts={"cycle": cycle.id, **replaces},
        logical_at=at,
        send_at=at,
        official_id=scene.me.id,
        about=about(cycle.id, scene.me.id),
    )
    await letters.add(scene.tx, letter, scene.now)
    subject = f"cycle:{cycle.id}"
    await scene.record("snooze", subject, until=at.isoformat(), **replaces)


async def digest(tx: Tx, letter: Letter, now: datetime) -> Digest | None:
    """What is still owed; None once all of it is answered, or if it leaves late and a reminder
    comes soon."""
    cycle, working_days = await cycles.get(tx, letter.facts["cycle"]), await calendar.get(tx)
    roster = await officials.roster(tx, now)
    receiver = roster.get(letter.official_id)
    if receiver is None:
        return None
    owed = await duties.owed_by(tx, receiver.id, now)
    mine = [duty for duty in owed if duty.cycle_id == cycle.id]
    if not mine or (now - letter.logical_at >= LATE_STEP and _soon(mine, cycle, working_days, now)):
        return None
    due_at = min(due_at_of(duty, cycle, working_days) for duty in mine)
    facts = {
        "name": receiver.name,
        "period": str(cycle.period),
        "due_at": due_at.isoformat(),
        "duties": duty_facts(mine, receiver, roster, cycle, local_day(due_at)),
    }
    return Digest((Say("snooze.digest", facts, duty_choices(mine, cycle)),), tuple(mine))


def _soon(mine: Sequence[Duty], cycle: Cycle, calendar: WorkCalendar, now: datetime) -> bool:
    until = now + cycle.policy.catch_up_gap
    steps = (step for duty in mine for step in steps_of(cycle, duty, calendar))
    return any(step.audience is Audience.OWNER and now < step.at <= until for step in steps)


DIGESTS: Mapping[str, Callable[[Tx, Letter, datetime], Awaitable[Digest | None]]] = {
    "digest.snoozed": digest,
}

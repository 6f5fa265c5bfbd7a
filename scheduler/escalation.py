"""Takes duties whose next step has come, and writes one letter to each person to be told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from domain import snooze
from domain.calendar import WorkCalendar, at_local, end_of, local_day
from domain.cycles import LATE_STEP, Cycle, catch_up_horizon, next_at, placed, steps_of
from domain.duties import Duty
from domain.escalation import Roster, told
from domain.ladder import Audience, Step
from domain.letters import MOST_A_DAY, Kind, NewLetter
from domain.messages import Facts
from domain.officials import Official
from storage import audit, calendar, cycles, duties, letters, links, officials
from storage.ahead import reading_once
from storage.database import Database, Tx
from storage.duties import Move


@dataclass(frozen=True, slots=True)
class Due:
    """A duty whose step has come: the steps that passed, and those that come after.

    `cycle` is the period as it runs for this duty, which may have a due day of its own.
    """

    duty: Duty
    cycle: Cycle
    passed: tuple[Step, ...]
    coming: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """What a batch is decided with, read once."""

    roster: Roster
    calendar: WorkCalendar
    now: datetime


async def climb(db: Database, now: datetime) -> bool:
    """Move one batch of duties up their ladders; returns whether there was any."""
    async with db.begin() as tx:
        taken = await duties.take_due(tx, now)
        if taken:
            scene = Scene(await officials.roster(tx, now), await calendar.get(tx), now)
            due = await _due(tx, taken, scene)
            await duties.move_on(tx, [_move(each, scene) for each in due])
            with reading_once():
                await _write(tx, _latest(due, scene), scene)
    return bool(taken)


async def _due(tx: Tx, taken: Sequence[Duty], scene: Scene) -> list[Due]:
    known = {each: await cycles.get(tx, each) for each in {duty.cycle_id for duty in taken}}
    return [_split(duty, known[duty.cycle_id], scene) for duty in taken]


def _split(duty: Duty, cycle: Cycle, scene: Scene) -> Due:
    cycle = placed(cycle, duty.time.due_day, scene.calendar)
    steps = steps_of(cycle, duty, scene.calendar)
    passed = tuple(step for step in steps if step.at <= scene.now)
    return Due(duty, cycle, passed, tuple(step for step in steps if step.at > scene.now))


def _move(due: Due, scene: Scene) -> Move:
    rung = due.passed[-1].rung if due.passed else due.duty.rung
    return Move(due.duty.id, rung, next_at(due.cycle, due.duty, scene.calendar, after=rung))


@dataclass(frozen=True, slots=True)
class Told:
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


Latest = dict[tuple[Official, int], dict[date | None, Told]]
"""For each person and period, the steps to tell of, by the due day of their course."""


async def _write(tx: Tx, latest: Latest, scene: Scene) -> None:
    await links.foresee(tx, [official.id for official, _ in latest])
    for (official, _), courses in latest.items():
        told = _most_urgent(list(courses.values()))
        if await _too_many(tx, official, told, scene):
            await _spare(tx, official, told[0], scene.now)
        else:
            await write(tx, official, told, scene)


async def _spare(tx: Tx, official: Official, told: Told, now: datetime) -> None:
    what = {"actor": "service", "action": "letter.spared", "subject": official.subject}
    await audit.add(tx, at=now, **what, cycle=told.cycle.id, rung=told.step.rung)


def _latest(due: Iterable[Due], scene: Scene) -> Latest:
    """For each person the latest step of each course, however long we were away."""
    latest: Latest = {}
    for each in due:
        own = each.duty.time.due_day
        for step in each.passed:
            for official in _receivers(each, step, scene):
                courses = latest.setdefault((official, each.cycle.id), {})
                courses[own] = _later(courses.get(own), each, step)
    return latest


def _later(known: Told | None, due: Due, step: Step) -> Told:
    """The later of two steps, meant for the duties of both."""
    meant = (known.meant if known else frozenset()) | {due.duty.id}
    if known is not None and known.step.at > step.at:
        return replace(known, meant=meant)
    return Told(due.cycle, due.duty.time.due_day, step, due.duty.held_days, meant)


def _most_urgent(courses: Sequence[Told]) -> list[Told]:
    """One message to each person: what is most urgent, of every course; the latest step first."""
    most = min(each.urgency for each in courses)
    told = [each for each in courses if each.urgency == most]
    told.sort(key=lambda each: each.cycle.due_day)
    return sorted(told, key=lambda each: each.step.at, reverse=True)


async def _too_many(tx: Tx, official: Official, told: Sequence[Told], scene: Scene) -> bool:
    """Whether this would be one message too many of the day; what climbs is always said.

    A reminder speaks of everything that its reader owes, so one a day is enough, and two on the
    due day. A wish to be reminded stands for the step that it replaces.
    """
    first = told[0]
    today = local_day(scene.now)
    span = at_local(today, time()), end_of(today)
    if first.urgency == 0:
        return False
    of_their_own = all(each.due for each in told)
    if of_their_own and await letters.count_on(tx, official.id, *span) >= MOST_A_DAY:
        return True
    if first.urgency != 1:
        return False
    abouts = [_about(first), snooze.about(first.cycle.id, official.id)]
    said = await letters.said_about(tx, official.id, abouts, *span)
    if any(each.facts.get("replaces") == first.step.at.isoformat() for each in said):
        return True
    own_key = digest_letter(official, told, scene).key
    due_today = any(each.cycle.due_day == today for each in told)
    return sum(each.key != own_key for each in said) >= (MOST_A_DAY if due_today else 1)


async def write(tx: Tx, official: Official, told: Sequence[Told], scene: Scene) -> None:
    """Write the digest of these steps.

    Courses of letters that wait unsent, or were just written, are joined.
    """
    letter = digest_letter(official, told, scene)
    wish = snooze.about(told[0].cycle.id, official.id)
    abouts = [letter.about, wish] if told[0].urgency == 1 else [letter.about]
    waiting = await letters.take_over(tx, letter, abouts, scene.now)
    if waiting:
        letter = replace(letter, facts=_joined(letter.facts, waiting))
    if await letters.add(tx, letter, scene.now) or "also" not in letter.facts:
        return
    if not await letters.join(tx, letter.key, letter.facts["also"]) and told[1:]:
        await write(tx, official, told[1:], scene)


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


def _receivers(due: Due, step: Step, scene: Scene) -> Sequence[Official]:
    """Who is to be told of this step, without those whom the next one reaches soon anyway."""
    receivers = told(step, due.duty, scene.roster).officials
    if scene.now - step.at < LATE_STEP:
        return receivers
    horizon = catch_up_horizon(due.cycle, scene.now, scene.calendar)
    soon = [later for later in due.coming if later.at <= horizon]
    told_soon = {
        official.id for later in soon for official in told(later, due.duty, scene.roster).officials
    }
    return [official for official in receivers if official.id not in told_soon]


def digest_letter(official: Official, told: Sequence[Told], scene: Scene) -> NewLetter:
    """The letter names only steps: what it says is read again when it leaves."""
    first = told[0]
    again = f"+{first.held}" if first.held else ""
    course = f":due:{first.due}" if first.due else ""
    meant = sorted(frozenset[int]().union(*(each.meant for each in told)))
    facts = {"cycle": first.cycle.id, **_place(first), "meant": meant}
    facts |= {"escalates": first.step.escalates}
    also = [[each.step.rung, each.due.isoformat() if each.due else None] for each in told[1:]]
    return NewLetter(
        key=f"duty-digest:{first.cycle.period}:rung:{first.step.rung}{again}{course}:{official.code}",
        kind=_kind(first.step),
        text_key="digest.step",
        facts={**facts, "also": also} if also else facts,
        logical_at=first.step.at,
        send_at=first.cycle.policy.window.next_open(scene.now, scene.calendar),
        official_id=official.id,
        about=_about(first),
    )


def _place(told: Told) -> dict[str, Any]:
    own = {"due": told.due.isoformat()} if told.due else {}
    return {"rung": told.step.rung, **own}


def _about(told: Told) -> str:
    return f"cycle:{told.cycle.id}:{told.step.audience}"


def _kind(step: Step) -> Kind:
    if step.audience is Audience.OWNER:
        return Kind.REMINDER
    return Kind.ESCALATION if step.escalates else Kind.NOTICE

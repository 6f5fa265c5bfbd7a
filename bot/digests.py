"""Digests: what one step of the ladder says to one person, read again at the moment of sending."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from domain.calendar import WorkCalendar, local_day
from domain.courses import due_at_of, due_day_of
from domain.cycles import Cycle, placed
from domain.duties import Duty
from domain.escalation import Roster, gives_way, told
from domain.ladder import Audience, Step
from domain.letters import Letter
from domain.messages import Choice, Facts, Say
from domain.officials import Official
from domain.snooze import next_morning, this_afternoon
from domain.taps import Tap
from domain.units import Tree
from storage import calendar, cycles, duties, officials, units
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Digest:
    """What to say, in one or two parts, and the duties it speaks of."""

    parts: tuple[Say, ...]
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Facing:
    """One step of one period, facing one person, for the duties due on `due` or with the period.

    `cycle` is the period as it runs for them.
    """

    letter: Letter
    receiver: Official
    period: Cycle
    due: date | None
    cycle: Cycle
    step: Step
    calendar: WorkCalendar
    roster: Roster
    tree: Tree
    now: datetime


async def step(tx: Tx, letter: Letter, now: datetime) -> Digest | None:
    """The digest of a step; None when all of it is answered, or the next step says it soon.

    Steps of several courses make one message: to whoever owes something one part that names all
    of it, to others a part for each course.
    """
    roster = await officials.roster(tx)
    receiver = roster.get(letter.official_id)
    if receiver is None:
        return None
    cycle, working_days = await cycles.get(tx, letter.facts["cycle"]), await calendar.get(tx)
    made = []
    for rung, due in _places(letter):
        here = placed(cycle, due, working_days)
        the_step = next((each for each in here.steps if each.rung == rung), None)
        if the_step is None:
            continue
        tree = await units.tree(tx)
        facing = Facing(
            letter, receiver, cycle, due, here, the_step, working_days, roster, tree, now
        )
        made.append(_compose(facing, await _open_duties(tx, facing)))
        if the_step.audience is Audience.OWNER and made[-1]:
            break
    return _together([each for each in made if each])


def _places(letter: Letter) -> list[tuple[int, date | None]]:
    """The steps that a letter names: the rung, and the due day of its own that it is of."""
    facts = letter.facts
    named = [(facts["rung"], facts.get("due")), *facts.get("also", ())]
    return [(rung, date.fromisoformat(due) if due else None) for rung, due in named]


def _together(digests: Sequence[Digest]) -> Digest | None:
    """Parts of one message; what can be done about all of them is offered once, at its end."""
    if not digests:
        return None
    parts = [part for each in digests for part in each.parts]
    bare = [replace(part, choices=()) for part in parts[:-1]] if len(digests) > 1 else parts[:-1]
    return Digest((*bare, parts[-1]), tuple(duty for each in digests for duty in each.duties))


async def _open_duties(tx: Tx, facing: Facing) -> list[Duty]:
    """Of whoever owes something everything, if some of it is of this course; else the course's."""
    if facing.step.audience is Audience.OWNER and facing.receiver.id in facing.roster.linked:
        mine = await duties.owed_by(tx, facing.receiver.id, facing.now)
        here = [duty for duty in mine if duty.cycle_id == facing.cycle.id]
        return here if any(duty.time.due_day == facing.due for duty in here) else []
    found = await duties.unanswered(
        tx, facing.cycle.id, units=None, rung=facing.step.rung, now=facing.now
    )
    return [duty for duty in found if duty.time.due_day == facing.due]


def _compose(facing: Facing, open_duties: Sequence[Duty]) -> Digest | None:
    mine: list[Duty] = []
    vacant: list[Duty] = []
    for duty in open_duties:
        receivers = told(facing.step, duty, facing.roster)
        if any(each.id == facing.receiver.id for each in receivers.officials):
            (vacant if receivers.vacant else mine).append(duty)
    if not mine and not vacant:
        return None
    everything = [*mine, *vacant]
    if gives_way(facing.step, everything, facing.receiver, facing.cycle, facing.roster, facing.now):
        return None
    parts = [TEMPLATES[facing.step.audience](facing, mine)] if mine else []
    if vacant:
        parts.append(_vacant(facing, vacant))
    return Digest(tuple(parts), (*mine, *vacant))


def _owner(facing: Facing, mine: Sequence[Duty]) -> Say:
    due = facing.cycle.due_at
    facts = {
        **_facts(facing),
        "today": local_day(due) == local_day(facing.now),
        "overdue": facing.now > due,
        "first": facing.step.rung == 0 and facing.due is None,
        "repeated": facing.letter.facts.get("repeated", False),
        "duties": listed(mine, facing.period, facing.cycle.due_day),
    }
    last_due = max(due_at_of(duty, facing.period, facing.calendar) for duty in mine)
    snoozing = snooze_choices(facing.cycle, facing.now, last_due, facing.calendar)
    return Say("reminder.digest", facts, (*duty_choices(mine, facing.cycle), *snoozing))


def listed(mine: Sequence[Duty], cycle: Cycle, said: date) -> list[dict[str, Any]]:
    """Duties as a reminder lists them; one that is not due on the day that is `said` names it."""
    return [
        {
            "code": duty.task_code,
            "title": duty.title,
            "deadline": _iso(duty),
            **own_time_facts(duty, cycle, said),
        }
        for duty in mine
    ]


def own_time_facts(duty: Duty, cycle: Cycle, said: date) -> dict[str, Any]:
    """The due day, where it is not the one that is `said`; how often the report was returned."""
    due_day = due_day_of(duty, cycle)
    return {
        "due": due_day.isoformat() if due_day != said else None,
        "returned": duty.time.returned,
    }


def snooze_choices(
    cycle: Cycle, now: datetime, last_due: datetime, calendar: WorkCalendar
) -> tuple[Choice, ...]:
    """Later today, or tomorrow morning, as long as that is before the due time."""
    times = {
        "choice.snooze_afternoon": this_afternoon(now),
        "choice.snooze_morning": next_morning(now, calendar),
    }
    return tuple(
        Choice(key, str(Tap("snooze", cycle.id, number)))
        for number, (key, at) in enumerate(times.items(), start=1)
        if now < at < last_due
    )


def duty_choices(mine: Sequence[Duty], cycle: Cycle) -> tuple[Choice, ...]:
    """One choice per duty, in the order of the text, and one for all of them."""
    each = [
        Choice(
            "choice.duty",
            str(Tap("duty", duty.id, duty.revision)),
            {"code": duty.task_code, "title": duty.title},
            in_text=True,
        )
        for duty in mine
    ]
    if len(mine) > 1:
        each.append(Choice("choice.all_in_progress", str(Tap("all", cycle.id))))
    return tuple(each)


def _head(facing: Facing, mine: Sequence[Duty]) -> Say:
    units_named = dict.fromkeys(facing.tree.by_id[duty.unit_id].name for duty in mine)
    facts = {
        **_facts(facing),
        "unit": ", ".join(units_named),
        "count": len(mine),
        **grouped(mine, facing.roster),
    }
    key = "escalation.head" if facing.step.escalates else "escalation.head_before"
    return Say(key, facts, _actions(facing, facing.step.escalates))


def _actions(facing: Facing, escalates: bool) -> tuple[Choice, ...]:
    letter_id = facing.letter.id
    choices = [
        Choice("choice.remind_now", str(Tap("remind", letter_id))),
        Choice("choice.on_behalf", str(Tap("behalf", letter_id))),
    ]
    if not escalates:
        choices.append(Choice("choice.extend", str(Tap("extends", letter_id))))
    if escalates:
        choices.insert(1, Choice("choice.acknowledge", str(Tap("ack", letter_id))))
    return tuple(choices)


def _office(facing: Facing, mine: Sequence[Duty]) -> Say:
    remind = Choice("choice.remind_now", str(Tap("remind", facing.letter.id)))
    facts = _facts(facing) | _by_unit(facing, mine)
    return Say("escalation.office", facts, (remind, _picture(facing)))


def _picture(facing: Facing) -> Choice:
    """The letter's own button for the summary: it also tells the letter from all others."""
    return Choice("choice.summary", str(Tap("summary", facing.letter.id)))


def _deputy(facing: Facing, mine: Sequence[Duty]) -> Say:
    facts = _facts(facing) | _by_unit(facing, mine)
    return Say("escalation.deputy", facts, (_picture(facing),))


def _vacant(facing: Facing, vacant: Sequence[Duty]) -> Say:
    facts = _facts(facing) | _by_unit(facing, vacant)
    return Say("escalation.vacant", facts, (_picture(facing),))


def _by_unit(facing: Facing, mine: Sequence[Duty]) -> dict[str, Any]:
    named: dict[int, list[Duty]] = {}
    for duty in mine:
        named.setdefault(duty.unit_id, []).append(duty)
    listed = [
        {
            "name": facing.tree.by_id[unit_id].name,
            "count": len(group),
            "codes": ", ".join(duty.task_code for duty in group),
            **grouped(group, facing.roster),
        }
        for unit_id, group in sorted(named.items())
    ]
    return {"units": listed, "count": len(mine)}


def grouped(mine: Sequence[Duty], roster: Roster) -> dict[str, Any]:
    """Duties by owner: those who were reached, apart from those whom no message reached."""
    by_owner: dict[tuple[str, bool], list[Duty]] = {}
    for duty in mine:
        owner = roster.get(duty.owner_id)
        name = owner.name if owner else "—"
        by_owner.setdefault((name, duty.reached_at is not None), []).append(duty)
    groups: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for (name, reached), group in by_owner.items():
        groups[reached].append(
            {
                "owner": name,
                "codes": ", ".join(duty.task_code for duty in group),
                "duties": [{"code": duty.task_code, "title": duty.title} for duty in group],
            }
        )
    return {"groups": groups[True], "unreached": groups[False]}


def _facts(facing: Facing) -> dict[str, Any]:
    return {
        "name": facing.receiver.name,
        "position": facing.receiver.position,
        "period": str(facing.cycle.period),
        "due_at": facing.cycle.due_at.isoformat(),
        "now_at": facing.now.isoformat(),
    }


def _iso(duty: Duty) -> str | None:
    return duty.deadline.isoformat() if duty.deadline else None


TEMPLATES = {
    Audience.OWNER: _owner,
    Audience.HEAD: _head,
    Audience.OFFICE: _office,
    Audience.DEPUTY_DIRECTOR: _deputy,
}


async def asked(tx: Tx, letter: Letter, now: datetime) -> Digest | None:
    """A reminder that somebody asked for: what the person still owes in that period."""
    owed = await duties.owed_by(tx, letter.official_id or 0, now)
    mine = [duty for duty in owed if duty.cycle_id == letter.facts["cycle"]]
    if not mine or letter.official_id is None:
        return None
    cycle = await cycles.get(tx, letter.facts["cycle"])
    receiver = await officials.get(tx, letter.official_id)
    facts: Facts = {
        "name": receiver.name,
        "asker": letter.facts["asker"],
        "period": str(cycle.period),
        "due_at": cycle.due_at.isoformat(),
        "duties": listed(mine, cycle, cycle.due_day),
    }
    return Digest((Say("reminder.asked", facts, duty_choices(mine, cycle)),), tuple(mine))


DIGESTS = {"digest.step": step, "digest.asked": asked}

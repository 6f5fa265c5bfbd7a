"""Digests: what one step of the ladder says to one person, read again at the moment of sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.calendar import local_day
from domain.cycles import Cycle
from domain.duties import Duty
from domain.escalation import Roster, gives_way, told
from domain.ladder import Audience, Step
from domain.letters import Letter
from domain.messages import Choice, Facts, Say
from domain.officials import Official
from domain.taps import Tap
from domain.units import Tree
from storage import cycles, duties, issues, officials, units
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Digest:
    """What to say, in one or two parts, and the duties it speaks of."""

    parts: tuple[Say, ...]
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Facing:
    """One step of one period, facing one person. `issues`: how many difficulties wait."""

    letter: Letter
    receiver: Official
    cycle: Cycle
    step: Step
    roster: Roster
    tree: Tree
    now: datetime
    issues: int = 0


async def step(tx: Tx, letter: Letter, now: datetime) -> Digest | None:
    """The digest of a step; None when all of it is answered, or the next step says it soon."""
    cycle = await cycles.get(tx, letter.facts["cycle"])
    roster = await officials.roster(tx)
    receiver = roster.get(letter.official_id)
    if receiver is None:
        return None
    the_step = next(each for each in cycle.steps if each.rung == letter.facts["rung"])
    tree = await units.tree(tx)
    stuck = await _open_issues(tx, the_step, tree, cycle.root_unit_id)
    facing = Facing(letter, receiver, cycle, the_step, roster, tree, now, stuck)
    return _compose(facing, await _open_duties(tx, facing))


async def _open_issues(tx: Tx, the_step: Step, tree: Tree, root_unit_id: int) -> int:
    """How many difficulties wait in the department; only the deputy director hears it here."""
    if the_step.audience is not Audience.DEPUTY_DIRECTOR:
        return 0
    return await issues.count_open(tx, tree.subtree(root_unit_id))


async def _open_duties(tx: Tx, facing: Facing) -> list[Duty]:
    if facing.step.audience is Audience.OWNER and facing.receiver.id in facing.roster.linked:
        mine = await duties.owed_by(tx, facing.receiver.id, facing.now)
        return [duty for duty in mine if duty.cycle_id == facing.cycle.id]
    return await duties.unanswered(
        tx, facing.cycle.id, units=None, rung=facing.step.rung, now=facing.now
    )


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
        "first": facing.step.rung == 0,
        "repeated": facing.letter.facts.get("repeated", False),
        "duties": [
            {"code": duty.task_code, "title": duty.title, "deadline": _iso(duty)} for duty in mine
        ],
    }
    return Say("reminder.digest", facts, duty_choices(mine, facing.cycle))


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
    waiting = Choice("choice.open_issues", str(Tap("issues")), {"count": facing.issues})
    choices = (_picture(facing), *((waiting,) if facing.issues else ()))
    return Say("escalation.deputy", facts, choices)


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
        "duties": [{"code": duty.task_code, "title": duty.title} for duty in mine],
    }
    return Digest((Say("reminder.asked", facts, duty_choices(mine, cycle)),), tuple(mine))


DIGESTS = {"digest.step": step, "digest.asked": asked}

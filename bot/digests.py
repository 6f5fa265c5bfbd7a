"""Digests: what one step of the ladder says to one person, read again at the moment of sending."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot import forwarding
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
from storage import cycles, duties, issues, letters, officials, reach, units
from storage.database import Tx

NO_REASONS: Mapping[int, str] = MappingProxyType({})


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
    reasons: Mapping[int, str] = field(default_factory=dict)


async def step(tx: Tx, letter: Letter, now: datetime) -> Digest | None:
    """The digest of a step; None when all of it is answered, or the next step says it soon."""
    cycle = await cycles.get(tx, letter.facts["cycle"])
    roster = await officials.roster(tx, now)
    the_step = next(each for each in cycle.steps if each.rung == letter.facts["rung"])
    await forwarding.pass_on(tx, letter, the_step, roster, now)
    receiver = roster.get(letter.official_id)
    if receiver is None:
        return None
    the_step = next(each for each in cycle.steps if each.rung == letter.facts["rung"])
    tree = await units.tree(tx)
    stuck = await _open_issues(tx, the_step, tree, cycle.root_unit_id)
    facing = Facing(letter, receiver, cycle, the_step, roster, tree, now, stuck)
    found = await forwarding.only_news(tx, letter, await _open_duties(tx, facing))
    if the_step.audience is not Audience.OWNER:
        facing = replace(facing, reasons=await unreached(tx, found, cycle))
    return _compose(facing, found)


async def unreached(tx: Tx, found: Sequence[Duty], cycle: Cycle) -> dict[int, str]:
    """Why no message has reached the owners of these duties, by official."""
    people = {duty.owner_id for duty in found if duty.owner_id and duty.reached_at is None}
    return await reach.reasons(tx, people, cycle.opens_at)


async def _open_issues(tx: Tx, the_step: Step, tree: Tree, root_unit_id: int) -> int:
    """How many difficulties wait in the department; only the deputy director hears it here."""
    if the_step.audience is not Audience.DEPUTY_DIRECTOR:
        return 0
    return await issues.count_open(tx, tree.subtree(root_unit_id))


async def _open_duties(tx: Tx, facing: Facing) -> list[Duty]:
    """What the step may speak of; an owner is spared the duties of everybody else.

    Duties that nobody is asked for are told to the Office once, and stay its open items.
    """
    if facing.step.audience is Audience.OWNER and facing.receiver.id in facing.roster.linked:
        whose = {facing.receiver.id, *facing.roster.away}
        mine = await duties.owed_by(tx, whose, facing.now)
        known = await _known_to_be_vacant(tx, facing, mine)
        return [d for d in mine if d.cycle_id == facing.cycle.id and d.id not in known]
    return await duties.unanswered(
        tx, facing.cycle.id, units=None, rung=facing.step.rung, now=facing.now
    )


async def _known_to_be_vacant(tx: Tx, facing: Facing, mine: Sequence[Duty]) -> Collection[int]:
    if all(facing.roster.asked(duty) for duty in mine):
        return ()
    known = await letters.told_of(tx, facing.receiver.id, facing.cycle.opens_at, facing.letter.id)
    return known & {duty.id for duty in mine if facing.roster.asked(duty) is None}


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
        "duties": duty_facts(mine, facing.receiver, facing.roster),
    }
    return Say("reminder.digest", facts, duty_choices(mine, facing.cycle, _to_give(facing, mine)))


def duty_facts(mine: Sequence[Duty], reader: Official, roster: Roster) -> list[dict[str, Any]]:
    """Each duty as a list names it, with whose it is where that is somebody else."""
    return [
        {
            "code": duty.task_code,
            "title": duty.title,
            "deadline": _iso(duty),
            "instead_of": instead_of(duty, reader, roster),
            "to_give": _is_to_give(duty, reader, roster),
        }
        for duty in mine
    ]


def instead_of(duty: Duty, reader: Official, roster: Roster) -> str:
    """The name of the owner, where that is somebody else than the reader."""
    owner = roster.get(duty.owner_id)
    return owner.name if owner and owner.id != reader.id else ""


def _is_to_give(duty: Duty, reader: Official, roster: Roster) -> bool:
    """Whether a head is asked for it only so that somebody else gets it."""
    return duty.owner_id != reader.id and roster.gone(duty) is not None


def _to_give(facing: Facing, mine: Sequence[Duty]) -> tuple[Choice, ...]:
    lacking = any(_is_to_give(duty, facing.receiver, facing.roster) for duty in mine)
    hand = Choice("choice.hand_over", str(Tap("handfrom", facing.letter.id)))
    return (hand,) if lacking else ()


def duty_choices(
    mine: Sequence[Duty], cycle: Cycle, more: tuple[Choice, ...] = ()
) -> tuple[Choice, ...]:
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
    return (*each, *more)


def _head(facing: Facing, mine: Sequence[Duty]) -> Say:
    units_named = dict.fromkeys(facing.tree.by_id[duty.unit_id].name for duty in mine)
    facts = {
        **_facts(facing),
        "unit": ", ".join(units_named),
        "count": len(mine),
        **grouped(mine, facing.roster, facing.reasons),
    }
    key = "escalation.head" if facing.step.escalates else "escalation.head_before"
    return Say(key, facts, _actions(facing, facing.step.escalates, bool(facts["unreached"])))


def _actions(facing: Facing, escalates: bool, unreached: bool) -> tuple[Choice, ...]:
    letter_id = facing.letter.id
    choices = [
        Choice("choice.remind_now", str(Tap("remind", letter_id))),
        Choice("choice.on_behalf", str(Tap("behalf", letter_id))),
    ]
    if escalates:
        choices.insert(1, Choice("choice.acknowledge", str(Tap("ack", letter_id))))
    choices += [
        Choice("choice.hand_over", str(Tap("handfrom", letter_id))),
        Choice("choice.mark_absent", str(Tap("absfrom", letter_id))),
    ]
    if unreached:
        choices.append(Choice("choice.invite_again", str(Tap("invite", letter_id))))
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
            **grouped(group, facing.roster, facing.reasons),
        }
        for unit_id, group in sorted(named.items())
    ]
    return {"units": listed, "count": len(mine)}


def grouped(
    mine: Sequence[Duty], roster: Roster, reasons: Mapping[int, str] = NO_REASONS
) -> dict[str, Any]:
    """Duties by owner: who was reached, whom no message reached, who is away with nobody instead.

    `reasons`: why no message reached somebody.
    """
    lists: dict[str, list[dict[str, Any]]] = {"groups": [], "unreached": [], "absent": []}
    by_owner: dict[tuple[str, int | None], list[Duty]] = {}
    for duty in mine:
        by_owner.setdefault((_list_of(duty, roster), duty.owner_id), []).append(duty)
    for (name, owner_id), group in by_owner.items():
        owner, away = roster.get(owner_id), roster.away.get(owner_id or 0)
        instead = roster.stand_in(owner_id or 0)
        lists[name].append(
            {
                "owner": owner.name if owner else "—",
                "stand_in": instead.name if instead else "",
                "from_day": away.span.first_day.isoformat() if away else "",
                "until_day": away.span.last_day.isoformat() if away else "",
                "reason": reasons.get(owner_id or 0, ""),
                "codes": ", ".join(duty.task_code for duty in group),
                "duties": [{"code": duty.task_code, "title": duty.title} for duty in group],
            }
        )
    return lists


def _list_of(duty: Duty, roster: Roster) -> str:
    if roster.gone(duty):
        return "absent"
    return "unreached" if duty.reached_at is None else "groups"


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
    roster = await officials.roster(tx, now)
    receiver = roster.get(letter.official_id)
    if receiver is None:
        return None
    owed = await duties.owed_by(tx, {receiver.id, *roster.away}, now)
    here = [duty for duty in owed if duty.cycle_id == letter.facts["cycle"]]
    mine = [duty for duty in here if roster.asked(duty) == receiver]
    if not mine:
        return None
    cycle = await cycles.get(tx, letter.facts["cycle"])
    facts: Facts = {
        "name": receiver.name,
        "asker": letter.facts["asker"],
        "period": str(cycle.period),
        "due_at": cycle.due_at.isoformat(),
        "duties": duty_facts(mine, receiver, roster),
    }
    return Digest((Say("reminder.asked", facts, duty_choices(mine, cycle)),), tuple(mine))


DIGESTS = {"digest.step": step, "digest.asked": asked}

"""Answering duties: choosing, saving, adding a note or a file, taking back."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.features.coordination import handlers as partners
from bot.features.issues import sync as register
from bot.features.reports import side_effects as aftermath
from bot.inbound.context import Scene
from bot.rendering.duty_lists import duty_choices
from domain.messaging.buttons import Tap
from domain.messaging.messages import Choice, Refusal, Say
from domain.messaging.outbox import Kind
from domain.people.permissions import Action, Target, may
from domain.reporting.cycles import Cycle, next_at, resumed_rung
from domain.reporting.duties import Duty, Status
from domain.reporting.individual_deadlines import due_at_of, due_day_of
from domain.reporting.issue_text import split_reason
from domain.reporting.reports import Claim, Report, report, retraction
from storage.messaging import outbox as letters
from storage.people import officials
from storage.plans import calendar
from storage.reports import cycles, duties, evidence, reports, returns
from storage.reports.duties import Move

STATUS_TAPS = {
    "done": Status.DONE,
    "prog": Status.IN_PROGRESS,
    "blck": Status.BLOCKED,
    "none": Status.NOT_STARTED,
}
PERCENT = re.compile(r"(\d{1,3})\s*(?:%|phần trăm|phan tram)")
FLOW = "answering"
SHOWN = ("waiting", "kept")  # evidence that counts: neither refused nor set apart


async def find(scene: Scene, duty_id: int) -> Duty:
    """The duty, if this person may answer it, for himself or on behalf."""
    duty = await duties.find(scene.tx, duty_id)
    if duty is None:
        raise Refusal("help.too_old")
    own = duty.owner_id in scene.me.answers_for
    action = Action.ANSWER if own else Action.ANSWER_ON_BEHALF
    await scene.authorise(action, Target(duty.unit_id, duty.owner_id))
    return duty


async def offer(scene: Scene, duty: Duty, key: str = "answer.choose") -> list[Say]:
    """Show a duty with the four statuses, and wait for one of them, tapped or typed."""
    await scene.wait_for(FLOW, "hear_status", duty_id=duty.id)
    owner = await officials.get(scene.tx, duty.owner_id) if duty.owner_id else None
    due_day = due_day_of(duty, await cycles.get(scene.tx, duty.cycle_id))
    back = await returns.newest(scene.tx, duty.id) if duty.time.returned else None
    facts = {
        "due": due_day.isoformat() if duty.time.due_day else None,
        "returned": duty.time.returned if duty.open else 0,
        "reason": back.reason if back else "",
        "code": duty.task_code,
        "title": duty.title,
        "part": duty.part.value,
        "owner": owner.name if owner and owner.id != scene.me.id else "",
        "deadline": duty.deadline.isoformat() if duty.deadline else None,
        "status": duty.answer.status.value if duty.answer else None,
        "percent": duty.answer.percent if duty.answer else None,
        "pieces": sum(each.state in SHOWN for each in await evidence.of_duty(scene.tx, duty.id)),
    }
    to_list = Choice("choice.back", str(Tap("mine")))
    more = (*await _own_time_choices(scene, duty), *await partners.choices(scene, duty))
    return [Say(key, facts, (*status_choices(duty), to_list, *more), in_place=True)]


async def _own_time_choices(scene: Scene, duty: Duty) -> list[Choice]:
    """More time, as long as it may be asked for; sending it back, for whoever may."""
    cycle, tree = await cycles.get(scene.tx, duty.cycle_id), await scene.tree()
    target = Target(duty.unit_id, duty.owner_id)
    if duty.open:
        due_at = due_at_of(duty, cycle, await calendar.get(scene.tx))
        extendable = scene.now < due_at and may(scene.me, Action.ASK_EXTENSION, target, tree)
        return [Choice("choice.extend", str(Tap("extend", duty.id)))] if extendable else []
    if duty.owner_id == scene.me.id or not may(scene.me, Action.RETURN, target, tree):
        return []
    return [Choice("choice.give_back", str(Tap("giveback", duty.id, duty.revision)))]


def status_choices(duty: Duty) -> tuple[Choice, ...]:
    return tuple(
        Choice("choice.status", str(Tap(action, duty.id, duty.revision)), {"status": status.value})
        for action, status in STATUS_TAPS.items()
    )


async def save(scene: Scene, duty: Duty, claim: Claim) -> list[Say]:
    """Store an answer at once and say what was stored and how to undo it."""
    cycle = await cycles.get(scene.tx, duty.cycle_id)
    made = report(duty, cycle, claim, author_id=scene.me.id, now=scene.now)
    if not await settle(scene, duty, made, Move(duty.id, duty.rung, None)):
        return await changed_meanwhile(scene, duty.id)
    await _tell_owner(scene, duty, made)
    await scene.wait_for(FLOW, "hear_note", duty_id=duty.id)
    return [await _saved(scene, duty, made)]


async def settle(scene: Scene, duty: Duty, made: Report, then: Move) -> bool:
    source = (scene.chat.channel, scene.heard.event_id)
    if not await duties.settle(scene.tx, duty, made, source=source, then=then):
        return False
    await letters.withdraw(scene.tx, f"duty:{duty.id}", scene.now)
    await register.follow(scene, duty, made)
    await aftermath.follow(scene, duty, made)
    status = made.status.value if made.status else "retracted"
    await scene.record("report", f"duty:{duty.id}", version=made.version, status=status)
    return True


async def _saved(scene: Scene, duty: Duty, made: Report) -> Say:
    """What was stored, and the list in which it is ticked off now."""
    owner = await officials.get(scene.tx, made.on_behalf_of) if made.on_behalf_of else None
    mine = await duties.of_owner(scene.tx, scene.me.answers_for, duty.cycle_id)
    left, helps = _open(mine), duty.owner_id not in scene.me.answers_for
    facts = {
        "code": duty.task_code,
        "status": made.status,
        "percent": made.percent,
        "note": made.note,
        "proposal": split_reason(made.note)[1],
        "late": made.late,
        "at": made.received_at.isoformat(),
        "on_behalf": owner.name if owner else "",
        "listed": ticked(mine) if left and not helps else [],
        "left": len(left),
        "duty_ids": [duty.id],
    }
    rest = duty_choices(left, await cycles.get(scene.tx, duty.cycle_id)) if not helps else ()
    choices = (*rest, *choices_after(duty.id, made.version, 0))
    return Say("answer.saved", facts, choices, in_place=True)


def ticked(mine: Sequence[Duty]) -> list[dict[str, Any]]:
    """Duties as a list shows them: the open ones numbered like their choices, then the others."""
    listed = [{"number": n, **_line(each)} for n, each in enumerate(_open(mine), start=1)]
    return listed + [{"number": 0, **_line(each)} for each in mine if not each.open]


def _open(mine: Sequence[Duty]) -> list[Duty]:
    return [each for each in mine if each.open]


def _line(duty: Duty) -> dict[str, Any]:
    return {
        "code": duty.task_code,
        "title": duty.title,
        "status": duty.answer.status.value if duty.answer else None,
        "percent": duty.answer.percent if duty.answer else None,
    }


def choices_after(duty_id: int, revision: int, left: int) -> tuple[Choice, ...]:
    choices = [
        Choice("choice.undo", str(Tap("undo", duty_id, revision))),
        Choice("choice.change", str(Tap("duty", duty_id, revision))),
    ]
    if left:
        choices.append(Choice("choice.mine", str(Tap("mine")), {"count": left}))
    return tuple(choices)


async def _tell_owner(scene: Scene, duty: Duty, made: Report) -> None:
    if made.on_behalf_of is None:
        return
    owner = await officials.get(scene.tx, made.on_behalf_of)
    await scene.tell(
        owner.id,
        "answer.on_behalf_told",
        {
            "name": owner.name,
            "author": scene.me.name,
            "code": duty.task_code,
            "status": made.status,
            "duty_ids": [duty.id],
        },
        key=f"on-behalf:{duty.id}:{made.version}",
        kind=Kind.NOTICE,
        choices=(
            Choice("choice.change", str(Tap("duty", duty.id, made.version))),
            Choice("choice.object", str(Tap("object", duty.id, made.version))),
        ),
    )


async def changed_meanwhile(scene: Scene, duty_id: int) -> list[Say]:
    """Somebody was quicker: show what holds now, and the choices at the new revision."""
    return await offer(scene, await find(scene, duty_id))


async def undo(scene: Scene, duty: Duty) -> list[Say]:
    """Take the newest answer back: to the one before it, or to none at all."""
    cycle = await cycles.get(scene.tx, duty.cycle_id)
    before = await _before(scene, duty)
    if before is None:
        made = retraction(duty, cycle, author_id=scene.me.id, now=scene.now)
    else:
        made = replace(
            before, version=duty.revision + 1, author_id=scene.me.id, received_at=scene.now
        )
    if not await settle(scene, duty, made, await _resume(scene, duty, cycle, before)):
        return await changed_meanwhile(scene, duty.id)
    await scene.stop_waiting()
    key = "answer.undone_to" if before else "answer.undone"
    facts = {"code": duty.task_code, "status": made.status, "duty_ids": [duty.id]}
    choice = Choice("choice.change", str(Tap("duty", duty.id, made.version)))
    return [Say(key, facts, (choice,), in_place=True)]


async def _before(scene: Scene, duty: Duty) -> Report | None:
    versions = await reports.versions(scene.tx, duty.id)
    if not versions or versions[-1].status is None:
        raise Refusal("answer.nothing_to_undo")
    earlier = versions[-2] if len(versions) > 1 else None
    return earlier if earlier and earlier.status is not None else None


async def _resume(scene: Scene, duty: Duty, cycle: Cycle, before: Report | None) -> Move:
    """A duty that opens again goes on from the next step; what has passed is not said twice."""
    if before is not None:
        return Move(duty.id, duty.rung, None)
    working_days = await calendar.get(scene.tx)
    rung = max(duty.rung, resumed_rung(cycle, duty, working_days, scene.now))
    return Move(duty.id, rung, next_at(cycle, duty, working_days, after=rung))


async def ask_all(scene: Scene, cycle_id: int) -> list[Say]:
    """Ask whether everything still owed is to be stored as in progress."""
    mine = await _owed(scene, cycle_id)
    facts = {"count": len(mine), "codes": ", ".join(duty.task_code for duty in mine)}
    choices = (
        Choice("choice.yes_all", str(Tap("allyes", cycle_id))),
        Choice("choice.no", str(Tap("allno", cycle_id))),
    )
    return [Say("answer.confirm_all", facts, choices, in_place=True)]


async def save_all(scene: Scene, cycle_id: int) -> list[Say]:
    cycle = await cycles.get(scene.tx, cycle_id)
    saved: list[int] = []
    for duty in await _owed(scene, cycle_id):
        claim = Claim(Status.IN_PROGRESS)
        made = report(duty, cycle, claim, author_id=scene.me.id, now=scene.now)
        if await settle(scene, duty, made, Move(duty.id, duty.rung, None)):
            saved.append(duty.id)
    choice = Choice("choice.change", str(Tap("mine")))
    return [
        Say("answer.all_saved", {"count": len(saved), "duty_ids": saved}, (choice,), in_place=True)
    ]


async def _owed(scene: Scene, cycle_id: int) -> list[Duty]:
    owed = await duties.owed_by(scene.tx, scene.me.answers_for, scene.now)
    mine = [duty for duty in owed if duty.cycle_id == cycle_id]
    if not mine:
        raise Refusal("mine.none")
    return mine


async def ask_which(scene: Scene, key: str = "answer.which") -> list[Say]:
    """List what the person still owes, to choose from."""
    owed = await duties.owed_by(scene.tx, scene.me.answers_for, scene.now)
    if not owed:
        return [Say("mine.none")]
    cycle = await cycles.get(scene.tx, owed[0].cycle_id)
    choices = tuple(replace(choice, in_text=False) for choice in duty_choices(owed, cycle))
    return [Say(key, {}, choices)]

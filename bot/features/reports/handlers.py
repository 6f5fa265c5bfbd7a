"""Answering duties: choosing, saving, adding a note or a file, taking back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from actions import answering
from bot.features.coordination import handlers as coordination
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from bot.rendering.duty_lists import MOST_LISTED, duty_choices
from domain.extensions.individual_deadlines import due_at_of, due_day_of
from domain.issues.issue_text import split_reason
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.permissions import Action, Target, may
from domain.reporting.cycles import Cycle, next_at, resumed_rung
from domain.reporting.duties import Duty, Status
from domain.reporting.reports import Report, ReportInput, again, report, retraction
from domain.reporting.status_change import note_after
from storage.messaging import conversations
from storage.people import officials
from storage.plans import calendar, plans
from storage.reports import cycles, duties, evidence, reports, returns
from storage.reports.duties import Move

routes = Router()

STATUS_TAPS = {
    "done": Status.DONE,
    "prog": Status.IN_PROGRESS,
    "blck": Status.BLOCKED,
    "none": Status.NOT_STARTED,
}
FLOW = "answering"
SHOWN = ("waiting", "kept")  # evidence that counts: neither refused nor set apart


async def find(context: UpdateContext, duty_id: int) -> Duty:
    """The duty, if this person may answer it, for himself or on behalf."""
    return await answering.find(context.acting, duty_id)


async def offer(
    context: UpdateContext, duty: Duty, key: str = "answer.choose", *, note: str = ""
) -> list[Reply]:
    """Show a duty with the four statuses, and wait for one of them, tapped or typed.

    `note`: words that were said already, kept with the status that comes.
    """
    await context.wait_for(FLOW, "hear_status", duty_id=duty.id, note=note)
    owner = await officials.get(context.tx, duty.owner_id) if duty.owner_id else None
    due_day = due_day_of(duty, await cycles.get(context.tx, duty.cycle_id))
    back = await returns.newest(context.tx, duty.id) if duty.time.returned else None
    facts = {
        "due": due_day.isoformat() if duty.time.due_day else None,
        "returned": duty.time.returned if duty.open else 0,
        "reason": back.reason if back else "",
        "code": duty.task_code,
        "title": duty.title,
        "part": duty.part.value,
        "owner": owner.name if owner and owner.id != context.me.id else "",
        "deadline": duty.deadline.isoformat() if duty.deadline else None,
        "outside": await plans.outside(context.tx, duty.task_id),
        "status": duty.answer.status.value if duty.answer else None,
        "percent": duty.answer.percent if duty.answer else None,
        "pieces": sum(each.state in SHOWN for each in await evidence.of_duty(context.tx, duty.id)),
    }
    to_list = Choice("choice.back", str(ButtonAction("mine")))
    more = (*await _own_time_choices(context, duty), *await coordination.choices(context, duty))
    return [Reply(key, facts, (*status_choices(duty), to_list, *more), in_place=True)]


async def _own_time_choices(context: UpdateContext, duty: Duty) -> list[Choice]:
    """More time, as long as it may be asked for; sending it back, for whoever may."""
    cycle, tree = await cycles.get(context.tx, duty.cycle_id), await context.tree()
    target = Target(duty.unit_id, duty.owner_id)
    if duty.open:
        due_at = due_at_of(duty, cycle, await calendar.get(context.tx))
        extendable = context.now < due_at and may(context.me, Action.ASK_EXTENSION, target, tree)
        return [Choice("choice.extend", str(ButtonAction("extend", duty.id)))] if extendable else []
    if duty.owner_id == context.me.id or not may(context.me, Action.RETURN, target, tree):
        return []
    return [Choice("choice.give_back", str(ButtonAction("giveback", duty.id, duty.revision)))]


def status_choices(duty: Duty) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            "choice.status",
            str(ButtonAction(action, duty.id, duty.revision)),
            {"status": status.value},
        )
        for action, status in STATUS_TAPS.items()
    )


def tap_of(status: Status) -> str:
    return next(tap for tap, each in STATUS_TAPS.items() if each is status)


async def words_before(context: UpdateContext, duty: Duty, status: Status) -> str:
    """What was said here of a duty before its status is pressed: it becomes the note."""
    place = await conversations.find(context.tx, context.chat, context.acted_at)
    if place is None or place.flow != FLOW or place.data.get("duty_id") != duty.id:
        return ""
    if place.step == "hear_change" and duty.answer:
        return note_after(duty.answer.note, status)
    return str(place.data.get("note", ""))


async def said_just_now(context: UpdateContext, duty: Duty) -> str:
    """The note, if it is being asked whether its last words change the status."""
    place = await conversations.find(context.tx, context.chat, context.acted_at)
    asked = place is not None and place.step == "hear_change" and place.flow == FLOW
    same = place is not None and place.data.get("duty_id") == duty.id
    return duty.answer.note if duty.answer and asked and same else ""


async def save(context: UpdateContext, duty: Duty, claim: ReportInput) -> list[Reply]:
    """Store an answer at once and say what was stored and how to undo it."""
    cycle = await cycles.get(context.tx, duty.cycle_id)
    made = report(duty, cycle, claim, author_id=context.me.id, at=context.acted_at)
    if not await answering.settle(context.acting, duty, made, Move(duty.id, duty.rung, None)):
        return await changed_meanwhile(context, duty.id)
    await answering.tell_owner(context.acting, duty, made)
    await context.wait_for(FLOW, "hear_note", duty_id=duty.id)
    return [await _saved(context, duty, made)]


async def _saved(context: UpdateContext, duty: Duty, made: Report) -> Reply:
    """What was stored, and the list in which it is ticked off now."""
    owner = await officials.get(context.tx, made.on_behalf_of) if made.on_behalf_of else None
    mine = await duties.of_owner(context.tx, context.me.answers_for, duty.cycle_id)
    left, helps = _open(mine), duty.owner_id not in context.me.answers_for
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
    rest = duty_choices(left, await cycles.get(context.tx, duty.cycle_id)) if not helps else ()
    choices = (*rest, *choices_after(duty.id, made.version, 0))
    return Reply("answer.saved", facts, choices, in_place=True)


def ticked(mine: Sequence[Duty]) -> list[dict[str, Any]]:
    """Duties as a list shows them: the open ones numbered like their choices, then the others.

    Of many, only the first open ones.
    """
    still_open = _open(mine)[:MOST_LISTED]
    listed = [{"number": n, **_line(each)} for n, each in enumerate(still_open, start=1)]
    done = [each for each in mine if not each.open] if len(mine) <= MOST_LISTED else []
    return listed + [{"number": 0, **_line(each)} for each in done]


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
        Choice("choice.undo", str(ButtonAction("undo", duty_id, revision))),
        Choice("choice.change", str(ButtonAction("duty", duty_id, revision))),
    ]
    if left:
        choices.append(Choice("choice.mine", str(ButtonAction("mine")), {"count": left}))
    return tuple(choices)


async def changed_meanwhile(context: UpdateContext, duty_id: int) -> list[Reply]:
    """Somebody was quicker: show what holds now, and the choices at the new revision."""
    return await offer(context, await find(context, duty_id))


async def undo(context: UpdateContext, duty: Duty) -> list[Reply]:
    """Take the newest answer back: to the one before it, or to none at all."""
    cycle = await cycles.get(context.tx, duty.cycle_id)
    before = await _before(context, duty)
    if before is None:
        made = retraction(duty, cycle, author_id=context.me.id, at=context.acted_at)
    else:
        made = again(before, duty, cycle, author_id=context.me.id, at=context.acted_at)
    if not await answering.settle(
        context.acting, duty, made, await _resume(context, duty, cycle, before)
    ):
        return await changed_meanwhile(context, duty.id)
    await context.stop_waiting()
    key = "answer.undone_to" if before else "answer.undone"
    facts = {"code": duty.task_code, "status": made.status, "duty_ids": [duty.id]}
    choice = Choice("choice.change", str(ButtonAction("duty", duty.id, made.version)))
    return [Reply(key, facts, (choice,), in_place=True)]


async def _before(context: UpdateContext, duty: Duty) -> Report | None:
    versions = await reports.versions(context.tx, duty.id)
    if not versions or versions[-1].status is None:
        raise Refusal("answer.nothing_to_undo")
    earlier = versions[-2] if len(versions) > 1 else None
    return earlier if earlier and earlier.status is not None else None


async def _resume(context: UpdateContext, duty: Duty, cycle: Cycle, before: Report | None) -> Move:
    """A duty that opens again goes on from the next step; what has passed is not said twice."""
    if before is not None or context.now >= cycle.closes_at:
        return Move(duty.id, duty.rung, None)
    working_days = await calendar.get(context.tx)
    rung = max(duty.rung, resumed_rung(cycle, duty, working_days, context.now))
    return Move(duty.id, rung, next_at(cycle, duty, working_days, after=rung))


@routes.id_button("all", require=Action.ANSWER)
async def ask_all(context: UpdateContext, cycle_id: int) -> list[Reply]:
    """Ask whether everything still owed is to be stored as in progress."""
    mine = await _owed(context, cycle_id)
    named = [duty.task_code for duty in mine[:MOST_LISTED]]
    codes = ", ".join([*named, "…"] if len(mine) > len(named) else named)
    facts = {"count": len(mine), "codes": codes}
    choices = (
        Choice("choice.yes_all", str(ButtonAction("allyes", cycle_id))),
        Choice("choice.no", str(ButtonAction("allno", cycle_id))),
    )
    return [Reply("answer.confirm_all", facts, choices, in_place=True)]


@routes.id_button("allyes", require=Action.ANSWER)
async def save_all(context: UpdateContext, cycle_id: int) -> list[Reply]:
    cycle = await cycles.find_by_id(context.tx, cycle_id)
    if cycle is None:
        raise Refusal("help.too_old")
    saved: list[int] = []
    for duty in await _owed(context, cycle_id):
        claim = ReportInput(Status.IN_PROGRESS)
        made = report(duty, cycle, claim, author_id=context.me.id, at=context.acted_at)
        if await answering.settle(context.acting, duty, made, Move(duty.id, duty.rung, None)):
            saved.append(duty.id)
    choice = Choice("choice.change", str(ButtonAction("mine")))
    return [
        Reply(
            "answer.all_saved", {"count": len(saved), "duty_ids": saved}, (choice,), in_place=True
        )
    ]


async def _owed(context: UpdateContext, cycle_id: int) -> list[Duty]:
    owed = await duties.owed_by(context.tx, context.me.answers_for, context.acted_at)
    mine = [duty for duty in owed if duty.cycle_id == cycle_id]
    if not mine:
        raise Refusal("mine.none")
    return mine


async def ask_which(context: UpdateContext, key: str = "answer.which") -> list[Reply]:
    """List what the person still owes, to choose from."""
    owed = await duties.owed_by(context.tx, context.me.answers_for, context.acted_at)
    if not owed:
        return [Reply("mine.none")]
    cycle = await cycles.get(context.tx, owed[0].cycle_id)
    choices = tuple(replace(choice, in_text=False) for choice in duty_choices(owed, cycle))
    return [Reply(key, {}, choices)]

"""What words after an answer do: change the status, take the answer back, or nothing at all."""

from typing import Any, assert_never

from bot.features.reports import amend
from bot.features.reports import handlers as reports
from bot.features.reports.conversation import BePolite, FollowStatus, TakeBack
from bot.features.typed_words import which_task
from bot.features.typed_words.conversation import ChangeStatus, Offer, UndoSeveral
from bot.inbound.context import PATIENCE, UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.replies.content import courtesy_of
from domain.replies.lists.exceptions import names_code
from domain.reporting.duties import Duty
from domain.reporting.reports import ReportInput
from domain.reporting.status_change import StatusChange, note_after, status_change
from domain.text.normalize import plain
from storage.reports import duties

routes = Router()


@routes.effect(FollowStatus)
async def follow_status(context: UpdateContext, effect: FollowStatus) -> list[Reply]:
    """Words that name a status, after an answer."""
    duty = await reports.find(context, effect.duty_id)
    before = duty.answer
    if before is None:
        return await _change(context, duty, effect)
    what = status_change(before, effect.status, effect.text)
    match what:
        case StatusChange.CHANGE:
            return await _change(context, duty, effect)
        case StatusChange.NOTE:
            return await amend.add_note(context, duty, effect.text, effect.more)
        case StatusChange.SAME:
            return await _same(context, duty, effect)
        case StatusChange.CONFIRM:
            return await _confirm(context, duty, effect)
        case _:
            assert_never(what)


async def _change(context: UpdateContext, duty: Duty, effect: FollowStatus) -> list[Reply]:
    note = note_after(duty.answer.note if duty.answer else "", effect.status, effect.text)
    return await reports.save(context, duty, ReportInput(effect.status, effect.percent, note))


async def _same(context: UpdateContext, duty: Duty, effect: FollowStatus) -> list[Reply]:
    """It stands so already; the words may be about another task that is still open."""
    asked = await which_task.ask(context, effect.text) if await _owes(context) else None
    if asked is not None:
        return asked
    await context.wait_for(reports.FLOW, "hear_note", duty_id=duty.id)
    return [Reply("answer.already", {"code": duty.task_code, "status": effect.status.value})]


async def _owes(context: UpdateContext) -> int:
    return len(await duties.owed_by(context.tx, context.me.answers_for, context.acted_at))


async def _confirm(context: UpdateContext, duty: Duty, effect: FollowStatus) -> list[Reply]:
    """Keep the words as a note, and ask whether they change the status."""
    noted = await amend.add_note(context, duty, effect.text, effect.more)
    kept = await duties.get(context.tx, duty.id)
    if kept.answer is None or kept.revision == duty.revision:
        return noted
    known = {"duty_id": duty.id, "code": duty.task_code, "status": effect.status.value}
    await context.wait_for(reports.FLOW, "hear_change", **known, percent=effect.percent)
    tap = reports.tap_of(effect.status)
    choices = (
        Choice("choice.right", str(ButtonAction(tap, duty.id, kept.revision))),
        Choice("choice.change", str(ButtonAction("duty", duty.id, kept.revision))),
        Choice("choice.undo", str(ButtonAction("undo", duty.id, kept.revision))),
    )
    facts: dict[str, Any] = {
        "code": duty.task_code,
        "note": effect.text,
        "now": kept.answer.status.value,
    }
    facts |= {"status": effect.status.value, "duty_ids": [duty.id]}
    return [Reply("answer.change_confirm", facts, choices)]


@routes.effect(Offer)
async def offer(context: UpdateContext, effect: Offer) -> list[Reply]:
    duty = await reports.find(context, effect.duty_id)
    return await reports.offer(context, duty, note=duty.answer.note if duty.answer else "")


@routes.effect(ChangeStatus)
async def change_status(context: UpdateContext, effect: ChangeStatus) -> list[Reply]:
    duty = await reports.find(context, effect.duty_id)
    note = note_after(duty.answer.note, effect.status) if duty.answer else ""
    return await reports.save(context, duty, ReportInput(effect.status, effect.percent, note))


@routes.effect(TakeBack)
async def take_back(context: UpdateContext, effect: TakeBack) -> list[Reply]:
    """Undo in words; of several answers it is asked which."""
    recent = await which_task.answered(context, PATIENCE) or await which_task.answered(context)
    if not recent and effect.duty_id:
        return await reports.undo(context, await reports.find(context, effect.duty_id))
    if not recent:
        raise Refusal("answer.nothing_to_undo")
    named = [duty for duty in recent if names_code(context.event.text, duty.task_code)]
    recent = named or recent
    numbered = not named and any(letter.isdigit() for letter in context.event.text)
    if len(recent) > 1 or numbered:
        return await which_task.ask_undo(context, recent)
    return await reports.undo(context, await reports.find(context, recent[0].id))


@routes.effect(UndoSeveral)
async def undo_several(context: UpdateContext, effect: UndoSeveral) -> list[Reply]:
    replies: list[Reply] = []
    for duty_id in effect.duty_ids:
        duty = await reports.find(context, duty_id)
        replies += await reports.undo(context, duty) if duty.answer else []
    return replies


@routes.effect(BePolite)
async def be_polite(context: UpdateContext, effect: BePolite) -> list[Reply]:
    """Thanks change nothing and leave the conversation where it was; repeated, they are silent."""
    said = plain(effect.text) or "-"
    await context.wait_for(reports.FLOW, effect.step, **{**effect.data, "thanked": said})
    repeated = effect.data.get("thanked") == said
    return [] if repeated else [await courtesy(context, effect.text)]


async def courtesy(context: UpdateContext, text: str) -> Reply:
    """A kind word, and how much is still owed."""
    facts = {"kind": courtesy_of(text).value, "left": await _owes(context)}
    return Reply("answer.courtesy", facts)

"""Words without a task: which one they are about is asked, and the words are kept meanwhile."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.features.reports import amend, bulk_reply
from bot.features.reports import handlers as reports
from bot.features.typed_words.conversation import SayOf
from bot.inbound.context import PATIENCE, UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.people.officials import HEADS, Role
from domain.replies.content import content_of, corrects, read_words
from domain.replies.interpreter import Reading
from domain.reporting.duties import Duty
from domain.reporting.reports import ReportInput
from domain.reporting.status_change import STATUSES, note_after
from storage.reports import cycles, duties

routes = Router()


async def ask(context: UpdateContext, text: str) -> list[Reply] | None:
    """Ask which task these words are about; None if there is none that they could be about."""
    listed = await _candidates(context, text)
    if len(listed) < 2:
        return await say_of(context, SayOf((listed[0].id,), text)) if listed else None
    reading, content = read_words(text).reading, content_of(text)
    status = STATUSES.get(reading.verdict)
    await _remember(context, "hear_which", listed, text=text)
    facts: dict[str, Any] = {"status": status.value if status else None, "words": content}
    facts |= {"percent": reading.percent, "duties": lines(listed)}
    return [Reply("answer.which_words", facts, choices(listed, "which", every=status is not None))]


async def _remember(context: UpdateContext, step: str, listed: Sequence[Duty], **more: Any) -> None:
    known = {"duty_ids": [each.id for each in listed], "codes": [each.task_code for each in listed]}
    await context.wait_for("listing", step, **known, **more)


async def ask_undo(context: UpdateContext, listed: Sequence[Duty]) -> list[Reply]:
    await _remember(context, "hear_undo", listed)
    buttons = choices(listed, "undoone", every=True)
    return [Reply("answer.which_undo", {"duties": lines(listed)}, buttons)]


async def _candidates(context: UpdateContext, text: str) -> list[Duty]:
    """What is still owed; what was answered lately where the words correct something."""
    owed = await duties.owed_by(context.tx, context.me.answers_for, context.acted_at)
    if owed and not corrects(text):
        return owed
    return await answered(context, PATIENCE) or owed


async def answered(context: UpdateContext, within: timedelta | None = None) -> list[Duty]:
    """What this person answered in the newest period, the newest first."""
    root = (await context.tree()).upwards(context.me.unit_id)[-1]
    cycle = await cycles.newest(context.tx, root.id)
    if cycle is None:
        return []
    given = [
        (duty.answer.at, duty)
        for duty in await _in_reach(context, cycle.id)
        if duty.answer and duty.answer.by == context.me.id
    ]
    lately = [one for one in given if within is None or context.acted_at - one[0] <= within]
    return [duty for _, duty in sorted(lately, key=lambda one: (one[0], one[1].id), reverse=True)]


async def _in_reach(context: UpdateContext, cycle_id: int) -> list[Duty]:
    """One's own; heads and the Office answer for others, too."""
    if not context.me.holds(*HEADS, Role.OFFICE):
        return await duties.of_owner(context.tx, context.me.answers_for, cycle_id)
    return await duties.of_cycle(context.tx, cycle_id)


def lines(listed: Sequence[Duty]) -> list[dict[str, Any]]:
    return [
        {
            "code": duty.task_code,
            "title": duty.title,
            "status": duty.answer.status.value if duty.answer else None,
        }
        for duty in listed
    ]


def choices(listed: Sequence[Duty], action: str, *, every: bool) -> tuple[Choice, ...]:
    """One choice per duty, numbered as in the text, and one for all of them."""
    each = [
        Choice(
            "choice.duty",
            str(ButtonAction(action, duty.id)),
            {"code": duty.task_code, "title": duty.title},
            in_text=True,
        )
        for duty in listed
    ]
    if every:
        each.append(Choice("choice.every_one", str(ButtonAction(f"{action}all"))))
    return tuple(each)


@routes.effect(SayOf)
async def say_of(context: UpdateContext, effect: SayOf) -> list[Reply]:
    """Store the words with the task; with several tasks they are shown first."""
    found = [await reports.find(context, each) for each in effect.duty_ids]
    reading = read_words(effect.text).reading
    if len(found) == 1:
        return await _say(context, found[0], effect.text, reading)
    status = STATUSES.get(reading.verdict)
    if status is None:
        return await reports.offer(context, found[0], note=effect.text)
    claim = ReportInput(status, reading.percent, content_of(effect.text))
    return await bulk_reply.confirm(context, [bulk_reply.item(duty, claim) for duty in found])


async def _say(context: UpdateContext, duty: Duty, text: str, reading: Reading) -> list[Reply]:
    status = STATUSES.get(reading.verdict)
    if status is None and duty.answer is None:
        return await reports.offer(context, duty, note=text)
    if status is None:
        return await amend.add_note(context, duty, text)
    before = duty.answer.note if duty.answer else ""
    note = note_after(before, status, text)
    return await reports.save(context, duty, ReportInput(status, reading.percent, note))

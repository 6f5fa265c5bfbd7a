"""Several tasks in one message: reads it against the open list, and stores it once confirmed."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from bot.features.reports import handlers as reports
from bot.features.reports.bulk_reply_conversation import CHOICES
from bot.inbound.context import UpdateContext
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.messaging.prompts import FRESH
from domain.replies.interpreter import Listed, Verdict, interpret_list
from domain.reporting.duties import Duty, Status
from domain.reporting.reports import ReportInput
from storage.messaging import prompts
from storage.reports import duties

STATUSES = {
    Verdict.DONE: Status.DONE,
    Verdict.IN_PROGRESS: Status.IN_PROGRESS,
    Verdict.BLOCKED: Status.BLOCKED,
    Verdict.NOT_STARTED: Status.NOT_STARTED,
}


async def read(context: UpdateContext, text: str) -> list[Reply] | None:
    """What a text says about the list that stands open; None if it says nothing about it.

    Nothing is stored here: what was understood is shown, and waits to be confirmed.
    """
    listed = await _open_list(context)
    codes = {number: duty.task_code for number, duty in listed.items()}
    reading = interpret_list(text, codes) if codes else None
    if reading is None or not reading.items:
        return None
    items = [_item(each, listed) for each in reading.items if each.item in listed]
    if reading.ask or not all(items):
        return await reports.ask_which(context, "answer.list_unclear")
    await context.wait_for("listing", "hear_confirmation", items=items)
    return [Reply("answer.list_confirm", {"items": items}, CHOICES)]


async def _open_list(context: UpdateContext) -> dict[int, Duty]:
    """The duties of the newest fresh list in this chat, by their numbers.

    The list may be answered already in part: what is understood is shown by code before it counts.
    """
    for prompt, _ in await prompts.in_chat(context.tx, context.chat):
        taps = takewhile(_is_duty, map(ButtonAction.parse, prompt.taps))
        asked = {number: tap.id for number, tap in enumerate(taps, start=1) if tap}
        if asked and context.acted_at - prompt.opened_at < FRESH:
            return {number: await duties.get(context.tx, each) for number, each in asked.items()}
    return {}


def _is_duty(tap: ButtonAction | None) -> bool:
    return tap is not None and tap.action == "duty"


def _item(each: Listed, listed: dict[int, Duty]) -> dict[str, Any] | None:
    status = STATUSES.get(each.reading.verdict)
    duty = listed[each.item]
    if status is None:
        return None
    return {
        "duty_id": duty.id,
        "code": duty.task_code,
        "status": status.value,
        "percent": each.reading.percent,
    }


async def save(context: UpdateContext, items: Sequence[dict[str, Any]]) -> list[Reply]:
    """Store what was confirmed, task by task; rights and the period are checked for each."""
    for item in items:
        duty = await reports.find(context, item["duty_id"])
        await reports.save(context, duty, ReportInput(Status(item["status"]), item["percent"]))
    await context.stop_waiting()
    blocked = [item["duty_id"] for item in items if item["status"] == Status.BLOCKED]
    if len(blocked) == 1:
        await context.wait_for(reports.FLOW, "hear_note", duty_id=blocked[0])
    facts: dict[str, Any] = {"items": list(items), "duty_ids": [item["duty_id"] for item in items]}
    facts |= {"blocked": len(blocked)}
    return [
        Reply("answer.list_saved", facts, (Choice("choice.change", str(ButtonAction("mine"))),))
    ]

"""Several tasks in one message: reads it against the open list, and stores it once confirmed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from bot.features.reports import amend
from bot.features.reports import handlers as reports
from bot.features.reports.bulk_reply_conversation import CHOICES
from bot.inbound.context import UpdateContext
from domain.issues.issue_text import split_reason
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.messaging.prompts import FRESH
from domain.replies.interpreter import Listed, ListReading, interpret_list
from domain.replies.lists.exceptions import in_readable_form, names_code, numbered_by_code
from domain.replies.lists.numbering import numbers_named
from domain.reporting.duties import Duty, Status
from domain.reporting.reports import ReportInput
from domain.reporting.status_change import STATUSES, note_after
from domain.text.normalize import plain
from storage.messaging import prompts
from storage.reports import cycles, duties

BEYOND_NUMBERS = 100
"""From here on tasks count that the open list does not show; they are named by code alone."""
ALL_OR_REST = re.compile(r"\b(?:tat ca|toan bo|con lai|het|tru)\b")

NOBODYS = {999: "ZZZ-999"}

STATUS_WORDS = {
    "xong",
    "dang",
    "chua",
    "vuong",
    "hoan",
    "da",
    "ket",
    "kho",
    "done",
    "ok",
    "tat",
    "het",
    "tru",
    "con",
}

Item = dict[str, Any]


async def read(
    context: UpdateContext, text: str, before: Sequence[Item] = ()
) -> list[Reply] | None:
    """What a text says about the list that stands open; None if it says nothing about it.

    Nothing is stored here: what was understood is shown, and waits to be confirmed. `before`: what
    was understood from an earlier text and not confirmed yet.
    """
    reading, listed = await _reading(context, in_readable_form(text))
    if reading is None or not reading.items:
        return None
    items = [_item(each, listed) for each in reading.items if each.item in listed]
    if reading.ask or not all(items):
        return await reports.ask_which(context, "answer.list_unclear")
    merged = {each["duty_id"]: each for each in (*_kept(before, text), *filter(None, items))}
    return await confirm(context, list(merged.values()))


async def names_item(context: UpdateContext, text: str, *, at_least: int = 1) -> bool:
    """Whether a text clearly answers items of the list, by code or with their status at once.

    `at_least`: of items named by number, so many.
    """
    reading, listed = await _reading(context, in_readable_form(text))
    if reading is None or not reading.items or reading.ask:
        return False
    if any(names_code(text, listed[each.item].task_code) for each in reading.items):
        return True
    return len(reading.items) >= at_least and _status_at_once(text)


async def of_another(context: UpdateContext, duty_id: int | None, text: str) -> list[Reply] | None:
    """What a text says of tasks that it names by number, if this duty's is not among them.

    "Việc 3 xong" is not said of the first of two, and not of the only one that is still open.
    """
    named = numbers_named(text)
    if not named or duty_id is None:
        return None
    duty, listed = await duties.get(context.tx, duty_id), await _open_list(context)
    own = {number for number, each in listed.items() if each.id == duty_id}
    own |= set(numbered_by_code([duty.task_code]))
    if not named.isdisjoint(own if len(listed) > 1 else own | {1}):
        return None
    return await read(context, text) or await reports.ask_which(context, "answer.list_unclear")


def _status_at_once(text: str) -> bool:
    """`2 vướng`; in "2 doanh nghiệp chưa nộp" the number counts something."""
    words = [word for word in plain(text).replace(",", " , ").split() if word != "so"]
    after = [word for word in words if not re.fullmatch(r"[\d.,:;)-]+", word)][:2]
    return not after or not STATUS_WORDS.isdisjoint(after)


async def _reading(
    context: UpdateContext, text: str
) -> tuple[ListReading | None, Mapping[int, Duty]]:
    """Read against the numbers of the list, then against those that the codes end in."""
    listed = await _open_list(context)
    mine = await _mine(context)
    if len(listed) == 1 and ALL_OR_REST.search(plain(text)):
        listed = {}  # a single task beside a button is not all of them
    shown = {each.id for each in listed.values()}
    named = [each for each in mine if each.id not in shown and names_code(text, each.task_code)]
    by_number = listed | dict(enumerate(named, start=BEYOND_NUMBERS))
    still_open = [each for each in mine if each.open]
    found = [*listed.values(), *named] if listed else still_open or mine
    by_code = {each.task_code: each for each in found}
    ends = {n: by_code[code] for n, code in numbered_by_code(list(by_code)).items()}
    first: ListReading | None = None
    for numbering in (by_number, ends):
        reading = _read_by(text, numbering) if numbering else None
        if reading and reading.items and not reading.ask:
            return reading, numbering
        first = first or reading
    return first, by_number


def _read_by(text: str, numbering: Mapping[int, Duty]) -> ListReading:
    """A single task must be named, too: it stands beside one that nobody can name."""
    codes = {number: duty.task_code for number, duty in numbering.items()}
    reading = interpret_list(text, codes | NOBODYS if len(codes) == 1 else codes)
    return replace(reading, items=tuple(each for each in reading.items if each.item in codes))


async def _mine(context: UpdateContext) -> list[Duty]:
    root = (await context.tree()).upwards(context.me.unit_id)[-1]
    cycle = await cycles.newest(context.tx, root.id)
    if cycle is None:
        return []
    return await duties.of_owner(context.tx, context.me.answers_for, cycle.id)


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
    return tap is not None and tap.action in ("duty", "which")


def _item(each: Listed, listed: Mapping[int, Duty]) -> Item | None:
    status = STATUSES.get(each.reading.verdict)
    if status is None:
        return None
    return item(listed[each.item], ReportInput(status, each.reading.percent, each.note))


def item(duty: Duty, claim: ReportInput) -> Item:
    """What was understood of one task, as it waits to be confirmed."""
    return {
        "duty_id": duty.id,
        "code": duty.task_code,
        "status": claim.status.value,
        "percent": claim.percent,
        "note": claim.note,
    }


def _kept(before: Sequence[Item], text: str) -> Sequence[Item]:
    """A correction of one task leaves the others; "tất cả", "trừ" speak of all anew."""
    return () if ALL_OR_REST.search(plain(text)) else before


async def confirm(context: UpdateContext, items: Sequence[Item]) -> list[Reply]:
    """Show what was understood, and wait for the word that it is right."""
    await context.wait_for("listing", "hear_confirmation", items=list(items))
    return [Reply("answer.list_confirm", {"items": list(items)}, CHOICES)]


async def save(context: UpdateContext, items: Sequence[Item]) -> list[Reply]:
    """Store what was confirmed, task by task; rights and the period are checked for each."""
    for each in items:
        duty = await reports.find(context, each["duty_id"])
        await reports.save(context, duty, _claim(duty, each))
    if len(items) > 1:
        await context.stop_waiting()
    stuck = [each for each in items if each["status"] == Status.BLOCKED]
    silent = [each["duty_id"] for each in stuck if not each.get("note")]
    asked = await amend.ask_reason(context, silent)
    facts: dict[str, Any] = {"items": list(items), "duty_ids": [each["duty_id"] for each in items]}
    alone = len(items) == 1
    facts |= {"asked": asked[0].facts["code"] if asked else ""}
    facts |= {"propose": alone and _lacks_proposal(stuck)}
    return [
        Reply("answer.list_saved", facts, (Choice("choice.change", str(ButtonAction("mine"))),))
    ]


def _claim(duty: Duty, each: Item) -> ReportInput:
    """Without a word beyond the status, what stood in the note stays, as far as it fits."""
    status = Status(each["status"])
    before = note_after(duty.answer.note, status) if duty.answer else ""
    return ReportInput(status, each["percent"], each.get("note") or before)


def _lacks_proposal(stuck: Sequence[Item]) -> bool:
    """Whether the only stuck task has a reason and nothing is proposed."""
    return len(stuck) == 1 and bool(stuck[0].get("note")) and not split_reason(stuck[0]["note"])[1]

"""Extensions: asked for before the due time, decided by one tap, told to all whom they concern."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from actions.extensions import request_facts
from bot.features.extensions.conversation import (
    EXTENDED,
    AskExtension,
    ChooseDay,
    day_choices,
    day_of,
)
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.calendar.work_calendar import local_day
from domain.extensions.extensions import Extension, ExtensionState, deciders
from domain.extensions.individual_deadlines import (
    EXTENSION_DAYS,
    due_day_of,
    offered,
    refuse_late_request,
    refuse_unfit,
)
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.messaging.outbox import Kind, NewMessage
from domain.people.permissions import Action, Target, may
from domain.reporting.duties import Duty
from domain.reporting.reports import WHOLE
from domain.text.dates import answered_day, only_day
from domain.text.normalize import plain
from storage.engine.database import Tx
from storage.messaging import outbox
from storage.people import officials
from storage.plans import calendar
from storage.reports import cycles, duties, extensions

routes = Router()

FLOW = "own_time"
MOST_SHOWN = 10
PERCENT = re.compile(r"(\d{1,3})\s*(?:%|phan tram)")
LATER = re.compile(r"\s*(?:them|lui)\b")
ASKS = re.compile(
    r"(?:(?:toi|em|cho|xin|xin phep|de nghi)\s+)*gia han\s+(?P<code>[\w./-]+)(?P<until>\s.+)?"
)


async def hear(context: UpdateContext, text: str) -> list[Reply] | None:
    """ "Xin gia hạn NV-1", "gia hạn NV-1 đến thứ Sáu"; None for any other words."""
    found = ASKS.fullmatch(plain(text).rstrip(" .!")) if context.official else None
    if found is None:
        return None
    owed = await duties.owed_by(context.tx, context.me.id, context.acted_at)
    named = [duty for duty in owed if plain(duty.task_code) == found["code"]]
    if not named:
        return None
    day = await _until(context, named[0], found["until"] or "")
    if found["until"] and day is None:
        return None
    if day is None:
        return await begin(context, named[0].id)
    return await choose_day(context, ChooseDay(named[0].id, day))


async def _until(context: UpdateContext, duty: Duty, words: str) -> date | None:
    """The day that words name and nothing else: itself, or so many days after the due one."""
    today = local_day(context.acted_at)
    cycle = await cycles.get(context.tx, duty.cycle_id)
    return only_day(words, today) or (
        answered_day(words, today, due_day_of(duty, cycle)) if LATER.match(words) else None
    )


async def show(context: UpdateContext) -> list[Reply]:
    """What waits to be decided, for whoever decides; for others what they may ask for."""
    if not await decides(context):
        return await _own(context)
    tree = await context.tree()
    root = tree.upwards(context.me.unit_id)[-1]
    waiting = await extensions.all_open(context.tx, tree.subtree(root.id))
    return [await listed(context.tx, waiting)]


async def decides(context: UpdateContext) -> bool:
    tree = await context.tree()
    return may(context.me, Action.DECIDE_EXTENSION, Target(context.me.unit_id), tree)


async def listed(tx: Tx, waiting: Sequence[Extension]) -> Reply:
    """What waits to be decided, with the choices to do so."""
    if not waiting:
        return Reply("extension.none_open")
    shown = waiting[:MOST_SHOWN]
    items = [await request_facts(tx, each) for each in shown]
    choices = [
        choice for each, item in zip(shown, items, strict=True) for choice in _both(each, item)
    ]
    return Reply("extension.list", {"items": items, "total": len(waiting)}, tuple(choices))


def _both(asked: Extension, facts: dict[str, Any]) -> tuple[Choice, ...]:
    named = {"code": facts["code"]}
    return (
        Choice("choice.grant_of", str(ButtonAction("grant", asked.id)), named),
        Choice("choice.deny_of", str(ButtonAction("deny", asked.id)), named),
    )


async def _own(context: UpdateContext) -> list[Reply]:
    await context.authorise(Action.ASK_EXTENSION, Target(context.me.unit_id, context.me.id))
    owed = await duties.owed_by(context.tx, context.me.id, context.acted_at)
    if not owed:
        return [Reply("mine.none")]
    return [Reply("extension.which", {}, _choices_of(owed))]


def _choices_of(owed: list[Duty]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            "choice.duty",
            str(ButtonAction("extend", duty.id)),
            {"code": duty.task_code, "title": duty.title},
        )
        for duty in owed[: 2 * MOST_SHOWN]
    )


@routes.id_button("extends", require=Action.ASK_EXTENSION)
async def of_message(context: UpdateContext, outbox_id: int) -> list[Reply]:
    """Choose one of the unanswered duties of a message, to ask for more time for it."""
    message = await outbox.find(context.tx, outbox_id)
    if message is None or message.official_id != context.me.id:
        raise Refusal("help.not_allowed")
    found = [await duties.get(context.tx, duty_id) for duty_id in message.duty_ids]
    still_open = [duty for duty in found if duty.open]
    if len(still_open) == 1:
        return await begin(context, still_open[0].id)
    key = "extension.which" if still_open else "unit.nothing_open"
    return [Reply(key, {}, _choices_of(still_open))]


async def _find(context: UpdateContext, duty_id: int) -> Duty:
    """The duty, if this person may ask for more time for it."""
    duty = await duties.find(context.tx, duty_id)
    if duty is None:
        raise Refusal("help.too_old")
    await context.authorise(Action.ASK_EXTENSION, Target(duty.unit_id, duty.owner_id))
    return duty


async def _askable(context: UpdateContext, duty_id: int) -> tuple[Duty, dict[str, Any]]:
    """The duty, and what is said of it. Refuses what is late, answered, or asked for already."""
    duty = await _find(context, duty_id)
    cycle, working_days = (
        await cycles.get(context.tx, duty.cycle_id),
        await calendar.get(context.tx),
    )
    due_at = refuse_late_request(duty, cycle, working_days, context.acted_at)
    facts = {"code": duty.task_code, "title": duty.title, "due_at": due_at.isoformat()}
    facts |= {"last": cycle.last_day.isoformat()}
    waiting = await extensions.find_open(context.tx, duty.id)
    if waiting:
        raise Refusal("extension.waiting", facts | {"day": waiting.to_day.isoformat()})
    return duty, facts


@routes.id_button("extend", require=Action.ASK_EXTENSION)
async def begin(context: UpdateContext, duty_id: int) -> list[Reply]:
    """Until when: some days to press, or one to be typed."""
    duty, facts = await _askable(context, duty_id)
    days = await _days(context, duty)
    listed = [day.isoformat() for day in days]
    await context.wait_for(FLOW, "hear_day", duty_id=duty.id, facts=facts, days=listed)
    return [Reply("extension.until", facts, day_choices(EXTENDED, duty.id, days))]


async def _days(context: UpdateContext, duty: Duty) -> list[date]:
    cycle = await cycles.get(context.tx, duty.cycle_id)
    working_days = await calendar.get(context.tx)
    return offered(due_day_of(duty, cycle), EXTENSION_DAYS, cycle, working_days)


@routes.button("extday", require=Action.ASK_EXTENSION)
async def press_day(context: UpdateContext, tap: ButtonAction) -> list[Reply]:
    """One of the days that were offered."""
    day = day_of(tap)
    if day is None:
        raise Refusal("help.too_old")
    return await choose_day(context, ChooseDay(tap.id, day))


@routes.effect(ChooseDay)
async def choose_day(context: UpdateContext, effect: ChooseDay) -> list[Reply]:
    """The day, if it is fit; then why. An unfit one is asked for again."""
    duty, facts = await _askable(context, effect.duty_id)
    try:
        await _refuse_unfit(context, duty, effect.day)
    except Refusal as no:
        return [Reply(no.key, no.facts), *await begin(context, duty.id)]
    facts |= {"day": effect.day.isoformat()}
    days = [day.isoformat() for day in await _days(context, duty)]
    known = {"duty_id": duty.id, "facts": facts, "day": facts["day"], "days": days}
    await context.wait_for(FLOW, "hear_reason", **known)
    return [Reply("extension.why", facts)]


async def _refuse_unfit(context: UpdateContext, duty: Duty, day: date) -> None:
    cycle, working_days = (
        await cycles.get(context.tx, duty.cycle_id),
        await calendar.get(context.tx),
    )
    refuse_unfit(day, due_day_of(duty, cycle), cycle, working_days)


@routes.effect(AskExtension)
async def ask(context: UpdateContext, effect: AskExtension) -> list[Reply]:
    """Keep the request, and put it before whoever decides."""
    duty, facts = await _askable(context, effect.duty_id)
    await _refuse_unfit(context, duty, effect.day)
    cycle = await cycles.get(context.tx, duty.cycle_id)
    asked = Extension(
        0,
        duty.id,
        context.me.id,
        due_day_of(duty, cycle),
        effect.day,
        effect.reason,
        _percent(effect.reason),
        context.acted_at,
        ExtensionState.OPEN,
    )
    number = await extensions.add(context.tx, asked, context.moments)
    await context.record("ask_extension", f"duty:{duty.id}", number=number, to=str(effect.day))
    receivers = deciders(
        cycle.policy, duty.unit_id, await officials.roster(context.tx, context.now)
    )
    for receiver in receivers:
        await _put_before(context, number, receiver.id)
    names = ", ".join(each.name for each in receivers)
    return [Reply("extension.asked", facts | {"day": effect.day.isoformat(), "names": names})]


def _percent(reason: str) -> int | None:
    found = PERCENT.search(plain(reason))
    percent = int(found.group(1)) if found else None
    return percent if percent is not None and percent <= WHOLE else None


async def _put_before(context: UpdateContext, number: int, receiver_id: int) -> None:
    """The request with its buttons; it is taken back once the duty is answered."""
    asked = await extensions.find(context.tx, number)
    assert asked is not None  # noqa: S101 - it was written a moment ago
    choices = (
        Choice("choice.grant", str(ButtonAction("grant", number))),
        Choice("choice.deny", str(ButtonAction("deny", number))),
        Choice("choice.deny_with_reason", str(ButtonAction("deny", number, 1))),
    )
    message = NewMessage(
        key=f"extension:{number}:{receiver_id}",
        kind=Kind.NOTICE,
        text_key="extension.request",
        facts=await request_facts(context.tx, asked),
        logical_at=context.now,
        send_at=context.now,
        choices=choices,
        official_id=receiver_id,
        about=extensions.about(number),
    )
    await outbox.add(context.tx, message, context.now)


@routes.simple_button("requests", require=Action.DECIDE_EXTENSION)
async def show_requests(context: UpdateContext) -> list[Reply]:
    return await show(context)

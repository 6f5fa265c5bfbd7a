"""Returns for correction: a report is sent back with a reason and a new time."""

from datetime import datetime
from typing import Any

from actions import returning
from bot.delivery.content import MessageContent
from bot.features.extensions.conversation import RETURNED, GiveBack, day_choices
from bot.features.reports.handlers import status_choices
from bot.features.summaries.handlers import newest_cycle
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from bot.rendering.duty_lists import duty_choices
from domain.calendar.work_calendar import local_day
from domain.extensions.individual_deadlines import (
    RETURN_DAYS,
    due_at_of,
    offered,
    refuse_unfit,
)
from domain.extensions.returns import Return
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.messaging.outbox import OutboxMessage
from domain.people.permissions import Action, reached
from domain.reporting.cycles import Cycle
from domain.reporting.duties import Duty
from domain.text.normalize import plain
from storage.engine.database import Tx
from storage.people import officials
from storage.plans import calendar
from storage.reports import cycles, duties, returns

routes = Router()

FLOW = "own_time"
PAGE = 10


@routes.id_button("givebacks", require=Action.RETURN)
async def show(context: UpdateContext, page: int = 0, wanted: str = "") -> list[Reply]:
    """The answered duties that this person may send back, ten at a time."""
    cycle = await newest_cycle(context)
    found = await _returnable(context, cycle, wanted)
    if not found:
        return [Reply("returning.nothing")]
    if wanted and len(found) == 1:
        return await begin(context, found[0].id, found[0].revision)
    shown = found[page * PAGE : (page + 1) * PAGE] or found[:PAGE]
    choices = [await _choice(context, duty) for duty in shown]
    left = len(found) - (page + 1) * PAGE
    if left > 0:
        tap = str(ButtonAction("givebacks", page + 1))
        choices.append(Choice("choice.next_page", tap, {"left": left}))
    return [Reply("returning.which", {"count": len(found)}, tuple(choices))]


async def _returnable(context: UpdateContext, cycle: Cycle, wanted: str) -> list[Duty]:
    """Answered duties of others in reach. Refuses if nothing is in reach at all."""
    tree = await context.tree()
    here = reached(context.me, Action.RETURN, tree)
    if not here:
        raise Refusal("help.not_allowed")
    words = plain(wanted).split()
    return [
        duty
        for duty in await duties.of_cycle(context.tx, cycle.id, here)
        if not duty.open
        and duty.owner_id != context.me.id
        and set(words) <= {plain(duty.task_code), plain(tree.by_id[duty.unit_id].code)}
    ]


async def _choice(context: UpdateContext, duty: Duty) -> Choice:
    unit = (await context.tree()).by_id[duty.unit_id]
    facts = {"code": duty.task_code, "owner": unit.name}
    return Choice("choice.duty_of", str(ButtonAction("giveback", duty.id, duty.revision)), facts)


@routes.revision_button("giveback", require=Action.RETURN)
async def begin(context: UpdateContext, duty_id: int, revision: int) -> list[Reply]:
    """Show what was answered, and ask what is to be corrected."""
    duty = await returning.find(context.acting, duty_id)
    cycle = await cycles.get(context.tx, duty.cycle_id)
    cycle.refuse_when_closed(context.acted_at)
    if duty.answer is None:
        raise Refusal("returning.open", {"code": duty.task_code})
    days = offered(local_day(context.acted_at), RETURN_DAYS, cycle, await calendar.get(context.tx))
    if not days:
        raise Refusal("returning.no_time", {"last": cycle.last_day.isoformat()})
    owner = (await officials.roster(context.tx, context.now)).get(duty.owner_id)
    facts = {
        "code": duty.task_code,
        "title": duty.title,
        "unit": (await context.tree()).by_id[duty.unit_id].name,
        "owner": owner.name if owner else "",
        "status": duty.answer.status.value,
        "note": duty.answer.note,
        "changed": duty.revision != revision,
    }
    place = {"duty_id": duty.id, "revision": duty.revision, "facts": facts}
    listed = [day.isoformat() for day in days]
    await context.wait_for(FLOW, "hear_return_reason", days=listed, **place)
    return [Reply("returning.why", facts)]


@routes.effect(GiveBack)
async def give_back(context: UpdateContext, effect: GiveBack) -> list[Reply]:
    """Open the duty again on its new course; the owner hears it at once, inside the window."""
    if not effect.sure:
        return await _say_back(context, effect)
    day, reason = effect.day, effect.reason
    try:
        done = await returning.give_back(
            context.acting, effect.duty_id, effect.revision, day, reason
        )
    except Refusal as no:
        if not no.key.startswith("own_time."):
            raise
        return [Reply(no.key, no.facts), await _ask_day_again(context, effect)]
    return [Reply("returning.done", done.facts)]


async def _say_back(context: UpdateContext, effect: GiveBack) -> list[Reply]:
    """A day that was typed is shown before anything rests on it; an unfit one is asked anew."""
    duty = await returning.find(context.acting, effect.duty_id)
    cycle = await cycles.get(context.tx, duty.cycle_id)
    try:
        today = local_day(context.acted_at)
        refuse_unfit(effect.day, today, cycle, await calendar.get(context.tx))
    except Refusal as no:
        return [Reply(no.key, no.facts), await _ask_day_again(context, effect)]
    day = effect.day.isoformat()
    facts = {"code": duty.task_code, "day": day}
    place = {"duty_id": duty.id, "revision": effect.revision, "reason": effect.reason}
    await context.wait_for(FLOW, "hear_return_day", **place, facts=facts, days=[day], day=day)
    return [Reply("returning.sure", facts, day_choices(RETURNED, duty.id, [effect.day]))]


async def _ask_day_again(context: UpdateContext, effect: GiveBack) -> Reply:
    duty = await returning.find(context.acting, effect.duty_id)
    cycle = await cycles.get(context.tx, duty.cycle_id)
    days = offered(local_day(context.acted_at), RETURN_DAYS, cycle, await calendar.get(context.tx))
    facts = {"code": duty.task_code}
    await context.wait_for(
        FLOW,
        "hear_return_day",
        duty_id=effect.duty_id,
        revision=effect.revision,
        reason=effect.reason,
        facts=facts,
        days=[day.isoformat() for day in days],
    )
    return Reply("returning.until", facts, day_choices(RETURNED, duty.id, days))


@routes.composer("digest.returned")
async def digest(tx: Tx, message: OutboxMessage, _now: datetime) -> MessageContent | None:
    """The reason, the new time and the four statuses; None once answered, or returned again."""
    found = await _still_back(tx, message, message.facts["duty"], message.facts["number"])
    if found is None:
        return None
    duty, back = found
    cycle = await cycles.get(tx, duty.cycle_id)
    receiver = await officials.get(tx, message.official_id or 0)
    facts: dict[str, Any] = {
        "name": receiver.name,
        "by": message.facts["by"],
        "code": duty.task_code,
        "title": duty.title,
        "number": back.number,
        "reason": back.reason,
        "due_at": due_at_of(duty, cycle, await calendar.get(tx)).isoformat(),
    }
    return MessageContent((Reply("returning.told", facts, status_choices(duty)),), (duty,))


@routes.composer("digest.returned_many")
async def digest_of_many(tx: Tx, message: OutboxMessage, _now: datetime) -> MessageContent | None:
    """All that were sent back together and still are; None once none of them is."""
    listed = [await _still_back(tx, message, *each) for each in message.facts["returns"]]
    found = [each for each in listed if each is not None]
    if not found:
        return None
    cycle = await cycles.get(tx, found[0][0].cycle_id)
    mine = tuple(duty for duty, _ in found)
    facts = {
        "name": (await officials.get(tx, message.official_id or 0)).name,
        "by": message.facts["by"],
        "items": [
            {"code": duty.task_code, "title": duty.title, "number": back.number}
            for duty, back in found
        ],
        "reason": found[0][1].reason,
        "due_at": due_at_of(mine[0], cycle, await calendar.get(tx)).isoformat(),
    }
    said = Reply("returning.told_many", facts, duty_choices(mine, cycle))
    return MessageContent((said,), mine)


async def _still_back(
    tx: Tx, message: OutboxMessage, duty_id: int, number: int
) -> tuple[Duty, Return] | None:
    """None once answered, returned again, or somebody else's."""
    duty, back = await duties.find(tx, duty_id), await returns.newest(tx, duty_id)
    if duty is None or back is None or not duty.open or back.number != number:
        return None
    return (duty, back) if duty.owner_id == message.official_id else None


@routes.command("/tralai", require=Action.RETURN, menu=10)
async def find_by_code(context: UpdateContext, argument: str) -> list[Reply]:
    return await show(context, wanted=argument)

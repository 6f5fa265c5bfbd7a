"""Lead and coordinating units: the lead sees the others' answers, and can ask for them."""

from datetime import datetime, time
from typing import Any

from bot.delivery.content import MessageContent
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from bot.rendering.duty_lists import duty_choices
from domain.calendar.work_calendar import at_local, end_of, local_day
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.messaging.outbox import Kind, NewMessage, OutboxMessage
from domain.people.officials import Official
from domain.people.permissions import Action, Target, may
from domain.reporting.coordination import partners_of
from domain.reporting.cycles import Cycle
from domain.reporting.duties import Duty
from domain.reporting.plans import TaskRole
from storage.engine.database import Tx
from storage.messaging import outbox
from storage.people import officials
from storage.plans import calendar
from storage.reports import cycles, duties

routes = Router()

MOST_A_DAY = 2


async def choices(context: UpdateContext, duty: Duty) -> tuple[Choice, ...]:
    """The way from a lead's task to the coordinating units, where there are any."""
    if duty.part is not TaskRole.LEAD:
        return ()
    found = partners_of(duty, await duties.of_task(context.tx, duty))
    if not found:
        return ()
    facts = {"answered": sum(not each.open for each in found), "total": len(found)}
    return (Choice("choice.partners", str(ButtonAction("partners", duty.id)), facts),)


@routes.id_button("partners", require=Action.VIEW)
async def show(context: UpdateContext, duty_id: int) -> list[Reply]:
    """What the coordinating units of a lead's task have answered, and who has not yet."""
    lead = await duties.find(context.tx, duty_id)
    await context.authorise(
        Action.VIEW, Target(lead.unit_id, lead.owner_id) if lead else Target(-1)
    )
    found = partners_of(lead, await duties.of_task(context.tx, lead)) if lead else []
    if lead is None or not found:
        raise Refusal("help.too_old")
    cycle = await cycles.get(context.tx, lead.cycle_id)
    roster, tree = await officials.roster(context.tx, context.now), await context.tree()
    asks = may(context.me, Action.ASK_PARTNER, Target(lead.unit_id, lead.owner_id), tree)
    lines = []
    for each in found:
        owner = roster.get(each.owner_id)
        lines.append(
            {
                "unit": tree.by_id[each.unit_id].name,
                "owner": owner.name if owner else "",
                "reached": each.reached_at is not None,
                "status": each.answer.status.value if each.answer else None,
                "percent": each.answer.percent if each.answer else None,
                "note": each.answer.note if each.answer else "",
                "at": each.answer.at.isoformat() if each.answer else None,
                "late": each.answer.late if each.answer else cycle.is_late(each, context.now),
            }
        )
    facts = {"code": lead.task_code, "title": lead.title, "partners": lines}
    offered = [
        Choice(
            "choice.ask_partner",
            str(ButtonAction("askpartner", each.id)),
            {"name": tree.by_id[each.unit_id].name},
        )
        for each in found
        if each.open and asks
    ]
    back = Choice("choice.back", str(ButtonAction("mine")))
    return [Reply("partners.list", facts, (*offered, back), in_place=True)]


@routes.id_button("askpartner", require=Action.ASK_PARTNER)
async def ask(context: UpdateContext, duty_id: int) -> list[Reply]:
    """Ask a coordinating unit's person for the answer, in the name of the lead; once a day."""
    duty = await duties.find(context.tx, duty_id)
    lead = await _lead_of(context, duty) if duty else None
    if duty is None or lead is None:
        raise Refusal("help.not_allowed")
    cycle = await cycles.get(context.tx, duty.cycle_id)
    cycle.refuse_when_closed(context.acted_at)
    tree, roster = await context.tree(), await officials.roster(context.tx, context.now)
    owner = roster.asked(duty)
    facts = {"code": duty.task_code, "unit": tree.by_id[duty.unit_id].name}
    if not duty.open:
        return [Reply("partners.answered_before", facts)]
    if owner is None or owner.id not in roster.linked:
        return [Reply("partners.unreachable", facts | {"owner": owner.name if owner else ""})]
    message = await _message(context, duty, lead, cycle, owner)
    if await outbox.known(context.tx, message.key):
        return [Reply("partners.asked_before", facts)]
    if await _heard_enough(context, owner.id, message.send_at):
        return [Reply("partners.enough", facts | {"owner": owner.name})]
    await outbox.add(context.tx, message, context.now)
    await context.record("partner.ask", f"duty:{duty.id}", lead=lead.id)
    return [Reply("partners.asked", facts | {"owner": owner.name})]


async def _lead_of(context: UpdateContext, duty: Duty) -> Duty | None:
    """The lead's duty in whose name this person may ask."""
    tree = await context.tree()
    return next(
        (
            each
            for each in await duties.of_task(context.tx, duty)
            if duty in partners_of(each, [duty])
            and may(context.me, Action.ASK_PARTNER, Target(each.unit_id, each.owner_id), tree)
        ),
        None,
    )


async def _message(
    context: UpdateContext, duty: Duty, lead: Duty, cycle: Cycle, asked_now: Official
) -> NewMessage:
    """Withdrawn when the answer comes first; it counts for the day on which it leaves."""
    leaves_at = cycle.policy.window.next_open(context.now, await calendar.get(context.tx))
    unit = (await context.tree()).by_id[lead.unit_id]
    return NewMessage(
        key=f"partner-asked:{duty.id}:{local_day(leaves_at)}",
        kind=Kind.REMINDER,
        text_key="digest.partner",
        facts={"duty": duty.id, "asker": context.me.name, "unit": unit.name},
        logical_at=context.now,
        send_at=leaves_at,
        official_id=asked_now.id,
        about=f"duty:{duty.id}",
    )


async def _heard_enough(context: UpdateContext, official_id: int, at: datetime) -> bool:
    day = local_day(at)
    span = at_local(day, time()), end_of(day)
    return await outbox.count_on(context.tx, official_id, *span) >= MOST_A_DAY


@routes.composer("digest.partner")
async def asked(tx: Tx, message: OutboxMessage, now: datetime) -> MessageContent | None:
    """What a lead asks of a partner; None once it is answered, or somebody else's."""
    duty = await duties.find(tx, message.facts["duty"])
    if duty is None or not duty.open:
        return None
    receiver = (await officials.roster(tx, now)).asked(duty)
    if receiver is None or receiver.id != message.official_id:
        return None
    cycle = await cycles.get(tx, duty.cycle_id)
    facts: dict[str, Any] = {
        "name": receiver.name,
        "asker": message.facts["asker"],
        "unit": message.facts["unit"],
        "code": duty.task_code,
        "title": duty.title,
        "period": str(cycle.period),
        "due_at": cycle.due_at.isoformat(),
    }
    return MessageContent((Reply("partners.letter", facts, duty_choices([duty], cycle)),), (duty,))

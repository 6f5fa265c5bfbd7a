"""Acting on silence: what the buttons under an escalation do."""

from collections.abc import Sequence
from dataclasses import replace

from actions import reminding
from bot.features.reports.handlers import offer
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.messaging.outbox import OutboxMessage
from domain.people.permissions import Action, Target
from domain.reporting.cycles import next_at
from domain.reporting.duties import Duty
from storage.messaging import outbox
from storage.people import officials
from storage.plans import calendar
from storage.reports import cycles, duties, escalations
from storage.reports.duties import Move

routes = Router()

MOST_CHOICES = 20


async def told_of(context: UpdateContext, outbox_id: int) -> tuple[OutboxMessage, list[Duty]]:
    """The message that was pressed, if it went to this person, and what in it is still open."""
    message = await outbox.find(context.tx, outbox_id)
    if message is None or message.official_id != context.me.id:
        raise Refusal("help.not_allowed")
    found = await duties.get_all(context.tx, message.duty_ids)
    return message, [duty for duty in found if duty.open]


@routes.id_button("remind", require=Action.REMIND)
async def remind_now(context: UpdateContext, outbox_id: int) -> list[Reply]:
    """Remind the owners again, within the two messages that a person may get in a day."""
    _, still_open = await told_of(context, outbox_id)
    found = await reminding.rehearse(context.acting, still_open)
    if found.refused:
        raise Refusal("help.not_allowed")
    if not (found.asked or found.enough or found.unreached):
        return [Reply("unit.nobody_to_remind")]
    ids = [duty.id for duty in still_open]
    done = await reminding.remind(context.acting, ids, f"message:{outbox_id}")
    if not done.told:
        return [Reply("unit.reminded_before")]
    return [Reply("unit.reminded", {"count": len(done.told)})]


@routes.id_button("ack", require=Action.ACKNOWLEDGE)
async def acknowledge(context: UpdateContext, outbox_id: int) -> list[Reply]:
    """ "I take care of it": the next rung waits one working day, once."""
    _, still_open = await told_of(context, outbox_id)
    if not still_open:
        return [Reply("unit.nothing_open")]
    for duty in still_open:
        await context.authorise(Action.ACKNOWLEDGE, Target(duty.unit_id, duty.owner_id))
    fresh = set(
        await escalations.acknowledge(
            context.tx, [duty.id for duty in still_open], context.acted_at
        )
    )
    if not fresh:
        return [Reply("unit.acknowledged_before")]
    await _hold([duty for duty in still_open if duty.id in fresh], context)
    await context.record("acknowledge", f"message:{outbox_id}", duties=sorted(fresh))
    return [Reply("unit.acknowledged", {"count": len(fresh)})]


async def _hold(fresh: Sequence[Duty], context: UpdateContext) -> None:
    working_days = await calendar.get(context.tx)
    moves = []
    for duty in fresh:
        cycle = await cycles.get(context.tx, duty.cycle_id)
        held = replace(duty, held_days=duty.held_days + 1)
        moves.append(Move(duty.id, duty.rung, next_at(cycle, held, working_days, after=duty.rung)))
    await duties.hold(context.tx, [duty.id for duty in fresh], moves)


@routes.id_button("behalf", require=Action.ANSWER_ON_BEHALF)
async def answer_on_behalf(context: UpdateContext, outbox_id: int) -> list[Reply]:
    """Choose one of the message's unanswered duties to answer it for its owner."""
    _, still_open = await told_of(context, outbox_id)
    if not still_open:
        return [Reply("unit.nothing_open")]
    if len(still_open) == 1:
        return await offer(context, still_open[0])
    roster = await officials.roster(context.tx, context.now)
    names = {each.id: each.name for each in roster.officials}
    return [Reply("unit.choose_on_behalf", {}, behalf_choices(still_open, names))]


def behalf_choices(still_open: Sequence[Duty], owners: dict[int, str]) -> tuple[Choice, ...]:
    """One choice per unanswered duty, for somebody who answers on behalf."""
    return tuple(
        Choice(
            "choice.duty_of",
            str(ButtonAction("duty", duty.id, duty.revision)),
            {"code": duty.task_code, "owner": owners.get(duty.owner_id or 0, duty.title[:30])},
        )
        for duty in still_open[:MOST_CHOICES]
    )

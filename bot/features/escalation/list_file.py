"""The whole list behind an escalation as a workbook, for whoever would rather read or print it."""

from datetime import datetime

from bot.features.escalation.handlers import told_of
from bot.features.escalation.overview import in_order
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from bot.rendering.duty_lists import list_of
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.permissions import Action, Target, may
from domain.reporting.duties import Duty
from domain.reporting.recipients import Roster
from domain.summaries.unanswered import UnansweredLine
from storage.engine.database import Tx
from storage.messaging import outbox
from storage.people import officials, units
from storage.reports import cycles, duties

routes = Router()

FORM = "unanswered"
"""The form under which messages ask for this file."""


def offer(outbox_id: int) -> Choice:
    return Choice("choice.list_file", str(ButtonAction("silentfile", outbox_id)))


@routes.id_button("silentfile", require=Action.VIEW)
async def send(context: UpdateContext, outbox_id: int) -> list[Reply]:
    """What is still unanswered of what this message was about, as a file."""
    message, still_open = await told_of(context, outbox_id)
    if not still_open:
        return [Reply("unit.nothing_open")]
    period = (await cycles.get(context.tx, message.routing.period_id)).period
    wanted = {"form": FORM, "outbox_id": outbox_id, "month": str(period)}
    return [Reply("escalation.list_file", {"period": str(period), "file": wanted})]


async def lines(tx: Tx, outbox_id: int, now: datetime) -> list[UnansweredLine]:
    """As its receiver may see it, at the time of asking. Raises Refusal where there is none."""
    message = await outbox.find(tx, outbox_id)
    if message is None or message.official_id is None:
        raise Refusal("help.too_old")
    reader, tree = await officials.get(tx, message.official_id), await units.tree(tx)
    found = [each for each in await duties.get_all(tx, message.duty_ids) if each.open]
    seen = [
        each
        for each in found
        if may(reader, Action.VIEW, Target(each.unit_id, each.owner_id), tree)
    ]
    cycle = await cycles.get(tx, message.routing.period_id)
    roster = await officials.roster(tx, now)
    return [
        _line(each, tree.by_id[each.unit_id].name, roster) for each in in_order(seen, cycle, tree)
    ]


def _line(duty: Duty, unit: str, roster: Roster) -> UnansweredLine:
    owner = roster.get(duty.owner_id)
    name, state = owner.name if owner else "", list_of(duty, roster)
    return UnansweredLine(unit, duty.task_code, duty.title, name, state, duty.deadline)

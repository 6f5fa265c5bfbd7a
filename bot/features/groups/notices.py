"""What a group is told of its unit, counted when it leaves: how many are left, or thanks."""

from datetime import datetime

from bot.delivery.content import MessageContent
from bot.inbound.routing import Router
from domain.announcements.unit_groups import tells_what_is_left
from domain.messaging.messages import Reply
from domain.messaging.outbox import OutboxMessage
from storage.engine.database import Tx
from storage.office import aggregates
from storage.people import unit_groups, units
from storage.reports import cycles

routes = Router()


@routes.composer("digest.group_left")
async def left(tx: Tx, message: OutboxMessage, now: datetime) -> MessageContent | None:
    """None once nothing is left, or the count would be one of who is late."""
    return await _counted(tx, message, "unit_group.left", now)


@routes.composer("digest.group_complete")
async def complete(tx: Tx, message: OutboxMessage, now: datetime) -> MessageContent | None:
    return await _counted(tx, message, "unit_group.complete", now)


async def _counted(
    tx: Tx, message: OutboxMessage, key: str, now: datetime
) -> MessageContent | None:
    group = await unit_groups.get(tx, message.facts["group"])
    cycle = await cycles.get(tx, message.facts["cycle"])
    tree = await units.tree(tx)
    unit = tree.by_id.get(group.unit_id or 0) if group else None
    if unit is None:
        return None
    totals = (await aggregates.of_period(tx, cycle, now, tree.subtree(unit.id))).totals
    wanted = totals.complete or tells_what_is_left(cycle, now)
    if not wanted or totals.complete != (key == "unit_group.complete"):
        return None
    facts = {
        "unit": unit.name,
        "period": str(cycle.period),
        "left": totals.duties - totals.answered,
        "total": totals.duties,
        "due_at": cycle.due_at.isoformat(),
    }
    return MessageContent((Reply(key, facts),), ())

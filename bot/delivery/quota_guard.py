"""Spares a bot's messages when they will not last the month: early reminders give way first."""

from collections.abc import Mapping
from datetime import datetime

from domain.messaging.outbox import Kind, OutboxMessage
from domain.messaging.quota import Quota
from domain.reporting.cycles import is_last_reminder
from storage.engine.database import Tx
from storage.messaging import quota_usage
from storage.reports import cycles


async def must_spare(
    tx: Tx, message: OutboxMessage, channel: str, quotas: Mapping[str, Quota], now: datetime
) -> bool:
    """Whether this message would take a message that a more valuable one will need.

    The owner's last reminder, whatever climbs, and answers are never spared.
    """
    quota = quotas.get(channel)
    if quota is None or message.kind is not Kind.REMINDER or not message.routing.steps:
        return False
    cycle = await cycles.get(tx, message.routing.period_id)
    rung = message.routing.steps[0].rung
    if is_last_reminder(cycle, rung):
        return False
    later = await quota_usage.still_needed(tx, channel, cycle, rung)
    return await quota_usage.used(tx, channel, now) + 1 + later > quota.messages

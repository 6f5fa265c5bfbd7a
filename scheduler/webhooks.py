"""Tells other systems of events: takes them from the log, sends them, tries again, gives up."""

import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from domain.calendar.work_calendar import local
from domain.messaging.webhooks import Delivery, Event, NotDelivered, Webhook, next_try
from domain.people.units import Tree
from storage.engine.database import Database, Tx
from storage.messaging import quarantine
from storage.outside import events, webhooks
from storage.outside.events import Happened
from storage.people import units

ENTRIES = 500
AT_ONCE = 20

Post = Callable[[Webhook, Delivery, datetime], Awaitable[None]]
"""Sends one event; raises NotDelivered."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Teller:
    """Both of its jobs return whether there was work. A hold of the service holds events, too."""

    db: Database
    post: Post

    async def collect(self, now: datetime) -> bool:
        """Write down for each webhook what has happened since it was looked at last."""
        async with self.db.read() as tx:
            if not await webhooks.behind(tx) or await quarantine.stands(tx):
                return False
        async with self.db.begin() as tx:
            hooks, tree = await webhooks.living(tx), await units.tree(tx)
            low = min(each.told_up_to for each in hooks)
            last, happened = await events.after(tx, low, ENTRIES)
            await webhooks.add_deliveries(tx, list(_made(hooks, happened, tree)), now)
            behind = [each for each in hooks if each.told_up_to < last]
            await webhooks.looked_at(tx, behind, last)
        return True

    async def deliver(self, now: datetime) -> bool:
        """Send what is due; whoever is down is left in peace for a while."""
        async with self.db.read() as tx:
            due = await webhooks.due(tx, now, AT_ONCE)
            if not due or await quarantine.stands(tx):
                return False
            hooks = {each.id: each for each in await webhooks.living(tx)}
        down: set[int] = set()
        for each in due:
            if each.webhook_id not in down and not await self._send(
                hooks[each.webhook_id], each, now
            ):
                down.add(each.webhook_id)
        return True

    async def _send(self, hook: Webhook, delivery: Delivery, now: datetime) -> bool:
        """Whether the receiver is there. It may have it twice, if this is where we are ended."""
        try:
            await self.post(hook, delivery, now)
        except NotDelivered as failed:
            async with self.db.begin() as tx:
                await _failed(tx, delivery, failed, now)
            log.warning("webhook failed", webhook=hook.id, reason=failed.reason)
            return not failed.down
        async with self.db.begin() as tx:
            await webhooks.settle(tx, delivery, webhooks.DELIVERED)
        return True


async def _failed(tx: Tx, delivery: Delivery, failed: NotDelivered, now: datetime) -> None:
    again = next_try(delivery.tries + 1, now)
    if again is None:
        await webhooks.settle(tx, delivery, webhooks.DEAD, failed.reason)
    else:
        await webhooks.postpone(tx, delivery, again, failed.reason, failed.down)


def _made(hooks: Sequence[Webhook], happened: Sequence[Happened], tree: Tree) -> Iterator[Delivery]:
    for hook in hooks:
        below = tree.subtree(hook.unit_id)
        for each in happened:
            if each.number > hook.told_up_to and each.event in hook.events:
                data = _concerning(each, below, tree)
                if data is not None:
                    body = body_of(each.event, each.at, data)
                    yield Delivery(0, hook.id, each.id, each.event, body, 0, each.at)


def _concerning(each: Happened, below: frozenset[int], tree: Tree) -> Any:
    """What is told of it to whoever reads of these units; None where it does not concern them."""
    if each.event in (Event.PERIOD_OPENED, Event.PERIOD_CLOSED):
        return each.data if below and below <= tree.whole(*each.units) else None
    if not below.intersection(each.units):
        return None
    if each.event is not Event.ESCALATION:
        return each.data
    codes = {tree.by_id[unit].code for unit in below}
    return {**each.data, "duties": [duty for duty in each.data["duties"] if duty["unit"] in codes]}


def body_of(event: Event, at: datetime, data: Any) -> str:
    """As it is signed and sent, however often."""
    said = {"type": event.value, "timestamp": local(at).isoformat(), "data": data}
    return json.dumps(said, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return local(value).isoformat() if isinstance(value, datetime) else str(value)

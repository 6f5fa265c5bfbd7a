"""Where other systems are told of events, and each event on its way to each of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, select, update

from domain.messaging.webhooks import Delivery, Event, Webhook, listed
from storage.engine.database import Tx
from storage.engine.insert_ignore import keep_new
from storage.tables import AUDIT, WEBHOOK_DELIVERIES, WEBHOOKS

HOOK, TABLE = WEBHOOKS.c, WEBHOOK_DELIVERIES.c
WAITING, DELIVERED, DEAD = "waiting", "delivered", "dead"


async def add(tx: Tx, hook: Webhook, now: datetime) -> int:
    """Keep a new one, told of whatever happens from now on; its id is given here."""
    newest = (await tx.execute(select(func.max(AUDIT.c.id)))).scalar() or 0
    values = {name: getattr(hook, name) for name in ("purpose", "url", "secret", "unit_id")}
    values |= {"events": listed(hook.events), "private": hook.private, "told_up_to": newest}
    made = insert(WEBHOOKS).values(**values, created_at=now).returning(HOOK.id)
    return int((await tx.execute(made)).scalar_one())


async def living(tx: Tx) -> list[Webhook]:
    rows = await tx.execute(select(WEBHOOKS).where(HOOK.ended_at.is_(None)).order_by(HOOK.id))
    return [_webhook(row) for row in rows]


async def end(tx: Tx, webhook_id: int, now: datetime) -> bool:
    """It is told of nothing more; what was on its way is given up, and its secret forgotten."""
    own = HOOK.id == webhook_id, HOOK.ended_at.is_(None)
    change = update(WEBHOOKS).where(*own).values(ended_at=now, secret="", url="")
    if not (await tx.execute(change)).rowcount:
        return False
    await tx.execute(delete(WEBHOOK_DELIVERIES).where(TABLE.webhook_id == webhook_id))
    return True


async def behind(tx: Tx) -> bool:
    """Whether the log has entries that were not looked at for some webhook."""
    low = select(func.min(HOOK.told_up_to)).where(HOOK.ended_at.is_(None)).scalar_subquery()
    newer = select(AUDIT.c.id).where(AUDIT.c.id > low).limit(1)
    return (await tx.execute(newer)).first() is not None


async def looked_at(tx: Tx, hooks: Sequence[Webhook], number: int) -> None:
    """Every event up to this entry is on its way."""
    ids = [each.id for each in hooks]
    await tx.execute(update(WEBHOOKS).where(HOOK.id.in_(ids)).values(told_up_to=number))


async def add_deliveries(tx: Tx, made: Sequence[Delivery], now: datetime) -> None:
    """Each event once for each webhook."""
    names = "webhook_id", "event_id", "body", "tries", "happened_at", "reason"
    rows = [
        {name: getattr(each, name) for name in names}
        | {"event": each.event.value, "state": WAITING, "next_at": now}
        for each in made
    ]
    await keep_new(tx, WEBHOOK_DELIVERIES, rows, key=["webhook_id", "event_id"])


async def due(tx: Tx, now: datetime, most: int) -> list[Delivery]:
    """What is to be sent, in the order in which it happened."""
    query = _of(WAITING).where(TABLE.next_at <= now)
    return [_delivery(row) for row in await tx.execute(query.limit(most))]


async def settle(tx: Tx, delivery: Delivery, state: str, reason: str = "") -> None:
    """It has arrived, or is given up."""
    await _change(tx, TABLE.id == delivery.id, state=state, reason=reason, next_at=None)


async def postpone(tx: Tx, delivery: Delivery, until: datetime, reason: str, down: bool) -> None:
    """It is tried again then; `down`: and nothing else is sent there before."""
    tries = delivery.tries + 1
    await _change(tx, TABLE.id == delivery.id, tries=tries, reason=reason, next_at=until)
    if down:
        there = TABLE.webhook_id == delivery.webhook_id, TABLE.state == WAITING
        sooner = update(WEBHOOK_DELIVERIES).where(*there, TABLE.next_at < until)
        await tx.execute(sooner.values(next_at=until))


async def dead(tx: Tx) -> list[Delivery]:
    """What was given up, the oldest first."""
    return [_delivery(row) for row in await tx.execute(_of(DEAD))]


async def retry(tx: Tx, delivery_id: int, now: datetime) -> bool:
    """Send it again from the beginning; False unless it was given up."""
    given_up = TABLE.id == delivery_id, TABLE.state == DEAD
    again = update(WEBHOOK_DELIVERIES).where(*given_up)
    change = again.values(state=WAITING, tries=0, next_at=now)
    return bool((await tx.execute(change)).rowcount)


async def count(tx: Tx, webhook_id: int, state: str) -> int:
    here = TABLE.webhook_id == webhook_id, TABLE.state == state
    return int((await tx.execute(select(func.count()).where(*here))).scalar_one())


async def forget(tx: Tx, before: datetime) -> None:
    """What arrived or was given up so long ago."""
    over = TABLE.state != WAITING, TABLE.happened_at < before
    await tx.execute(delete(WEBHOOK_DELIVERIES).where(*over))


async def _change(tx: Tx, which: ColumnElement[bool], **values: Any) -> None:
    await tx.execute(update(WEBHOOK_DELIVERIES).where(which).values(**values))


def _of(state: str) -> Select[Any]:
    return select(WEBHOOK_DELIVERIES).where(TABLE.state == state).order_by(TABLE.id)


def _webhook(row: Row[Any]) -> Webhook:
    events = frozenset(Event(each) for each in row.events.split(","))
    whose = row.id, row.purpose, row.url, row.secret, row.unit_id
    return Webhook(*whose, events, row.private, row.told_up_to)


def _delivery(row: Row[Any]) -> Delivery:
    what = row.id, row.webhook_id, row.event_id, Event(row.event), row.body
    return Delivery(*what, row.tries, row.happened_at, row.reason)

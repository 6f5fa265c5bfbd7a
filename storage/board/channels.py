"""How each channel stands: who is on it, what waits, what left and what did not, last signs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select

from domain.messaging.outbox import MessageState
from domain.people.chat_links import LinkState
from storage.engine.database import Tx
from storage.messaging.outbox import IN_FLIGHT, WAITING
from storage.tables import BOTS, LINKS, LISTENING, OFFICIALS, OUTBOX_EVENTS, OUTBOX_MESSAGES

TROUBLE = (MessageState.FAILED.value, MessageState.UNCERTAIN.value)


@dataclass(frozen=True, slots=True)
class Bot:
    """`down_since`: nothing has left since then. `paused_until`: as the messenger asked."""

    down_since: datetime | None
    paused_until: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """`complete`: it has handed over all that was said. `seen_at`: when that was told last."""

    complete: bool
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """Messages that wait by a channel: due now, for later, tried before, of unknown fate."""

    due: int = 0
    later: int = 0
    retry: int = 0
    in_doubt: int = 0


@dataclass(frozen=True, slots=True)
class Troubled:
    """A message that certainly did not arrive, or of which nobody knows."""

    id: int
    at: datetime
    state: str
    reason: str
    kind: str
    channel: str
    to: str


async def bots(tx: Tx) -> Mapping[str, Bot]:
    rows = await tx.execute(select(BOTS))
    return {row.channel: Bot(row.down_since, row.paused_until) for row in rows}


async def heard(tx: Tx) -> Mapping[str, Heard]:
    rows = await tx.execute(select(LISTENING))
    return {row.channel: Heard(row.complete, row.seen_at) for row in rows}


async def people(tx: Tx, units: Collection[int] | None) -> Mapping[str, int]:
    """How many people can be reached by each channel."""
    query = (
        select(LINKS.c.channel, func.count(LINKS.c.official_id.distinct()).label("people"))
        .join(OFFICIALS, OFFICIALS.c.id == LINKS.c.official_id)
        .where(LINKS.c.state == LinkState.ACTIVE.value, OFFICIALS.c.ended_at.is_(None))
    )
    if units is not None:
        query = query.where(OFFICIALS.c.unit_id.in_(units))
    return {row.channel: row.people for row in await tx.execute(query.group_by(LINKS.c.channel))}


async def queues(tx: Tx, now: datetime) -> Mapping[str, Queue]:
    """By channel; "" for what has none."""
    state, route = OUTBOX_MESSAGES.c.state, OUTBOX_MESSAGES.c.route
    queued = state == MessageState.QUEUED.value
    due = OUTBOX_MESSAGES.c.send_at <= now
    query = select(
        route,
        func.sum(case((queued & due, 1), else_=0)).label("due"),
        func.sum(case((queued & ~due, 1), else_=0)).label("later"),
        func.sum(case((state == MessageState.RETRY.value, 1), else_=0)).label("retry"),
    ).where(state.in_(WAITING))
    found = {
        row.route: Queue(row.due, row.later, row.retry)
        for row in await tx.execute(query.group_by(route))
    }
    doubtful = select(OUTBOX_MESSAGES.c.channel, func.count().label("messages"))
    rows = await tx.execute(
        doubtful.where(state.in_(IN_FLIGHT)).group_by(OUTBOX_MESSAGES.c.channel)
    )
    for row in rows:
        known = found.get(row.channel, Queue())
        found[row.channel] = Queue(known.due, known.later, known.retry, row.messages)
    return found


async def fates(tx: Tx, since: datetime) -> Mapping[str, Mapping[str, int]]:
    """By channel, how many messages ended how since then."""
    first = await _first_event(tx, since)
    query = (
        select(OUTBOX_MESSAGES.c.channel, OUTBOX_EVENTS.c.state, func.count().label("messages"))
        .join(OUTBOX_MESSAGES, OUTBOX_MESSAGES.c.id == OUTBOX_EVENTS.c.outbox_id)
        .where(OUTBOX_EVENTS.c.id >= first)
        .group_by(OUTBOX_MESSAGES.c.channel, OUTBOX_EVENTS.c.state)
    )
    found: dict[str, dict[str, int]] = {}
    for row in await tx.execute(query):
        found.setdefault(row.channel, {})[row.state] = row.messages
    return found


async def _first_event(tx: Tx, since: datetime) -> int:
    """Events are in the order of time and have no index by it: some twenty looks find the place."""
    low, high = 0, int((await tx.execute(select(func.max(OUTBOX_EVENTS.c.id)))).scalar() or 0) + 1
    while low < high:
        middle = (low + high) // 2
        near = select(OUTBOX_EVENTS.c.id, OUTBOX_EVENTS.c.at).where(OUTBOX_EVENTS.c.id >= middle)
        row = (await tx.execute(near.order_by(OUTBOX_EVENTS.c.id).limit(1))).first()
        if row is None or row.at >= since:
            high = middle
        else:
            low = row.id + 1
    return low


async def troubled(
    tx: Tx, since: datetime, units: Collection[int] | None, most: int
) -> list[Troubled]:
    """Messages that stand so now, the newest first."""
    table: Any = OUTBOX_MESSAGES.c
    query = (
        select(OUTBOX_EVENTS.c.at, table.id, table.state, table.reason, table.kind, table.channel)
        .add_columns(OFFICIALS.c.name)
        .join(OUTBOX_MESSAGES, table.id == OUTBOX_EVENTS.c.outbox_id)
        .outerjoin(OFFICIALS, OFFICIALS.c.id == table.official_id)
        .where(OUTBOX_EVENTS.c.id >= await _first_event(tx, since), table.state.in_(TROUBLE))
        .where(OUTBOX_EVENTS.c.state == table.state)
    )
    if units is not None:
        query = query.where(OFFICIALS.c.unit_id.in_(units))
    rows = await tx.execute(query.order_by(OUTBOX_EVENTS.c.id.desc()).limit(most))
    return [
        Troubled(row.id, row.at, row.state, row.reason, row.kind, row.channel, row.name or "")
        for row in rows
    ]

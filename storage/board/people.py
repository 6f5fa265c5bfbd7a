"""What the board shows of people beside the roster: chats, invitations, work, the last message."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from domain.people.chat_links import LinkState
from storage.engine.database import Tx
from storage.messaging import delivery_log
from storage.tables import (
    DUTIES,
    INVITATIONS,
    LINKS,
    OFFICIALS,
    OUTBOX_EVENTS,
    OUTBOX_MESSAGES,
    REGISTRATIONS,
)


@dataclass(frozen=True, slots=True)
class Channel:
    """A chat that somebody has. `reason`: why it rests, where it does."""

    channel: str
    active: bool
    reason: str
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """How many duties of a period somebody has, and how many are answered."""

    duties: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Invited:
    """The newest invitation. `open`: it still lets in."""

    issued_at: datetime
    expires_at: datetime
    used_at: datetime | None
    open: bool


@dataclass(frozen=True, slots=True)
class LastMessage:
    channel: str
    kind: str
    at: datetime
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Contact:
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who waits to be let in."""

    id: int
    unit_id: int
    name: str
    position: str
    channel: str
    asked_at: datetime


async def channels(tx: Tx, official_ids: Collection[int]) -> dict[int, list[Channel]]:
    """The chats that somebody has, the one to write to first."""
    query = select(LINKS).where(LINKS.c.official_id.in_(official_ids), LINKS.c.state != "ended")
    found: dict[int, list[Channel]] = {}
    for row in await tx.execute(query.order_by(LINKS.c.preference, LINKS.c.id)):
        active = row.state == LinkState.ACTIVE.value
        made = Channel(row.channel, active, row.reason, row.linked_at)
        found.setdefault(row.official_id, []).append(made)
    return found


async def work(
    tx: Tx, cycle_id: int, official_ids: Collection[int] | None = None
) -> dict[int, Work]:
    """What these people, or all, have to answer for in a period."""
    answered = func.sum(case((DUTIES.c.status.is_not(None), 1), else_=0)).label("answered")
    query = select(DUTIES.c.owner_id, func.count().label("duties"), answered)
    query = query.where(DUTIES.c.cycle_id == cycle_id, DUTIES.c.owner_id.is_not(None))
    if official_ids is not None:
        query = query.where(DUTIES.c.owner_id.in_(official_ids))
    rows = await tx.execute(query.group_by(DUTIES.c.owner_id))
    return {row.owner_id: Work(row.duties, row.answered) for row in rows}


async def silent(tx: Tx, cycle_id: int) -> set[int]:
    """Who was reached about a duty of the period and has answered none yet."""
    reached = func.count(DUTIES.c.reached_at)
    answered = func.count(DUTIES.c.status)
    here = DUTIES.c.cycle_id == cycle_id, DUTIES.c.owner_id.is_not(None)
    query = select(DUTIES.c.owner_id).where(*here).group_by(DUTIES.c.owner_id)
    return set((await tx.execute(query.having(reached > 0, answered == 0))).scalars())


async def invited(tx: Tx, official_ids: Collection[int], now: datetime) -> dict[int, Invited]:
    """The newest invitation of each."""
    newest = select(func.max(INVITATIONS.c.id)).where(INVITATIONS.c.official_id.in_(official_ids))
    ids = newest.group_by(INVITATIONS.c.official_id)
    rows = await tx.execute(select(INVITATIONS).where(INVITATIONS.c.id.in_(ids)))
    return {
        row.official_id: Invited(
            row.issued_at,
            row.expires_at,
            row.used_at,
            row.used_at is None and row.revoked_at is None and row.expires_at > now,
        )
        for row in rows
    }


async def last_message(tx: Tx, official_id: int) -> LastMessage | None:
    """The newest message to somebody that has left or tried to."""
    query = (
        select(
            OUTBOX_MESSAGES.c.channel,
            OUTBOX_MESSAGES.c.kind,
            OUTBOX_EVENTS.c.at,
            OUTBOX_EVENTS.c.state,
            OUTBOX_EVENTS.c.reason,
            OUTBOX_MESSAGES.c.message_id,
        )
        .join(OUTBOX_EVENTS, OUTBOX_EVENTS.c.outbox_id == OUTBOX_MESSAGES.c.id)
        .where(OUTBOX_MESSAGES.c.official_id == official_id)
        .order_by(OUTBOX_EVENTS.c.id.desc())
        .limit(1)
    )
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        return None
    said = await delivery_log.receipts(tx, [row.message_id] if row.message_id else [])
    at, state = row.at, row.state
    for receipt in said.get((row.channel, row.message_id), []):
        at, state = receipt.at, receipt.state.value
    return LastMessage(row.channel, row.kind, at, state, row.reason)


async def contact(tx: Tx, official_id: int) -> Contact:
    query = select(OFFICIALS.c.phone, OFFICIALS.c.email).where(OFFICIALS.c.id == official_id)
    row = (await tx.execute(query)).one()
    return Contact(row.phone, row.email)


async def asking(tx: Tx, units: Collection[int]) -> list[Asking]:
    """Who waits to be let in to these units, the longest first."""
    open_ones = REGISTRATIONS.c.state == "asked", REGISTRATIONS.c.unit_id.in_(units)
    query = select(REGISTRATIONS).where(*open_ones).order_by(REGISTRATIONS.c.id)
    return [
        Asking(row.id, row.unit_id, row.name, row.position, row.channel, row.asked_at)
        for row in await tx.execute(query)
    ]

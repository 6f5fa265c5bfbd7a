"""Findings of the auditor, and where it looks for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update

from domain.messaging.health_findings import (
    ANSWER_LATE,
    CHANNEL_STOPPED,
    HEARD_LATE,
    IN_DOUBT_LATE,
    LETTER_LATE,
    STEP_LATE,
    TRIED_FOR,
    TRIES,
    Backlog,
    What,
)
from domain.messaging.messages import Facts
from domain.messaging.outbox import MessageState, Priority
from storage.engine.database import Tx
from storage.messaging.outbox import IN_FLIGHT, WAITING
from storage.messaging.quarantine_filter import may_leave
from storage.monitoring import next_due
from storage.tables import BOTS, FINDINGS, INBOX, OUTBOX_MESSAGES

ANSWER = OUTBOX_MESSAGES.c.priority == Priority.ANSWER.value


@dataclass(frozen=True, slots=True)
class StoredFinding:
    id: int
    what: What
    facts: Facts
    began_at: datetime


async def standing(tx: Tx) -> list[StoredFinding]:
    """What has begun and is not over."""
    query = select(FINDINGS).where(FINDINGS.c.ended_at.is_(None)).order_by(FINDINGS.c.id)
    rows = await tx.execute(query)
    return [StoredFinding(row.id, What(row.what), row.facts, row.began_at) for row in rows]


async def begin(tx: Tx, what: What, facts: Facts, now: datetime) -> StoredFinding:
    new = insert(FINDINGS).values(what=what.value, facts=dict(facts), began_at=now)
    found = (await tx.execute(new.returning(FINDINGS.c.id))).scalar_one()
    return StoredFinding(found, what, facts, now)


async def end(tx: Tx, ids: Collection[int], now: datetime) -> None:
    await tx.execute(update(FINDINGS).where(FINDINGS.c.id.in_(ids)).values(ended_at=now))


async def steps_late(tx: Tx, now: datetime) -> Backlog | None:
    """Something is long due and nothing was done about it."""
    due = await next_due.over_time(tx)
    return Backlog(1, due) if due is not None and due <= now - STEP_LATE else None


async def answers_late(tx: Tx, now: datetime) -> Backlog | None:
    """Answers to people's own messages that should have left, at any hour."""
    by = now - ANSWER_LATE
    return await _messages(tx, ANSWER, _unmoved(by, BOTS.c.next_answer_at, now), _overdue(by, now))


async def messages_late(tx: Tx, now: datetime) -> Backlog | None:
    """Other messages that should have left; only where the window has been open long enough."""
    by = now - LETTER_LATE
    unmoved = _unmoved(by, BOTS.c.next_at, now)
    return await _messages(tx, ~ANSWER, may_leave(), unmoved, _overdue(by, now))


def _overdue(by: datetime, now: datetime) -> ColumnElement[bool]:
    """Waiting since then, or tried in vain again and again."""
    tried = OUTBOX_MESSAGES.c.state == MessageState.RETRY.value, OUTBOX_MESSAGES.c.attempts >= TRIES
    late = or_(
        OUTBOX_MESSAGES.c.send_at <= by,
        and_(*tried, OUTBOX_MESSAGES.c.created_at <= now - TRIED_FOR),
    )
    return and_(OUTBOX_MESSAGES.c.state.in_(WAITING), late)


def _unmoved(by: datetime, next_at: ColumnElement[datetime], now: datetime) -> ColumnElement[bool]:
    """A long queue that moves, and a pause that the messenger asked for, are as they should be."""
    moving = select(BOTS.c.channel).where(or_(next_at > by, BOTS.c.paused_until > now))
    return OUTBOX_MESSAGES.c.route.not_in(moving)


async def channel_stopped(tx: Tx, now: datetime) -> Backlog | None:
    """Messages that wait for a bot which is refused and therefore asks only now and then.

    Between the end of a pause and the next try there is a moment that is no recovery.
    """
    down = BOTS.c.down_since <= now - CHANNEL_STOPPED
    pausing = BOTS.c.paused_until > now - CHANNEL_STOPPED
    stopped = select(BOTS.c.channel).where(down, pausing)
    tried = OUTBOX_MESSAGES.c.attempts > 0
    return await _messages(
        tx, OUTBOX_MESSAGES.c.state.in_(WAITING), tried, OUTBOX_MESSAGES.c.route.in_(stopped)
    )


async def in_doubt(tx: Tx, now: datetime) -> Backlog | None:
    """Messages whose sender is gone, or whose fate nobody has settled."""
    by = now - IN_DOUBT_LATE
    late = or_(OUTBOX_MESSAGES.c.leased_until <= by, OUTBOX_MESSAGES.c.uncertain_at <= by)
    return await _messages(tx, OUTBOX_MESSAGES.c.state.in_(IN_FLIGHT), late)


async def _messages(tx: Tx, *conditions: ColumnElement[bool]) -> Backlog | None:
    return await _backlog(tx, OUTBOX_MESSAGES.c.send_at, *conditions)


async def heard_late(tx: Tx, now: datetime) -> Backlog | None:
    """What people wrote and nobody has handled."""
    late = INBOX.c.received_at <= now - HEARD_LATE
    return await _backlog(tx, INBOX.c.received_at, INBOX.c.state == "new", late)


async def _backlog(
    tx: Tx, since: ColumnElement[datetime], *conditions: ColumnElement[bool]
) -> Backlog | None:
    query: Any = select(func.count().label("number"), func.min(since).label("oldest"))
    row = (await tx.execute(query.where(*conditions))).one()
    return Backlog(row.number, row.oldest) if row.number else None

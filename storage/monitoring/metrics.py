"""How much waits, stands and is owed at this moment, in numbers without names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select

from domain.reporting.cycles import CycleState
from storage.engine.database import Tx
from storage.messaging.outbox import IN_FLIGHT, WAITING
from storage.tables import BOTS, CYCLES, DUTIES, INBOX, OUTBOX_MESSAGES, UNITS


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """So many wait, the oldest of what is due for so many seconds."""

    count: int
    age_s: float


@dataclass(frozen=True, slots=True)
class Owed:
    """Duties of a department's open period."""

    unit: str
    period: str
    answered: int
    unanswered: int


async def messages(tx: Tx) -> dict[str, int]:
    """Messages that are not done with, by state."""
    found: dict[str, int] = {}
    for states in (WAITING, IN_FLIGHT):
        query = select(OUTBOX_MESSAGES.c.state, func.count()).where(
            OUTBOX_MESSAGES.c.state.in_(states)
        )
        rows = await tx.execute(query.group_by(OUTBOX_MESSAGES.c.state))
        found |= {state: int(count) for state, count in rows}
    return found


async def due_messages(tx: Tx, now: datetime) -> QueueDepth:
    due = OUTBOX_MESSAGES.c.state.in_(WAITING), OUTBOX_MESSAGES.c.send_at <= now
    return await _queue(tx, OUTBOX_MESSAGES, OUTBOX_MESSAGES.c.send_at, now, *due)


async def inbox_depth(tx: Tx, now: datetime) -> QueueDepth:
    """What people wrote and nobody has handled yet."""
    return await _queue(tx, INBOX, INBOX.c.received_at, now, INBOX.c.state == "new")


async def _queue(
    tx: Tx, table: Table, since: ColumnElement[datetime], now: datetime, *which: Any
) -> QueueDepth:
    query: Any = select(func.count(), func.min(since)).select_from(table).where(*which)
    count, oldest = (await tx.execute(query)).one()
    return QueueDepth(count, max(0.0, (now - oldest).total_seconds()) if oldest else 0.0)


async def down(tx: Tx) -> dict[str, bool]:
    """Whether nothing leaves by a bot, by channel."""
    rows = await tx.execute(select(BOTS.c.channel, BOTS.c.down_since))
    return {row.channel: row.down_since is not None for row in rows}


async def owed(tx: Tx) -> list[Owed]:
    """Of every period that is open."""
    query = (
        select(UNITS.c.code, CYCLES.c.period, func.count(DUTIES.c.status), func.count(DUTIES.c.id))
        .select_from(DUTIES.join(CYCLES, DUTIES.c.cycle_id == CYCLES.c.id))
        .join(UNITS, CYCLES.c.root_unit_id == UNITS.c.id)
        .where(CYCLES.c.state == CycleState.OPEN.value)
        .group_by(UNITS.c.code, CYCLES.c.period)
    )
    return [
        Owed(unit, period, answered, every - answered)
        for unit, period, answered, every in await tx.execute(query)
    ]

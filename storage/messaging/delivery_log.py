"""Every message that spoke of a duty, with what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CompoundSelect, Row, select, union

from domain.messaging.messages import IncomingEvent
from domain.messaging.outbox import Kind, MessageState, Receipt
from domain.reporting.cycles import Cycle
from storage.engine.database import Tx
from storage.engine.insert_ignore import keep_new
from storage.engine.json_codecs import routing_from_json
from storage.tables import DUTY_OWNERS, ESCALATIONS, OUTBOX_EVENTS, OUTBOX_MESSAGES, RECEIPTS

BEFORE, AFTER = timedelta(days=1), timedelta(days=31)  # around the period, for what came late


@dataclass(frozen=True, slots=True)
class Event:
    """What became of a message at an instant; `reason` is what the messenger said."""

    at: datetime
    state: MessageState | Receipt
    reason: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message about a duty: when it was to leave, to whom, by which channel, and its fate.

    `html`: what it said, as it left; empty once the time for keeping words is over.
    """

    logical_at: datetime
    kind: Kind
    official_id: int | None
    channel: str
    rung: int | None
    message_id: str
    events: tuple[Event, ...]
    html: str = ""


async def of_duty(tx: Tx, duty_id: int, cycle: Cycle, *, concerned: bool = False) -> list[Spoken]:
    """In the order of time. `concerned`: only to those who owned it, or whom it climbed to."""
    around = OUTBOX_MESSAGES.c.logical_at.between(cycle.opens_at - BEFORE, cycle.closes_at + AFTER)
    query = (
        select(OUTBOX_MESSAGES)
        .where(around)
        .order_by(OUTBOX_MESSAGES.c.logical_at, OUTBOX_MESSAGES.c.id)
    )
    if concerned:
        query = query.where(OUTBOX_MESSAGES.c.official_id.in_(_concerned(duty_id)))
    found = [row for row in await tx.execute(query) if duty_id in row.sent_duties]
    events = await _events(tx, [row.id for row in found])
    said = await receipts(tx, [row.message_id for row in found if row.message_id])
    return [
        _spoken(row, [*events.get(row.id, []), *said.get((row.channel, row.message_id), [])])
        for row in found
    ]


async def note_receipts(tx: Tx, told: Sequence[IncomingEvent]) -> None:
    """Kept by the messenger's own id: they may come before we know that the message was taken."""
    rows = [
        {
            "channel": each.chat.channel,
            "message_id": each.message_id,
            "kind": Receipt(each.kind).value,
            "at": each.at,
        }
        for each in told
    ]
    await keep_new(tx, RECEIPTS, rows, key=["channel", "message_id", "kind"])


async def receipts(tx: Tx, message_ids: Sequence[str]) -> Mapping[tuple[str, str], Sequence[Event]]:
    """What messengers said of these messages, by channel and id, in the order of time."""
    query = select(RECEIPTS).where(RECEIPTS.c.message_id.in_(message_ids))
    found: dict[tuple[str, str], list[Event]] = {}
    if message_ids:
        for row in await tx.execute(query.order_by(RECEIPTS.c.at, RECEIPTS.c.kind)):
            event = Event(row.at, Receipt(row.kind), "")
            found.setdefault((row.channel, row.message_id), []).append(event)
    return found


def _concerned(duty_id: int) -> CompoundSelect[Any]:
    owned = select(DUTY_OWNERS.c.official_id).where(DUTY_OWNERS.c.duty_id == duty_id)
    told = select(ESCALATIONS.c.official_id).where(ESCALATIONS.c.duty_id == duty_id)
    return union(owned.where(DUTY_OWNERS.c.official_id.is_not(None)), told)


async def _events(tx: Tx, messages: Sequence[int]) -> Mapping[int, list[Event]]:
    here = select(OUTBOX_EVENTS).where(OUTBOX_EVENTS.c.outbox_id.in_(messages))
    found: dict[int, list[Event]] = {}
    for row in await tx.execute(here.order_by(OUTBOX_EVENTS.c.id)):
        event = Event(row.at, MessageState(row.state), row.reason)
        found.setdefault(row.outbox_id, []).append(event)
    return found


def _spoken(row: Row[Any], events: Sequence[Event]) -> Spoken:
    return Spoken(
        row.logical_at,
        Kind(row.kind),
        row.official_id,
        row.channel,
        routing_from_json(row.routing).rung,
        row.message_id,
        tuple(events),
        row.sent_html,
    )

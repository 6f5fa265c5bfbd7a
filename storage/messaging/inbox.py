"""The inbox: everything heard, stored before it is acknowledged, handled once and in order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select, update

from domain.messaging.messages import Chat, IncomingEvent
from domain.messaging.moments import Moments
from storage.engine.database import Tx
from storage.engine.insert_ignore import add_new
from storage.engine.json_codecs import event_from_json, event_to_json
from storage.tables import INBOX


@dataclass(frozen=True, slots=True)
class Received:
    """`listened_at`: until when its channel had handed over everything before it."""

    id: int
    attempts: int
    event: IncomingEvent
    stored_at: datetime
    listened_at: datetime | None = None

    def moments(self, now: datetime) -> Moments:
        """When it was said, stored, and decided: now."""
        return Moments(self.event.at, self.stored_at, now, self.listened_at)


async def add_all(
    tx: Tx,
    events: Sequence[IncomingEvent],
    now: datetime,
    listened: Mapping[str, datetime] = MappingProxyType({}),
) -> int:
    """Store what was heard; what is known already is left out. Returns how many are new.

    `listened`: until when a channel had handed over everything before.
    """
    rows = [
        {
            "channel": event.chat.channel,
            "event_id": event.event_id,
            "address": event.chat.address,
            "message_id": event.message_id,
            "event": event_to_json(event),
            "state": "new",
            "attempts": 0,
            "received_at": now,
            "listened_at": listened.get(event.chat.channel),
        }
        for event in events
    ]
    return await add_new(tx, INBOX, rows, key=["channel", "event_id"])


async def any_waiting(tx: Tx) -> bool:
    """Looked up by a reader, so that an idle service writes nothing."""
    query = select(INBOX.c.id).where(INBOX.c.state == "new").limit(1)
    return (await tx.execute(query)).first() is not None


async def waiting(tx: Tx, limit: int) -> list[Received]:
    """What nobody has handled yet, in the order in which it was heard."""
    query = select(INBOX).where(INBOX.c.state == "new").order_by(INBOX.c.id).limit(limit)
    rows = await tx.execute(query.with_for_update(skip_locked=True))
    return [
        Received(
            row.id,
            row.attempts,
            event_from_json(row.channel, row.address, row.event_id, row.event),
            row.received_at,
            row.listened_at,
        )
        for row in rows
    ]


async def mark_done(tx: Tx, inbox_ids: Collection[int], now: datetime) -> None:
    done = update(INBOX).where(INBOX.c.id.in_(inbox_ids))
    await tx.execute(done.values(state="done", done_at=now, attempts=INBOX.c.attempts + 1))


async def mark_failed(tx: Tx, inbox_id: int, *, park: bool) -> None:
    """One more try has failed; a parked row blocks nobody any longer."""
    values = {"state": "parked"} if park else {}
    failed = update(INBOX).where(INBOX.c.id == inbox_id)
    await tx.execute(failed.values(attempts=INBOX.c.attempts + 1, **values))


async def find_message(tx: Tx, chat: Chat, message_id: str) -> IncomingEvent | None:
    """What was first heard under this message id in this chat."""
    here = INBOX.c.channel == chat.channel, INBOX.c.address == chat.address
    query = select(INBOX).where(*here, INBOX.c.message_id == message_id).order_by(INBOX.c.id)
    for row in await tx.execute(query):
        event = event_from_json(row.channel, row.address, row.event_id, row.event)
        if event.kind == "message" and not event.tap:
            return event
    return None


async def said_lately(
    tx: Tx, chat: Chat, before_event: str, limit: int = 20
) -> list[IncomingEvent]:
    """What was typed in this chat, the newest first, without this event."""
    here = INBOX.c.channel == chat.channel, INBOX.c.address == chat.address
    query = select(INBOX).where(*here, INBOX.c.event_id != before_event)
    rows = await tx.execute(query.order_by(INBOX.c.id.desc()).limit(limit))
    heard = [event_from_json(row.channel, row.address, row.event_id, row.event) for row in rows]
    return [event for event in heard if event.kind == "message" and not event.tap]


async def last_said(tx: Tx, chat: Chat) -> datetime | None:
    """When something was last written or pressed in this chat; reports of the chat do not count."""
    here = INBOX.c.channel == chat.channel, INBOX.c.address == chat.address
    said = select(INBOX.c.received_at).where(*here, INBOX.c.message_id != "")
    newest: datetime | None = (await tx.execute(said.order_by(INBOX.c.id.desc()).limit(1))).scalar()
    return newest


async def last_text(tx: Tx, chat: Chat, message_id: str, before_event: str) -> str:
    """How the message read before this edit."""
    here = INBOX.c.channel == chat.channel, INBOX.c.address == chat.address
    same = INBOX.c.message_id == message_id, INBOX.c.event_id != before_event
    query = select(INBOX.c.event).where(*here, *same, INBOX.c.state == "done").order_by(INBOX.c.id)
    texts = [row.event["text"] for row in await tx.execute(query) if not row.event["tap"]]
    return texts[-1] if texts else ""

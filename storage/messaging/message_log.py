"""What was said and heard, read back: the lines of a chat, and every message that was sent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from domain.messaging.messages import Chat
from domain.messaging.outbox import Kind, MessageState
from storage.engine.database import Tx
from storage.engine.json_codecs import routing_from_json
from storage.tables import DUTIES, INBOX, OUTBOX_MESSAGES, UNITS

SHOWN = (MessageState.SENDING.value, MessageState.SENT.value, MessageState.UNCERTAIN.value)
Buttons = tuple[tuple[tuple[str, str], ...], ...]
"""Rows of (label, what comes back)."""


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One line of a chat. `html` for what the service said, `text` for what the person said."""

    id: str
    at: datetime
    mine: bool
    html: str = ""
    text: str = ""
    tap: str = ""
    buttons: Buttons = ()
    files: tuple[str, ...] = ()


PAGE = 60


@dataclass(frozen=True, slots=True)
class Part:
    """Which lines of a chat: the last ones; those from `after` on; or the last up to `before`."""

    after: datetime | None = None
    before: datetime | None = None

    def of(self, at: Any, number: Any) -> tuple[tuple[ColumnElement[bool], ...], Any]:
        """What to look for, and in which order."""
        if self.after:
            return (at >= self.after,), (at, number)
        return ((at <= self.before,) if self.before else ()), (at.desc(), number.desc())


async def of_chat(tx: Tx, chat: Chat, part: Part = Part(), limit: int = PAGE) -> list[ChatLine]:
    """So many lines of a chat, the oldest first."""
    sent_at = func.coalesce(OUTBOX_MESSAGES.c.sent_at, OUTBOX_MESSAGES.c.send_at)
    where, order = part.of(sent_at, OUTBOX_MESSAGES.c.id)
    here = OUTBOX_MESSAGES.c.channel == chat.channel, OUTBOX_MESSAGES.c.address == chat.address
    shown = OUTBOX_MESSAGES.c.state.in_(SHOWN)
    said = await tx.execute(
        select(OUTBOX_MESSAGES).where(*here, shown, *where).order_by(*order).limit(limit)
    )
    where, order = part.of(INBOX.c.received_at, INBOX.c.id)
    here = INBOX.c.channel == chat.channel, INBOX.c.address == chat.address
    event = await tx.execute(select(INBOX).where(*here, *where).order_by(*order).limit(limit))
    lines = [*(_said(row) for row in said), *(_heard(row) for row in event)]
    lines.sort(key=lambda line: (line.at, not line.mine, line.id))
    return lines[:limit] if part.after else lines[-limit:]


async def files_since(tx: Tx, chats: Collection[Chat], since: datetime) -> int:
    """How many files have come from these chats."""
    found = 0
    for chat in chats:
        here = INBOX.c.channel == chat.channel, INBOX.c.address == chat.address
        rows = await tx.execute(select(INBOX.c.event).where(*here, INBOX.c.received_at > since))
        found += sum(len(row.event["files"]) for row in rows)
    return found


def _said(row: Row[Any]) -> ChatLine:
    buttons = tuple(tuple((label, tap) for label, tap in line) for line in row.sent_buttons)
    at = row.sent_at or row.send_at
    return ChatLine(f"s{row.id:012d}", at, mine=False, html=row.sent_html, buttons=buttons)


def _heard(row: Row[Any]) -> ChatLine:
    files = tuple(name for _reference, name, *_ in row.event["files"])
    return ChatLine(
        f"h{row.id:012d}",
        row.received_at,
        mine=True,
        text=row.event["text"],
        tap=row.event["tap"],
        files=files,
    )


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A message that left, with the duties it spoke of as TASK@UNIT."""

    at: datetime
    kind: Kind
    official_id: int | None
    key: str
    html: str
    labels: tuple[str, ...]
    duties: tuple[str, ...]
    rung: int | None
    logical_at: datetime


async def sent(tx: Tx) -> list[SentLetter]:
    """Every message that was sent, in the order of time."""
    codes = await duty_codes(tx)
    query = select(OUTBOX_MESSAGES).where(OUTBOX_MESSAGES.c.state == MessageState.SENT.value)
    rows = await tx.execute(query.order_by(OUTBOX_MESSAGES.c.sent_at, OUTBOX_MESSAGES.c.id))
    return [_message(row, codes) for row in rows]


async def duty_codes(tx: Tx) -> dict[int, str]:
    """TASK@UNIT of every duty."""
    query = select(DUTIES.c.id, DUTIES.c.task_code, UNITS.c.code)
    rows = await tx.execute(query.join(UNITS, UNITS.c.id == DUTIES.c.unit_id))
    return {row.id: f"{row.task_code}@{row.code}" for row in rows}


def _message(row: Row[Any], codes: dict[int, str]) -> SentLetter:
    ids = row.sent_duties or row.facts.get("duty_ids", [])
    return SentLetter(
        row.sent_at,
        Kind(row.kind),
        row.official_id,
        row.key,
        row.sent_html,
        tuple(label for line in row.sent_buttons for label, _tap in line),
        tuple(codes[each] for each in ids if each in codes),
        routing_from_json(row.routing).rung,
        row.logical_at,
    )

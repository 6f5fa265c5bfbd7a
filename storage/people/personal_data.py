"""What is held about a person, and what is left once it is forgotten."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, false, func, or_, select, update

from domain.messaging.messages import Chat
from domain.messaging.outbox import Receipt
from storage.engine.database import Tx
from storage.messaging import chat_links, outbox
from storage.messaging.outbox import IN_FLIGHT, WAITING
from storage.plans import import_changes
from storage.tables import (
    ABSENCES,
    CALENDAR_ENTRIES,
    CALENDAR_FEEDS,
    CONSENTS,
    CONVERSATIONS,
    ENCLOSURES,
    EVIDENCE,
    IMPORTS,
    INBOX,
    LINKS,
    OFFICIALS,
    OUTBOX_MESSAGES,
    PROMPTS,
    PUSH_SUBSCRIPTIONS,
    QUESTIONS,
    RECEIPTS,
    REGISTRATIONS,
    REPORTS,
    UNITS,
    WRONG_TRIES,
)
from storage.tables.columns import new_subject

ERASED = "erased"
CHATS = (LINKS, CONSENTS, REGISTRATIONS)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom data is about, also after leaving."""

    id: int
    code: str
    name: str
    unit_id: int
    left: bool
    subject: str


async def get(tx: Tx, official_id: int) -> Person:
    row = (await tx.execute(select(OFFICIALS).where(OFFICIALS.c.id == official_id))).one()
    return Person(row.id, row.code, row.name, row.unit_id, row.ended_at is not None, row.subject)


async def held(tx: Tx, official_id: int) -> Mapping[str, Any]:
    """Everything about a person, as facts for a sentence; instants and days as ISO text."""
    person = (await tx.execute(select(OFFICIALS).where(OFFICIALS.c.id == official_id))).one()
    chats = await _chats(tx, official_id)
    return {
        **{name: getattr(person, name) for name in ("code", "name", "position", "phone", "email")},
        "language": person.language,
        "since": person.started_at.isoformat(),
        "chats": await _rows(tx, LINKS, official_id, "channel", "address", "state", "linked_at"),
        "consents": await _rows(
            tx, CONSENTS, official_id, "channel", "agreed", "text_version", "decided_at"
        ),
        "absences": await _rows(tx, ABSENCES, official_id, "first_day", "last_day"),
        "calendars": await _rows(
            tx, CALENDAR_FEEDS, official_id, "created_at", "read_at", "ended_at"
        ),
        "files": await _rows(tx, EVIDENCE, official_id, "name", "size", "received_at"),
        "messages": await _count(tx, OUTBOX_MESSAGES, or_(*_theirs(official_id, chats))),
        "seen": await _count(tx, RECEIPTS, _seen(official_id)),
        "heard": await _count(tx, INBOX, or_(false(), *(_in(INBOX, each) for each in chats))),
        "reports": await _count(tx, REPORTS, REPORTS.c.author_id == official_id),
        "questions": await _count(tx, QUESTIONS, QUESTIONS.c.asker_id == official_id),
    }


def _seen(official_id: int) -> ColumnElement[bool]:
    """Receipts of messages to somebody, who has opened them."""
    own = OUTBOX_MESSAGES.c.official_id == official_id, OUTBOX_MESSAGES.c.message_id != ""
    ids = select(OUTBOX_MESSAGES.c.message_id).where(*own)
    return and_(RECEIPTS.c.message_id.in_(ids), RECEIPTS.c.kind == Receipt.SEEN.value)


async def erase(tx: Tx, official_id: int, now: datetime, spared: str = "") -> None:
    """Forget how to reach a person, and the words said and heard.

    What was reported for the unit stays, and that a message was sent. Messages about `spared`
    may still leave: what is on its way is left to `forget_rest`.
    """
    chats = await _chats(tx, official_id)
    await chat_links.end_all(tx, official_id, ERASED, now)
    theirs = or_(*_theirs(official_id, chats))
    await outbox.set_aside(tx, [theirs, OUTBOX_MESSAGES.c.about != spared], now, ERASED)
    await forget_messages(tx, theirs)
    for chat in chats:
        await _forget_chat(tx, chat, now)
    here = update(OFFICIALS).where(OFFICIALS.c.id == official_id)
    await tx.execute(here.values(phone="", email=""))
    own = select(LINKS.c.id).where(LINKS.c.official_id == official_id)
    await tx.execute(delete(PUSH_SUBSCRIPTIONS).where(PUSH_SUBSCRIPTIONS.c.link_id.in_(own)))
    await tx.execute(delete(CALENDAR_ENTRIES).where(CALENDAR_ENTRIES.c.official_id == official_id))
    await import_changes.forget_person(tx, official_id)
    asked = update(QUESTIONS).where(QUESTIONS.c.asker_id == official_id)
    await tx.execute(asked.values(text="", answer=""))


async def forget_rest(tx: Tx, official_id: int, erased_at: datetime) -> None:
    """Of what was on its way then; whoever has come back since keeps what came since."""
    theirs = OUTBOX_MESSAGES.c.official_id == official_id, OUTBOX_MESSAGES.c.created_at <= erased_at
    await forget_messages(tx, and_(*theirs))


async def rename(tx: Tx, official_id: int, code: str, name: str) -> None:
    """Somebody who has left is nobody any more: the log speaks of a subject of the past."""
    here = update(OFFICIALS).where(OFFICIALS.c.id == official_id)
    await tx.execute(here.values(code=code, name=name, subject=new_subject()))
    applied = update(REGISTRATIONS).where(REGISTRATIONS.c.official_id == official_id)
    await tx.execute(applied.values(name=name))


async def left(tx: Tx, before: datetime, limit: int) -> list[int]:
    """People who left before then, and who could still be reached or have chats of their own."""
    reachable = or_(OFFICIALS.c.phone != "", OFFICIALS.c.email != "", _has_address())
    gone = select(OFFICIALS.c.id).where(OFFICIALS.c.ended_at < before, reachable)
    return list((await tx.execute(gone.order_by(OFFICIALS.c.id).limit(limit))).scalars())


def _has_address() -> ColumnElement[bool]:
    own = LINKS.c.official_id == OFFICIALS.c.id, LINKS.c.address != ""
    return select(LINKS.c.id).where(*own).exists()


async def forget_words(tx: Tx, before: datetime, limit: int) -> int:
    """Forget what was said and heard before then, some rows at a time; returns how many."""
    forgotten = await forget_messages(tx, OUTBOX_MESSAGES.c.created_at < before, limit)
    old = INBOX.c.received_at < before, INBOX.c.state != "new", INBOX.c.address != ""
    forgotten += await _forget_heard(tx, and_(*old), limit)
    told = select(RECEIPTS.c.id).where(RECEIPTS.c.at < before).limit(limit)
    heard_of = await tx.execute(delete(RECEIPTS).where(RECEIPTS.c.id.in_(told)))
    forgotten += int(heard_of.rowcount)
    asked = QUESTIONS.c.asked_at < before, QUESTIONS.c.text != ""
    some = select(QUESTIONS.c.id).where(*asked).limit(limit)
    done = update(QUESTIONS).where(QUESTIONS.c.id.in_(some)).values(text="", answer="")
    return forgotten + int((await tx.execute(done)).rowcount)


async def forget_messages(tx: Tx, which: ColumnElement[bool], limit: int | None = None) -> int:
    """Of settled messages the words, the address and receipts; what else is known stays."""
    settled = OUTBOX_MESSAGES.c.state.not_in(WAITING), OUTBOX_MESSAGES.c.state.not_in(IN_FLIGHT)
    known = select(OUTBOX_MESSAGES.c.id).where(which, OUTBOX_MESSAGES.c.lane != ERASED)
    gone = {"sent_html": "", "sent_buttons": [], "choices": [], "facts": {}, "address": ""}
    found = known.where(*settled).order_by(OUTBOX_MESSAGES.c.id).limit(limit)
    named = select(OUTBOX_MESSAGES.c.message_id).where(OUTBOX_MESSAGES.c.id.in_(found))
    await tx.execute(delete(RECEIPTS).where(RECEIPTS.c.message_id.in_(named)))
    here = update(OUTBOX_MESSAGES).where(OUTBOX_MESSAGES.c.id.in_(found))
    return int((await tx.execute(here.values(**gone, edits="", lane=ERASED))).rowcount)


async def _forget_chat(tx: Tx, chat: Chat, now: datetime) -> None:
    await _forget_heard(tx, _in(INBOX, chat))
    for table in (CONVERSATIONS, WRONG_TRIES):
        await tx.execute(delete(table).where(_in(table, chat)))
    open_ones = update(PROMPTS).where(_in(PROMPTS, chat), PROMPTS.c.closed_at.is_(None))
    await tx.execute(open_ones.values(closed_at=now))
    for table in (LINKS, CONSENTS, REGISTRATIONS, ENCLOSURES, IMPORTS, PROMPTS):
        await tx.execute(update(table).where(_in(table, chat)).values(address=""))


async def _forget_heard(tx: Tx, which: ColumnElement[bool], limit: int | None = None) -> int:
    """That something was heard stays, so that it is not heard twice."""
    done = INBOX.c.state != "new"
    found = select(INBOX.c.id, INBOX.c.event).where(which, done).limit(limit)
    rows = (await tx.execute(found)).all()
    for row in rows:
        nothing: dict[str, Any] = {"text": "", "tap": "", "contact": None, "files": []}
        here = update(INBOX).where(INBOX.c.id == row.id)
        await tx.execute(here.values(event={**row.event, **nothing}, address=""))
    return len(rows)


async def _chats(tx: Tx, official_id: int) -> Sequence[Chat]:
    """Every chat that was ever a person's."""
    seen: dict[Chat, None] = {}
    for table in CHATS:
        own = table.c.official_id == official_id, table.c.address != ""
        rows = await tx.execute(select(table.c.channel, table.c.address).where(*own))
        seen.update(dict.fromkeys(Chat(row.channel, row.address) for row in rows))
    return list(seen)


def _theirs(official_id: int, chats: Collection[Chat]) -> list[ColumnElement[bool]]:
    return [
        OUTBOX_MESSAGES.c.official_id == official_id,
        *(_in(OUTBOX_MESSAGES, each) for each in chats),
    ]


def _in(table: Table, chat: Chat) -> ColumnElement[bool]:
    return and_(table.c.channel == chat.channel, table.c.address == chat.address)


async def _rows(tx: Tx, table: Table, official_id: int, *names: str) -> list[dict[str, Any]]:
    columns = [table.c[name] for name in names]
    query = select(*columns).where(table.c.official_id == official_id).order_by(table.c.id)
    return [
        {key: each.isoformat() if hasattr(each, "isoformat") else each for key, each in row.items()}
        for row in (await tx.execute(query)).mappings()
    ]


async def _count(tx: Tx, table: Table, which: ColumnElement[bool]) -> int:
    found = select(func.count()).select_from(table).where(which)
    return int((await tx.execute(found)).scalar_one())


async def affected(tx: Tx) -> list[Mapping[str, Any]]:
    """Everybody about whom something is held, with the kinds of data, for a notice of a breach."""
    channels: dict[int, list[str]] = {}
    known = select(LINKS.c.official_id, LINKS.c.channel).where(LINKS.c.address != "")
    for row in await tx.execute(known.order_by(LINKS.c.channel).distinct()):
        channels.setdefault(row.official_id, []).append(row.channel)
    people = select(OFFICIALS, UNITS.c.name.label("unit")).join(
        UNITS, UNITS.c.id == OFFICIALS.c.unit_id
    )
    return [
        {
            "code": row.code,
            "name": row.name,
            "unit": row.unit,
            "phone": bool(row.phone),
            "email": bool(row.email),
            "channels": channels.get(row.id, []),
        }
        for row in await tx.execute(people.order_by(OFFICIALS.c.id))
    ]

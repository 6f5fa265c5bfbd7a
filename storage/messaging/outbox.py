"""The outbox: messages wait here, are taken, and keep what became of them."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    bindparam,
    column,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from domain.messaging.messages import Chat
from domain.messaging.outbox import (
    PRIORITIES,
    Kind,
    MessageState,
    NewMessage,
    OutboxMessage,
    Priority,
    Routing,
    StepRef,
)
from storage.engine.database import Tx
from storage.engine.insert_ignore import add_new
from storage.engine.json_codecs import (
    choices_from_json,
    choices_to_json,
    routing_from_json,
    routing_to_json,
)
from storage.messaging import chat_links
from storage.messaging.quarantine_filter import may_leave
from storage.tables import OUTBOX_EVENTS, OUTBOX_MESSAGES


def _states(*states: MessageState) -> BindParameter[Any]:
    """They stand in the text of a query: SQLite takes an index of some rows for nothing else."""
    values = [state.value for state in states]
    return bindparam(None, values, expanding=True, literal_execute=True)


WAITING = _states(MessageState.QUEUED, MessageState.RETRY)
IN_FLIGHT = _states(MessageState.SENDING, MessageState.UNCERTAIN)
GONE = _states(MessageState.SENDING, MessageState.UNCERTAIN, MessageState.SENT)
STEP = "digest.step"
SETTLED = "settled"
NAMES_THE_SILENT = or_(
    OUTBOX_MESSAGES.c.kind.in_([Kind.ESCALATION.value, Kind.REMINDER.value]),
    OUTBOX_MESSAGES.c.text_key == STEP,
)
LOOK_AHEAD = 4  # so many messages are looked at for each one taken, as lanes may repeat


async def add(tx: Tx, message: NewMessage, now: datetime) -> bool:
    """Write a message; False if one with this key was written before."""
    return bool(await add_all(tx, [message], now))


async def add_all(tx: Tx, messages: Sequence[NewMessage], now: datetime) -> int:
    """Write messages, leaving out those whose key is known; returns how many are new."""
    wandering = [each.official_id for each in messages if each.chat is None and each.official_id]
    chats = await chat_links.best(tx, wandering) if wandering else {}
    rows = [
        _row(message, message.chat or chats.get(message.official_id or 0), now)
        for message in messages
    ]
    return await add_new(tx, OUTBOX_MESSAGES, rows, key=["key"])


def _row(message: NewMessage, now_best: Chat | None, now: datetime) -> dict[str, Any]:
    return {
        "key": message.key,
        "kind": message.kind.value,
        "priority": PRIORITIES[message.kind].value,
        "lane": message.lane,
        "route": now_best.channel if now_best else "",
        "fixed": message.chat is not None,
        "edits": message.edits,
        "after": "",
        "official_id": message.official_id,
        "channel": message.chat.channel if message.chat else "",
        "address": message.chat.address if message.chat else "",
        "text_key": message.text_key,
        "facts": dict(message.facts),
        "choices": choices_to_json(message.choices),
        "routing": routing_to_json(message.routing),
        "about": message.about,
        "state": MessageState.QUEUED.value,
        "reason": "",
        "attempts": 0,
        "logical_at": message.logical_at,
        "send_at": message.send_at,
        "created_at": now,
        "message_id": "",
        "sent_html": "",
        "sent_buttons": [],
        "sent_duties": [],
    }


@dataclass(frozen=True, slots=True)
class SendClaim:
    """Which messages a sender asks for.

    `route`: the channel; without one, what has no way out: routes other than those `known`.
    `priorities`: the first and the last. `chat_gap`: how long a chat rests between two messages.
    `by`: the process that sends them. `among`: these messages alone. `known_until`: what names who
    is silent leaves only if it was to leave by then; None: whenever it is.
    """

    route: str | None
    known: Collection[str]
    priorities: tuple[Priority, Priority]
    limit: int
    lease: timedelta
    chat_gap: timedelta = timedelta()
    by: str = ""
    among: Collection[int] | None = None
    known_until: datetime | None = None


async def take(tx: Tx, claim: SendClaim, now: datetime) -> list[OutboxMessage]:
    """Take messages that may leave now, at most one per lane, the urgent ones first.

    A lane with a message in flight, or one that was sent a moment ago, waits.
    """
    taken = (
        update(OUTBOX_MESSAGES)
        .where(OUTBOX_MESSAGES.c.id.in_(_chosen(claim, now)), OUTBOX_MESSAGES.c.state.in_(WAITING))
        .values(
            state=MessageState.SENDING.value,
            attempts=OUTBOX_MESSAGES.c.attempts + 1,
            leased_until=now + claim.lease,
            leased_by=claim.by,
        )
        .returning(OUTBOX_MESSAGES)
    )
    rows = (await tx.execute(taken)).all()
    return [_message(row) for row in sorted(rows, key=lambda each: (each.priority, each.id))]


async def peek(tx: Tx, claim: SendClaim, now: datetime) -> list[OutboxMessage]:
    """What would be taken now, in the same order."""
    rows = await tx.execute(
        select(OUTBOX_MESSAGES).where(OUTBOX_MESSAGES.c.id.in_(_chosen(claim, now)))
    )
    return [_message(row) for row in sorted(rows, key=lambda each: (each.priority, each.id))]


def _chosen(claim: SendClaim, now: datetime) -> Select[Any]:
    order = (OUTBOX_MESSAGES.c.priority, OUTBOX_MESSAGES.c.send_at, OUTBOX_MESSAGES.c.id)
    among = () if claim.among is None else (OUTBOX_MESSAGES.c.id.in_(claim.among),)
    waiting = (
        select(
            OUTBOX_MESSAGES.c.id,
            OUTBOX_MESSAGES.c.lane,
            OUTBOX_MESSAGES.c.priority,
            OUTBOX_MESSAGES.c.send_at,
        )
        .where(*_free(claim, now), *among, ~_lane_busy(claim.chat_gap, now))
        .order_by(*order)
        .limit(claim.limit * LOOK_AHEAD)
        .subquery()
    )
    in_lane = func.row_number().over(
        partition_by=waiting.c.lane, order_by=(waiting.c.priority, waiting.c.id)
    )
    first = select(waiting, in_lane.label("place")).subquery()
    return (
        select(first.c.id)
        .where(first.c.place == 1)
        .order_by(first.c.priority, first.c.send_at, first.c.id)
        .limit(claim.limit)
    )


async def any_waiting(tx: Tx, claim: SendClaim, now: datetime) -> bool:
    """Whether there may be something to take."""
    return (
        await tx.execute(select(OUTBOX_MESSAGES.c.id).where(*_free(claim, now)).limit(1))
    ).first() is not None


async def routes_waiting(tx: Tx, claim: SendClaim, now: datetime) -> list[str]:
    """By which of the routes it knows there may be something to take, in one question."""
    way = _each_of(tx, claim.known)
    here = exists().where(OUTBOX_MESSAGES.c.route == way, *_ready(claim, now))
    return list((await tx.execute(select(way).where(here))).scalars())


def _each_of(tx: Tx, names: Collection[str]) -> ColumnElement[str]:
    """A row for each name, all of them one value, so that the statement is always the same."""
    if tx.dialect.name == "postgresql":
        return func.unnest(literal(list(names), ARRAY(String))).column_valued("way")
    listed = literal(json.dumps(list(names)), String)
    return func.json_each(listed).table_valued(column("value", String), name="ways").c.value


def _free(claim: SendClaim, now: datetime) -> Sequence[ColumnElement[bool]]:
    way = (
        OUTBOX_MESSAGES.c.route == claim.route
        if claim.route
        else OUTBOX_MESSAGES.c.route.not_in(claim.known)
    )
    return (way, *_ready(claim, now))


def _ready(claim: SendClaim, now: datetime) -> Sequence[ColumnElement[bool]]:
    first, last = claim.priorities
    ready = OUTBOX_MESSAGES.c.state.in_(WAITING), OUTBOX_MESSAGES.c.send_at <= now
    first_to_last = OUTBOX_MESSAGES.c.priority.between(first.value, last.value)
    return (*ready, first_to_last, may_leave(), *_known(claim))


def _known(claim: SendClaim) -> Sequence[ColumnElement[bool]]:
    if claim.known_until is None:
        return ()
    return (or_(~NAMES_THE_SILENT, OUTBOX_MESSAGES.c.send_at <= claim.known_until),)


async def held_at(tx: Tx, now: datetime) -> list[datetime]:
    """The instants until which everything must be known, for what names who is silent to leave:
    the last of those that have come, and the next.
    """
    at = OUTBOX_MESSAGES.c.send_at
    held = OUTBOX_MESSAGES.c.state.in_(WAITING), NAMES_THE_SILENT
    last = select(func.max(at)).where(*held, at <= now).scalar_subquery()
    following = select(func.min(at)).where(*held, at > now).scalar_subquery()
    row = (await tx.execute(select(last, following))).one()
    return [each for each in row if each is not None]


def _lane_busy(gap: timedelta, now: datetime) -> ColumnElement[bool]:
    """What was sent under a clock that ran ahead keeps nobody waiting."""
    other = OUTBOX_MESSAGES.alias("other")
    in_flight = other.c.state.in_(IN_FLIGHT)
    same = other.c.lane == OUTBOX_MESSAGES.c.lane
    just_now = other.c.sent_at > now - gap, other.c.sent_at <= now
    return or_(exists().where(same, in_flight), exists().where(same, *just_now))


@dataclass(frozen=True, slots=True)
class SentWords:
    """What a message says, settled at the moment it leaves: kept as evidence."""

    html: str
    buttons: Sequence[Sequence[tuple[str, str]]]
    duty_ids: Collection[int]
    chat: Chat
    after: str = ""


async def keep_words(tx: Tx, said: Mapping[int, SentWords]) -> None:
    """What each message says, by its id."""
    rows = [
        {
            "message_row": outbox_id,
            "channel": words.chat.channel,
            "address": words.chat.address,
            "sent_html": words.html,
            "sent_buttons": [[list(button) for button in row] for row in words.buttons],
            "sent_duties": list(words.duty_ids),
            "after": words.after,
        }
        for outbox_id, words in said.items()
    ]
    if rows:
        said_now: dict[str, Any] = {it: bindparam(it) for it in rows[0] if it != "message_row"}
        each = (
            update(OUTBOX_MESSAGES)
            .where(OUTBOX_MESSAGES.c.id == bindparam("message_row"))
            .values(said_now)
        )
        await tx.execute(each, rows)


async def words(tx: Tx, message: OutboxMessage) -> SentWords:
    """What a message said when it was last put into words."""
    row = (
        await tx.execute(select(OUTBOX_MESSAGES).where(OUTBOX_MESSAGES.c.id == message.id))
    ).one()
    buttons = [[(label, tap) for label, tap in line] for line in row.sent_buttons]
    return SentWords(
        row.sent_html, buttons, row.sent_duties, Chat(row.channel, row.address), row.after
    )


async def ids_after(tx: Tx, channel: str, after: str) -> frozenset[str]:
    """The channel's ids of our messages beyond `after`, where ids are growing numbers."""
    number = OUTBOX_MESSAGES.c.message_id
    longer = func.length(number) > len(after)
    later = and_(func.length(number) == len(after), number > after)
    query = select(number).where(OUTBOX_MESSAGES.c.channel == channel, or_(longer, later))
    return frozenset((await tx.execute(query)).scalars())


async def mark(
    tx: Tx, outbox_id: int, state: MessageState, *, now: datetime, reason: str = "", **more: Any
) -> None:
    """Record an outcome, in the message and in its history. `more` are further columns."""
    since = now if state is MessageState.UNCERTAIN else None
    fixed = {"state": state.value, "reason": reason, "leased_until": None, "uncertain_at": since}
    values = fixed | more
    await tx.execute(
        update(OUTBOX_MESSAGES).where(OUTBOX_MESSAGES.c.id == outbox_id).values(**values)
    )
    await _remember(tx, [outbox_id], state, now, reason)


async def mark_sent(tx: Tx, message_ids: Mapping[int, str], now: datetime) -> None:
    """What the channel called each message, by the id of its message."""
    fixed = {"state": MessageState.SENT.value, "reason": "", "leased_until": None}
    sent = update(OUTBOX_MESSAGES).where(OUTBOX_MESSAGES.c.id == bindparam("message_row"))
    sent = sent.values(**fixed, uncertain_at=None, sent_at=now, message_id=bindparam("message"))
    rows = [{"message_row": each, "message": message} for each, message in message_ids.items()]
    await tx.execute(sent, rows)
    await _remember(tx, list(message_ids), MessageState.SENT, now, "")


async def say_again(tx: Tx, message: OutboxMessage, now: datetime) -> None:
    """Its first copy may have arrived, so the next one says that it is a repetition."""
    facts = {**message.facts, "repeated": True}
    await mark(tx, message.id, MessageState.RETRY, now=now, reason="uncertain", facts=facts)


async def go_another_way(tx: Tx, channel: str, now: datetime) -> int:
    """Messages that wait for a channel that is down leave by another one, where there is one."""
    down = (
        OUTBOX_MESSAGES.c.route == channel,
        OUTBOX_MESSAGES.c.state.in_(WAITING),
        ~OUTBOX_MESSAGES.c.fixed,
    )
    rows = (
        await tx.execute(select(OUTBOX_MESSAGES.c.id, OUTBOX_MESSAGES.c.official_id).where(*down))
    ).all()
    people = list({row.official_id for row in rows if row.official_id is not None})
    others = await chat_links.best(tx, people, without=[channel])
    moved = [(row.id, others[row.official_id]) for row in rows if row.official_id in others]
    for outbox_id, chat in moved:
        values = {"route": chat.channel, "channel": chat.channel, "address": chat.address}
        here = update(OUTBOX_MESSAGES).where(OUTBOX_MESSAGES.c.id == outbox_id)
        await tx.execute(here.values(**values, fixed=True, send_at=now))
    await _remember(tx, [outbox_id for outbox_id, _ in moved], MessageState.RETRY, now, "fallback")
    return len(moved)


async def withdraw(tx: Tx, about: str, now: datetime) -> list[int]:
    """Take back what waits about a thing that is settled; returns its numbers."""
    waiting = OUTBOX_MESSAGES.c.about == about, OUTBOX_MESSAGES.c.state.in_(WAITING)
    return await _end(tx, and_(*waiting), MessageState.WITHDRAWN, now, SETTLED)


async def put_back(tx: Tx, ids: Collection[int], now: datetime) -> None:
    """What was taken back since a thing was settled waits again: it was not, after all."""
    taken = OUTBOX_MESSAGES.c.state == MessageState.WITHDRAWN.value
    settled = OUTBOX_MESSAGES.c.id.in_(ids), taken, OUTBOX_MESSAGES.c.reason == SETTLED
    await _end(tx, and_(*settled), MessageState.QUEUED, now, "")


async def unsaid(tx: Tx, since: datetime, until: datetime) -> list[OutboxMessage]:
    """Messages that nobody asked for, written until then, that waited or were due in that time."""
    due = or_(OUTBOX_MESSAGES.c.send_at <= until, OUTBOX_MESSAGES.c.created_at > since)
    theirs = (
        OUTBOX_MESSAGES.c.priority > Priority.ANSWER.value,
        OUTBOX_MESSAGES.c.created_at <= until,
    )
    rows = await tx.execute(
        select(OUTBOX_MESSAGES).where(OUTBOX_MESSAGES.c.state.in_(WAITING), *theirs, due)
    )
    return [_message(row) for row in rows]


async def set_aside(
    tx: Tx, which: Sequence[ColumnElement[bool]], now: datetime, reason: str
) -> int:
    """Withdraw what waits and is of this kind; returns how many."""
    waiting = and_(OUTBOX_MESSAGES.c.state.in_(WAITING), *which)
    return len(await _end(tx, waiting, MessageState.WITHDRAWN, now, reason))


async def withdraw_keys(tx: Tx, keys: Collection[str], now: datetime) -> int:
    """Take back what waits under these keys, since what it says was undone."""
    return await set_aside(tx, [OUTBOX_MESSAGES.c.key.in_(keys)], now, "undone")


async def withdraw_all(tx: Tx, ids: Collection[int], now: datetime, reason: str) -> int:
    return await set_aside(tx, [OUTBOX_MESSAGES.c.id.in_(ids)], now, reason)


async def take_over(
    tx: Tx, message: NewMessage, abouts: Collection[str], now: datetime
) -> list[Routing]:
    """Take back unsent messages to the same person about these things that this one replaces.

    Returns what they were written for.
    """
    same = OUTBOX_MESSAGES.c.official_id == message.official_id, OUTBOX_MESSAGES.c.about.in_(abouts)
    earlier = (
        OUTBOX_MESSAGES.c.logical_at < message.logical_at,
        OUTBOX_MESSAGES.c.state.in_(WAITING),
    )
    rows = await tx.execute(select(OUTBOX_MESSAGES.c.routing).where(*same, *earlier))
    replaced = [routing_from_json(row.routing) for row in rows]
    if replaced:
        await _end(tx, and_(*same, *earlier), MessageState.WITHDRAWN, now, "superseded")
    return replaced


async def join(tx: Tx, key: str, steps: Sequence[StepRef]) -> bool:
    """Let a message that still waits speak of these steps too; False if it has left already."""
    here = OUTBOX_MESSAGES.c.key == key, OUTBOX_MESSAGES.c.state.in_(WAITING)
    row = (await tx.execute(select(OUTBOX_MESSAGES.c.routing).where(*here))).one_or_none()
    if row is None:
        return False
    known = routing_from_json(row.routing)
    more = tuple(each for each in steps if each not in known.steps)
    wider = routing_to_json(replace(known, steps=(*known.steps, *more)))
    await tx.execute(update(OUTBOX_MESSAGES).where(*here).values(routing=wider))
    return True


async def recover(tx: Tx, now: datetime, *, everything: bool = False) -> int:
    """What was in flight when its sender died may have been delivered: it is uncertain.

    `everything`: this process is the only sender and has just started, so no lease is alive.
    """
    indexed = OUTBOX_MESSAGES.c.state.in_(IN_FLIGHT)
    dead = and_(indexed, OUTBOX_MESSAGES.c.state == MessageState.SENDING.value)
    if not everything:
        late = OUTBOX_MESSAGES.c.leased_until <= now
        free = (
            select(OUTBOX_MESSAGES.c.id).where(dead, late).with_for_update(skip_locked=True).cte()
        )
        dead = OUTBOX_MESSAGES.c.id.in_(select(free.c.id))
    return len(await _end(tx, dead, MessageState.UNCERTAIN, now, "sender_died"))


async def uncertain(tx: Tx, now: datetime, settle: timedelta) -> list[OutboxMessage]:
    """Messages that have been of unknown fate long enough to be looked into."""
    waited = (
        OUTBOX_MESSAGES.c.state == MessageState.UNCERTAIN.value,
        OUTBOX_MESSAGES.c.uncertain_at <= now - settle,
    )
    rows = await tx.execute(select(OUTBOX_MESSAGES).where(*waited).order_by(OUTBOX_MESSAGES.c.id))
    return [_message(row) for row in rows]


async def _end(
    tx: Tx, condition: ColumnElement[bool], state: MessageState, now: datetime, reason: str
) -> list[int]:
    since = now if state is MessageState.UNCERTAIN else None
    values = {"state": state.value, "reason": reason, "uncertain_at": since}
    ended = update(OUTBOX_MESSAGES).where(condition).values(**values)
    ids = [row.id for row in await tx.execute(ended.returning(OUTBOX_MESSAGES.c.id))]
    await _remember(tx, ids, state, now, reason)
    return ids


async def _remember(
    tx: Tx, ids: Sequence[int], state: MessageState, now: datetime, reason: str
) -> None:
    if ids:
        values = {"at": now, "state": state.value, "reason": reason}
        await tx.execute(insert(OUTBOX_EVENTS), [{"outbox_id": each, **values} for each in ids])


async def receivers(tx: Tx, keys: Collection[str]) -> list[int]:
    """To whom messages were written under these keys, once each."""
    theirs = OUTBOX_MESSAGES.c.key.in_(keys), OUTBOX_MESSAGES.c.official_id.is_not(None)
    query = select(OUTBOX_MESSAGES.c.official_id).where(*theirs).distinct()
    return [row.official_id for row in await tx.execute(query)]


async def known(tx: Tx, key: str) -> bool:
    """Whether a message was ever written under this key."""
    query = select(OUTBOX_MESSAGES.c.id).where(OUTBOX_MESSAGES.c.key == key)
    return (await tx.execute(query)).first() is not None


async def count_on(tx: Tx, official_id: int, start: datetime, end: datetime) -> int:
    """How many messages that the person did not ask for leave between two instants."""
    query = select(func.count()).where(
        OUTBOX_MESSAGES.c.official_id == official_id,
        OUTBOX_MESSAGES.c.priority > Priority.ANSWER.value,
        OUTBOX_MESSAGES.c.send_at >= start,
        OUTBOX_MESSAGES.c.send_at < end,
        OUTBOX_MESSAGES.c.state.not_in((MessageState.WITHDRAWN.value, MessageState.FAILED.value)),
    )
    return int((await tx.execute(query)).scalar_one())


async def told_of(tx: Tx, official_id: int, since: datetime, but: int = 0) -> set[int]:
    """The duties that a person has been told of by messages about what was due since then."""
    said = OUTBOX_MESSAGES.c.official_id == official_id, OUTBOX_MESSAGES.c.logical_at >= since
    gone = OUTBOX_MESSAGES.c.state.in_(GONE), OUTBOX_MESSAGES.c.id != but
    query = select(OUTBOX_MESSAGES.c.sent_duties).where(*said, *gone)
    return {each for row in await tx.execute(query) for each in row.sent_duties}


async def waits(tx: Tx, official_id: int, about: str) -> bool:
    """Whether a message to this person about this still waits to leave."""
    own = OUTBOX_MESSAGES.c.official_id == official_id, OUTBOX_MESSAGES.c.about == about
    query = select(OUTBOX_MESSAGES.c.id).where(*own, OUTBOX_MESSAGES.c.state.in_(WAITING)).limit(1)
    return (await tx.execute(query)).first() is not None


async def said_about(
    tx: Tx, official_id: int, abouts: Collection[str], start: datetime, end: datetime
) -> list[OutboxMessage]:
    """What leaves to a person about these things between two instants, sent or waiting."""
    query = select(OUTBOX_MESSAGES).where(
        OUTBOX_MESSAGES.c.official_id == official_id,
        OUTBOX_MESSAGES.c.about.in_(abouts),
        OUTBOX_MESSAGES.c.send_at >= start,
        OUTBOX_MESSAGES.c.send_at < end,
        OUTBOX_MESSAGES.c.state.not_in((MessageState.WITHDRAWN.value, MessageState.FAILED.value)),
    )
    return [_message(row) for row in await tx.execute(query)]


async def written_to(tx: Tx, official_ids: Collection[int], since: datetime) -> set[int]:
    """Those of these people for whom a message that leaves since an instant was written."""
    theirs = OUTBOX_MESSAGES.c.official_id.in_(official_ids), OUTBOX_MESSAGES.c.send_at >= since
    query = select(OUTBOX_MESSAGES.c.official_id).where(*theirs).distinct()
    return set((await tx.execute(query)).scalars())


async def failures_in_a_row(tx: Tx, chat: Chat, most: int = 10) -> int:
    """How many of the newest messages to this chat were refused, since one was sent."""
    here = OUTBOX_MESSAGES.c.channel == chat.channel, OUTBOX_MESSAGES.c.address == chat.address
    ended = OUTBOX_MESSAGES.c.state.in_((MessageState.SENT.value, MessageState.FAILED.value))
    query = (
        select(OUTBOX_MESSAGES.c.state)
        .where(*here, ended)
        .order_by(OUTBOX_MESSAGES.c.id.desc())
        .limit(most)
    )
    states = list((await tx.execute(query)).scalars())
    good = MessageState.SENT.value
    return states.index(good) if good in states else len(states)


async def find(tx: Tx, outbox_id: int) -> OutboxMessage | None:
    row = (
        await tx.execute(select(OUTBOX_MESSAGES).where(OUTBOX_MESSAGES.c.id == outbox_id))
    ).one_or_none()
    return None if row is None else _message(row)


def _message(row: Row[Any]) -> OutboxMessage:
    chat = Chat(row.channel, row.address) if row.channel else None
    return OutboxMessage(
        row.id,
        row.key,
        Kind(row.kind),
        row.official_id,
        chat,
        row.text_key,
        row.facts,
        choices_from_json(row.choices),
        row.about,
        row.attempts,
        row.logical_at,
        row.send_at,
        row.fixed,
        row.edits,
        row.after,
        tuple(row.sent_duties),
        routing_from_json(row.routing),
    )

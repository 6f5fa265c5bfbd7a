"""Prompts standing open in chats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from domain.messaging.messages import Chat
from domain.messaging.prompts import Prompt, code_of
from storage.engine.database import Tx
from storage.tables import PROMPTS

CONVERSATION = "conversation"


@dataclass(frozen=True, slots=True)
class NewPrompt:
    """Choices that a message puts before a chat."""

    chat: Chat
    topic: str
    outbox_id: int
    taps: Sequence[str]


async def add(tx: Tx, openings: Sequence[NewPrompt], now: datetime) -> list[str]:
    """Open prompts and return the code of each. It replaces older ones of its topic.

    An answer in a conversation replaces everything before it: the person has moved on.
    A message that is tried again keeps the code it had.
    """
    if not openings:
        return []
    messages = [each.outbox_id for each in openings]
    before = select(PROMPTS.c.outbox_id, PROMPTS.c.code).where(PROMPTS.c.outbox_id.in_(messages))
    codes = {row.outbox_id: row.code for row in await tx.execute(before)}
    for each in openings:
        if each.outbox_id in codes:
            again = update(PROMPTS).where(PROMPTS.c.outbox_id == each.outbox_id)
            await tx.execute(again.values(taps=list(each.taps)))
    fresh = [each for each in openings if each.outbox_id not in codes]
    if fresh:
        codes |= await _open(tx, fresh, now)
    return [codes[each.outbox_id] for each in openings]


async def _open(tx: Tx, fresh: Sequence[NewPrompt], now: datetime) -> dict[int, str]:
    for several, own in (
        (True, [each for each in fresh if each.topic == CONVERSATION]),
        (False, [each for each in fresh if each.topic != CONVERSATION]),
    ):
        if own:
            await _close(tx, own, now, whatever=several)
    count = (await tx.execute(select(func.max(PROMPTS.c.id)))).scalar() or 0
    codes = {each.outbox_id: code_of(count + n) for n, each in enumerate(fresh, start=1)}
    rows = [_row(each, codes[each.outbox_id], now) for each in fresh]
    for row, replaced in zip(rows, _replaced(fresh), strict=True):
        row["closed_at"] = now if replaced else None
    await tx.execute(insert(PROMPTS), rows)
    return codes


def _row(opening: NewPrompt, code: str, now: datetime) -> dict[str, Any]:
    return {
        "channel": opening.chat.channel,
        "address": opening.chat.address,
        "topic": opening.topic,
        "outbox_id": opening.outbox_id,
        "code": code,
        "taps": list(opening.taps),
        "opened_at": now,
    }


def _replaced(fresh: Sequence[NewPrompt]) -> list[bool]:
    """Which of them a later one in the same batch closes again."""
    later: set[tuple[Chat, str]] = set()
    found = []
    for each in reversed(fresh):
        found.append(bool({(each.chat, CONVERSATION), (each.chat, each.topic)} & later))
        later.add((each.chat, each.topic))
    return found[::-1]


async def _close(tx: Tx, by: Sequence[NewPrompt], now: datetime, *, whatever: bool) -> None:
    """Close what stands open in these chats: whatever it is about, or the same topics."""
    chat = PROMPTS.c.channel == bindparam("on"), PROMPTS.c.address == bindparam("at")
    same = () if whatever else (PROMPTS.c.topic == bindparam("about"),)
    older = update(PROMPTS).where(*chat, *same, PROMPTS.c.closed_at.is_(None))
    rows = [{"on": it.chat.channel, "at": it.chat.address, "about": it.topic} for it in by]
    if whatever:
        rows = [{name: row[name] for name in ("on", "at")} for row in rows]
    await tx.execute(older.values(closed_at=now), rows)


async def in_chat(tx: Tx, chat: Chat, limit: int = 30) -> list[tuple[Prompt, bool]]:
    """The latest prompts of a chat, newest first, each with whether it still stands open."""
    here = (PROMPTS.c.channel == chat.channel, PROMPTS.c.address == chat.address)
    query = select(PROMPTS).where(*here).order_by(PROMPTS.c.id.desc()).limit(limit)
    return [
        (Prompt(row.id, row.code, row.topic, tuple(row.taps), row.opened_at), row.closed_at is None)
        for row in await tx.execute(query)
    ]

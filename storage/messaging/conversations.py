"""Where each chat stands in a conversation."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from domain.messaging.messages import Chat
from storage.engine.database import Tx
from storage.engine.read_cache import kept
from storage.tables import CONVERSATIONS

READ = frozenset(("conversations",))


@dataclass(frozen=True, slots=True)
class ConversationState:
    """A step of a flow, what is known so far, and until when the chat waits there."""

    flow: str
    step: str
    data: dict[str, Any]
    expires_at: datetime


async def find(tx: Tx, chat: Chat, now: datetime) -> ConversationState | None:
    place = await _stored(tx, chat)
    return place if place and place.expires_at > now else None


async def look_up(tx: Tx, chats: Collection[Chat]) -> None:
    """Read at once where the chats stand that a transaction will ask for."""
    channels, addresses = {each.channel for each in chats}, {each.address for each in chats}
    here = CONVERSATIONS.c.channel.in_(channels), CONVERSATIONS.c.address.in_(addresses)
    places = {
        Chat(row.channel, row.address): ConversationState(
            row.flow, row.step, row.data, row.expires_at
        )
        for row in await tx.execute(select(CONVERSATIONS).where(*here))
    }
    kept(tx, READ).update(dict.fromkeys(chats) | places)


async def _stored(tx: Tx, chat: Chat) -> ConversationState | None:
    """Where a chat stands or stood."""
    if chat not in kept(tx, READ):
        await look_up(tx, [chat])
    place: ConversationState | None = kept(tx, READ)[chat]
    return place


async def save(tx: Tx, chat: Chat, place: ConversationState) -> None:
    values = {
        "flow": place.flow,
        "step": place.step,
        "data": place.data,
        "expires_at": place.expires_at,
    }
    change = update(CONVERSATIONS).where(*_here(chat))
    changed = await tx.execute(change.values(**values, version=CONVERSATIONS.c.version + 1))
    if changed.rowcount == 0:
        where = {"channel": chat.channel, "address": chat.address, "version": 0}
        await tx.execute(insert(CONVERSATIONS).values(**where, **values))


async def end(tx: Tx, chat: Chat) -> None:
    if await _stored(tx, chat):
        await tx.execute(delete(CONVERSATIONS).where(*_here(chat)))


def _here(chat: Chat) -> tuple[Any, ...]:
    return (CONVERSATIONS.c.channel == chat.channel, CONVERSATIONS.c.address == chat.address)

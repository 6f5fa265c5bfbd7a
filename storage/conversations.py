"""Where each chat stands in a conversation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from domain.messages import Chat
from storage.database import Tx
from storage.tables import CONVERSATIONS


@dataclass(frozen=True, slots=True)
class Place:
    """A step of a flow, what is known so far, and until when the chat waits there."""

    flow: str
    step: str
    data: dict[str, Any]
    expires_at: datetime


async def find(tx: Tx, chat: Chat, now: datetime) -> Place | None:
    query = select(CONVERSATIONS).where(*_here(chat), CONVERSATIONS.c.expires_at > now)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else Place(row.flow, row.step, row.data, row.expires_at)


async def save(tx: Tx, chat: Chat, place: Place) -> None:
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
    await tx.execute(delete(CONVERSATIONS).where(*_here(chat)))


def _here(chat: Chat) -> tuple[Any, ...]:
    return (CONVERSATIONS.c.channel == chat.channel, CONVERSATIONS.c.address == chat.address)

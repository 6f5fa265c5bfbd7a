"""Prompts standing open in chats."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update

from domain.messages import Chat
from domain.prompts import Prompt, code_of
from storage.database import Tx
from storage.tables import PROMPTS

CONVERSATION = "conversation"


async def add(
    tx: Tx, *, chat: Chat, topic: str, letter_id: int, taps: Sequence[str], now: datetime
) -> str:
    """Open a prompt and return its code. It replaces older ones of its topic.

    An answer in a conversation replaces everything before it: the person has moved on. A letter
    that is tried again keeps the code it had.
    """
    again = update(PROMPTS).where(PROMPTS.c.letter_id == letter_id).values(taps=list(taps))
    code: str | None = (await tx.execute(again.returning(PROMPTS.c.code))).scalar()
    if code is not None:
        return code
    here = (PROMPTS.c.channel == chat.channel, PROMPTS.c.address == chat.address)
    older = here if topic == CONVERSATION else (*here, PROMPTS.c.topic == topic)
    await tx.execute(
        update(PROMPTS).where(*older, PROMPTS.c.closed_at.is_(None)).values(closed_at=now)
    )
    count = (await tx.execute(select(func.max(PROMPTS.c.id)))).scalar() or 0
    fresh = code_of(count + 1)
    await tx.execute(
        insert(PROMPTS).values(
            channel=chat.channel,
            address=chat.address,
            topic=topic,
            letter_id=letter_id,
            code=fresh,
            taps=list(taps),
            opened_at=now,
        )
    )
    return fresh


async def in_chat(tx: Tx, chat: Chat, limit: int = 30) -> list[tuple[Prompt, bool]]:
    """The latest prompts of a chat, newest first, each with whether it still stands open."""
    here = (PROMPTS.c.channel == chat.channel, PROMPTS.c.address == chat.address)
    query = select(PROMPTS).where(*here).order_by(PROMPTS.c.id.desc()).limit(limit)
    return [
        (Prompt(row.id, row.code, row.topic, tuple(row.taps), row.opened_at), row.closed_at is None)
        for row in await tx.execute(query)
    ]

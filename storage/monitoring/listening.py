"""How far each channel has handed over what people said, as told by whoever listens to it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from domain.messaging.backlog import Handover
from storage.engine.database import Tx
from storage.tables import INBOX, LISTENING


@dataclass(frozen=True, slots=True)
class Listening:
    """`seen_at`: when it was told."""

    handover: Handover
    seen_at: datetime


async def save(tx: Tx, told: Listening) -> None:
    """What was known to be done before stays known."""
    values = {
        "complete": told.handover.complete,
        "since": told.handover.since,
        "seen_at": told.seen_at,
    }
    if told.handover.known:
        values["done_at"] = told.handover.known
    here = update(LISTENING).where(LISTENING.c.channel == told.handover.channel)
    if (await tx.execute(here.values(**values))).rowcount == 0:
        await tx.execute(insert(LISTENING).values(channel=told.handover.channel, **values))


async def all_of(tx: Tx) -> dict[str, Listening]:
    rows = await tx.execute(select(LISTENING))
    return {
        row.channel: Listening(
            Handover(row.channel, row.complete, row.since, row.done_at), row.seen_at
        )
        for row in rows
    }


async def done(tx: Tx, channels: Collection[str]) -> dict[str, datetime]:
    """Until when these channels are known to have handed over everything."""
    here = LISTENING.c.channel.in_(channels), LISTENING.c.done_at.is_not(None)
    rows = await tx.execute(select(LISTENING.c.channel, LISTENING.c.done_at).where(*here))
    return {row.channel: row.done_at for row in rows}


async def undecided_since(tx: Tx) -> datetime | None:
    """When the oldest thing was stored that nobody has decided about."""
    query = select(func.min(INBOX.c.received_at)).where(INBOX.c.state == "new")
    oldest: datetime | None = (await tx.execute(query)).scalar()
    return oldest

"""The addresses of calendars: kept as hashes, one for each person, ended with their chat."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from domain.people.chat_links import LinkState
from storage.engine.database import Tx
from storage.tables import CALENDAR_FEEDS, LINKS, OFFICIALS

TABLE = CALENDAR_FEEDS.c


@dataclass(frozen=True, slots=True)
class CalendarFeed:
    """`read_at`: when a calendar program last asked for it, to the hour."""

    id: int
    official_id: int
    created_at: datetime
    read_at: datetime | None


async def add(tx: Tx, token_hash: str, official_id: int, link_id: int, now: datetime) -> None:
    """A new address; the one before it no longer opens anything."""
    await end(tx, official_id, now)
    values = {"token_hash": token_hash, "official_id": official_id, "link_id": link_id}
    await tx.execute(insert(CALENDAR_FEEDS).values(**values, created_at=now))


async def find(tx: Tx, token_hash: str) -> CalendarFeed | None:
    """The living feed of this token; None also where its chat or its person's service has ended."""
    return await _one(tx, _living().where(TABLE.token_hash == token_hash))


async def of(tx: Tx, official_id: int) -> CalendarFeed | None:
    """Somebody's living feed."""
    return await _one(tx, _living().where(TABLE.official_id == official_id))


def _living() -> Select[Any]:
    joined = select(CALENDAR_FEEDS).join(LINKS, LINKS.c.id == TABLE.link_id)
    joined = joined.join(OFFICIALS, OFFICIALS.c.id == TABLE.official_id)
    return joined.where(
        TABLE.ended_at.is_(None),
        LINKS.c.state != LinkState.ENDED.value,
        OFFICIALS.c.ended_at.is_(None),
    )


async def mark_read(tx: Tx, feed_id: int, now: datetime) -> None:
    """On PostgreSQL the row is held until the end: two readers do not write the same changes."""
    await tx.execute(update(CALENDAR_FEEDS).where(TABLE.id == feed_id).values(read_at=now))


async def end(tx: Tx, official_id: int, now: datetime) -> bool:
    """From now on the address opens nothing; False if there was none."""
    own = TABLE.official_id == official_id, TABLE.ended_at.is_(None)
    change = update(CALENDAR_FEEDS).where(*own).values(ended_at=now)
    return bool((await tx.execute(change)).rowcount)


async def _one(tx: Tx, query: Select[Any]) -> CalendarFeed | None:
    row = (await tx.execute(query.order_by(TABLE.id.desc()).limit(1))).one_or_none()
    return None if row is None else _feed(row)


def _feed(row: Row[Any]) -> CalendarFeed:
    return CalendarFeed(row.id, row.official_id, row.created_at, row.read_at)

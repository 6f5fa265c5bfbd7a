"""The entries of calendars as they were handed out, so that a change can be told from a copy."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from domain.calendar_feed.entries import Entry, EntryKind
from domain.calendar_feed.revisions import SHOWN_FOR, Published
from storage.engine.database import Tx
from storage.tables import CALENDAR_ENTRIES

TABLE = CALENDAR_ENTRIES.c


async def published(tx: Tx, official_id: int) -> Mapping[str, Published]:
    """By the keys of the entries."""
    query = select(CALENDAR_ENTRIES).where(TABLE.official_id == official_id)
    return {row.key: _published(row) for row in await tx.execute(query)}


async def save(tx: Tx, official_id: int, changed: Sequence[Published], now: datetime) -> None:
    """Keep what is new and what has changed, and forget what is no longer shown."""
    for each in changed:
        here = update(CALENDAR_ENTRIES).where(
            TABLE.official_id == official_id, TABLE.key == each.entry.key
        )
        if (await tx.execute(here.values(**_values(each)))).rowcount == 0:
            fixed = {"official_id": official_id, "key": each.entry.key}
            await tx.execute(insert(CALENDAR_ENTRIES).values(**fixed, **_values(each)))
    old = TABLE.official_id == official_id, TABLE.ends_at <= now - SHOWN_FOR
    await tx.execute(delete(CALENDAR_ENTRIES).where(*old))


def _values(published: Published) -> dict[str, Any]:
    entry = published.entry
    return {
        "kind": entry.kind.value,
        "facts": dict(entry.facts),
        "begins_at": entry.begins,
        "ends_at": entry.ends,
        "all_day": entry.all_day,
        "sequence": published.sequence,
        "changed_at": published.changed_at,
        "cancelled": published.cancelled,
    }


def _published(row: Row[Any]) -> Published:
    kind = EntryKind(row.kind)
    entry = Entry(row.key, kind, row.begins_at, row.ends_at, row.all_day, row.facts)
    return Published(entry, row.sequence, row.changed_at, row.cancelled)

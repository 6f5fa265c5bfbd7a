"""Documents sent to be made known: accepted, fetched, kept, set apart or refused."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from domain.announcements.attachments import Enclosure, EnclosureState
from domain.messaging.messages import Chat, File
from storage.engine.database import Tx
from storage.reports.evidence import Stored, columns_of
from storage.tables import DISSEMINATIONS, ENCLOSURES


async def add(tx: Tx, *, official_id: int, chat: Chat, file: File, now: datetime) -> int:
    """Accept a document that is still to be fetched."""
    row = {
        "official_id": official_id,
        "channel": chat.channel,
        "address": chat.address,
        "reference": file.reference,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": "",
        "stored": "",
        "state": EnclosureState.WAITING.value,
        "reason": "",
        "attempts": 0,
        "next_at": now,
        "received_at": now,
    }
    added = insert(ENCLOSURES).values(**row).returning(ENCLOSURES.c.id)
    return int((await tx.execute(added)).scalar_one())


async def find(tx: Tx, enclosure_id: int) -> Enclosure | None:
    query = select(ENCLOSURES).where(ENCLOSURES.c.id == enclosure_id)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _enclosure(row)


async def next_waiting(tx: Tx, now: datetime) -> Enclosure | None:
    due = ENCLOSURES.c.state == EnclosureState.WAITING.value, ENCLOSURES.c.next_at <= now
    query = select(ENCLOSURES).where(*due).order_by(ENCLOSURES.c.next_at, ENCLOSURES.c.id).limit(1)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _enclosure(row)


async def wait(
    tx: Tx, enclosure_id: int, until: datetime, reason: str, *, counted: bool = True
) -> None:
    """Try again later. `counted`: there are only so many tries of this kind."""
    values = {"next_at": until, "reason": reason, "attempts": ENCLOSURES.c.attempts + counted}
    await tx.execute(update(ENCLOSURES).where(ENCLOSURES.c.id == enclosure_id).values(**values))


async def settle(
    tx: Tx,
    enclosure_id: int,
    state: EnclosureState,
    *,
    reason: str = "",
    kept: Stored | None = None,
) -> bool:
    """Say what became of it; False if that was known."""
    values = {"state": state.value, "reason": reason, **columns_of(kept)}
    waiting = ENCLOSURES.c.id == enclosure_id, ENCLOSURES.c.state == EnclosureState.WAITING.value
    return bool((await tx.execute(update(ENCLOSURES).where(*waiting).values(**values))).rowcount)


async def unused(tx: Tx, received_before: datetime, limit: int) -> dict[int, list[str]]:
    """Documents of long ago that were never made known, with their names in the vault."""
    known = select(DISSEMINATIONS.c.enclosure_id).where(DISSEMINATIONS.c.enclosure_id.is_not(None))
    over = (
        ENCLOSURES.c.received_at <= received_before,
        ENCLOSURES.c.state != EnclosureState.WAITING.value,
        ENCLOSURES.c.reference != "",
        ENCLOSURES.c.id.not_in(known),
    )
    rows = await tx.execute(select(ENCLOSURES).where(*over).order_by(ENCLOSURES.c.id).limit(limit))
    return {row.id: [row.stored or row.reference] for row in rows}


async def forget(tx: Tx, ids: Collection[int]) -> None:
    """The rows stay as history, with the hash of what came."""
    these = update(ENCLOSURES).where(ENCLOSURES.c.id.in_(ids))
    gone = {"state": EnclosureState.REFUSED.value, "stored": "", "reference": ""}
    await tx.execute(these.values(**gone))


def _enclosure(row: Row[Any]) -> Enclosure:
    return Enclosure(
        row.id,
        row.official_id,
        Chat(row.channel, row.address),
        File(row.reference, row.name, row.media_type, row.size),
        row.stored,
        EnclosureState(row.state),
        row.attempts,
    )

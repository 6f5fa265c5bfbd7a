"""Files sent with answers: accepted, fetched, kept or refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import func, insert, select, update

from domain.messaging.messages import File
from storage.engine.database import Tx
from storage.tables import DUTIES, EVIDENCE


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that waits to be fetched."""

    id: int
    duty_id: int
    task_code: str
    official_id: int
    channel: str
    file: File
    attempts: int


class Stored(Protocol):
    """Where and how a file was stored."""

    @property
    def stored(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str: ...


async def add(  # noqa: PLR0913 - the facts of one file
    tx: Tx, *, duty_id: int, official_id: int, channel: str, file: File, album: str, now: datetime
) -> None:
    await tx.execute(
        insert(EVIDENCE).values(
            duty_id=duty_id,
            official_id=official_id,
            channel=channel,
            reference=file.reference,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            sha256="",
            album=album,
            stored="",
            state="waiting",
            reason="",
            attempts=0,
            next_at=now,
            received_at=now,
        )
    )


async def in_album(tx: Tx, duty_id: int, album: str) -> int:
    """How many files of an album the duty has already."""
    query = select(func.count()).where(EVIDENCE.c.duty_id == duty_id, EVIDENCE.c.album == album)
    return int((await tx.execute(query)).scalar_one())


async def next_waiting(tx: Tx, now: datetime) -> Piece | None:
    due = EVIDENCE.c.state == "waiting", EVIDENCE.c.next_at <= now
    query = (
        select(EVIDENCE, DUTIES.c.task_code)
        .join(DUTIES, DUTIES.c.id == EVIDENCE.c.duty_id)
        .where(*due)
        .order_by(EVIDENCE.c.next_at, EVIDENCE.c.id)
        .limit(1)
    )
    row = (await tx.execute(query)).first()
    if row is None:
        return None
    file = File(row.reference, row.name, row.media_type, row.size)
    return Piece(
        row.id,
        row.duty_id,
        row.task_code,
        row.official_id,
        row.channel,
        file,
        row.attempts,
    )


async def wait(
    tx: Tx, evidence_id: int, until: datetime, reason: str, *, counted: bool = True
) -> None:
    """Try again later. `counted`: there are only so many tries of this kind."""
    values = {"next_at": until, "reason": reason, "attempts": EVIDENCE.c.attempts + counted}
    await tx.execute(update(EVIDENCE).where(EVIDENCE.c.id == evidence_id).values(**values))


async def settle(
    tx: Tx, evidence_id: int, state: str, *, reason: str = "", kept: Stored | None = None
) -> None:
    values = {"state": state, "reason": reason, **columns_of(kept)}
    await tx.execute(update(EVIDENCE).where(EVIDENCE.c.id == evidence_id).values(**values))


def columns_of(kept: Stored | None) -> dict[str, Any]:
    """What a row says of a file that was stored."""
    names = ("stored", "media_type", "size", "sha256")
    return {name: getattr(kept, name) for name in names} if kept else {}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """Evidence as a summary shows it: an album is one piece."""

    name: str
    state: str
    files: int
    received_at: datetime


async def of_duty(tx: Tx, duty_id: int) -> list[Exhibit]:
    """The pieces of evidence of a duty, in the order in which they came."""
    query = select(EVIDENCE).where(EVIDENCE.c.duty_id == duty_id).order_by(EVIDENCE.c.id)
    pieces: dict[str, Exhibit] = {}
    for row in await tx.execute(query):
        key = row.album or f"file {row.id}"
        known = pieces.get(key)
        files = known.files + 1 if known else 1
        name = known.name if known else row.name
        pieces[key] = Exhibit(name, row.state, files, row.received_at)
    return list(pieces.values())

"""What is made known, who is asked to confirm it, and who has."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from domain.announcements.announcements import AckState, Dissemination
from domain.announcements.attachments import Enclosure
from domain.messaging.outbox import MessageState
from domain.people.officials import Official
from storage.engine.database import Tx
from storage.tables import ANNOUNCEMENT_ACKS, DISSEMINATIONS, OFFICIALS, OUTBOX_MESSAGES, UNITS

LEFT = {MessageState.SENDING.value, MessageState.UNCERTAIN.value, MessageState.SENT.value}


def about(dissemination_id: int) -> str:
    """What all its messages are about."""
    return f"dissemination:{dissemination_id}"


async def add(  # noqa: PLR0913 - what is made known, by whom, to whom
    tx: Tx,
    *,
    root_unit_id: int,
    author_id: int,
    text: str,
    units: Collection[int],
    replaces: Dissemination | None,
    people: Iterable[Official],
    now: datetime,
    next_at: datetime | None,
    enclosure: Enclosure | None = None,
) -> int:
    """Keep it with the people who are asked; what it replaces is asked for no more."""
    values = {
        "root_unit_id": root_unit_id,
        "author_id": author_id,
        "text": text,
        "units": sorted(units),
        "version": replaces.version + 1 if replaces else 1,
        "replaces_id": replaces.id if replaces else None,
        "enclosure_id": enclosure.id if enclosure else None,
        "document": enclosure.file.name if enclosure else "",
        "stored": enclosure.stored if enclosure else "",
    }
    added = insert(DISSEMINATIONS).values(**values, begun_at=now, step=0, next_at=next_at)
    made = int((await tx.execute(added.returning(DISSEMINATIONS.c.id))).scalar_one())
    rows = [
        {"dissemination_id": made, "official_id": each.id, "unit_id": each.unit_id}
        for each in people
    ]
    if rows:
        await tx.execute(insert(ANNOUNCEMENT_ACKS), rows)
    if replaces:
        old = update(DISSEMINATIONS).where(DISSEMINATIONS.c.id == replaces.id)
        await tx.execute(old.values(replaced_at=now, next_at=None))
    return made


async def find(tx: Tx, dissemination_id: int) -> Dissemination | None:
    query = select(DISSEMINATIONS).where(DISSEMINATIONS.c.id == dissemination_id)
    row = (await tx.execute(query)).one_or_none()
    return _made(row) if row else None


async def newest(tx: Tx, root_unit_id: int, limit: int = 6) -> list[Dissemination]:
    """The last ones of a department, the newest first."""
    here = DISSEMINATIONS.c.root_unit_id == root_unit_id
    query = select(DISSEMINATIONS).where(here).order_by(DISSEMINATIONS.c.id.desc()).limit(limit)
    return [_made(row) for row in await tx.execute(query)]


async def replacing(tx: Tx, dissemination_id: int) -> Dissemination | None:
    """The version that holds instead of this one; None while this one holds."""
    found = None
    query = select(DISSEMINATIONS)
    while rows := (
        await tx.execute(query.where(DISSEMINATIONS.c.replaces_id == dissemination_id))
    ).all():
        found = _made(rows[-1])
        dissemination_id = found.id
    return found


async def owed_by(tx: Tx, official_id: int) -> list[Dissemination]:
    """What a person is still to confirm, the oldest first."""
    query = select(DISSEMINATIONS).join(
        ANNOUNCEMENT_ACKS, ANNOUNCEMENT_ACKS.c.dissemination_id == DISSEMINATIONS.c.id
    )
    mine = (
        ANNOUNCEMENT_ACKS.c.official_id == official_id,
        ANNOUNCEMENT_ACKS.c.confirmed_at.is_(None),
    )
    rows = await tx.execute(query.where(*mine, DISSEMINATIONS.c.replaced_at.is_(None)))
    return sorted((_made(row) for row in rows), key=lambda each: each.id)


async def is_asked(tx: Tx, dissemination_id: int, official_id: int) -> bool:
    query = select(ANNOUNCEMENT_ACKS.c.id).where(*_mine(dissemination_id, official_id))
    return (await tx.execute(query)).first() is not None


async def confirm(tx: Tx, dissemination_id: int, official_id: int, now: datetime) -> bool:
    """Keep that the person has understood; False if that was known."""
    first = (*_mine(dissemination_id, official_id), ANNOUNCEMENT_ACKS.c.confirmed_at.is_(None))
    done = await tx.execute(update(ANNOUNCEMENT_ACKS).where(*first).values(confirmed_at=now))
    return bool(done.rowcount)


def _mine(dissemination_id: int, official_id: int) -> tuple[Any, Any]:
    here = ANNOUNCEMENT_ACKS.c.dissemination_id == dissemination_id
    return here, ANNOUNCEMENT_ACKS.c.official_id == official_id


async def standings(tx: Tx, dissemination_id: int) -> list[AckState]:
    """Everybody in service who is asked, with what became of the messages."""
    states: dict[int, set[str]] = {}
    told = select(OUTBOX_MESSAGES.c.official_id, OUTBOX_MESSAGES.c.state)
    for row in await tx.execute(told.where(OUTBOX_MESSAGES.c.about == about(dissemination_id))):
        states.setdefault(row.official_id, set()).add(row.state)
    query = (
        select(ANNOUNCEMENT_ACKS, OFFICIALS.c.name, UNITS.c.name.label("unit_name"))
        .join(OFFICIALS, OFFICIALS.c.id == ANNOUNCEMENT_ACKS.c.official_id)
        .join(UNITS, UNITS.c.id == ANNOUNCEMENT_ACKS.c.unit_id)
        .where(ANNOUNCEMENT_ACKS.c.dissemination_id == dissemination_id)
        .where(OFFICIALS.c.ended_at.is_(None))
        .order_by(ANNOUNCEMENT_ACKS.c.unit_id, OFFICIALS.c.code)
    )
    return [
        AckState(
            row.official_id,
            row.name,
            row.unit_id,
            row.unit_name,
            bool(LEFT & states.get(row.official_id, set())),
            MessageState.SENT.value in states.get(row.official_id, set()),
            row.confirmed_at is not None,
        )
        for row in await tx.execute(query)
    ]


async def take_due(tx: Tx, now: datetime) -> list[Dissemination]:
    """Those whose next step has come; the caller moves them on in the same transaction."""
    due = update(DISSEMINATIONS).where(DISSEMINATIONS.c.next_at <= now).values(next_at=None)
    return [_made(row) for row in await tx.execute(due.returning(DISSEMINATIONS))]


async def move_on(tx: Tx, dissemination_id: int, step: int, next_at: datetime | None) -> None:
    here = update(DISSEMINATIONS).where(DISSEMINATIONS.c.id == dissemination_id)
    await tx.execute(here.values(step=step, next_at=next_at))


def _made(row: Row[Any]) -> Dissemination:
    return Dissemination(
        row.id,
        row.root_unit_id,
        row.author_id,
        row.text,
        tuple(row.units),
        row.version,
        row.begun_at,
        row.step,
        row.replaced_at is not None,
        row.enclosure_id,
        row.document,
        row.stored,
    )

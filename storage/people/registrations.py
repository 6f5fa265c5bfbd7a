"""Requests of people without a code to be let in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from domain.messaging.messages import Chat
from storage.engine.database import Tx
from storage.tables import REGISTRATIONS


@dataclass(frozen=True, slots=True)
class Registration:
    id: int
    chat: Chat
    unit_id: int
    name: str
    position: str
    state: str


async def add(tx: Tx, *, chat: Chat, unit_id: int, name: str, position: str, now: datetime) -> int:
    added = insert(REGISTRATIONS).values(
        channel=chat.channel,
        address=chat.address,
        unit_id=unit_id,
        name=name,
        position=position,
        state="asked",
        asked_at=now,
    )
    return int((await tx.execute(added.returning(REGISTRATIONS.c.id))).scalar_one())


async def find(tx: Tx, registration_id: int) -> Registration | None:
    query = select(REGISTRATIONS).where(REGISTRATIONS.c.id == registration_id)
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        return None
    chat = Chat(row.channel, row.address)
    return Registration(row.id, chat, row.unit_id, row.name, row.position, row.state)


async def find_waiting(tx: Tx, chat: Chat) -> Registration | None:
    """The request of this chat that nobody has decided yet."""
    query = select(REGISTRATIONS.c.id).where(
        REGISTRATIONS.c.channel == chat.channel,
        REGISTRATIONS.c.address == chat.address,
        REGISTRATIONS.c.state == "asked",
    )
    newest = (await tx.execute(query.order_by(REGISTRATIONS.c.id.desc()))).scalars().first()
    return None if newest is None else await find(tx, newest)


async def decide(
    tx: Tx,
    registration_id: int,
    *,
    state: str,
    decided_by: int,
    official_id: int | None,
    now: datetime,
) -> bool:
    """Accept or refuse, once; False if it was decided before."""
    waiting = REGISTRATIONS.c.id == registration_id, REGISTRATIONS.c.state == "asked"
    values = {"state": state, "decided_by": decided_by, "official_id": official_id}
    done = update(REGISTRATIONS).where(*waiting).values(**values, decided_at=now)
    return bool((await tx.execute(done)).rowcount)

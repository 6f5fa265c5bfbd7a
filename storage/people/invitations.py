"""One-time ways in: codes and link tokens, kept as hashes, and the tries that missed."""

import hashlib
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, insert, or_, select, update

from domain.messaging.messages import Chat
from storage.engine.database import Tx
from storage.tables import INVITATIONS, WRONG_TRIES


def hashed(secret: str) -> str:
    """How a code or token is kept; codes are compared in capitals."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def add(
    tx: Tx, *, official_id: int, code: str, token: str, now: datetime, expires_at: datetime
) -> bool:
    """Issue an invitation; the earlier ones of this person no longer open anything.

    Returns whether one of them would still have been good.
    """
    waiting = INVITATIONS.c.official_id == official_id, INVITATIONS.c.used_at.is_(None)
    living = update(INVITATIONS).where(*waiting, INVITATIONS.c.revoked_at.is_(None))
    ended = await tx.execute(living.values(revoked_at=now).returning(INVITATIONS.c.expires_at))
    voided = any(row.expires_at > now for row in ended)
    await tx.execute(
        insert(INVITATIONS).values(
            official_id=official_id,
            code_hash=hashed(code),
            token_hash=hashed(token),
            issued_at=now,
            expires_at=expires_at,
        )
    )
    return voided


async def find(tx: Tx, secret_hash: str, now: datetime) -> int | None:
    """The official whom this code or token lets in, if it is still good."""
    query = select(INVITATIONS.c.official_id).where(*_good(secret_hash, now))
    return (await tx.execute(query)).scalar()


async def is_replaced(tx: Tx, secret_hash: str) -> bool:
    """Whether this was a way in, until a newer one was issued to the same person."""
    here = or_(INVITATIONS.c.code_hash == secret_hash, INVITATIONS.c.token_hash == secret_hash)
    ended = INVITATIONS.c.revoked_at.is_not(None), INVITATIONS.c.used_at.is_(None)
    return (await tx.execute(select(INVITATIONS.c.id).where(here, *ended))).first() is not None


async def use(tx: Tx, secret_hash: str, now: datetime) -> int | None:
    """Use up a code or token; None if somebody was quicker or it is no longer good."""
    used = update(INVITATIONS).where(*_good(secret_hash, now)).values(used_at=now)
    official_id: int | None = (await tx.execute(used.returning(INVITATIONS.c.official_id))).scalar()
    return official_id


def _good(secret_hash: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        or_(INVITATIONS.c.code_hash == secret_hash, INVITATIONS.c.token_hash == secret_hash),
        INVITATIONS.c.used_at.is_(None),
        INVITATIONS.c.revoked_at.is_(None),
        INVITATIONS.c.expires_at > now,
    )


async def add_wrong_try(tx: Tx, chat: Chat, now: datetime) -> None:
    values = {"channel": chat.channel, "address": chat.address, "tried_at": now}
    await tx.execute(insert(WRONG_TRIES).values(**values))


async def wrong_tries(tx: Tx, *, now: datetime, within: timedelta) -> Counter[Chat]:
    """How often each chat missed lately."""
    missed = func.count().label("missed")
    query = (
        select(WRONG_TRIES.c.channel, WRONG_TRIES.c.address, missed)
        .where(WRONG_TRIES.c.tried_at > now - within)
        .group_by(WRONG_TRIES.c.channel, WRONG_TRIES.c.address)
    )
    rows = await tx.execute(query)
    return Counter({Chat(row.channel, row.address): row.missed for row in rows})

"""Who is signed in on the board, with which browser; ended by more than signing out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, delete, insert, select, update

from domain.people.board_sessions import AT_MOST, SEEN_EVERY, BoardSession, posts_of
from domain.people.chat_links import LinkState
from domain.people.officials import Official
from storage.engine.database import Tx
from storage.people import officials
from storage.tables import (
    BOARD_ACTS,
    BOARD_SESSIONS,
    BOARD_SIGN_INS,
    BOARD_VIEWS,
    LINKS,
    OFFICIALS,
)

TABLE = BOARD_SESSIONS.c
KEPT = timedelta(days=1)
"""So long after its life a row stays: a page may be sent again, a place asked for many codes."""


@dataclass(frozen=True, slots=True)
class Origin:
    """By which chat somebody signs in, if by one, and with which browser."""

    link_id: int | None
    browser: str


async def add(tx: Tx, token_hash: str, official_id: int, origin: Origin, now: datetime) -> int:
    """Returns the number of the session."""
    values = {
        "token_hash": token_hash,
        "official_id": official_id,
        "link_id": origin.link_id,
        "posts": posts_of(await officials.get(tx, official_id)),
        "browser": origin.browser,
        "created_at": now,
        "seen_at": now,
        "confirmed_at": now,
    }
    added = insert(BOARD_SESSIONS).values(**values).returning(TABLE.id)
    return int((await tx.execute(added)).scalar_one())


async def find(
    tx: Tx, token_hash: str, now: datetime, at: datetime
) -> tuple[BoardSession, Official] | None:
    """The session of this token and its official, with the rights that he has `at` this moment.

    None for one that is over: by time, by the end of its chat, or by a change of posts.
    """
    query = select(BOARD_SESSIONS, LINKS.c.state, OFFICIALS.c.ended_at.label("left")).join_from(
        BOARD_SESSIONS, LINKS, LINKS.c.id == TABLE.link_id, isouter=True
    )
    query = query.join(OFFICIALS, OFFICIALS.c.id == TABLE.official_id)
    row = (await tx.execute(query.where(TABLE.token_hash == token_hash))).one_or_none()
    if row is None or row.left is not None:
        return None
    if row.link_id is not None and row.state != LinkState.ACTIVE.value:
        return None
    session = _session(row)
    held = posts_of(await officials.get(tx, row.official_id))
    if not session.lives(now) or row.posts != held:
        return None
    return session, await officials.acting(tx, row.official_id, at)


async def seen(tx: Tx, session: BoardSession, now: datetime) -> None:
    """Idle time begins anew."""
    await tx.execute(update(BOARD_SESSIONS).where(TABLE.id == session.id).values(seen_at=now))


def is_due(session: BoardSession, now: datetime) -> bool:
    """Whether `seen` is worth a write."""
    return now - session.seen_at >= SEEN_EVERY


async def of(tx: Tx, official_id: int, now: datetime) -> Sequence[BoardSession]:
    """Somebody's sessions that live, the newest first."""
    own = TABLE.official_id == official_id, TABLE.ended_at.is_(None)
    query = select(BOARD_SESSIONS).where(*own).order_by(TABLE.id.desc())
    found = [_session(row) for row in await tx.execute(query)]
    return [each for each in found if each.lives(now)]


async def end(tx: Tx, official_id: int, now: datetime, session_id: int | None = None) -> int:
    """End one of somebody's sessions, or all; returns how many that were."""
    own = [TABLE.official_id == official_id, TABLE.ended_at.is_(None)]
    own += [TABLE.id == session_id] if session_id is not None else []
    change = update(BOARD_SESSIONS).where(*own).values(ended_at=now)
    return int((await tx.execute(change)).rowcount)


async def confirm(tx: Tx, session_id: int, now: datetime) -> None:
    """Its holder has confirmed in chat, just now, that he is at this browser."""
    change = update(BOARD_SESSIONS).where(TABLE.id == session_id)
    await tx.execute(change.values(confirmed_at=now))


def _session(row: Row[Any]) -> BoardSession:
    return BoardSession(
        row.id,
        row.official_id,
        row.browser,
        row.created_at,
        row.seen_at,
        row.confirmed_at,
        row.ended_at,
    )


async def forget(tx: Tx, now: datetime) -> int:
    """Returns how many rows went. What was done stays in the audit log."""
    left = select(OFFICIALS.c.id).where(OFFICIALS.c.ended_at < now - KEPT)
    over: tuple[tuple[Table, tuple[ColumnElement[bool], ...]], ...] = (
        (BOARD_SIGN_INS, (BOARD_SIGN_INS.c.expires_at < now - KEPT,)),
        (BOARD_SESSIONS, (BOARD_SESSIONS.c.created_at < now - AT_MOST - KEPT,)),
        (BOARD_ACTS, (BOARD_ACTS.c.undo_until < now - KEPT,)),
        (BOARD_VIEWS, (BOARD_VIEWS.c.official_id.in_(left), BOARD_VIEWS.c.unit_id.is_(None))),
    )
    return sum(
        [int((await tx.execute(delete(table).where(*gone))).rowcount) for table, gone in over]
    )

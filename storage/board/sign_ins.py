"""One-use ways onto the board: a link given in chat, a code on a screen confirmed in chat."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from storage.engine.database import Tx
from storage.tables import BOARD_SIGN_INS

LINK, CODE = "link", "code"
TABLE = BOARD_SIGN_INS.c


@dataclass(frozen=True, slots=True)
class SignIn:
    """`number`: the two digits on the screen; 0 for a link. `browser`, `place`: who asked."""

    id: int
    kind: str
    number: int
    browser: str
    place: str
    official_id: int | None
    link_id: int | None
    expires_at: datetime
    confirmed: bool


async def add_link(
    tx: Tx, code_hash: str, official_id: int, link_id: int, now: datetime, lasts: timedelta
) -> None:
    """A link that this person may open once; an older one of the same person is void."""
    older = TABLE.official_id == official_id, TABLE.kind == LINK, TABLE.used_at.is_(None)
    await tx.execute(update(BOARD_SIGN_INS).where(*older).values(used_at=now))
    whose = {"official_id": official_id, "link_id": link_id, "confirmed_at": now}
    await _add(tx, now, lasts, kind=LINK, code_hash=code_hash, **whose)


async def add_code(
    tx: Tx, code_hash: str, now: datetime, lasts: timedelta, **shown: str | int
) -> int:
    """A code on a screen; returns its number. `shown`: holder_hash, number, browser, place."""
    return await _add(tx, now, lasts, kind=CODE, code_hash=code_hash, **shown)


async def _add(tx: Tx, now: datetime, lasts: timedelta, **values: Any) -> int:
    empty = {"holder_hash": "", "number": 0, "browser": "", "place": ""}
    times = {"created_at": now, "expires_at": now + lasts}
    added = insert(BOARD_SIGN_INS).values({**empty, **times, **values})
    return int((await tx.execute(added.returning(TABLE.id))).scalar_one())


async def find(tx: Tx, kind: str, code_hash: str, now: datetime) -> SignIn | None:
    """The one of this code, if it can still be used."""
    return await _one(tx, TABLE.kind == kind, TABLE.code_hash == code_hash, _usable(now))


async def get(tx: Tx, sign_in_id: int, now: datetime) -> SignIn | None:
    return await _one(tx, TABLE.id == sign_in_id, _usable(now))


async def of_holder(tx: Tx, holder_hash: str, now: datetime) -> SignIn | None:
    """The one that waits in the browser with this secret."""
    return await _one(tx, TABLE.kind == CODE, TABLE.holder_hash == holder_hash, _usable(now))


def _usable(now: datetime) -> Any:
    return (TABLE.used_at.is_(None)) & (TABLE.expires_at > now)


async def _one(tx: Tx, *where: Any) -> SignIn | None:
    query = select(BOARD_SIGN_INS).where(*where).order_by(TABLE.id.desc()).limit(1)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _sign_in(row)


async def confirm(tx: Tx, sign_in_id: int, official_id: int, link_id: int, now: datetime) -> bool:
    """Somebody said in chat that it is his screen; False if somebody has already."""
    waiting = TABLE.id == sign_in_id, TABLE.confirmed_at.is_(None), _usable(now)
    change = update(BOARD_SIGN_INS).where(*waiting)
    values = {"official_id": official_id, "link_id": link_id, "confirmed_at": now}
    return bool((await tx.execute(change.values(**values))).rowcount)


async def use(tx: Tx, sign_in_id: int, now: datetime) -> bool:
    """Use it up; False if somebody was quicker."""
    unused = TABLE.id == sign_in_id, TABLE.used_at.is_(None)
    change = update(BOARD_SIGN_INS).where(*unused).values(used_at=now)
    return bool((await tx.execute(change)).rowcount)


async def count_since(tx: Tx, place: str, since: datetime) -> int:
    """How many codes were asked for from one place."""
    query = select(func.count()).where(TABLE.place == place, TABLE.created_at >= since)
    return int((await tx.execute(query)).scalar_one())


def _sign_in(row: Row[Any]) -> SignIn:
    return SignIn(
        row.id,
        row.kind,
        row.number,
        row.browser,
        row.place,
        row.official_id,
        row.link_id,
        row.expires_at,
        row.confirmed_at is not None,
    )

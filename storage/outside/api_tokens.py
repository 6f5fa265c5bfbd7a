"""The tokens of other programs: kept as hashes, with what each may read and until when."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update

from domain.people.api_tokens import ApiToken, ReadKind, listed
from storage.engine.database import Tx
from storage.tables import API_TOKENS

TABLE = API_TOKENS.c
NOTED_EVERY = timedelta(hours=1)


async def add(tx: Tx, token_hash: str, token: ApiToken) -> int:
    """Keep a new token; its id is given here. Returns the id."""
    values = {
        "token_hash": token_hash,
        "purpose": token.purpose,
        "unit_id": token.unit_id,
        "kinds": listed(token.kinds),
        "issued_at": token.issued_at,
        "expires_at": token.expires_at,
    }
    made = insert(API_TOKENS).values(**values).returning(TABLE.id)
    return int((await tx.execute(made)).scalar_one())


async def find(tx: Tx, token_hash: str) -> ApiToken | None:
    """The token with this hash, also one that is over."""
    query = select(API_TOKENS).where(TABLE.token_hash == token_hash)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _token(row)


async def all_of_them(tx: Tx) -> list[ApiToken]:
    """Those that are over, too, in the order in which they were issued."""
    return [_token(row) for row in await tx.execute(select(API_TOKENS).order_by(TABLE.id))]


async def revoke(tx: Tx, token_id: int, now: datetime) -> bool:
    """From now on it opens nothing; False if there is none, or it was revoked before."""
    own = TABLE.id == token_id, TABLE.revoked_at.is_(None)
    change = update(API_TOKENS).where(*own).values(revoked_at=now)
    return bool((await tx.execute(change)).rowcount)


def wants_note(token: ApiToken, now: datetime) -> bool:
    return token.used_at is None or now - token.used_at >= NOTED_EVERY


async def note_use(tx: Tx, token_id: int, now: datetime) -> None:
    await tx.execute(update(API_TOKENS).where(TABLE.id == token_id).values(used_at=now))


def _token(row: Row[Any]) -> ApiToken:
    kinds = frozenset(ReadKind(each) for each in row.kinds.split(","))
    times = row.issued_at, row.expires_at, row.revoked_at, row.used_at
    return ApiToken(row.id, row.purpose, row.unit_id, kinds, *times)

"""The pair of tokens by which an app speaks for a Zalo Official Account, and who is renewing it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select, update

from storage.engine.database import Tx
from storage.engine.insert_ignore import add_new
from storage.tables import OA_TOKENS

TABLE = OA_TOKENS.c


@dataclass(frozen=True, slots=True)
class KeptPair:
    """`refused`: Zalo gives nothing for its refresh token; somebody must authorise anew.

    `generation` tells it from the pair before it: long values are not compared once encrypted.
    """

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime
    renewed_at: datetime
    refused: bool = False
    generation: int = 0

    def lasts(self, until: datetime) -> bool:
        return self.expires_at > until


async def find(tx: Tx, app: str) -> KeptPair | None:
    row = (await tx.execute(select(OA_TOKENS).where(TABLE.app == app))).one_or_none()
    return None if row is None else _pair(row)


async def authorise(tx: Tx, app: str, pair: KeptPair) -> None:
    """A permission that was just given stands for whatever was there before."""
    first = {"app": app, "generation": 1, **_values(pair)}
    if not await add_new(tx, OA_TOKENS, [first], key=["app"]):
        await _renew(tx, pair, TABLE.app == app)


async def claim(
    tx: Tx, app: str, seen: KeptPair, now: datetime, until: datetime
) -> KeptPair | None:
    """The pair, for the one process that may exchange it until then; None for all others.

    None, too, where it is no longer the one that was seen: somebody has exchanged it meanwhile.

    Who ended in the middle gives nothing back: what that one held may be spent, and is tried again.
    """
    free = or_(TABLE.leased_until.is_(None), TABLE.leased_until <= now)
    same = TABLE.app == app, TABLE.generation == seen.generation
    mine = update(OA_TOKENS).where(*same, free).values(leased_until=until)
    row = (await tx.execute(mine.returning(OA_TOKENS))).one_or_none()
    return None if row is None else _pair(row)


async def give_back(tx: Tx, app: str, old: KeptPair, until: datetime, *, refused: bool) -> bool:
    """Nothing came of it, and until then nobody tries again; False if there is a newer pair."""
    known = {"refused": True} if refused else {}
    here = update(OA_TOKENS).where(TABLE.app == app, TABLE.generation == old.generation)
    return bool((await tx.execute(here.values(leased_until=until, **known))).rowcount)


async def replace(tx: Tx, app: str, old: KeptPair, new: KeptPair) -> bool:
    """The pair that the old one bought; False if another has taken its place meanwhile."""
    return await _renew(tx, new, TABLE.app == app, TABLE.generation == old.generation)


async def end(tx: Tx, app: str, pair: KeptPair, now: datetime) -> None:
    """Its access token is good no longer."""
    here = TABLE.app == app, TABLE.generation == pair.generation, TABLE.expires_at > now
    await tx.execute(update(OA_TOKENS).where(*here).values(expires_at=now))


async def _renew(tx: Tx, pair: KeptPair, *here: ColumnElement[bool]) -> bool:
    grown = {"generation": TABLE.generation + 1, **_values(pair)}
    return bool((await tx.execute(update(OA_TOKENS).where(*here).values(**grown))).rowcount)


def _values(pair: KeptPair) -> dict[str, Any]:
    values = {"access": pair.access, "refresh": pair.refresh, "expires_at": pair.expires_at}
    return {**values, "refused": False, "leased_until": None, "renewed_at": pair.renewed_at}


def _pair(row: Row[Any]) -> KeptPair:
    times = row.expires_at, row.renewed_at
    return KeptPair(row.access, row.refresh, *times, row.refused, row.generation)

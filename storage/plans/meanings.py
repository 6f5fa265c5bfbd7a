"""What words of a department's plan mean, as somebody once put them right."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update

from domain.text.normalize import plain
from storage.engine.database import Tx
from storage.tables import MEANINGS, UNITS


async def find(tx: Tx, root_unit_id: int) -> Mapping[str, tuple[str, ...]]:
    """Codes of units by words in plain spelling."""
    here = select(MEANINGS).where(MEANINGS.c.root_unit_id == root_unit_id)
    return {row.words: tuple(row.codes) for row in await tx.execute(here)}


async def save(
    tx: Tx, root_unit_id: int, written: str, codes: Sequence[str], now: datetime
) -> None:
    """Remember it instead of what was known before."""
    words = plain(written)
    values = {"written": written, "codes": list(codes), "learnt_at": now}
    here = MEANINGS.c.root_unit_id == root_unit_id, MEANINGS.c.words == words
    done = await tx.execute(update(MEANINGS).where(*here).values(**values))
    if not done.rowcount:
        await tx.execute(insert(MEANINGS).values(root_unit_id=root_unit_id, words=words, **values))


async def elsewhere(tx: Tx, root_unit_id: int) -> Mapping[str, tuple[str, ...]]:
    """Names of the units that other departments meant by such words, the latest of them.

    Something to suggest, never to take: their units are not ours, but may be called alike.
    """
    others = select(MEANINGS).where(MEANINGS.c.root_unit_id != root_unit_id)
    said = (await tx.execute(others.order_by(MEANINGS.c.learnt_at))).all()
    meant = {code for row in said for code in row.codes}
    named = select(UNITS.c.code, UNITS.c.name).where(UNITS.c.code.in_(meant))
    names = {row.code: row.name for row in await tx.execute(named)}
    return {
        row.words: tuple(names[code] for code in row.codes if code in names)
        for row in said
        if row.codes
    }

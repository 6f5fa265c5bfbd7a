"""What words of a department's plan mean, as somebody once put them right."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update

from domain.text.normalize import plain
from storage.engine.database import Tx
from storage.tables import MEANINGS


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
    """What other departments meant by such words: something to suggest, never to take."""
    others = select(MEANINGS).where(MEANINGS.c.root_unit_id != root_unit_id)
    return {row.words: tuple(row.codes) for row in await tx.execute(others)}

"""The Office's own settings: small facts that people change and programs read."""

from datetime import datetime

from sqlalchemy import insert, select, update

from storage.engine.database import Tx
from storage.tables import OFFICE_SETTINGS

DEPUTY_IN_CHARGE = "deputy_in_charge"
BRIEFING_RHYTHM = "briefing_rhythm"


async def get(tx: Tx, key: str) -> str:
    """The value, or "" when nobody has set it."""
    query = select(OFFICE_SETTINGS.c.value).where(OFFICE_SETTINGS.c.key == key)
    return (await tx.execute(query)).scalar() or ""


async def save(tx: Tx, key: str, value: str, now: datetime) -> None:
    change = update(OFFICE_SETTINGS).where(OFFICE_SETTINGS.c.key == key)
    changed = await tx.execute(change.values(value=value, changed_at=now))
    if changed.rowcount == 0:
        await tx.execute(insert(OFFICE_SETTINGS).values(key=key, value=value, changed_at=now))

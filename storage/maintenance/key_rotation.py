"""Another key for a database, in one transaction: before it the old one fits, after it the new."""

from datetime import datetime

from sqlalchemy import text, update

from storage.audit import log as audit
from storage.engine import encryption_key, migrate
from storage.engine.database import Database, wipe
from storage.tables import DATA_KEYS, cipher
from storage.tables.cipher import Cipher

OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)


class SomebodyElse(Exception):
    """Another program is connected, which would go on with the old key."""


async def rotate(db: Database, key: str, now: datetime) -> int:
    """Encrypt everything with this key instead; returns how many rows. Raises SomebodyElse."""
    coming, before = Cipher(key), cipher.of(db.writer.dialect)
    async with db.begin() as tx:
        await migrate.in_turn(tx)
        if not db.embedded and (await tx.execute(OTHERS)).scalar_one():
            raise SomebodyElse
        changed = await encryption_key.encrypt_all(tx, before, coming)
        await tx.execute(update(DATA_KEYS).values(proof=coming.encrypt(encryption_key.PROOF)))
        facts = {"actor": "command line", "action": "rotate_key", "subject": "database"}
        await audit.add(tx, at=now, **facts, rows=changed)
    db.use(coming)
    await wipe(db)
    return changed

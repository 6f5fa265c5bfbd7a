"""What has changed since an entry of the audit log: its subjects, and nothing of what was done."""

import re

from sqlalchemy import func, select

from storage.engine.database import Tx
from storage.tables import AUDIT, OUTBOX_EVENTS

MOST = 500
PERSON = re.compile("s[0-9a-f]{16}")


async def newest(tx: Tx) -> int:
    """The number of the newest entry; 0 before there is one."""
    return int((await tx.execute(select(func.max(AUDIT.c.id)))).scalar() or 0)


async def mark(tx: Tx) -> tuple[int, int]:
    """The same as long as nobody did anything and no message got anywhere."""
    said = (await tx.execute(select(func.max(OUTBOX_EVENTS.c.id)))).scalar()
    return await newest(tx), int(said or 0)


async def since(tx: Tx, number: int) -> tuple[int, list[str]]:
    """The newest number now, and each subject of the entries after `number`, once."""
    query = select(AUDIT.c.id, AUDIT.c.subject).where(AUDIT.c.id > number)
    rows = list(await tx.execute(query.order_by(AUDIT.c.id).limit(MOST)))
    last = int(rows[-1].id) if rows else number
    return last, list(dict.fromkeys(_key(row.subject) for row in rows))


def _key(subject: str) -> str:
    """People are named by chance in the log; a page asks for whatever is about a person."""
    return f"person:{subject}" if PERSON.fullmatch(subject) else subject

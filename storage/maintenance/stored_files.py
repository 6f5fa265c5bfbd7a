"""The names of files that any row still knows; what lies in the vault beside them is nobody's."""

from sqlalchemy import select

from storage.engine.database import Tx
from storage.tables import DISSEMINATIONS, ENCLOSURES, EVIDENCE, IMPORTS, INBOX

NAMED_IN = (
    EVIDENCE.c.stored,
    EVIDENCE.c.reference,
    IMPORTS.c.stored,
    IMPORTS.c.reference,
    IMPORTS.c.preview,
    ENCLOSURES.c.stored,
    ENCLOSURES.c.reference,
    DISSEMINATIONS.c.stored,
)


async def known(tx: Tx) -> set[str]:
    """Those of rows, and those of what was heard and is not handled yet."""
    names: set[str] = set()
    for column in NAMED_IN:
        names.update((await tx.execute(select(column).where(column != ""))).scalars())
    heard = select(INBOX.c.event).where(INBOX.c.state == "new")
    for event in (await tx.execute(heard)).scalars():
        names.update(reference for reference, *_ in event["files"])
    return names

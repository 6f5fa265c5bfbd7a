"""Takes the files of old imports, and documents that were never made known, out of the vault."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.files.file_store import FileStore
from storage.audit import log as audit
from storage.engine.database import Database
from storage.office import attachments
from storage.plans import import_changes, imports

BATCH = 100


async def prune(db: Database, file_store: FileStore, days: int, now: datetime) -> int:
    """Delete what was settled so many days ago; returns how many files' rows were emptied.

    The files go first, so that a crash in between repeats the work instead of losing track.
    """
    async with db.begin() as tx:
        await import_changes.prune(tx, now)
    before, done = now - timedelta(days=days), 0
    while True:
        async with db.read() as tx:
            old = await imports.old(tx, before, BATCH)
            unused = await attachments.unused(tx, before, BATCH)
        if not old and not unused:
            return done
        for names in (*old.values(), *unused.values()):
            _delete(file_store, names)
        async with db.begin() as tx:
            await imports.forget(tx, old, now)
            await attachments.forget(tx, unused)
            counts = {"imports": len(old), "documents": len(unused)}
            await audit.add(
                tx, at=now, actor="service", action="files.pruned", subject="vault", **counts
            )
        done += len(old) + len(unused)


def _delete(file_store: FileStore, names: Iterable[str]) -> None:
    """Some names are those of a messenger, and nothing lies under them."""
    for name in names:
        if name:
            file_store.path(name).unlink(missing_ok=True)

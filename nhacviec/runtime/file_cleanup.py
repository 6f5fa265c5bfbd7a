"""Takes the files of old imports, and documents that were never made known, out of the vault."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog

from bot.files.file_store import FileStore
from storage.audit import log as audit
from storage.engine.database import Database
from storage.maintenance import stored_files
from storage.office import attachments
from storage.plans import import_changes, imports

BATCH = 100
NOBODYS_AFTER_S = 2 * 24 * 3600

log = structlog.get_logger()


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


async def sweep(db: Database, file_store: FileStore, now: datetime) -> int:
    """Delete what no row knows of, such as an upload whose message was never stored.

    A file and its row are written one after the other, so what is fresh is let be.
    """
    old = [
        each.name
        for each in (file_store.folder.iterdir() if file_store.folder.exists() else ())
        if each.is_file() and now.timestamp() - each.stat().st_mtime > NOBODYS_AFTER_S
    ]
    if not old:
        return 0
    async with db.read() as tx:
        known = await stored_files.known(tx)
    nobodys = [name for name in old if name not in known]
    _delete(file_store, nobodys)
    if nobodys:
        log.warning("files that no row knows of were deleted", count=len(nobodys))
    return len(nobodys)


def _delete(file_store: FileStore, names: Iterable[str]) -> None:
    """Some names are those of a messenger, and nothing lies under them."""
    for name in names:
        if name:
            file_store.path(name).unlink(missing_ok=True)

"""Opens the database, keeps its schema current, and hands out transactions."""

import asyncio
import fcntl
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlalchemy import event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.engine import encryption_key, migrate, read_cache, server, sqlite_driver
from storage.engine.availability import explained
from storage.engine.encryption_key import PROOF
from storage.engine.server import QUIET
from storage.tables.cipher import Cipher, of, use

Tx = AsyncConnection
BUSY_TIMEOUT_MS = 30_000
READERS = 4
RESTORED = ".restored"  # what waits beside the database to take its place


class DatabaseInUse(Exception):
    """Another process owns this SQLite file."""


@dataclass(frozen=True, slots=True)
class Database:
    """Two ways in: `begin` for what writes, `read` for what only looks.

    On SQLite one writer waits for the other, and readers see the last commit; on PostgreSQL both
    come from one pool. `pooled`: a pooler lends its connections for a transaction or a session.
    """

    url: URL
    writer: AsyncEngine
    reader: AsyncEngine
    lock: IO[str] | None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock, compare=False)
    pooled: bool = False

    def begin(self) -> AbstractAsyncContextManager[Tx]:
        """A transaction that is committed at the end, or rolled back by an exception."""
        return self._in_turn() if self.embedded else self.writer.begin()

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[Tx]:
        """One writer after the other, in the order in which they came.

        The pool's own queue gives up after 30 s, and what somebody said would be refused.
        """
        async with self.turn, self.writer.begin() as tx:
            yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        async with self.reader.connect() as tx:
            yield tx

    def use(self, cipher: Cipher) -> None:
        """From now on values are hidden with this key, and shown."""
        for engine in (self.writer, self.reader):
            use(engine.dialect, cipher)

    def fits(self, key: str) -> bool:
        """Whether values are hidden with this key now."""
        known = of(self.writer.dialect)
        return known is not None and known.encrypt(PROOF) == Cipher(key).encrypt(PROOF)

    @property
    def file(self) -> Path:
        """Where an embedded database lies."""
        return Path(self.url.database or "")

    @property
    def embedded(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    async def close(self) -> None:
        await self.writer.dispose()
        await self.reader.dispose()
        if self.lock is not None:
            self.lock.close()


async def open_database(
    url: str, known_keys: Sequence[str] = (), *, durable: bool = True
) -> Database:
    """Open, migrate and unlock. A SQLite file without a known key has one in a file beside it.

    `durable=False` gives up safety on power loss; for throw-away files only.
    Raises Locked, DatabaseUnreachable, and DatabaseInUse when another process owns the file.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        try:
            return await _unlocked(await _open_sqlite(parsed, durable), known_keys)
        except (DatabaseError, OSError) as broken:
            raise explained(broken, parsed) from None
    return await _unlocked(await _open_server(parsed), known_keys)


def database_file(url: str) -> Path:
    """Where an embedded database lies."""
    return Path(make_url(url).database or "")


async def _unlocked(db: Database, known: Sequence[str]) -> Database:
    for engine in {db.writer, db.reader}:
        read_cache.watch(engine.sync_engine)
    try:
        if db.embedded and not known:
            known = await asyncio.to_thread(encryption_key.beside, db.file)
        cipher, changed = await encryption_key.unlock(db.writer, known)
    except encryption_key.Locked:
        await db.close()
        raise
    if cipher:
        db.use(cipher)
    if changed:
        await wipe(db)
    return db


async def wipe(db: Database) -> None:
    """Leave no trace of what was changed in the file; a server does that in its own time."""
    if db.embedded:
        await asyncio.to_thread(_wipe, db.file)


def _wipe(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as alone:
        alone.execute("VACUUM")
        alone.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def _open_server(url: URL) -> Database:
    engine, pooled = await server.open_engine(url)
    return Database(url, engine, engine, None, pooled=pooled)


async def _open_sqlite(url: URL, durable: bool) -> Database:
    path = Path(url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = await asyncio.to_thread(own, path)
    try:
        await asyncio.to_thread(_finish_restore, path)
        await _migrate_sqlite(url)
    except BaseException:
        lock.close()
        raise
    to_file: dict[str, Any] = {"async_creator": lambda: sqlite_driver.connect(path), **QUIET}
    to_file["execution_options"] = {"read_cache": {}}  # one memory for readers and the writer
    writer = create_async_engine(url, pool_size=1, max_overflow=0, **to_file)
    reader = create_async_engine(url, pool_size=READERS, max_overflow=0, **to_file)
    _prepare(writer, "BEGIN IMMEDIATE", f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
    _prepare(reader, "BEGIN", "PRAGMA query_only=ON")
    return Database(url, writer, reader, lock)


def _finish_restore(path: Path) -> None:
    """A restore that was cut off in its last step, after the old file was put aside."""
    ready = path.with_name(path.name + RESTORED)
    if ready.exists() and not path.exists():
        ready.replace(path)


def own(path: Path) -> IO[str]:
    """Be the only process on this SQLite file until this is closed. Raises DatabaseInUse."""
    lock = path.with_name(path.name + ".lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as busy:
        lock.close()
        raise DatabaseInUse(str(path)) from busy
    return lock


async def _migrate_sqlite(url: URL) -> None:
    """Foreign keys stay off here: a batch migration drops and remakes tables."""
    engine = create_async_engine(url, poolclass=NullPool)
    _prepare(engine, "BEGIN IMMEDIATE", "PRAGMA foreign_keys=OFF")
    try:
        await migrate.upgrade(engine)
    finally:
        await engine.dispose()


def _prepare(engine: AsyncEngine, begin: str, extra: str) -> None:
    """Set the pragmas of each connection and begin every transaction ourselves.

    The driver would begin only before the first write, outside of what was read before it.
    """

    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
            "PRAGMA journal_mode=WAL",
            "PRAGMA foreign_keys=ON",
            "PRAGMA secure_delete=ON",
            "PRAGMA journal_size_limit=67108864",
            extra,
        ):
            cursor.execute(pragma)
        cursor.close()

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", lambda conn: conn.exec_driver_sql(begin))

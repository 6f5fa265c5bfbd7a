"""The embedded database's driver: a statement and its first rows are one trip to its thread."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import aiosqlite

FIRST_ROWS = 1_000
"""So many rows come with the statement itself; a longer answer is fetched piece by piece."""


async def connect(path: Path) -> aiosqlite.Connection:
    """A connection whose thread does not keep the program from ending."""
    connection = _Connection(lambda: sqlite3.connect(path, check_same_thread=False), FIRST_ROWS)
    connection._thread.daemon = True
    return await connection


class _Cursor:
    """What SQLAlchemy asks of a cursor, in one trip where the driver's own takes four."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1
        self._connection = connection
        self._open: sqlite3.Cursor | None = None
        self._rows: list[Any] = []

    async def __aenter__(self) -> "_Cursor":
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "_Cursor":
        await self._trip(self._run, self._connection._conn.execute, sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> "_Cursor":
        await self._trip(self._run, self._connection._conn.executemany, sql, parameters)
        return self

    async def fetchone(self) -> Any:
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int = 1) -> list[Any]:
        if len(self._rows) < size and self._open:
            await self._trip(self._fetch, size - len(self._rows))
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def fetchall(self) -> list[Any]:
        while self._open:
            await self._trip(self._fetch, FIRST_ROWS)
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        if self._open:
            await self._trip(self._done)

    async def _trip(self, work: Callable[..., None], *values: Any) -> None:
        in_its_thread: Any = self._connection._execute
        await in_its_thread(work, *values)

    def _run(self, run: Callable[..., sqlite3.Cursor], sql: str, parameters: Any) -> None:
        self._open = run(sql, parameters)
        self.description = self._open.description
        self._rows = []
        self._fetch(FIRST_ROWS)

    def _fetch(self, wanted: int) -> None:
        if self._open:
            found = self._open.fetchmany(wanted)
            self._rows += found
            self.rowcount, self.lastrowid = self._open.rowcount, self._open.lastrowid
            if len(found) < wanted:
                self._done()

    def _done(self) -> None:
        if self._open:
            self._open.close()
            self._open = None


class _Connection(aiosqlite.Connection):
    def cursor(self) -> Any:
        return _Cursor(self)

    def __del__(self) -> None:
        """Whoever still read while the pool was closed gives this back to nobody: close it then."""
        if self._connection is not None:
            self.stop()

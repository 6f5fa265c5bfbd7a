"""Databases whose schema was made once: a test copies one instead of migrating its own."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from storage.engine.database import Database, open_database
from storage.engine.encryption_key import put_beside

KEY = "only-for-tests-of-no-use-elsewhere"


Filled = Callable[[Database], Awaitable[None]]


def sqlite(file: Path, fill: Filled | None = None) -> str:
    """The address of a SQLite file that is migrated; one that is there already stays as it is.

    `fill` has written into it what every test of a kind begins with.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_migrated(fill))
        put_beside(file, [KEY])
    return f"sqlite+aiosqlite:///{file}"


@cache
def _migrated(fill: Filled | None) -> bytes:
    folder = Path(tempfile.mkdtemp())
    try:
        put_beside(folder / "template.db", [KEY])
        migrate(f"sqlite+aiosqlite:///{folder}/template.db", fill)
        return (folder / "template.db").read_bytes()
    finally:
        shutil.rmtree(folder)


def migrate(url: str, fill: Filled | None = None) -> None:
    """Bring a database up to date, also where a loop is running already."""

    async def opened() -> None:
        db = await open_database(url, [KEY] if fill else ())
        if fill is not None:
            await fill(db)
        await db.close()

    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, opened()).result()

"""What the commands of the command line share: settings, database, sentences."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from bot.words import Catalogue
from nhacviec import settings
from nhacviec.settings import Settings
from storage.database import Database, open_database

Result = TypeVar("Result")


def say(key: str, **facts: Any) -> str:
    return Catalogue().sentence(key, **facts)


def known_settings() -> Settings:
    return settings.load(dict(os.environ))


def with_database(work: Callable[[Database, Settings], Awaitable[Result]]) -> Result:
    """Open the database of the settings, do the work, and close it again."""

    async def go() -> Result:
        known = known_settings()
        db = await open_database(known.database_url)
        try:
            return await work(db, known)
        finally:
            await db.close()

    return asyncio.run(go())

"""Watches that every open duty is asked of somebody, or is an open item of the Office."""

from datetime import datetime

from storage.engine.database import Database
from storage.people import vacancies


async def watch_owners(db: Database, now: datetime) -> None:
    """Open an item for every duty of nobody, and close those that somebody is asked for again."""
    async with db.begin() as tx:
        await vacancies.keep(tx, now)

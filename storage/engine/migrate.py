"""Brings the schema of a database up to the newest revision."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

if TYPE_CHECKING:
    from alembic.config import Config

TURN = 0x4E5600000000
FOLDER = Path(__file__).parents[1] / "migrations"


class UnknownSchema(Exception):
    """The database was left by another build: its revision is none of this one's."""


def revisions() -> list[str]:
    """In order. A file of a revision begins with its name."""
    files = (FOLDER / "versions").glob("[0-9]*.py")
    return sorted(path.name.partition("_")[0] for path in files)


def current(connection: Connection) -> str | None:
    """The revision a database is at, or None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


async def upgrade(engine: AsyncEngine) -> None:
    """Run the missing revisions, all in one transaction; a failed one leaves nothing behind.

    Raises UnknownSchema where the database is of a newer build, or of one before the first release.
    """
    known = revisions()
    async with engine.begin() as tx:
        await in_turn(tx)
        found = await tx.run_sync(current)
        if found not in (None, *known):
            raise UnknownSchema(found)
        if found != known[-1]:
            await tx.run_sync(_upgrade)


async def in_turn(tx: AsyncConnection) -> None:
    """Several processes may start at once: until the end of the transaction the others wait."""
    if tx.dialect.name == "postgresql":
        await tx.execute(text("SELECT pg_advisory_xact_lock(:us)"), {"us": TURN})


def _upgrade(connection: Connection) -> None:
    from alembic import command  # a service whose database is up to date starts without it

    command.upgrade(_config(connection), "head")


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config

"""The place of a queue of jobs beside our tables: a schema of its own, in which nothing is kept."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text

from storage.engine.database import Database
from storage.engine.leader_locks import SPACE

LOCK = text("SELECT pg_advisory_xact_lock(:space, 0)").bindparams(space=SPACE)
THERE = text("SELECT to_regclass(:table) IS NOT NULL")


def address(db: Database) -> str:
    """Where the queue connects to, as PostgreSQL's own library reads it."""
    return db.url.set(drivername="postgresql").render_as_string(hide_password=False)


@asynccontextmanager
async def founding(db: Database, schema: str, table: str) -> AsyncIterator[bool]:
    """One process at a time; whether this table has yet to be made. The schema is there."""
    async with db.begin() as tx:
        await tx.execute(LOCK)
        await tx.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    async with db.begin() as tx:
        await tx.execute(LOCK)
        there = await tx.execute(THERE, {"table": f"{schema}.{table}"})
        yield not there.scalar_one()

"""Tables that the migrations make are those that the models would make, to the last word of DDL."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.engine import migrate
from storage.tables.models import MODELS

SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type != 'trigger'"
POSTGRES = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
               a.attcollation, pg_get_expr(d.adbin, d.adrelid)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
}


@pytest.fixture(params=["sqlite", "postgresql"])
async def engines(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[tuple[AsyncEngine, AsyncEngine]]:
    if request.param == "sqlite":
        urls = [f"sqlite+aiosqlite:///{tmp_path}/{name}.db" for name in ("migrated", "made")]
    else:
        server = request.getfixturevalue("postgres")
        urls = [server.empty_database(), server.empty_database()]
    migrated, made = (create_async_engine(url, poolclass=NullPool) for url in urls)
    yield migrated, made
    await migrated.dispose()
    await made.dispose()


def told(connection: Connection) -> dict[str, object]:
    """What the database says of itself, in an order of its own."""
    if connection.dialect.name == "sqlite":
        return {
            f"{kind} {name}": _parts(sql)
            for kind, name, sql in connection.exec_driver_sql(SQLITE)
            if "alembic" not in name
        }
    return {
        what: {tuple(row) for row in connection.exec_driver_sql(query) if "alembic" not in row[0]}
        for what, query in POSTGRES.items()
    }


def _parts(sql: str) -> list[str]:
    """Columns and constraints may stand in another order; every word of each counts."""
    inside = re.sub(r"^CREATE TABLE \w+ \(", "", re.sub(r"\s+", " ", sql))
    return sorted(part.strip(" ()") for part in re.split(r",(?![^(]*\))", inside))


async def test_migrated_tables_are_those_of_the_models(
    engines: tuple[AsyncEngine, AsyncEngine],
) -> None:
    migrated, made = engines
    await migrate.upgrade(migrated)
    async with made.begin() as tx:
        await tx.run_sync(MODELS.create_all)
    async with migrated.begin() as one, made.begin() as other:
        assert await one.run_sync(told) == await other.run_sync(told)

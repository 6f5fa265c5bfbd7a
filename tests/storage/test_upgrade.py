"""A database of every revision, with rows in every table, becomes one of today and loses none."""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    MetaData,
    Table,
    insert,
    select,
)
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.engine import migrate
from storage.engine.database import _prepare, open_database
from storage.tables import METADATA

REVISIONS = migrate.revisions()
OWN = ("alembic_version", "cache_version", "data_keys", "duty_counts", "roster_changes")
NOW = datetime(2025, 10, 1, tzinfo=UTC)
STEP = 100  # row numbers of one revision never meet those of another


@pytest.fixture(params=["sqlite", "postgresql"])
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """An empty database, opened as the program opens it to migrate."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").empty_database()
        made = create_async_engine(url, poolclass=NullPool)
    else:
        url = f"sqlite+aiosqlite:///{tmp_path}/old.db"
        made = create_async_engine(url, poolclass=NullPool)
        _prepare(made, "BEGIN IMMEDIATE", "PRAGMA foreign_keys=OFF")
    yield made
    await made.dispose()


def bring_to(connection: Connection, revision: str) -> None:
    command.upgrade(migrate._config(connection), revision)


def seen(connection: Connection) -> list[Table]:
    """The tables that are there, what is referred to first."""
    there = MetaData()
    there.reflect(connection)
    return [each for each in there.sorted_tables if each.name not in OWN]


def fill(connection: Connection, tables: Sequence[Table], number: int) -> None:
    """One more row in every table, each referring to the rows of the same number."""
    for table in tables:
        words = _words(table)
        row = {each.name: _some(each, words, number) for each in table.c}
        connection.execute(insert(table).values(row))


def _words(table: Table) -> dict[str, list[str]]:
    """The words that may stand in a column, where they are listed."""
    prefix = f"ck_{table.name}_"
    return {
        str(each.name).removeprefix(prefix): re.findall(r"'([^']*)'", str(each.sqltext))
        for each in table.constraints
        if isinstance(each, CheckConstraint)
    }


def _some(column: Column[Any], words: dict[str, list[str]], number: int) -> Any:
    if any(key.column.table is column.table for key in column.foreign_keys):
        return None
    if words.get(column.name):
        return words[column.name][number % len(words[column.name])]
    kinds: dict[type[Any], Any] = {
        Boolean: number % 2 == 0,
        Integer: number,
        Float: float(number),
        DateTime: NOW + timedelta(days=number),
        Date: (NOW + timedelta(days=number)).date(),
        JSON: {"number": number},
    }
    for kind, value in kinds.items():
        if isinstance(column.type, kind):
            return value
    return f"{column.name} {number}"


def counted(connection: Connection, tables: Sequence[str]) -> dict[str, int]:
    return {
        name: int(connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one())
        for name in tables
    }


def read_all(connection: Connection) -> None:
    """Every row is one that the program of today can read, and refers to what is there."""
    if connection.dialect.name == "sqlite":
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    for table in METADATA.sorted_tables:
        connection.execute(select(table)).all()


async def test_no_step_loses_a_row(engine: AsyncEngine) -> None:
    """Every second step finds a new row in every table; to look at them all takes its time."""
    before: dict[str, int] = {}
    for place, revision in enumerate(REVISIONS):
        async with engine.begin() as tx:
            await tx.run_sync(bring_to, revision)
            assert await tx.run_sync(counted, list(before)) == before, revision
        if place % 2 == 0 or revision == REVISIONS[-1]:
            async with engine.begin() as tx:
                tables = await tx.run_sync(seen)
                await tx.run_sync(fill, tables, STEP * (place + 1))
                before = await tx.run_sync(counted, [each.name for each in tables])
                assert 0 not in before.values()
    async with engine.begin() as tx:
        await tx.run_sync(read_all)


@pytest.mark.parametrize("old", sorted({REVISIONS[0], REVISIONS[len(REVISIONS) // 2]}))
async def test_an_old_database_becomes_one_of_today_at_once(engine: AsyncEngine, old: str) -> None:
    """As the program does it, in one transaction."""
    async with engine.begin() as tx:
        await tx.run_sync(bring_to, old)
        tables = await tx.run_sync(seen)
        for number in (1, 2, 3):
            await tx.run_sync(fill, tables, number)
        before = await tx.run_sync(counted, [each.name for each in tables])
    await (await open_database(engine.url.render_as_string(hide_password=False))).close()
    async with engine.begin() as tx:
        after = await tx.run_sync(counted, list(before))
        await tx.run_sync(read_all)
    assert set(before.values()) == {3}
    assert after == before


async def test_a_database_of_another_build_is_left_as_it_is(engine: AsyncEngine) -> None:
    async with engine.begin() as tx:
        await tx.run_sync(bring_to, REVISIONS[-1])
        await tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(migrate.UnknownSchema, match="9999"):
        await open_database(engine.url.render_as_string(hide_password=False))

"""The embedded database's driver, through the engine that uses it."""

import asyncio
import gc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from storage.engine.sqlite_driver import FIRST_ROWS, connect

NUMBERS = Table(
    "numbers", MetaData(), Column("id", Integer, primary_key=True), Column("n", Integer)
)
MANY = FIRST_ROWS * 2 + 1


@pytest.fixture
async def tx(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(
        "sqlite+aiosqlite://", async_creator=lambda: connect(tmp_path / "one.db")
    )
    async with engine.connect() as tx:
        await tx.run_sync(NUMBERS.metadata.create_all)
        yield tx
    await engine.dispose()


@pytest.mark.parametrize("count", [0, 1, FIRST_ROWS - 1, FIRST_ROWS, FIRST_ROWS + 1, MANY])
async def test_every_row_comes_once_and_in_order(tx: AsyncConnection, count: int) -> None:
    if count:
        await tx.execute(insert(NUMBERS), [{"n": each} for each in range(count)])
    query = select(NUMBERS.c.n).order_by(NUMBERS.c.id)
    assert (await tx.execute(query)).scalars().all() == list(range(count))
    async with tx.stream(query) as rows:
        assert [n async for (n,) in rows] == list(range(count))


async def test_what_is_written_comes_back_though_it_is_long(tx: AsyncConnection) -> None:
    rows = [{"n": each} for each in range(MANY)]
    back = (await tx.execute(insert(NUMBERS).returning(NUMBERS.c.n), rows)).scalars().all()
    assert sorted(back) == list(range(MANY))
    changed = await tx.execute(update(NUMBERS).where(NUMBERS.c.n < FIRST_ROWS).values(n=-1))
    assert changed.rowcount == FIRST_ROWS
    one = await tx.execute(insert(NUMBERS).values(n=7))
    assert one.inserted_primary_key == (MANY + 1,)


async def test_a_stream_is_left_in_the_middle(tx: AsyncConnection) -> None:
    await tx.execute(insert(NUMBERS), [{"n": each} for each in range(MANY)])
    async with tx.stream(select(NUMBERS.c.n)) as rows:
        assert await anext(aiter(rows)) == (0,)
    await tx.run_sync(NUMBERS.metadata.drop_all)


async def test_a_mistake_is_told_and_the_next_statement_works(tx: AsyncConnection) -> None:
    await tx.execute(insert(NUMBERS).values(id=1, n=1))
    with pytest.raises(IntegrityError):
        await tx.execute(insert(NUMBERS).values(id=1, n=2))
    assert (await tx.execute(select(NUMBERS.c.n))).scalars().all() == [1]


async def test_a_statement_and_its_rows_are_one_trip(
    tx: AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    trips: list[Any] = []
    inner: Any = aiosqlite.Connection._execute

    async def counting(self: aiosqlite.Connection, fn: Any, *values: Any, **named: Any) -> Any:
        trips.append(fn)
        return await inner(self, fn, *values, **named)

    await tx.execute(insert(NUMBERS), [{"n": each} for each in range(10)])
    monkeypatch.setattr(aiosqlite.Connection, "_execute", counting)
    assert len((await tx.execute(select(NUMBERS))).all()) == 10
    assert len(trips) == 1


def opened(path: Path) -> bool:
    """Whether this process holds the file open."""
    return path in [link.resolve() for link in Path("/proc/self/fd").iterdir()]


async def test_a_reader_that_outlives_the_pool_leaves_no_connection_open(tmp_path: Path) -> None:
    path = (tmp_path / "left.db").resolve()
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", async_creator=lambda: connect(path))
    async with engine.connect() as tx:
        await tx.run_sync(NUMBERS.metadata.create_all)
        await engine.dispose()
    assert opened(path)
    del tx, engine
    for _ in range(60):
        gc.collect()
        if not opened(path):
            break
        await asyncio.sleep(0.05)
    assert not opened(path)

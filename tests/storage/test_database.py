"""The database itself: schema, zones, keys, locks, pragmas."""

import asyncio
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from storage.engine.database import Database, DatabaseInUse, open_database
from storage.tables import OFFICE_SETTINGS, POSITIONS, UNITS


async def test_opening_twice_migrates_once(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/again.db"
    for _ in range(2):
        await (await open_database(url)).close()


async def test_times_come_back_aware_and_in_utc(db: Database) -> None:
    here = datetime(2025, 10, 17, 8, 30, tzinfo=timezone(timedelta(hours=7)))
    async with db.begin() as tx:
        await tx.execute(insert(OFFICE_SETTINGS).values(key="k", value="v", changed_at=here))
        found = (await tx.execute(select(OFFICE_SETTINGS.c.changed_at))).scalar_one()
    assert found == here
    assert found.tzinfo is UTC or found.utcoffset() == timedelta(0)


async def test_a_time_without_a_zone_is_refused(db: Database) -> None:
    naive = datetime(2025, 10, 17, 8, 30)  # noqa: DTZ001 - that is what is refused
    with pytest.raises(StatementError):
        async with db.begin() as tx:
            await tx.execute(insert(OFFICE_SETTINGS).values(key="k", value="v", changed_at=naive))


async def test_foreign_keys_hold(db: Database) -> None:
    values = {"official_id": 999, "unit_id": 999, "role": "head", "started_on": DAY}
    with pytest.raises(IntegrityError):
        async with db.begin() as tx:
            await tx.execute(insert(POSITIONS).values(**values))


async def test_a_word_outside_the_list_is_refused(db: Database) -> None:
    async with db.begin() as tx:
        unit = insert(UNITS).values(code="A", name="A", name_en="", short_name="", kind="phong")
        unit_id = (await tx.execute(unit.returning(UNITS.c.id))).scalar_one()
    bad = {"official_id": 1, "unit_id": unit_id, "role": "king", "started_on": DAY}
    with pytest.raises(IntegrityError):
        async with db.begin() as tx:
            await tx.execute(insert(POSITIONS).values(**bad))


async def test_fifty_writers_at_once_lose_no_update(db: Database) -> None:
    now = datetime(2025, 10, 17, tzinfo=UTC)
    async with db.begin() as tx:
        await tx.execute(insert(OFFICE_SETTINGS).values(key="n", value="0", changed_at=now))

    async def add_one() -> None:
        async with db.begin() as tx:
            query = select(OFFICE_SETTINGS.c.value).with_for_update()
            value = int((await tx.execute(query)).scalar_one())
            await asyncio.sleep(0)
            await tx.execute(update(OFFICE_SETTINGS).values(value=str(value + 1)))

    await asyncio.gather(*(add_one() for _ in range(50)))
    async with db.read() as tx:
        assert (await tx.execute(select(OFFICE_SETTINGS.c.value))).scalar_one() == "50"


async def test_an_id_is_never_given_again(sqlite: Database) -> None:
    async with sqlite.begin() as tx:
        unit = insert(UNITS).values(code="A", name="A", name_en="", short_name="", kind="phong")
        first = (await tx.execute(unit.returning(UNITS.c.id))).scalar_one()
        await tx.execute(text("DELETE FROM units"))
        again = insert(UNITS).values(code="B", name="B", name_en="", short_name="", kind="phong")
        assert (await tx.execute(again.returning(UNITS.c.id))).scalar_one() > first


async def test_a_second_process_cannot_own_the_file(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/one.db"
    first = await open_database(url)
    with pytest.raises(DatabaseInUse):
        await open_database(url)
    await first.close()
    await (await open_database(url)).close()


async def test_sqlite_runs_as_it_should(sqlite: Database) -> None:
    async with sqlite.begin() as tx:
        modes = [(await tx.execute(text(f"PRAGMA {name}"))).scalar_one() for name in PRAGMAS]
    assert modes == ["wal", 1, 30000]
    with pytest.raises(Exception, match="readonly"):
        async with sqlite.read() as tx:
            await tx.execute(text("DELETE FROM units"))


DAY = date(2025, 10, 1)
PRAGMAS = ("journal_mode", "foreign_keys", "busy_timeout")

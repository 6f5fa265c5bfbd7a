"""An Office that has grown moves to PostgreSQL: everything is there, and goes on from there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, select

from storage.audit import log as audit
from storage.audit import seals
from storage.engine import encryption_key
from storage.engine.database import Tx, open_database
from storage.maintenance import copy_to_postgres
from storage.people import units
from storage.tables import DUTIES, OUTBOX_MESSAGES, REPORTS, UNITS
from tests.conftest import Postgres
from tests.flows.world import World, at, sqlite_url
from tests.program.shell import Shell
from tests.templates import KEY


async def lived(url: str, folder: Path) -> None:
    """A month of the small department, with answers, escalations and seals."""
    db = await open_database(url, durable=False)
    world = await World.create(db, folder)
    lan, _ = await world.phone("LAN"), await world.phone("CVP")
    await world.until("2025-10-24 09:00")
    await lan.writes("NV-1 xong")
    await lan.writes("đúng")
    await world.until("2025-10-28 12:00")
    await seals.seal(db, world.clock())
    async with db.begin() as tx:
        # the parent of a unit may have been founded after it
        later = (await units.tree(tx)).by_code["P_CN"].id
        await tx.execute(UNITS.update().where(UNITS.c.code == "P_TM").values(parent_id=later))
    await db.close()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path)
    made.database = sqlite_url(tmp_path)
    asyncio.run(lived(made.database, tmp_path))
    return made


def asked(url: str, question: Callable[[Tx], Awaitable[Any]]) -> Any:
    async def ask() -> Any:
        db = await open_database(url, [KEY])
        async with db.begin() as tx:
            answer = await question(tx)
        await db.close()
        return answer

    return asyncio.run(ask())


async def everything(tx: Tx) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table.name: [
            tuple(row)
            for row in await tx.execute(select(table).order_by(*table.primary_key.columns))
        ]
        for table in copy_to_postgres.tables()
    }


def test_every_row_moves_and_the_log_is_the_same(shell: Shell, postgres: Postgres) -> None:
    url = postgres.new_database()
    before = asked(shell.database, everything)
    assert all(before[each.name] for each in (DUTIES, REPORTS, OUTBOX_MESSAGES))
    told = shell("move-to", url.replace("+psycopg", ""), NHACVIEC_DATA_KEY=KEY, TTY_COMPATIBLE="1")
    assert told.returncode == 0, told.stderr
    count = sum(len(rows) for rows in before.values())
    assert f"{count} dòng" in told.stdout
    assert f"Đã chuyển {count}/{count} dòng." in told.stderr
    assert asked(url, everything) == before
    assert asked(url, audit.head) == asked(shell.database, audit.head)
    assert asked(url, seals.first_broken) is None
    again = shell("move-to", url, NHACVIEC_DATA_KEY=KEY)
    assert (again.returncode, "đã có dữ liệu" in again.stderr) == (1, True)
    number, _ = asked(url, audit.head)
    asked(url, note)
    assert asked(url, audit.head)[0] == number + 1


async def note(tx: Tx) -> None:
    await audit.add(tx, at=at("2025-10-29 08:00"), actor="a", action="b", subject="c")


def test_what_does_not_arrive_whole_is_not_moved_at_all(
    shell: Shell, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.new_database()
    copy = copy_to_postgres._copy

    async def lossy(old: Tx, new: Tx, table: Any) -> AsyncIterator[int]:
        async for count in copy(old, new, table):
            yield count
        if table.name == "prompts":
            await new.exec_driver_sql("DELETE FROM prompts")

    monkeypatch.setattr(copy_to_postgres, "_copy", lossy)
    told = shell("move-to", url, NHACVIEC_DATA_KEY=KEY)
    assert (told.returncode, "prompts không khớp" in told.stderr) == (1, True)
    monkeypatch.undo()
    assert shell("move-to", url, NHACVIEC_DATA_KEY=KEY).returncode == 0


def test_who_moves_says_which_key_goes_along(shell: Shell, postgres: Postgres) -> None:
    told = shell("move-to", postgres.new_database())
    assert (told.returncode, "NHACVIEC_DATA_KEY_FILE" in told.stderr) == (1, True)
    assert str(encryption_key.file(Path(make_url(shell.database).database or ""))) in told.stderr


def test_only_a_server_can_be_moved_to(tmp_path: Path) -> None:
    assert "SQLite sang PostgreSQL" in Shell(tmp_path)("move-to", "mysql://somewhere/else").stderr

"""pgbouncer in transaction mode before PostgreSQL: the service works, and its posts are held."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from nhacviec.runtime import roles
from nhacviec.runtime.dispatcher import NeedsSession, engine
from nhacviec.runtime.roles import keep_on
from storage.engine.database import Database, open_database
from tests.conftest import Postgres, free_port
from tests.flows.world import World
from tests.peers.conftest import program, running
from tests.templates import KEY

CONFIG = """
[databases]
* = host=127.0.0.1 port={server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = users.txt
pool_mode = transaction
default_pool_size = {connections}
"""
CONNECTIONS = 6
SOON_S = 60


@pytest.fixture
def url(postgres: Postgres, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, as pgbouncer gives it."""
    bouncer, port = program("pgbouncer"), free_port()
    (tmp_path / "users.txt").write_text('"nhacviec" ""\n')
    config = CONFIG.format(server=postgres.port, port=port, connections=CONNECTIONS)
    (tmp_path / "bouncer.ini").write_text(config)
    (tmp_path / "log").touch()
    command = [bouncer, *(["-u", "nobody"] if os.geteuid() == 0 else []), "bouncer.ini"]
    with running(command, tmp_path, port):
        address = make_url(postgres.empty_database()).set(port=port)
        yield address.render_as_string(hide_password=False)


async def test_people_are_reminded_and_answer(url: str, tmp_path: Path) -> None:
    """Statements come often enough for the driver to want to prepare them, in many connections."""
    db = await open_database(url, [KEY])
    assert db.pooled
    world = await World.create(db, tmp_path)
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    minh.shows("NV-3")
    await minh.taps("NV-3")
    await minh.taps("Đã hoàn thành")
    await world.until("2025-10-31 17:00")
    assert not [each.text for each in minh.unread if "Kỳ báo cáo" in each.text]

    async def asks() -> None:
        async with db.read() as tx:
            for _ in range(10):
                await tx.execute(text("SELECT count(*) FROM outbox_messages"))

    await asyncio.gather(*(asks() for _ in range(4 * CONNECTIONS)))
    with pytest.raises(NeedsSession):
        engine("procrastinate", db)
    await db.close()


async def test_one_of_two_holds_a_post_until_it_is_gone(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roles, "ASK_AGAIN_S", 0.1)
    dbs = [await open_database(url) for _ in range(2)]
    held: asyncio.Queue[int] = asyncio.Queue()

    async def work(who: int) -> None:
        held.put_nowait(who)
        await asyncio.Event().wait()

    def candidate(who: int) -> "asyncio.Task[None]":
        return asyncio.create_task(keep_on(dbs[who], ["planner"], lambda: work(who)))

    async with asyncio.timeout(SOON_S):
        first = candidate(0)
        assert await held.get() == 0
        second = candidate(1)
        for _ in range(20):  # the connections of the pool go from hand to hand meanwhile
            await asyncio.gather(*(_looks(dbs[1]) for _ in range(CONNECTIONS)))
        assert held.empty()
        first.cancel()
        assert await held.get() == 1
    second.cancel()
    await asyncio.wait([first, second])
    for db in dbs:
        await db.close()


async def _looks(db: Database) -> None:
    async with db.read() as tx:
        await tx.execute(text("SELECT 1"))

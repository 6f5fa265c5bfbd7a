"""Several processes share the work: each has its role."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from domain.reporting.policy import Policy
from nhacviec.cli import app as cli
from nhacviec.config.settings import Settings
from nhacviec.runtime import roles
from nhacviec.runtime.roles import ProcessRole, RoleNeedsServer, keep_on
from nhacviec.runtime.run import TURN_S, run_service
from storage.engine import leader_locks
from storage.engine.database import open_database
from storage.engine.leader_locks import PostLost
from tests.conftest import Postgres, free_port
from tests.templates import KEY

TOKEN = "a token of the watchers"


async def test_a_file_has_one_process(tmp_path: Path) -> None:
    known = Settings(database_url=f"sqlite+aiosqlite:///{tmp_path}/one.db")
    with pytest.raises(RoleNeedsServer):
        await run_service(known, Policy(), role=ProcessRole.SENDER)


async def test_a_thread_that_reads_a_file_leaves_the_loop_its_turns(tmp_path: Path) -> None:
    before = sys.getswitchinterval()
    try:
        await test_a_file_has_one_process(tmp_path)
        assert sys.getswitchinterval() == pytest.approx(TURN_S)
    finally:
        sys.setswitchinterval(before)


def test_the_program_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NHACVIEC_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/one.db")
    monkeypatch.setattr("sys.argv", ["nhacviec", "run", "--role", "sender"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert "PostgreSQL" in str(ended.value)
    assert len(str(ended.value).splitlines()) == 1


def test_who_does_everything_holds_every_post() -> None:
    assert ProcessRole.ALL.posts(["telegram"]) == ["poller:telegram", "planner"]
    assert ProcessRole.POLLER.posts(["telegram"]) == ["poller:telegram"]
    assert ProcessRole.PLANNER.posts(["telegram"]) == ["planner"]
    assert ProcessRole.SENDER.posts(["telegram"]) == []


async def test_a_process_without_pages_can_be_watched(postgres: Postgres, tmp_path: Path) -> None:
    port = free_port()
    known = Settings(
        database_url=postgres.new_database(),
        data_key=SecretStr(KEY),
        files_dir=tmp_path,
        watch_port=port,
        metrics_token=SecretStr(TOKEN),
    )
    running = asyncio.create_task(run_service(known, Policy(), role=ProcessRole.SENDER))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        async with asyncio.timeout(60):
            while (await _status(client, "/readyz")) != 200:  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.1)
        assert await _status(client, "/metrics") == 401
        measured = await client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        assert 'nhacviec_loop_seconds{loop="lanes"}' in measured.text
        assert await _status(client, "/") == 404
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def _status(client: httpx.AsyncClient, path: str) -> int:
    try:
        return (await client.get(path)).status_code
    except httpx.TransportError:
        return 0


async def test_a_second_one_waits_and_the_first_stops_when_it_loses_its_post(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first stands still as far as the server can see; it ends before it begins anew."""
    monkeypatch.setattr(leader_locks, "GONE_AFTER_S", 1)
    monkeypatch.setattr(leader_locks, "SIGN_OF_LIFE_S", 2.5)
    monkeypatch.setattr(roles, "ASK_AGAIN_S", 0.2)
    db = await open_database(postgres.new_database())
    began, ended = [], []
    second = asyncio.Event()

    def worker(name: str) -> asyncio.Task[None]:
        async def work() -> None:
            began.append(name)
            if name == "second":
                second.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.append(name)

        return asyncio.create_task(keep_on(db, ["planner"], work))

    tasks = [worker("first")]
    while not began:  # noqa: ASYNC110 - it has no event
        await asyncio.sleep(0.01)
    tasks.append(worker("second"))
    async with asyncio.timeout(20):
        await second.wait()
        while not ended:  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.01)
    assert began[:2] == ["first", "second"]
    assert ended[0] == "first"
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    await db.close()


async def test_told_to_stop_while_a_post_is_given_up_it_still_ends_its_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Otherwise the old work goes on beside nobody, with its port and its sessions."""
    giving_up, did_end = asyncio.Event(), asyncio.Event()

    class Lost:
        async def stay(self) -> None:
            raise PostLost

    @asynccontextmanager
    async def on_post(*_held: object) -> AsyncIterator[Lost]:
        yield Lost()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            giving_up.set()
            await asyncio.sleep(0.05)
            did_end.set()

    monkeypatch.setattr(roles, "on_post", on_post)
    monkeypatch.setattr(roles, "ASK_AGAIN_S", 0.0)
    db = await open_database(f"sqlite+aiosqlite:///{tmp_path}/one.db")
    running = asyncio.create_task(keep_on(db, ["planner"], work))
    await giving_up.wait()
    running.cancel()
    await asyncio.wait([running])
    await db.close()
    assert did_end.is_set()
    assert running.cancelled()

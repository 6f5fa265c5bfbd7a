"""A database that is not there, goes away, or does not let us in: said in words, waited for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Literal

import httpx
import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.ext.asyncio import create_async_engine
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.web.app import application
from domain.reporting.policy import Policy
from nhacviec.config.settings import Settings
from nhacviec.runtime import roles
from nhacviec.runtime.run import run_service
from storage.engine import leader_locks
from storage.engine.availability import is_away
from tests.conftest import Postgres, free_port
from tests.program.shell import Shell
from tests.templates import KEY

COMMANDS = (("doctor",), ("migrate",), ("extensions",), ("audit", "verify"), ("run",))
SOON_S = 120.0
STANDS_STILL = text("SELECT set_config('idle_in_transaction_session_timeout', '50ms', true)")


def told(folder: Path, url: str, *words: str) -> str:
    """The one line that the command ends with."""
    shell = Shell(folder)
    shell.database = url
    ended = shell(*words, NHACVIEC_DATA_KEY=KEY)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.splitlines()) == 1, ended.stderr
    return ended.stderr


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_says_that_nobody_answers(tmp_path: Path, words: tuple[str, ...]) -> None:
    port = free_port()
    said = told(tmp_path, f"postgresql://nv:hidden@127.0.0.1:{port}/nhacviec", *words)
    assert f"127.0.0.1:{port}/nhacviec không trả lời" in said
    assert "hidden" not in said


def test_it_says_what_is_wrong_with_an_address(tmp_path: Path, postgres: Postgres) -> None:
    here = f"127.0.0.1:{postgres.port}"
    assert "Không tìm thấy máy chủ" in told(tmp_path, "postgresql://nv@no.invalid/n", "doctor")
    assert "không có cơ sở dữ liệu" in told(tmp_path, f"postgresql://nhacviec@{here}/n", "doctor")
    assert "từ chối tài khoản" in told(tmp_path, f"postgresql://who@{here}/postgres", "doctor")


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a database, but words " * 100)
    (tmp_path / "folder.db").mkdir()
    for name in ("file", "folder.db", "file/below.db"):
        url = f"sqlite+aiosqlite:///{tmp_path}/{name}"
        assert f"{tmp_path}/{name}" in told(tmp_path, url, "doctor")


@pytest.mark.parametrize("engine", ["local", "procrastinate"])
async def test_the_service_waits_for_a_server_that_went_away_and_goes_on(
    postgres: Postgres,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    engine: Literal["local", "procrastinate"],
) -> None:
    monkeypatch.setattr(roles, "ASK_AGAIN_S", 0.05)
    monkeypatch.setattr(leader_locks, "SIGN_OF_LIFE_S", 0.2)
    known = Settings(
        database_url=postgres.new_database(),
        data_key=SecretStr(KEY),
        files_dir=tmp_path,
        http_port=(port := free_port()),
        engine=engine,
    )
    async with (
        _running(known) as running,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        await _comes(client, running, ready=True)
        postgres.stop()
        try:
            await _comes(client, running, ready=False)
        finally:
            postgres.serve()
        await _comes(client, running, ready=True)


@asynccontextmanager
async def _running(known: Settings) -> AsyncIterator["asyncio.Task[None]"]:
    running = asyncio.create_task(run_service(known, Policy()))
    try:
        yield running
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _comes(client: httpx.AsyncClient, running: "asyncio.Task[None]", *, ready: bool) -> None:
    """Wait for it; whatever ends the service first is raised."""
    async with asyncio.timeout(SOON_S):
        while not running.done():
            with suppress(httpx.TransportError):
                if ((await client.get("/readyz")).status_code == 200) is ready:
                    return
            await asyncio.sleep(0.05)
    running.result()
    raise AssertionError("the service has ended")


async def test_a_page_says_to_try_again_while_the_database_is_away() -> None:
    async def asks(_request: Request) -> Response:
        raise OperationalError("SELECT 1", {}, psycopg.OperationalError("connection refused"))

    through = httpx.ASGITransport(application([Route("/", asks)]))
    async with httpx.AsyncClient(transport=through, base_url="http://here") as client:
        page = await client.get("/", headers={"accept": "text/html"})
        assert (page.status_code, "thử lại sau ít phút" in page.text) == (503, True)
        assert (await client.get("/")).json() == {"ok": False}


@pytest.mark.parametrize("how", ["execute", "rollback"])
async def test_a_session_that_was_ended_for_standing_still_is_a_database_that_is_away(
    postgres: Postgres, how: str
) -> None:
    """A process that was stopped in the middle of a transaction goes on, and waits for its post."""
    engine = create_async_engine(postgres.new_database())
    async with engine.connect() as session:
        await session.execute(STANDS_STILL)
        await asyncio.sleep(0.5)
        with pytest.raises(InternalError) as ended:
            await (session.execute(text("SELECT 1")) if how == "execute" else session.rollback())
        await session.invalidate()
    await engine.dispose()
    assert is_away(ended.value)

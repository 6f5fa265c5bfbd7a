"""Real databases for the tests: SQLite files, and a PostgreSQL server of our own."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from storage.engine.database import Database, open_database
from tests import leaks, statements, templates

# Speed is measured in benchmarks/, never asserted here: a busy machine must not turn a test red.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin first, so that no worker is left alone with them at the end."""
    items.sort(key=lambda item: item.get_closest_marker("crash") is None)


@pytest.fixture(autouse=True, scope="session")
def watched() -> None:
    leaks.begin()
    statements.share()


@pytest.fixture(autouse=True)
def nothing_leaks_into_the_log() -> Iterator[None]:
    """No token, no phone number, no message text, at any level."""
    leaks.found.clear()
    yield
    assert leaks.found == []


POSTGRES_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postgres:
    """A server in a folder of its own, run as an unprivileged user, stopped by its process id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.databases = 0
        self.templates: dict[templates.Filled | None, str] = {}

    def start(self) -> None:
        data = self.folder / "data"
        self._as_postgres("initdb", "-D", str(data), "-U", "nhacviec", "-A", "trust", "-N")
        self.serve()

    def serve(self) -> None:
        """Start on the data that is there."""
        data = self.folder / "data"
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off -k {self.folder}"
        self._as_postgres(
            "pg_ctl", "-D", str(data), "-o", options, "-w", "-l", "/dev/null", "start"
        )

    def stop(self) -> None:
        self._as_postgres("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def new_database(self, fill: templates.Filled | None = None) -> str:
        """The address of a database whose schema is up to date, and filled as `fill` does."""
        if fill not in self.templates:
            self.templates[fill] = name = f"pattern{len(self.templates)}"
            self._create(name, "template0")
            templates.migrate(self._address(name), fill)
        self.databases += 1
        name = f"test{self.databases}"
        self._create(name, self.templates[fill])
        return self._address(name)

    def empty_database(self) -> str:
        """The address of a database with nothing in it."""
        self.databases += 1
        name = f"empty{self.databases}"
        self._create(name, "template0")
        return self._address(name)

    def _create(self, name: str, template: str) -> None:
        where = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "nhacviec")
        self._as_postgres("createdb", *where, "-T", template, name)

    def _address(self, name: str) -> str:
        return f"postgresql+psycopg://nhacviec@127.0.0.1:{self.port}/{name}"

    def _as_postgres(self, program: str, *arguments: str) -> None:
        command = [str(POSTGRES_BINARIES[-1] / program), *arguments]
        user = _unprivileged()
        if user is not None:
            command = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *command]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, timeout=60)


def _unprivileged() -> str | None:
    return "postgres" if os.geteuid() == 0 else None


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    if not POSTGRES_BINARIES:
        pytest.skip("PostgreSQL is not installed: its half of the storage tests is not exercised")
    with postgres_server() as server:
        yield server


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """A server that ends with the block."""
    folder = Path(tempfile.gettempdir()) / f"nhacviec-pg-{os.getpid()}"
    folder.mkdir()
    if (user := _unprivileged()) is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    server = Postgres(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return templates.sqlite(tmp_path / "test.db")
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    opened = await open_database(database_url, [templates.KEY])
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Database]:
    """Where the kind of database does not matter."""
    opened = await open_database(templates.sqlite(tmp_path / "test.db"), durable=False)
    yield opened
    await opened.close()

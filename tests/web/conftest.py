"""The small department, with the Office, a head and a leader at their desks."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import open_database
from tests.flows.world import World, sqlite_url
from tests.templates import KEY


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Where the kind of phone does not matter: it has buttons."""
    created = await World.create(await open_database(sqlite_url(tmp_path), durable=False), tmp_path)
    yield created
    await created.db.close()


@pytest.fixture
async def world_on_both(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """The same on SQLite and on PostgreSQL."""
    created = await World.create(await open_database(database_url, [KEY], durable=False), tmp_path)
    yield created
    await created.db.close()

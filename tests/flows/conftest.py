"""One world per story."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.database import Database, open_database
from storage.tables import AUDIT, OFFICIALS
from tests.flows.world import EditingMessenger, Messenger, PlainMessenger, World, sqlite_url
from tests.templates import KEY

MESSENGERS = {"plain": PlainMessenger, "buttons": Messenger}

EVERY_WAY = pytest.mark.parametrize("world", [*MESSENGERS, "postgresql"], indirect=True)


@pytest.fixture(params=MESSENGERS)
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """Every story is lived through with buttons, and on phones that know nothing but text.

    Those marked with EVERY_WAY are lived through on PostgreSQL, too.
    """
    on_server = request.param == "postgresql"
    url = request.getfixturevalue("postgres").new_database() if on_server else sqlite_url(tmp_path)
    db = await open_database(url, [KEY], durable=False)
    messenger = MESSENGERS.get(request.param, Messenger)()
    created = await World.create(db, tmp_path, messenger=messenger)
    yield created
    named = await _named(created.db)
    await created.db.close()
    assert named == set(), "the audit log names somebody"


async def _named(db: Database) -> set[str]:
    """The codes and names of officials that stand in the audit log."""
    async with db.read() as tx:
        rows = (await tx.execute(AUDIT.select())).all()
        people = (await tx.execute(select(OFFICIALS.c.code, OFFICIALS.c.name))).all()
    said = {str(each) for row in rows for each in (row.actor, row.subject, *row.facts.values())}
    words = said.union(*(each.replace(":", " ").split() for each in said))
    return words & {word for row in people for word in row}


@pytest.fixture
async def editing_world(tmp_path: Path) -> AsyncIterator[World]:
    """The same world where the messenger can replace what it has said."""
    db = await open_database(sqlite_url(tmp_path), durable=False)
    created = await World.create(db, tmp_path, messenger=EditingMessenger())
    yield created
    await created.db.close()


@pytest.fixture
async def world_on_both(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """The same world on SQLite and on PostgreSQL."""
    created = await World.create(await open_database(database_url, [KEY]), tmp_path)
    yield created
    await created.db.close()

"""One world per story."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.summaries.aggregates import UnitFigures
from domain.summaries.comparison import tallies
from domain.summaries.summary import summarise
from storage.engine.database import Database, open_database
from storage.office import aggregates, summaries
from storage.reports import cycles
from storage.tables import AUDIT, CYCLES, OFFICIALS
from tests import templates
from tests.flows.world import (
    EditingMessenger,
    Messenger,
    PlainMessenger,
    World,
    founding,
    sqlite_url,
)
from tests.templates import KEY

MESSENGERS = {"plain": PlainMessenger, "buttons": Messenger}

ALIKE = {
    "absences", "acceptance", "announcements", "assignments", "coordination", "days_off",
    "escalation", "imports", "issues", "messaging", "monitoring", "quarantine", "sign_off",
    "summaries",
}  # fmt: skip
"""Where the kind of phone hardly matters: by day on one with buttons, with EVERY_PHONE on all."""

WITH_BUTTONS = pytest.mark.parametrize("world", ["buttons"], indirect=True)

EVERY_WAY = pytest.mark.parametrize("world", [*MESSENGERS, "postgresql"], indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marked = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    alike = metafunc.definition.path.parent.name in ALIKE and "EVERY_PHONE" not in os.environ
    if "world" in metafunc.fixturenames and alike and "world" not in marked:
        metafunc.definition.add_marker(WITH_BUTTONS)


@pytest.fixture(params=MESSENGERS)
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """Every story is lived through with buttons, and on phones that know nothing but text.

    Those marked with EVERY_WAY are lived through on PostgreSQL, too.
    """
    on_server = request.param == "postgresql"
    url = (
        request.getfixturevalue("postgres").new_database(founding)
        if on_server
        else templates.sqlite(tmp_path / "world.db", founding)
    )
    db = await open_database(url, [KEY], durable=False)
    messenger = MESSENGERS.get(request.param, Messenger)()
    created = await World.create(db, tmp_path, messenger=messenger, founded=True)
    yield created
    named, differing = await _named(created.db), await _miscounted(created)
    await created.db.close()
    assert named == set(), "the audit log names somebody"
    assert differing == [], "the database counts otherwise than a summary of all lines"


async def _named(db: Database) -> set[str]:
    """The codes and names of officials that stand in the audit log."""
    async with db.read() as tx:
        rows = (await tx.execute(AUDIT.select())).all()
        people = (await tx.execute(select(OFFICIALS.c.code, OFFICIALS.c.name))).all()
    said = {str(each) for row in rows for each in (row.actor, row.subject, *row.facts.values())}
    words = said.union(*(each.replace(":", " ").split() for each in said))
    return words & {word for row in people for word in row}


async def _miscounted(world: World) -> list[tuple[object, object]]:
    """Figures of periods that differ, as the database counts them and as the lines say."""
    differing: list[tuple[object, object]] = []
    now = world.clock()
    async with world.db.read() as tx:
        for cycle_id in (await tx.execute(select(CYCLES.c.id))).scalars().all():
            cycle = await cycles.get(tx, cycle_id)
            counted = await aggregates.of_period(tx, cycle, now)
            lines = await summaries.lines(tx, cycle_id, now=now)
            made = summarise(lines, cycle, now)
            units = [(u.duties, u.answered, u.late, len(u.missing), u.name) for u in made.units]
            for whole, here in (
                (made.totals, counted.totals),
                (made.cells, counted.cells),
                (made.by_status, counted.by_status),
                (tallies(lines), counted.tallies),
                (units, [_counts(each) for each in counted.units]),
            ):
                differing += [(whole, here)] if whole != here else []
    return differing


def _counts(unit: UnitFigures) -> tuple[int, int, int, int, str]:
    totals = unit.totals
    return totals.duties, totals.answered, totals.late, totals.missing, unit.name


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
    differing = await _miscounted(created)
    await created.db.close()
    assert differing == [], "the database counts otherwise than a summary of all lines"

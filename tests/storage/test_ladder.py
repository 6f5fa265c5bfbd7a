"""Versions of a ladder, on both databases: one number is taken once, the newest holds."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.reporting.policy import Audience, Policy
from storage.engine.database import Database
from storage.people import officials, units
from storage.plans import ladder
from storage.plans.ladder import Version
from tests import department

NOW = datetime(2025, 10, 17, 2, tzinfo=UTC)


async def test_versions_are_numbered_and_the_newest_holds(db: Database) -> None:
    await department.found(db, NOW)
    usual = Policy(acceptance=True)
    async with db.begin() as tx:
        root = await units.root(tx)
        person = await officials.find_by_code(tx, "CVP")
        assert person is not None
        assert await ladder.policy_of(tx, root.id, usual) == usual
        for number, day in ((1, 20), (2, 22)):
            made = Version(number, Policy(due_day=day), NOW, "")
            assert await ladder.add(tx, root.id, made, person.id)
        assert not await ladder.add(tx, root.id, Version(2, Policy(), NOW, ""), person.id)
    async with db.read() as tx:
        assert await ladder.newest_number(tx, root.id) == 2
        assert await ladder.policy_of(tx, root.id, usual) == replace(usual, due_day=22)
        found = await ladder.versions(tx, root.id)
        assert [(each.number, each.by) for each in found] == [(2, person.name), (1, person.name)]
        readers = await ladder.readers(tx, root.id, NOW)
    assert len(readers[Audience.OWNER]) == 3
    assert person.id in readers[Audience.OFFICE]

"""What the board reads from counts is what it would find in the duties themselves."""

import random
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from domain.reporting.policy import Policy
from domain.summaries.standing import OPEN, Standing, standing_of
from scheduler.reporting import cycles as opening
from storage.board import awaited, cells, counts
from storage.board.wanted import Wanted
from storage.engine.database import Database, Tx
from storage.office import summaries
from storage.tables import DUTIES, TASKS, UNITS
from tests import department

EARLY, NOW = datetime(2025, 10, 1, 2, tzinfo=UTC), datetime(2025, 10, 20, 3, tzinfo=UTC)
ASKED = (None, OPEN, (Standing.DONE,), (Standing.RETURNED,), (Standing.UNREACHED,))


def fate(chance: random.Random) -> dict[str, Any]:
    status = chance.choice((None, None, "done", "blocked"))
    return {
        "status": status,
        "answered_at": NOW if status else None,
        "returned": chance.choice((0, 0, 1)),
        "reached_at": chance.choice((None, EARLY)),
        "rung": chance.choice((-1, 0, 3)),
        "owner_id": chance.choice((None, 7, 8)),
    }


async def fates(tx: Tx, chance: random.Random) -> None:
    """Every unit has every task, and each duty came to something."""
    first = dict((await tx.execute(select(DUTIES).limit(1))).mappings().one())
    first.pop("id")
    ids = [(await tx.execute(select(table.c.id))).scalars().all() for table in (TASKS, UNITS)]
    have = {(row.task_id, row.unit_id) for row in await tx.execute(select(DUTIES))}
    for task, unit in set(product(*ids)) - have:
        other = {"task_id": task, "unit_id": unit, "task_code": f"NV-{task}"}
        await tx.execute(insert(DUTIES).values(**first | other))
    for duty_id in (await tx.execute(select(DUTIES.c.id))).scalars().all():
        await tx.execute(update(DUTIES).where(DUTIES.c.id == duty_id).values(**fate(chance)))


async def listed(tx: Tx, wanted: Wanted) -> list[Any]:
    """All that a page of duties is made of, whole and in pieces of every size."""
    whole = await cells.page(tx, wanted, 0, 100)
    for size in (1, 3, 5):
        pages = [await cells.page(tx, wanted, at, size) for at in range(0, len(whole) + 2, size)]
        assert [each for page in pages for each in page] == whole
    return [whole, await cells.count(tx, wanted), await cells.units(tx, wanted)]


@pytest.mark.parametrize("seed", range(3))
async def test_lists_from_counts_are_those_of_the_duties(
    db: Database, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await department.found(db, EARLY)
    await opening.plan_periods(db, Policy(), EARLY)
    await opening.open_periods(db, datetime(2025, 10, 17, 2, tzinfo=UTC))
    async with db.begin() as tx:
        cycle_id = (await tx.execute(select(DUTIES.c.cycle_id).limit(1))).scalar_one()
        await fates(tx, random.Random(seed))
        for units, standings in product((None, [2, 3]), ASKED):
            wanted = Wanted(cycle_id, units, standings)
            assert counts.known(wanted)
            by_counts = await listed(tx, wanted)
            with monkeypatch.context() as patch:
                patch.setattr(counts, "known", lambda _: False)
                assert await listed(tx, wanted) == by_counts
        await told_by_owner(tx, cycle_id)


async def told_by_owner(tx: Tx, cycle_id: int) -> None:
    """What is left in units, by owner, is what the lines of a summary say."""
    lines = await summaries.lines(tx, cycle_id, [2, 3], NOW)
    left = [each for each in lines if standing_of(each) in OPEN]
    found = await awaited.in_units(tx, cycle_id, [2, 3], [])
    assert sum(each.count for each in found) == len(left) > 0
    by_owner = {(each.owner, each.standing): 0 for each in found}
    for each in found:
        by_owner[each.owner, each.standing] += each.count
    assert by_owner == {
        who: sum((each.owner, standing_of(each)) == who for each in left) for who in by_owner
    }


def test_who_is_away_decides_whether_somebody_was_asked() -> None:
    """Counts know no owners: then the duties themselves are asked."""
    assert counts.known(Wanted(1, None, OPEN, None, (7,)))
    assert not counts.known(Wanted(1, None, (Standing.MISSING,), None, (7,)))

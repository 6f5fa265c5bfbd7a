"""The roster as a whole: units and people, and who takes over when somebody moves or leaves."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from domain.imports.roster_rows import Known
from domain.imports.rows import OfficialLine, UnitLine
from domain.reporting.duties import owner_of
from storage.engine.database import Tx
from storage.people import officials, open_items, units
from storage.plans import plans
from storage.reports import duties
from storage.tables import ASSIGNMENTS, CYCLES, DUTIES, OFFICIALS


async def save(
    tx: Tx,
    unit_lines: Sequence[UnitLine],
    lines: Sequence[OfficialLine],
    now: datetime,
    spared: Collection[str] = (),
    within: int | None = None,
) -> int:
    """Make the roster what the file says; without lines of units, the units stay as they are.

    `spared`: codes of people and units that are not named and yet stay as they are.
    `within`: a unit of the one department that the file is about; others stay as they are.

    Work stays with the unit: what a person who goes still owes there passes to the unit.
    """
    before = await _homes(tx)
    other_units, others = await elsewhere(tx, within)
    spared_units = {*spared, *other_units}
    changed = await units.save(tx, unit_lines, now, spared_units) if unit_lines else 0
    changed += await officials.save(tx, lines, now, {*spared, *others})
    after = await _homes(tx)
    gone = {person for person, unit in before.items() if after.get(person) != unit}
    await hand_over(tx, gone, now)
    return changed


async def elsewhere(tx: Tx, within: int | None) -> tuple[set[str], set[str]]:
    """The codes of units and people of other departments than that of this unit."""
    if within is None:
        return set(), set()
    tree = await units.tree(tx)
    here = {tree.by_id[each].code for each in tree.subtree(tree.upwards(within)[-1].id)}
    people = {each.code for each in await officials.members(tx) if each.unit_code not in here}
    return set(tree.by_code) - here, people


async def _homes(tx: Tx) -> dict[int, int]:
    """The home unit of everybody in service."""
    query = select(OFFICIALS.c.id, OFFICIALS.c.unit_id).where(OFFICIALS.c.ended_at.is_(None))
    return {row.id: row.unit_id for row in await tx.execute(query)}


async def known(tx: Tx, within: int | None = None) -> Known:
    """What a roster file is read against; `within`: a unit of the one department it is about."""
    tree = await units.tree(tx)
    other_units, others = await elsewhere(tx, within)
    parents = {unit.id: unit.code for unit in tree.by_id.values()}
    unit_lines = tuple(
        UnitLine(unit.code, unit.name, "", unit.kind, parents.get(unit.parent_id or 0))
        for unit in tree.by_id.values()
        if unit.code not in other_units
    )
    people = [each for each in await officials.members(tx) if each.code not in others]
    phones = [each.phone for each in people]
    codes = (await tx.execute(select(OFFICIALS.c.code))).scalars()
    return Known(
        unit_lines,
        frozenset(codes),
        {each.phone: each.code for each in people if each.phone and phones.count(each.phone) == 1},
        {(each.name, each.unit_code): each.code for each in people},
    )


async def hand_over(tx: Tx, gone: Collection[int], now: datetime) -> int:
    """What those who are gone from a unit still owe there, and what nobody owes, finds an owner.

    That is who was given the task, else the focal point, else the head; else the duty is an open
    item of the Office. Returns how many duties were looked at.
    """
    roster = await officials.roster(tx)
    homes = {each.id: each.unit_id for each in roster.officials}
    await _end_assignments(tx, gone, homes, now)
    given = await plans.assigned(tx)
    passed = 0
    for row in await _open_duties(tx):
        if row.owner_id is not None and row.owner_id not in gone:
            continue
        if row.owner_id is not None and homes.get(row.owner_id) == row.unit_id:
            continue
        heir = owner_of(row.task_id, row.unit_id, given, roster.officials)
        if heir != row.owner_id:
            await duties.hand_over(tx, row.id, heir, now=now, why="roster")
        await _note(tx, row, heir, now)
        passed += 1
    return passed


async def _open_duties(tx: Tx) -> Sequence[Row[Any]]:
    query = (
        select(DUTIES, CYCLES.c.period)
        .join(CYCLES, CYCLES.c.id == DUTIES.c.cycle_id)
        .where(CYCLES.c.state == "open", DUTIES.c.status.is_(None))
    )
    return (await tx.execute(query.order_by(DUTIES.c.id))).all()


async def _note(tx: Tx, duty: Row[Any], heir: int | None, now: datetime) -> None:
    key = f"no-owner:{duty.period}:{duty.task_code}:{duty.unit_id}"
    if heir is not None:
        await open_items.close(tx, key, now)
        return
    facts = {"task": duty.task_code, "period": duty.period}
    await open_items.add(tx, key=key, kind="no_owner", unit_id=duty.unit_id, facts=facts, now=now)


async def _end_assignments(
    tx: Tx, gone: Collection[int], homes: dict[int, int], now: datetime
) -> None:
    """What was given to somebody who is no longer in the unit is given to nobody."""
    living = ASSIGNMENTS.c.ended_at.is_(None), ASSIGNMENTS.c.official_id.in_(gone)
    rows = await tx.execute(select(ASSIGNMENTS).where(*living))
    lost = [row.id for row in rows if homes.get(row.official_id) != row.unit_id]
    await tx.execute(update(ASSIGNMENTS).where(ASSIGNMENTS.c.id.in_(lost)).values(ended_at=now))

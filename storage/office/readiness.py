"""Looking over readiness: when it is due for a period, and what is found."""

from datetime import datetime

from sqlalchemy import delete, select, update

from domain.people.chat_links import LinkState
from domain.people.units import Tree
from domain.reporting.cycles import CycleState
from domain.reporting.readiness import Readiness, look_over, wanting_years
from storage.engine.database import Tx
from storage.engine.insert_ignore import add_new
from storage.people import officials, units
from storage.plans import assignments, calendar
from storage.tables import CYCLES, LINKS, READINESS_CHECKS


async def planned(tx: Tx) -> list[tuple[int, datetime]]:
    """The periods that are still to open, with the instant at which they do."""
    query = select(CYCLES.c.id, CYCLES.c.opens_at)
    rows = await tx.execute(query.where(CYCLES.c.state == CycleState.PLANNED.value))
    return [(row.id, row.opens_at) for row in rows]


async def plan(tx: Tx, cycle_id: int, due_at: datetime) -> None:
    """Write down when a period is looked over, or correct it until that is done."""
    here = READINESS_CHECKS.c.cycle_id == cycle_id
    row = {"cycle_id": cycle_id, "due_at": due_at}
    if not await add_new(tx, READINESS_CHECKS, [row], key=["cycle_id"]):
        waiting = update(READINESS_CHECKS).where(here, READINESS_CHECKS.c.done_at.is_(None))
        await tx.execute(waiting.values(due_at=due_at))


async def drop_planned(tx: Tx) -> None:
    """Nothing more is looked over."""
    await tx.execute(delete(READINESS_CHECKS).where(READINESS_CHECKS.c.done_at.is_(None)))


async def take_due(tx: Tx, now: datetime) -> list[int]:
    """The periods to be looked over now; each is taken once."""
    due = READINESS_CHECKS.c.done_at.is_(None), READINESS_CHECKS.c.due_at <= now
    taken = update(READINESS_CHECKS).where(*due).values(done_at=now)
    return list((await tx.execute(taken.returning(READINESS_CHECKS.c.cycle_id))).scalars())


async def board(tx: Tx, now: datetime, of: int | None = None) -> Readiness:
    """What is still to be put right, now; `of`: only in the department of this unit."""
    roster, tree = await officials.roster(tx), await units.tree(tx)
    if of is not None:
        roster = roster.within(of)
        here = tree.subtree(roster.roots[of])
        tree = Tree(unit for unit in tree.by_id.values() if unit.id in here)
    charges = await assignments.charges(tx, list(tree.by_id), now)
    gaps = look_over(roster, tree, await _suspended(tx), charges)
    return Readiness(gaps, wanting_years(await calendar.days(tx), now))


async def _suspended(tx: Tx) -> set[int]:
    query = select(LINKS.c.official_id).where(LINKS.c.state == LinkState.SUSPENDED.value)
    return set((await tx.execute(query)).scalars())

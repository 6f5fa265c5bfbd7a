"""Applies what a file says to the roster or the plan, and keeps what that changed."""

from collections.abc import Sequence
from datetime import datetime

from domain.imports.changes.consequences import Consequences
from domain.imports.changes.endings import Endings, endings_of_plan, endings_of_roster
from domain.imports.drafts import Content
from domain.imports.plan_diff import compare_with_annex, with_spared
from domain.imports.roster_diff import Member, compare_rosters, members_after
from domain.reporting.plans import PlanChange
from storage.engine.database import Tx
from storage.people import officials
from storage.plans import import_changes, journal, one_official, plans, roster_import
from storage.plans.import_changes import About
from storage.plans.plans import Source


async def roster_endings(tx: Tx, content: Content, within: int | None) -> Endings:
    """Whom and what this roster would end; `within`: a unit of the department it is about."""
    known = await roster_import.known(tx, within)
    here = {unit.code: unit.kind for unit in known.units}
    before = [each for each in await officials.members(tx) if each.unit_code in here]
    kinds = here | {unit.code: unit.kind for unit in content.units}
    after = members_after(content.people, kinds, {each.code: each for each in before})
    named = {unit.code for unit in content.units}
    gone = [code for code in here if code not in named] if named else []
    return endings_of_roster(before, compare_rosters(before, after, content.unread), gone)


async def plan_endings(tx: Tx, content: Content, root_unit_id: int) -> Endings:
    before = await plans.lines(tx, root_unit_id)
    return endings_of_plan(before, compare_with_annex(before, content).ended)


async def roster(
    tx: Tx, about: About, content: Content, now: datetime, *, keep_missing: bool = False
) -> tuple[int, int | None]:
    """How much changed, and under which number it is kept. `keep_missing`: nobody ends."""
    spared: Sequence[str] = content.unread
    if keep_missing:
        people: list[Member] = await officials.members(tx)
        units = (await roster_import.known(tx)).units
        spared = [*(each.code for each in people), *(unit.code for unit in units)]

    async def act() -> int:
        read = content.units, content.people, now, spared
        return await roster_import.save(tx, *read, about.unit_id)

    changed, number = await import_changes.kept(tx, about, now, act)
    return changed, number


async def roster_consequences(
    tx: Tx, content: Content, within: int | None, now: datetime
) -> Consequences:
    """What this roster would bring with it; nothing is written."""

    async def act() -> int:
        read = content.units, content.people, now, content.unread
        return await roster_import.save(tx, *read, within)

    return await one_official.told(tx, await journal.foresee(tx, act))


async def plan(
    tx: Tx,
    about: About,
    content: Content,
    source: Source,
    now: datetime,
    *,
    keep_missing: bool = False,
) -> tuple[PlanChange, int | None]:
    """The same for a plan; `about.unit_id` is its root unit."""
    root_unit_id = about.unit_id or 0
    before = await plans.lines(tx, root_unit_id)
    unread = [line.code for line in before] if keep_missing else content.unread

    async def act() -> PlanChange:
        return await plans.save(
            tx,
            root_unit_id=root_unit_id,
            lines=with_spared(content.tasks, before, unread, content.unsaid),
            source=source,
            now=now,
        )

    change, number = await import_changes.kept(tx, about, now, act)
    return change, number

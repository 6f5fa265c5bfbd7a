"""Which department a command is about, where several share an installation."""

from collections.abc import Collection

from domain.calendar.periods import Period
from domain.imports.rows import UnitLine
from domain.messaging.messages import Refusal
from domain.people.units import Unit
from domain.reporting.cycles import Cycle
from storage.engine.database import Tx
from storage.people import officials, units
from storage.plans import roster_import
from storage.reports import cycles


async def named(tx: Tx, code: str) -> Unit | None:
    """The department of this code, or the only one there is; None before there is any.

    Raises Refusal for a code of none, and where several leave it open.
    """
    roots = {
        unit.code: unit for unit in (await units.tree(tx)).by_id.values() if not unit.parent_id
    }
    if code in roots:
        return roots[code]
    if code or len(roots) > 1:
        raise Refusal("cli.which_root", {"codes": ", ".join(sorted(roots))})
    return next(iter(roots.values()), None)


async def one(tx: Tx, code: str) -> Unit:
    """As `named`; raises Refusal also before there is any."""
    department = await named(tx, code)
    if department is None:
        raise Refusal("briefing.no_department")
    return department


async def opened(tx: Tx, root: str, period: Period, unit: str = "") -> Cycle:
    """The period of the department that is named, or of the one that a unit belongs to.

    Raises Refusal, also for a unit of another department.
    """
    tree = await units.tree(tx)
    own = tree.upwards(tree.by_code[unit].id)[-1].code if unit in tree.by_code else ""
    if root and own and root != own:
        raise Refusal("cli.unit_elsewhere", {"code": unit})
    department = await named(tx, root or own)
    cycle = await cycles.find(tx, department.id, period) if department else None
    if cycle is None:
        raise Refusal("cli.no_cycle", {"month": str(period)})
    return cycle


async def within(tx: Tx, code: str) -> Collection[int]:
    """The units of the department of this code; without one, of all departments."""
    tree = await units.tree(tx)
    department = await named(tx, code) if code else None
    return tree.subtree(department.id) if department else tree.by_id.keys()


async def of_units(tx: Tx, code: str, lines: Collection[UnitLine]) -> Unit | None:
    """The department that a file of units is about, which may be new; None if it names them all."""
    known = (await units.tree(tx)).by_id.values()
    wanted = {line.code for line in lines}
    if code and code in wanted and code not in {unit.code for unit in known}:
        return None
    if not code and {unit.code for unit in known if not unit.parent_id} <= wanted:
        return None
    return await named(tx, code)


async def refuse_others(tx: Tx, root: Unit | None, codes: Collection[str]) -> None:
    """Raise Refusal if a file names units or people of another department."""
    if root is None:
        other_units = set((await units.tree(tx)).by_code)
        people = {each.code for each in await officials.members(tx)}
    else:
        other_units, people = await roster_import.elsewhere(tx, root.id)
    taken = sorted(set(codes) & (other_units | people))
    if taken:
        raise Refusal("cli.other_department", {"codes": ", ".join(taken)})

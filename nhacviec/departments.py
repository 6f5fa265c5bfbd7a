"""Which department a file of the command line is about, where several share an installation."""

from collections.abc import Collection

from domain.imports import UnitLine
from domain.messages import Refusal
from domain.units import Unit
from storage import officials, rosters, units
from storage.database import Tx


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
        other_units, people = await rosters.elsewhere(tx, root.id)
    taken = sorted(set(codes) & (other_units | people))
    if taken:
        raise Refusal("cli.other_department", {"codes": ", ".join(taken)})

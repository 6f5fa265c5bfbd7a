"""The period that a page is about, and the parts of it that its reader may see."""

from collections.abc import Collection
from dataclasses import dataclass

from domain.calendar.periods import Period
from domain.messaging.messages import Refusal
from domain.people.permissions import Action
from domain.people.units import Tree, Unit
from domain.reporting.cycles import Cycle
from storage.engine.database import Tx
from storage.people import units
from storage.reports import cycles
from web.request import BoardRequest, NotThere, reach


@dataclass(frozen=True, slots=True)
class Sight:
    """`units`: those that the reader sees; None: the whole department. `others`: other periods."""

    cycle: Cycle
    tree: Tree
    units: Collection[int] | None
    others: tuple[Period, ...]

    def sees(self, unit_id: int) -> bool:
        return self.units is None or unit_id in self.units


async def root(tx: Tx, request: BoardRequest) -> Unit:
    """The reader's department."""
    return await units.root_of(tx, request.me.unit_id)


async def newest(tx: Tx, request: BoardRequest) -> Cycle | None:
    """The period that was opened last in the reader's department."""
    root = await units.root_of(tx, request.me.unit_id)
    return await cycles.newest(tx, root.id)


async def sight(tx: Tx, request: BoardRequest, action: Action = Action.VIEW_UNIT) -> Sight:
    """What the reader sees of the period in the address. Raises NotThere."""
    cycle = await _asked(tx, request)
    tree, seen = await reach(tx, request.me, action)
    here = within(tree, cycle, seen)
    if here is not None and not here:
        raise NotThere
    return Sight(cycle, tree, here, await cycles.opened(tx, cycle.root_unit_id))


def within(tree: Tree, cycle: Cycle, seen: frozenset[int]) -> frozenset[int] | None:
    """The units of a period's department that are seen; None: all of them."""
    whole = tree.subtree(cycle.root_unit_id)
    return None if whole <= seen else seen & whole


async def _asked(tx: Tx, request: BoardRequest) -> Cycle:
    try:
        period = Period.parse(request.path("period"))
    except Refusal:
        raise NotThere from None
    root = await units.root_of(tx, request.me.unit_id)
    found = await cycles.find(tx, root.id, period)
    if found is None or period not in await cycles.opened(tx, root.id):
        raise NotThere
    return found

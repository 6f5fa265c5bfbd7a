"""Giving what a file of assignments gives: what it is read against, what would change, the deed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from actions import assigning
from actions.acting import Acting
from documents.assignments.reader import Assignable
from domain.imports.changes.assignments import AssignmentChange, shifts
from domain.imports.drafts import Content
from domain.messaging.messages import Refusal
from domain.people.officials import Official
from domain.people.permissions import Action, reached
from domain.people.units import Tree
from domain.reporting.assignments import Charge, may_take
from storage.engine.database import Tx
from storage.people import officials, units
from storage.plans import assignments, plans, roster_import


@dataclass(frozen=True, slots=True)
class Ground:
    """What a file of assignments is read against."""

    assignable: Assignable
    charges: Sequence[Charge]
    people: Sequence[Official]
    tree: Tree


async def ground(tx: Tx, now: datetime, own: Collection[int] | None = None) -> Ground:
    """Tasks, units and people as they are now. `own`: the units of whoever sends the file."""
    tree, people = await units.tree(tx), (await officials.roster(tx)).officials
    charges = await assignments.charges(tx, list(tree.by_id), now, answered_too=True)
    pairs = frozenset((each.task_code, tree.by_id[each.unit_id].code) for each in charges)
    tasks = [task.code for root in await plans.roots(tx) for task in await plans.tasks(tx, root)]
    assignable = Assignable(
        frozenset(tasks),
        (await roster_import.known(tx)).units,
        {each.code: each.name for each in people},
        pairs,
        may_take(people, tree),
        None if own is None else frozenset(tree.by_id[each].code for each in own),
    )
    return Ground(assignable, charges, people, tree)


async def of_sender(tx: Tx, official_id: int, now: datetime) -> Ground:
    """The same for one sender, who may name the units under his own hand and no others."""
    sender, tree = await officials.get(tx, official_id), await units.tree(tx)
    return await ground(tx, now, sorted(reached(sender, Action.ASSIGN, tree)))


async def authorise(acting: Acting) -> None:
    """Whoever assigns the tasks of some unit."""
    if not reached(acting.me, Action.ASSIGN, await acting.tree()):
        raise Refusal("help.not_allowed")


async def changes_of(acting: Acting, content: Content) -> list[AssignmentChange]:
    """What would change hands now.

    Refuses if it names what is no longer there, or a unit that the sender may no longer assign.
    """
    on = await of_sender(acting.tx, acting.me.id, acting.now)
    changes = shifts(content.assignments, on.charges, on.people, on.tree)
    own = on.assignable.own or frozenset()
    if changes is None:
        raise Refusal("intake.settled")
    if any(line.unit_code not in own for line in content.assignments):
        raise Refusal("help.not_allowed")
    return changes


async def keep(acting: Acting, content: Content) -> list[AssignmentChange]:
    """Give it, to be undone by another file; the people are told, once each."""
    changes = await changes_of(acting, content)
    for each in changes:
        await assignments.give(acting.tx, each.charge, each.person.id, acting.now)
    await assigning.tell_all(acting, [(each.charge, each.person) for each in changes])
    return changes

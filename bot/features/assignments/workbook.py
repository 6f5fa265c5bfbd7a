"""Assigning by workbook: what a file says, the workbook to fill in, and giving what it gives."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.features.assignments import handlers as assigning
from bot.inbound.context import UpdateContext
from documents.assignments.reader import Assignable, read_assignments
from documents.assignments.workbook import assignments_preview
from domain.imports.changes.assignments import AssignmentChange, shifts
from domain.imports.drafts import ImportDraft
from domain.imports.rows import AssignmentsRead
from domain.messaging.messages import Refusal, Reply
from domain.messaging.outbox import Kind, NewMessage
from domain.people.officials import Official
from domain.people.permissions import Action, reached
from domain.people.units import Tree
from domain.reporting.assignments import Charge, may_take
from storage.engine.database import Tx
from storage.messaging import outbox
from storage.people import officials, units
from storage.plans import assignments, plans, roster_import

FORM = "assignments"
"""The form under which messages ask for the workbook to fill in."""


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


async def understand(
    on: Ground, path: Path, name: str, say: Callable[..., str]
) -> tuple[AssignmentsRead, bytes, dict[str, Any]]:
    """What the file says, the workbook that shows it, and the facts of the message."""
    read = await asyncio.to_thread(read_assignments, path, on.assignable, name)
    people = on.people
    book = await asyncio.to_thread(assignments_preview, read.rows, on.charges, people, on.tree, say)
    changes = shifts(read.lines, on.charges, people, on.tree) or []
    names = {each.id: each.name for each in people}
    said = [
        {
            "code": each.charge.task_code,
            "unit": on.tree.by_id[each.charge.unit_id].code,
            "before": names.get(each.charge.owner_id or 0, ""),
            "after": each.person.name,
        }
        for each in changes
    ]
    facts = {"count": len(read.lines), "blank": read.blank, "changes": said}
    return read, book, facts


async def keep(context: UpdateContext, draft: ImportDraft) -> list[AssignmentChange]:
    """Give what the file gives, to be undone by another file; the people are told, once each.

    Refuses if it names what is no longer there, or a unit that the sender may no longer assign.
    """
    on = await of_sender(context.tx, context.me.id, context.now)
    changes = shifts(draft.content.assignments, on.charges, on.people, on.tree)
    own = on.assignable.own or frozenset()
    if changes is None:
        raise Refusal("intake.settled")
    if any(line.unit_code not in own for line in draft.content.assignments):
        raise Refusal("help.not_allowed")
    for each in changes:
        await assignments.give(context.tx, each.charge, each.person.id, context.now)
    await _tell(context, draft, changes)
    return changes


async def _tell(
    context: UpdateContext, draft: ImportDraft, changes: Sequence[AssignmentChange]
) -> None:
    """One message a person, whatever the number of tasks; who sent the file knows."""
    given: dict[int, list[list[int]]] = {}
    taken: dict[int, list[list[int]]] = {}
    for each in changes:
        part = [each.charge.id, each.charge.unit_id]
        given.setdefault(each.person.id, []).append(part)
        if each.charge.owner_id is not None:
            taken.setdefault(each.charge.owner_id, []).append(part)
    for person in sorted({*given, *taken} - {context.me.id}):
        message = NewMessage(
            key=f"charges:{draft.id}:{person}",
            kind=Kind.REMINDER if person in given else Kind.NOTICE,
            text_key="digest.charges",
            facts={
                "given": given.get(person, []),
                "taken": taken.get(person, []),
                "by": context.me.name,
            },
            logical_at=context.now,
            send_at=context.now,
            official_id=person,
        )
        await outbox.add(context.tx, message, context.now)


async def form(context: UpdateContext) -> Reply:
    """The workbook with what this person may assign."""
    own = await assigning.units_of(context)
    wanted = {"form": FORM, "units": sorted(own)}
    return Reply("intake.assignments_form", {"file": wanted})

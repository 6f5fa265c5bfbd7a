"""Assigning by workbook: what a file says, the workbook to fill in, and giving what it gives."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from actions.imports.assigned import Ground
from bot.features.assignments import handlers as assigning
from bot.inbound.context import UpdateContext
from documents.assignments.reader import read_assignments
from documents.assignments.workbook import assignments_preview
from domain.imports.changes.assignments import shifts
from domain.imports.rows import AssignmentsRead, Corrections
from domain.messaging.messages import Reply

FORM = "assignments"
"""The form under which messages ask for the workbook to fill in."""


async def understand(
    on: Ground, path: Path, name: str, say: Callable[..., str], corrected: Corrections
) -> tuple[AssignmentsRead, bytes, dict[str, Any]]:
    """What the file says, the workbook that shows it, and the facts of the message.

    `corrected`: what cells hold as somebody says.
    """
    read = await asyncio.to_thread(read_assignments, path, on.assignable, name, corrected)
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


async def form(context: UpdateContext) -> Reply:
    """The workbook with what this person may assign."""
    own = await assigning.units_of(context)
    wanted = {"form": FORM, "units": sorted(own)}
    return Reply("intake.assignments_form", {"file": wanted})

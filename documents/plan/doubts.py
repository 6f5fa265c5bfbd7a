"""Says which cells of a task a person should look at, and why."""

from collections.abc import Iterator, Mapping

from documents.plan.rows import Row
from domain.imports.deadlines import Deadline
from domain.imports.plan_vocabulary import Heading
from domain.imports.rows import TaskLine

LATEST = 5
"""How many years after its annex a task may end before somebody should look."""
UNITS = (Heading.LEAD, Heading.COORDINATING)


def doubts(
    row: Row, task: TaskLine, deadline: Deadline, year: int | None, *, sure: bool
) -> Mapping[Heading, str]:
    """Keys of the catalogue by column; `sure` tells whether leads and partners were marked."""
    found = dict(_hidden(row))
    if not sure:
        found[Heading.LEAD] = "import.doubt_roles"
    if not task.code:
        found[Heading.NUMBER] = "import.doubt_number"
    reason = _of_deadline(task, deadline, year)
    if reason:
        found[Heading.DEADLINE] = reason
    return found


def _hidden(row: Row) -> Iterator[tuple[Heading, str]]:
    for heading in row.columns.places:
        if row.cell(heading).unseen and row.text(heading):
            yield heading, "import.doubt_hidden"


def _of_deadline(task: TaskLine, deadline: Deadline, year: int | None) -> str:
    if task.deadline_text and not deadline.day and not deadline.recurrence:
        return "import.doubt_no_day"
    if deadline.assumed:
        return "import.doubt_year"
    far = deadline.day and year and not year <= deadline.day.year <= year + LATEST
    return "import.doubt_far" if far else ""

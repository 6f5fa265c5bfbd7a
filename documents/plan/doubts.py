"""Says which cells of a task a person should look at, and why."""

from collections.abc import Iterator

from documents.plan.rows import Row
from domain.imports.deadlines import Deadline
from domain.imports.plan_vocabulary import Heading
from domain.imports.rows import Remark, TaskLine

ALWAYS = frozenset(
    (Heading.LEAD, Heading.COORDINATING, Heading.DEADLINE, Heading.RECURRENCE, Heading.MAX_SCORE)
)
"""What a scan says of these is looked at by somebody, however well it was read."""
SURE = 90
LATEST = 5
"""How many years after its annex a task may end before somebody should look."""


def of_row(row: Row) -> Iterator[Remark]:
    """What the file itself makes doubtful: hidden columns, letters of an old encoding, scans."""
    for heading in row.columns.places:
        cell = row.cell(heading)
        if cell.unseen and row.text(heading):
            yield Remark(heading, "import.doubt_hidden")
        if cell.decoded:
            yield Remark(heading, "import.doubt_encoding", {"value": cell.decoded})
        read = cell.recognised
        if read and row.text(heading) and (heading in ALWAYS or read.confidence < SURE):
            yield Remark(heading, "import.doubt_scan", {"confidence": str(read.confidence)})


def of_task(task: TaskLine, deadline: Deadline, year: int | None) -> Iterator[Remark]:
    if not task.code:
        yield Remark(Heading.NUMBER, "import.doubt_number")
    reason = _of_deadline(task, deadline, year)
    if reason:
        day = f"{task.deadline:%d/%m/%Y}" if task.deadline else ""
        yield Remark(Heading.DEADLINE, reason, {"day": day})


def _of_deadline(task: TaskLine, deadline: Deadline, year: int | None) -> str:
    if task.deadline_text and not deadline.day and not deadline.recurrence:
        return "import.doubt_no_day"
    if deadline.assumed:
        return "import.doubt_year"
    far = deadline.day and year and not year <= deadline.day.year <= year + LATEST
    return "import.doubt_far" if far else ""

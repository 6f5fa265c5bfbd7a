"""One preview of whatever is brought in, for chat, command line and pages alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.imports.plan_rows import AnnexRow, IgnoredRow, PlanReading
from domain.imports.plan_vocabulary import Heading
from domain.imports.roster_rows import RosterReading, RosterRow
from domain.imports.roster_vocabulary import NEEDED_OF_ASSIGNMENT, ROLE_NAMES, RosterColumn
from domain.imports.rows import AssignmentRow, OfficialLine, Remark, RowError, TaskLine
from domain.reporting.plans import Recurrence

WORDS = "value"
"""The fact of a remark that holds the words it is about."""
SETTLED_BY_MEANING = frozenset(
    f"import.{reason}"
    for reason in (
        "unit_not_known",
        "unit_ambiguous",
        "unit_outside",
        "unit_elsewhere",
        "doubt_not_known",
        "doubt_vague",
        "doubt_elsewhere",
    )
)
"""Reasons that go away once somebody says which units the words mean."""


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """What a cell came to, and what stands in the file under which title.

    `wrong` are reasons why the row is held back, `doubts` what somebody should look at.
    """

    column: StrEnum
    title: str
    value: str
    source: str
    wrong: tuple[Remark, ...] = ()
    doubts: tuple[Remark, ...] = ()

    @property
    def remarks(self) -> tuple[Remark, ...]:
        return (*self.wrong, *self.doubts)


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row with its place: the file with its sheet or table, and the number of the row."""

    file: str
    part: str
    number: int
    code: str
    kept: bool
    cells: tuple[PreviewCell, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Words that somebody may put right once for all rows; `held`: rows that wait for it."""

    words: str
    rows: int
    held: int
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    rows: tuple[PreviewRow, ...] = ()
    ignored: tuple[IgnoredRow, ...] = ()
    refused: tuple[RowError, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """Those that hold rows back first, then by how many rows they touch."""
        asked: dict[str, Question] = {}
        for row in self.rows:
            for words, held, suggestions in _asked(row):
                known = asked.get(words, Question(words, 0, 0))
                offered = known.suggestions or suggestions
                asked[words] = Question(words, known.rows + 1, known.held + held, offered)
        return tuple(sorted(asked.values(), key=lambda each: (-each.held, -each.rows, each.words)))


def _asked(row: PreviewRow) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    seen = set()
    for cell in row.cells:
        for remark in cell.remarks:
            words = remark.facts.get(WORDS, "")
            if remark.reason in SETTLED_BY_MEANING and words and words not in seen:
                seen.add(words)
                yield words, remark in cell.wrong, remark.suggestions


def of_plan(reading: PlanReading) -> Preview:
    rows = tuple(
        PreviewRow(
            row.file,
            row.part,
            row.number,
            row.task.code if row.task else row.cells.get(Heading.NUMBER, ""),
            row.task is not None,
            _cells(row, Heading, understood_task(row.task) if row.task else None),
        )
        for row in reading.rows
    )
    return Preview(rows, reading.ignored, reading.refused)


def of_roster(reading: RosterReading) -> Preview:
    rows = tuple(
        PreviewRow(
            row.file,
            row.part,
            row.number,
            row.code,
            row.person is not None,
            _cells(row, PERSON, understood_person(row.person) if row.person else None),
        )
        for row in reading.rows
    )
    return Preview(rows, reading.ignored, reading.refused)


def of_assignments(rows: Sequence[AssignmentRow], file: str) -> Preview:
    """Rows that are held back, as they stand in the file; the others are in the difference."""
    return Preview(
        tuple(
            PreviewRow(file, row.part, row.number, row.cells[0], False, _held(row))
            for row in rows
            if row.wrong
        )
    )


def _held(row: AssignmentRow) -> tuple[PreviewCell, ...]:
    columns = zip(NEEDED_OF_ASSIGNMENT, row.titles, row.cells, strict=True)
    return tuple(
        PreviewCell(
            column,
            " ".join(title.split()),
            text,
            text,
            tuple(each for each in row.wrong if each.heading is column),
        )
        for column, title, text in columns
    )


PERSON = (
    RosterColumn.CODE,
    RosterColumn.NAME,
    RosterColumn.UNIT,
    RosterColumn.POSITION,
    RosterColumn.ROLE,
    RosterColumn.FOCAL,
    RosterColumn.PHONE,
    RosterColumn.EMAIL,
)


def _cells(
    row: AnnexRow | RosterRow,
    columns: Sequence[Any] | type[Heading],
    values: Mapping[Any, str] | None,
) -> tuple[PreviewCell, ...]:
    """Each column with what it came to; of a row that is held back, as it stands in the file."""
    sources: Mapping[Any, str] = row.cells
    titles: Mapping[Any, str] = row.titles
    return tuple(
        PreviewCell(
            column,
            " ".join(titles.get(column, "").split()),
            sources.get(column, "") if values is None else values.get(column, ""),
            sources.get(column, ""),
            tuple(each for each in row.wrong if each.heading is column),
            tuple(each for each in row.doubts if each.heading is column),
        )
        for column in columns
    )


def understood_task(task: TaskLine) -> dict[Heading, str]:
    """A task as an annex that says just that would have it."""
    named = task.recurrence is not Recurrence.ONCE or task.deadline is not None
    partners = (*task.coordinating_codes, *([task.outside] if task.outside else ()))
    return {
        Heading.NUMBER: task.code,
        Heading.FIELD: task.field or "–",
        Heading.CRITERION: task.criterion,
        Heading.LIMITATION: task.limitation,
        Heading.TASK: task.title,
        Heading.OUTPUT: task.output,
        Heading.LEAD: "; ".join(task.lead_codes),
        Heading.COORDINATING: "; ".join(partners),
        Heading.DEADLINE: task.deadline_text,
        Heading.RECURRENCE: task.recurrence.value if named else "",
        Heading.MAX_SCORE: "" if task.max_score is None else f"{task.max_score:g}",
    }


def understood_person(person: OfficialLine) -> dict[RosterColumn, str]:
    return {
        RosterColumn.CODE: person.code,
        RosterColumn.NAME: person.name,
        RosterColumn.UNIT: person.unit_code,
        RosterColumn.POSITION: person.position,
        RosterColumn.ROLE: ROLE_NAMES[person.role],
        RosterColumn.FOCAL: "x" if person.focal else "",
        RosterColumn.PHONE: person.phone,
        RosterColumn.EMAIL: person.email,
    }

"""Lines read from the Office's files, before they become units, officials, tasks and days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

from domain.reporting.plans import Recurrence

Line = TypeVar("Line")


Corrections = Mapping[tuple[str, int], Mapping[str, str]]
"""What cells hold as somebody says: by part and row of the file, the text of each column."""


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in one place of a file. `reason` is a key of the catalogue (`import.*`)."""

    file: str
    row: int
    column: str
    reason: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remark:
    """What there is to say of a cell in the column `heading`; `reason` is a key of the catalogue.

    `suggestions` are what may be meant instead, as it would be written.
    """

    heading: StrEnum
    reason: str
    facts: Mapping[str, str] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()


def errors_of(
    wrong: Sequence[Remark], file: str, row: int, titles: Mapping[Any, str]
) -> tuple[RowError, ...]:
    """Remarks with their places: a row of a sheet, or of a table of a document."""
    return tuple(
        RowError(file, row, " ".join(titles.get(each.heading, "").split()), each.reason, each.facts)
        for each in wrong
    )


def faulty_rows(errors: Iterable[RowError]) -> int:
    """In how many rows something is wrong: one row may have several reasons."""
    return len({(each.file, each.row) for each in errors})


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Line]):
    """What a file says: its good lines, and every line that could not be understood."""

    lines: tuple[Line, ...]
    errors: tuple[RowError, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitLine:
    code: str
    name: str
    name_en: str
    kind: str
    parent_code: str | None
    short: str = ""


@dataclass(frozen=True, slots=True)
class OfficialLine:
    """`role` is as in the roster file: truong_phong, pho_phong, chanh_van_phong, cong_chuc …

    What is empty, or None, is not said: of somebody known it stays as it is.
    """

    code: str
    name: str
    phone: str
    unit_code: str
    role: str
    position: str
    focal: bool | None
    email: str = ""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task. `outside`: who else takes part that is no unit of the roster, as it is written."""

    code: str
    field: str
    criterion: str
    limitation: str
    title: str
    output: str
    lead_codes: tuple[str, ...]
    coordinating_codes: tuple[str, ...]
    deadline: date | None
    deadline_text: str
    recurrence: Recurrence
    max_score: float | None
    outside: str = ""


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    task_code: str
    unit_code: str
    official_code: str


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """A row of a table of assignments: understood, wrong, or left blank, which changes nothing.

    `titles`: of its columns; `wrong`: why it is held back, cell by cell, as `errors` say it.
    """

    number: int
    cells: tuple[str, str, str]
    line: AssignmentLine | None = None
    errors: tuple[RowError, ...] = ()
    part: str = ""
    titles: tuple[str, ...] = ()
    wrong: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class AssignmentsRead(Parsed[AssignmentLine]):
    """`rows`: every row of the file, as it stands there."""

    rows: tuple[AssignmentRow, ...] = ()

    @property
    def blank(self) -> int:
        return sum(row.line is None and not row.errors for row in self.rows)


@dataclass(frozen=True, slots=True)
class DayLine:
    day: date
    working: bool
    name: str
    status: str
    basis: str


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion of the index; `max_score` and its field's `field_max` are in points."""

    code: str
    field_code: str
    field_name: str
    title: str
    max_score: float
    field_max: float | None

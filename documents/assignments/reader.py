"""Reads who is given which task: by codes, or by names where they are clear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from documents.readers.files import read_grids
from documents.readers.grid import FileUnreadable, Grid, GridRow
from domain.imports.roster_vocabulary import (
    ASSIGNMENT,
    NEEDED_OF_ASSIGNMENT,
    RosterColumn,
    find_columns,
)
from domain.imports.rows import AssignmentLine, AssignmentRow, AssignmentsRead, RowError, UnitLine
from domain.imports.unit_names import UnitNames
from domain.text.cleaning import one_line
from domain.text.names import known_code, name_key, same_name

CODES = ("task_code", "unit_code", "official_code")
SEPARATOR = " · "
"""Between the code and the name of a person, in lists to choose from."""


@dataclass(frozen=True, slots=True)
class Assignable:
    """What may be named: codes of tasks, units, and people by code with their names.

    `pairs`: which task is which unit's; `takes`: of which units' tasks each person may be given;
    `own`: the units of whoever sends the file. Where one of them is None, it is not asked.
    """

    tasks: frozenset[str]
    units: tuple[UnitLine, ...]
    people: Mapping[str, str]
    pairs: frozenset[tuple[str, str]] | None = None
    takes: Mapping[str, frozenset[str]] | None = None
    own: frozenset[str] | None = None


def read_assignments(path: Path, known: Assignable, name: str = "") -> AssignmentsRead:
    """One line per task and unit; rows that name nobody are blank. `name`: of the file as sent."""
    name = name or path.name
    try:
        grid, at, places = _found(read_grids(path, name, _named_columns))
    except FileUnreadable as refused:
        return AssignmentsRead((), (RowError(name, 1, "", str(refused)),))
    if grid is None:
        facts = {"columns": ", ".join(CODES)}
        return AssignmentsRead((), (RowError(name, 1, "", "import.columns_missing", facts),))
    reader = _Reader(name, known, UnitNames(known.units), grid.rows[at], places)
    rows = tuple(reader.row(row) for row in grid.rows[at + 1 :] if not row.blank())
    lines = tuple(row.line for row in rows if row.line)
    return AssignmentsRead(lines, tuple(row.error for row in rows if row.error), rows)


class _Reader:
    """Reads row after row, and remembers what was given before."""

    def __init__(
        self,
        name: str,
        known: Assignable,
        names: UnitNames,
        heading: GridRow,
        places: dict[RosterColumn, int],
    ) -> None:
        self.name, self.known, self.names = name, known, names
        self.at = [places[column] for column in NEEDED_OF_ASSIGNMENT]
        self.titles = [heading.cells[at].text for at in self.at]
        self.seen: set[tuple[str, str]] = set()

    def row(self, row: GridRow) -> AssignmentRow:
        task, unit, person = (one_line(row.cells[at].text) for at in self.at)
        cells = task, unit, person
        broken = next((n for n, at in enumerate(self.at) if row.cells[at].broken), None)
        if not person and broken is None:
            return AssignmentRow(row.number, cells)
        line, wrong = _line(cells, self.known, self.names)
        if broken is not None:
            line, wrong = None, (broken, "import.cell_unreadable", {})
        if line and (line.task_code, line.unit_code) in self.seen:
            line, wrong = None, (0, "import.row_twice", {})
        if line:
            self.seen.add((line.task_code, line.unit_code))
            return AssignmentRow(row.number, cells, line)
        column, reason, facts = wrong or (0, "import.empty", {})
        error = RowError(self.name, row.number, self.titles[column], reason, facts)
        return AssignmentRow(row.number, cells, error=error)


def _found(grids: Sequence[Grid]) -> tuple[Grid | None, int, dict[RosterColumn, int]]:
    """The first table whose heading names a task, a unit and a person."""
    for grid in grids:
        for at, row in enumerate(grid.rows):
            texts = [cell.text for cell in row.cells]
            places = find_columns(texts, ASSIGNMENT, NEEDED_OF_ASSIGNMENT)
            if places:
                return grid, at, places
    return None, 0, {}


def _named_columns(grid: Grid) -> int:
    return len(_found([grid])[2])


Trouble = tuple[int, str, dict[str, str]]


def _line(
    cells: Sequence[str], known: Assignable, names: UnitNames
) -> tuple[AssignmentLine | None, Trouble | None]:
    task, unit_words, person_words = cells
    task = known_code(task, known.tasks)
    if task not in known.tasks:
        return None, (0, "import.task_unknown", {"value": task})
    units = names.find(unit_words).codes
    if len(units) != 1:
        return None, (1, "import.unit_unknown", {"value": unit_words})
    unit = units[0]
    person = _person(person_words, known.people)
    if not person:
        return None, (2, "import.official_unknown", {"value": person_words})
    wrong = _misplaced(task, unit, person, known)
    return (None, wrong) if wrong else (AssignmentLine(task, unit, person), None)


def _misplaced(task: str, unit: str, person: str, known: Assignable) -> Trouble | None:
    """Why a known task, unit and person do not go together; None if they do."""
    if known.own is not None and unit not in known.own:
        return 1, "import.unit_not_yours", {"value": unit}
    if known.pairs is not None and (task, unit) not in known.pairs:
        return 1, "import.task_not_of_unit", {"value": unit, "task": task}
    if known.takes is not None and unit not in known.takes.get(person, ()):
        return 2, "import.official_elsewhere", {"value": person, "unit": unit}
    return None


def _person(words: str, people: Mapping[str, str]) -> str:
    """The code of whoever is meant: a code, alone or before a name, or a name of one person."""
    code = known_code(words.split(SEPARATOR)[0], people)
    if code in people:
        return code
    exact = [code for code, name in people.items() if name_key(name) == name_key(words)]
    same = exact or [code for code, name in people.items() if same_name(name, words)]
    return same[0] if len(same) == 1 else ""

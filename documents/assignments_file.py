"""Reads who is given which task, from CSV or Excel: by codes, or by names where they are clear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from documents.csv_file import read_tables
from documents.grids import FileUnreadable, Grid, plain_grid
from documents.xlsx_grid import read_xlsx
from domain.imports import AssignmentLine, Parsed, RowError, UnitLine
from domain.plain_words import plain
from domain.roster_words import ASSIGNMENT, NEEDED_OF_ASSIGNMENT, Column, find_columns
from domain.unit_names import UnitNames

CODES = ("task_code", "unit_code", "official_code")


@dataclass(frozen=True, slots=True)
class Assignable:
    """What may be named: codes of tasks, units, and people by code with their names."""

    tasks: frozenset[str]
    units: tuple[UnitLine, ...]
    people: Mapping[str, str]


def read_assignments(path: Path, known: Assignable) -> Parsed[AssignmentLine]:
    """One line per task and unit."""
    try:
        grid, at, places = _found(path)
    except FileUnreadable as refused:
        return Parsed((), (RowError(path.name, 1, "", str(refused)),))
    if grid is None:
        facts = {"columns": ", ".join(CODES)}
        return Parsed((), (RowError(path.name, 1, "", "import.columns_missing", facts),))
    names = UnitNames(known.units)
    lines: dict[tuple[str, str], AssignmentLine] = {}
    errors: list[RowError] = []
    for row in grid.rows[at + 1 :]:
        if not row.blank():
            cells = [row.cells[places[column]].text.strip() for column in NEEDED_OF_ASSIGNMENT]
            titles = [grid.rows[at].cells[places[column]].text for column in NEEDED_OF_ASSIGNMENT]
            line, wrong = _line(cells, known, names)
            if line and (line.task_code, line.unit_code) in lines:
                line, wrong = None, (0, "import.row_twice", {})
            if line:
                lines[line.task_code, line.unit_code] = line
            elif wrong:
                column, reason, facts = wrong
                errors.append(RowError(path.name, row.number, titles[column], reason, facts))
    return Parsed(tuple(lines.values()), tuple(errors))


def _found(path: Path) -> tuple[Grid | None, int, dict[Column, int]]:
    """The first table whose heading names a task, a unit and a person."""
    grids = (
        read_xlsx(path)
        if path.suffix.lower() == ".xlsx"
        else [plain_grid("", table) for table in read_tables(path)]
    )
    if not grids:
        raise FileUnreadable("import.unreadable_file")
    for grid in grids:
        for at, row in enumerate(grid.rows):
            texts = [cell.text for cell in row.cells]
            places = find_columns(texts, ASSIGNMENT, NEEDED_OF_ASSIGNMENT)
            if places:
                return grid, at, places
    return None, 0, {}


Trouble = tuple[int, str, dict[str, str]]


def _line(
    cells: Sequence[str], known: Assignable, names: UnitNames
) -> tuple[AssignmentLine | None, Trouble | None]:
    task, unit_words, person_words = cells
    if task not in known.tasks:
        return None, (0, "import.task_unknown", {"value": task})
    units = names.find(unit_words).codes
    if len(units) != 1:
        return None, (1, "import.unit_unknown", {"value": unit_words})
    person = _person(person_words, known.people)
    if not person:
        return None, (2, "import.official_unknown", {"value": person_words})
    return AssignmentLine(task, units[0], person), None


def _person(words: str, people: Mapping[str, str]) -> str:
    """The code of whoever is meant: a code, or a name that only one person has."""
    if words in people:
        return words
    same = [code for code, name in people.items() if plain(name) == plain(words)]
    return same[0] if len(same) == 1 else ""

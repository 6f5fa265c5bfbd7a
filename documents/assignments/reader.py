"""Reads who is given which task: by codes, or by names where they are clear."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from documents.readers.files import read_grids
from documents.readers.grid import Cell, FileUnreadable, Grid, GridRow
from domain.imports.plan_vocabulary import MARKED
from domain.imports.roster_vocabulary import (
    ASSIGNMENT,
    NEEDED_OF_ASSIGNMENT,
    RosterColumn,
    find_columns,
)
from domain.imports.rows import (
    AssignmentLine,
    AssignmentRow,
    AssignmentsRead,
    Corrections,
    Remark,
    RowError,
    UnitLine,
)
from domain.imports.unit_names import UnitNames
from domain.text.cleaning import one_line
from domain.text.names import known_code, name_key, same_name

CODES = ("task_code", "unit_code", "official_code")
PERSON = 2
MOST_OFFERED = 30
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


def read_assignments(
    path: Path, known: Assignable, name: str = "", said: Corrections | None = None
) -> AssignmentsRead:
    """One line per task and unit; rows that name nobody are blank. `name`: of the file as sent.

    `said`: what cells hold as somebody says.
    """
    name = name or path.name
    try:
        grids = read_grids(path, name, _named_columns)
    except FileUnreadable as refused:
        return AssignmentsRead((), (RowError(name, 1, "", str(refused)),))
    tables = [(grid, found) for grid in grids if (found := _found(grid))]
    if not tables:
        facts = {"columns": ", ".join(CODES)}
        return AssignmentsRead((), (RowError(name, 1, "", "import.columns_missing", facts),))
    reader = _Reader(known, UnitNames(known.units), said or {})
    several = len(tables) > 1
    rows = [
        row
        for grid, found in tables
        for row in reader.table(f"{name} [{grid.part}]" if several else name, grid, *found)
    ]
    lines = tuple(row.line for row in rows if row.line)
    return AssignmentsRead(lines, tuple(each for row in rows for each in row.errors), tuple(rows))


class _Reader:
    """Reads table after table, and remembers what was given before."""

    def __init__(self, known: Assignable, names: UnitNames, said: Corrections) -> None:
        self.known, self.names, self.said = known, names, said
        self.seen: set[tuple[str, str]] = set()
        self.unit = ""

    def table(
        self, place: str, grid: Grid, at: int, places: dict[RosterColumn, int]
    ) -> Iterator[AssignmentRow]:
        """Its rows, without those that only name the unit of the rows below, or the columns."""
        columns = [places[column] for column in NEEDED_OF_ASSIGNMENT]
        titles = [grid.rows[at].cells[each].text for each in columns]
        self.unit = ""
        for row in grid.rows[at + 1 :]:
            cells = [row.cells[each] for each in columns]
            if row.blank() or [cell.text for cell in cells] == titles:
                continue
            if cells[0].text and cells[0].origin == cells[-1].origin:
                self.unit = cells[0].text
                continue
            yield replace(self._row(place, row, cells, titles, grid.part), part=grid.part)

    def _row(
        self, place: str, row: GridRow, cells: Sequence[Cell], titles: Sequence[str], part: str
    ) -> AssignmentRow:
        said = self.said.get((part, row.number), {})
        told = [said.get(column) for column in NEEDED_OF_ASSIGNMENT]
        pairs = list(zip(cells, told, strict=True))
        task, unit, person = (one_line(cell.text if text is None else text) for cell, text in pairs)
        texts = task, unit or self._section(), person
        broken = [at for at, (cell, text) in enumerate(pairs) if cell.broken and text is None]
        if not person and not broken:
            return AssignmentRow(row.number, texts)
        line, found = _line(texts, self.known, self.names)
        wrong: list[Trouble] = [(0, "import.hidden_row", {})] if row.hidden else []
        wrong += [(at, "import.cell_unreadable", {}) for at in broken]
        wrong += [each for each in found if each[0] not in broken]
        if line and not wrong and (line.task_code, line.unit_code) in self.seen:
            wrong = [(0, "import.row_twice", {})]
        if line and not wrong:
            self.seen.add((line.task_code, line.unit_code))
            return AssignmentRow(row.number, texts, line)
        errors = tuple(
            RowError(place, row.number, titles[column], reason, facts)
            for column, reason, facts in wrong
        )
        remarks = tuple(self._remark(texts, *each) for each in wrong)
        return AssignmentRow(row.number, texts, errors=errors, titles=tuple(titles), wrong=remarks)

    def _remark(
        self, texts: Sequence[str], column: int, reason: str, facts: Mapping[str, str]
    ) -> Remark:
        """With what may be meant instead: tasks of the unit, or people who may have them.

        Of units that are not the sender's nothing is offered.
        """
        known, units, offered = self.known, self.names.find(texts[1]).codes, list[str]()
        own = len(units) == 1 and (known.own is None or units[0] in known.own)
        if own and column == 0:
            offered = sorted(task for task, unit in known.pairs or () if unit == units[0])
        elif own and column == PERSON:
            takers = [code for code, of in (known.takes or {}).items() if units[0] in of]
            offered = [f"{code}{SEPARATOR}{known.people[code]}" for code in takers]
        return Remark(NEEDED_OF_ASSIGNMENT[column], reason, facts, tuple(offered[:MOST_OFFERED]))

    def _section(self) -> str:
        """The unit that a row of its own names for the rows below, if it is one for certain."""
        words = MARKED.sub("", self.unit)
        return words if len(self.names.find(words).codes) == 1 else ""


def _found(grid: Grid) -> tuple[int, dict[RosterColumn, int]] | None:
    """The heading that names a task, a unit and a person."""
    for at, row in enumerate(grid.rows):
        texts = [cell.text for cell in row.cells]
        places = find_columns(texts, ASSIGNMENT, NEEDED_OF_ASSIGNMENT)
        if places:
            return at, places
    return None


def _named_columns(grid: Grid) -> int:
    found = _found(grid)
    return len(found[1]) if found else 0


Trouble = tuple[int, str, dict[str, str]]
"""Which of the three cells, why, and what there is to say of it."""


def _line(
    cells: Sequence[str], known: Assignable, names: UnitNames
) -> tuple[AssignmentLine | None, list[Trouble]]:
    task, unit_words, person_words = cells
    task = known_code(task, known.tasks)
    units = names.find(unit_words).codes
    person = _person(person_words, known.people)
    wrong: list[Trouble] = []
    if task not in known.tasks:
        wrong.append((0, "import.task_unknown", {"value": task}))
    if len(units) != 1:
        wrong.append((1, "import.unit_unknown", {"value": unit_words}))
    if person_words and not person:
        wrong.append((2, "import.official_unknown", {"value": person_words}))
    if wrong or not person:
        return None, wrong
    wrong = list(_misplaced(task, units[0], person, known))
    return (None, wrong) if wrong else (AssignmentLine(task, units[0], person), [])


def _misplaced(task: str, unit: str, person: str, known: Assignable) -> Iterator[Trouble]:
    """Why a known task, unit and person do not go together."""
    if known.own is not None and unit not in known.own:
        yield 1, "import.unit_not_yours", {"value": unit}
        return  # nothing more is told of other people's units
    if known.pairs is not None and (task, unit) not in known.pairs:
        yield 1, "import.task_not_of_unit", {"value": unit, "task": task}
    if known.takes is not None and unit not in known.takes.get(person, ()):
        yield 2, "import.official_elsewhere", {"value": person, "unit": unit}


def _person(words: str, people: Mapping[str, str]) -> str:
    """The code of whoever is meant: a code, alone or before a name, or a name of one person."""
    code = known_code(words.split(SEPARATOR)[0], people)
    if code in people:
        return code
    exact = [code for code, name in people.items() if name_key(name) == name_key(words)]
    same = exact or [code for code, name in people.items() if same_name(name, words)]
    return same[0] if len(same) == 1 else ""

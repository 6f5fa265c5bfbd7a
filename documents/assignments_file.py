"""Reads who is given which task."""

from collections.abc import Collection
from pathlib import Path

from documents.csv_file import CsvRow, read_rows
from domain.imports import AssignmentLine, Parsed, RowError

COLUMNS = ("task_code", "unit_code", "official_code")


def read_assignments(
    path: Path, tasks: Collection[str], units: Collection[str], officials: Collection[str]
) -> Parsed[AssignmentLine]:
    """One line per task and unit; all three codes must be known."""
    rows, errors = read_rows(path, COLUMNS)
    known = dict(zip(COLUMNS, (set(tasks), set(units), set(officials)), strict=True))
    seen: set[tuple[str, str]] = set()
    lines: list[AssignmentLine] = []
    for row in rows:
        pair = (row.cells["task_code"], row.cells["unit_code"])
        error = _error(row, known, twice=pair in seen)
        seen.add(pair)
        if error:
            errors.append(error)
        else:
            lines.append(AssignmentLine(*pair, row.cells["official_code"]))
    return Parsed(tuple(lines), tuple(errors))


REASONS = {
    "task_code": "import.task_unknown",
    "unit_code": "import.unit_unknown",
    "official_code": "import.official_unknown",
}


def _error(row: CsvRow, known: dict[str, set[str]], *, twice: bool) -> RowError | None:
    for column, codes in known.items():
        if row.cells[column] not in codes:
            return row.error(column, REASONS[column], value=row.cells[column])
    return row.error("task_code", "import.row_twice") if twice else None

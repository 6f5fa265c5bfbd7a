"""Reads the plan's annex: its tasks, which unit leads them and which ones coordinate."""

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from documents.csv_file import CsvRow, read_rows
from domain.imports import Parsed, RowError, TaskLine, UnitLine
from domain.plans import Recurrence

COLUMNS = (
    "code",
    "field",
    "criterion",
    "limitation_2024",
    "task_vi",
    "output",
    "lead_unit_code",
    "coordinating_unit_codes",
    "deadline",
    "recurrence",
    "max_score",
)
NO_DATE = {"", "hằng tháng", "hàng tháng", "thường xuyên"}


def read_plan(path: Path, units: Sequence[UnitLine]) -> Parsed[TaskLine]:
    """Tasks whose units are known; deadlines are dates, or words that name none."""
    rows, errors = read_rows(path, COLUMNS)
    codes = {unit.code for unit in units}
    seen: set[str] = set()
    lines: list[TaskLine] = []
    for row in rows:
        read = _error(row, codes, seen) or _line(row)
        seen.add(row.cells["code"])
        if isinstance(read, RowError):
            errors.append(read)
        else:
            lines.append(read)
    return Parsed(tuple(lines), tuple(errors))


def _error(row: CsvRow, codes: Collection[str], seen: Collection[str]) -> RowError | None:
    c = row.cells
    for column in ("code", "task_vi", "lead_unit_code"):
        if not c[column]:
            return row.error(column, "import.empty")
    if c["code"] in seen:
        return row.error("code", "import.code_twice", value=c["code"])
    for column in ("lead_unit_code", "coordinating_unit_codes"):
        for code in _codes(c[column]):
            if code not in codes:
                return row.error(column, "import.unit_unknown", value=code)
    return None


def _codes(cell: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in cell.split(";") if code.strip())


def _line(row: CsvRow) -> TaskLine | RowError:
    c = row.cells
    if c["recurrence"] not in set(Recurrence):
        return row.error("recurrence", "import.recurrence_unknown", value=c["recurrence"])
    try:
        deadline = (
            None if c["deadline"].casefold() in NO_DATE else date.fromisoformat(c["deadline"])
        )
    except ValueError:
        return row.error("deadline", "import.date_unreadable", value=c["deadline"])
    try:
        score = float(c["max_score"].replace(",", ".")) if c["max_score"] else None
    except ValueError:
        return row.error("max_score", "import.number_unreadable", value=c["max_score"])
    return TaskLine(
        code=c["code"],
        field=c["field"],
        criterion=c["criterion"],
        limitation=c["limitation_2024"],
        title=c["task_vi"],
        output=c["output"],
        lead_codes=_codes(c["lead_unit_code"]),
        coordinating_codes=_codes(c["coordinating_unit_codes"]),
        deadline=deadline,
        deadline_text=c["deadline"],
        recurrence=Recurrence(c["recurrence"]),
        max_score=score,
    )

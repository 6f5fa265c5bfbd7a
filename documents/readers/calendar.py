"""Reads the days that differ from the plain week: holidays, and weekends that are worked."""

from datetime import date
from pathlib import Path

from documents.readers.csv import CsvRow, read_rows
from domain.imports.rows import DayLine, Parsed, RowError

COLUMNS = ("date", "type", "name_vi", "status", "basis")
KINDS = {"off": False, "work": True}
STATUSES = {"official", "estimate"}


def read_calendar(path: Path) -> Parsed[DayLine]:
    rows, errors = read_rows(path, COLUMNS)
    lines: list[DayLine] = []
    for row in rows:
        read = _line(row, {line.day for line in lines})
        if isinstance(read, RowError):
            errors.append(read)
        else:
            lines.append(read)
    return Parsed(tuple(lines), tuple(errors))


def _line(row: CsvRow, seen: set[date]) -> DayLine | RowError:
    c = row.cells
    try:
        day = date.fromisoformat(c["date"])
    except ValueError:
        return row.error("date", "import.date_unreadable", value=c["date"])
    if day in seen:
        return row.error("date", "import.row_twice")
    if c["type"] not in KINDS:
        return row.error("type", "import.day_kind_unknown", value=c["type"])
    if c["status"] not in STATUSES:
        return row.error("status", "import.day_status_unknown", value=c["status"])
    return DayLine(day, KINDS[c["type"]], c["name_vi"], c["status"], c["basis"])

"""Reads CSV files as offices save them: with or without a byte order mark, comma or semicolon."""

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.imports import RowError

ENCODINGS = ("utf-8-sig", "utf-16")
SEPARATORS = (",", ";", "\t")
MOST_BYTES = 20 * 2**20


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One line of a file: its number there (the header is 1) and its cells, trimmed."""

    file: str
    number: int
    cells: dict[str, str]

    def error(self, column: str, reason: str, **facts: str) -> RowError:
        return RowError(self.file, self.number, column, reason, facts)


def read_rows(path: Path, columns: Sequence[str]) -> tuple[list[CsvRow], list[RowError]]:
    """The rows of a file that has these columns; else one error that names what is missing."""
    text = _text(path)
    if text is None:
        return [], [RowError(path.name, 1, "", "import.unreadable_file", {})]
    separator = (
        ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    )
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    present: Collection[str] = reader.fieldnames or ()
    missing = [column for column in columns if column not in present]
    if missing:
        facts = {"columns": ", ".join(missing)}
        return [], [RowError(path.name, 1, ", ".join(missing), "import.columns_missing", facts)]
    rows = []
    for record in reader:
        cells = {name: (record.get(name) or "").strip() for name in columns}
        if any(cells.values()):
            rows.append(CsvRow(path.name, reader.line_num, cells))
    return rows, []


def read_tables(path: Path) -> list[list[tuple[int, list[str]]]]:
    """All rows with their line numbers, once for each separator the file may use."""
    text = _text(path)
    if text is None:
        return []
    return [_split(text, separator) for separator in SEPARATORS]


def _split(text: str, separator: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [(reader.line_num, row) for row in reader]
    except csv.Error:
        return []


def _text(path: Path) -> str | None:
    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        return None
    encodings = ENCODINGS[::-1] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS[:1]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None

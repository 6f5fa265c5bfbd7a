"""Reads CSV files as offices save them: with or without a byte order mark, comma or semicolon."""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.imports.rows import RowError

LEGACY = "cp1258"
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
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


def read_rows(
    path: Path, columns: Sequence[str], optional: Sequence[str] = ()
) -> tuple[list[CsvRow], list[RowError]]:
    """The rows of a file that has these columns; else one error that names what is missing.

    `optional` columns are empty where the file has none.
    """
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
        cells = {name: (record.get(name) or "").strip() for name in (*columns, *optional)}
        if any(cells.values()):
            rows.append(CsvRow(path.name, reader.line_num, cells))
    return rows, []


def read_tables(path: Path) -> list[list[tuple[int, list[str]]]]:
    """All rows numbered as Excel numbers them, once for each separator the file may use."""
    text = _text(path)
    if text is None:
        return []
    return [_split(text, separator) for separator in SEPARATORS]


def _split(text: str, separator: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return list(enumerate(reader, start=1))
    except csv.Error:
        return []


def _text(path: Path) -> str | None:
    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        return None
    return decoded(content)


def decoded(content: bytes) -> str | None:
    """The text in one of the encodings offices use; None when it is no text in any of them."""
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not CONTROL.search(text):
            return unicodedata.normalize("NFC", text)
    return None


def _encodings(content: bytes) -> tuple[str, ...]:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ("utf-16",)
    head = content[:2000]
    if head.count(0) * 4 > len(head):
        return ("utf-16-le",) if head[1::2].count(0) > head[::2].count(0) else ("utf-16-be",)
    return ("utf-8-sig", LEGACY)

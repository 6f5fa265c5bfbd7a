"""Reads the sheets of an Excel workbook as people see them on the screen."""

import re
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from documents.readers.grid import MOST_ROWS, Cell, FileUnreadable, Grid, GridRow
from documents.readers.package import as_expected
from documents.readers.sheet_cells import (
    Held,
    Meanings,
    Place,
    Run,
    SheetCells,
    shared_strings,
    sheet_cells,
)
from domain.text.legacy_encodings import Converted, converted

MOST_COLUMNS = 64
MOST_CELLS = 1_000_000  # a word in a far corner makes as many empty ones
DECIMALS = re.compile(r"0\.(0+)")
ESCAPED = re.compile(r"_(?:x005[Ff]_)*x([0-9A-Fa-f]{4})_")
"""Some programs escape what is escaped, once more, and show a line break all the same."""
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
ERRORS = frozenset(("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"))


def read_xlsx(path: Path) -> list[Grid]:
    """Every sheet, also a hidden one: all its rows are hidden.

    The package is one that `check_package` let pass.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl drops is decoration
            book = _Book(path)
            sheets = [(name, book.cells(part), hidden) for name, part, hidden in book.sheets()]
    except Exception as broken:
        raise FileUnreadable("import.unreadable_file") from broken
    return [_Sheet(name, cells, hidden, book).grid() for name, cells, hidden in sheets]


class _Book:
    """The package as openpyxl knows it: sheets, styles; their cells are read by ourselves.

    openpyxl makes an object of each cell with all its looks, which takes most of the time.
    """

    def __init__(self, path: Path) -> None:
        # loaded when first wanted, not at the start
        from openpyxl.reader.excel import SHARED_STRINGS, ExcelReader, apply_stylesheet

        self.reader = ExcelReader(as_expected(path), data_only=True)
        self.reader.read_manifest()
        self.reader.read_workbook()
        self.book = self.reader.wb
        apply_stylesheet(self.reader.archive, self.book)
        shared = self.reader.package.find(SHARED_STRINGS)
        strings: Sequence[str | tuple[Run, ...]] = ()
        if shared is not None:
            with self.reader.archive.open(shared.PartName.removeprefix("/")) as content:
                strings = shared_strings(content)
        days, spans = self.book._date_formats, self.book._timedelta_formats
        self.meanings = Meanings(strings, frozenset(days), frozenset(spans), self.book.epoch)
        self.fonts: dict[int, tuple[str, bool]] = {}

    def sheets(self) -> Iterator[tuple[str, str, bool]]:
        """The name of each sheet of cells, its part of the package, and whether it is hidden."""
        for sheet, link in self.reader.parser.find_sheets():
            if link.target in self.reader.valid_files and "chartsheet" not in link.Type:
                yield sheet.name, link.target, sheet.state != "visible"

    def cells(self, part: str) -> SheetCells:
        with self.reader.archive.open(part) as content:
            return sheet_cells(content, self.meanings)

    def font(self, style: int) -> tuple[str, bool]:
        """Its name, and whether it is bold."""
        if style not in self.fonts:
            looks = self.book._cell_styles
            font = self.book._fonts[looks[style].fontId] if style < len(looks) else None
            self.fonts[style] = (font.name or "", bool(font.b)) if font else ("", False)
        return self.fonts[style]

    def format(self, style: int) -> str:
        from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

        looks = self.book._cell_styles
        number = looks[style].numFmtId if style < len(looks) else 0
        if number < BUILTIN_FORMATS_MAX_SIZE:
            return str(BUILTIN_FORMATS.get(number, ""))
        return str(self.book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])


class _Sheet:
    """One sheet, its cells in the fonts and formats of their book."""

    def __init__(self, name: str, cells: SheetCells, hidden: bool, book: _Book) -> None:
        self.name, self.cells, self.hidden, self.book = name, cells, hidden, book

    def grid(self) -> Grid:
        last, width = self._ends()
        origins = dict(_merged(self.cells.areas, last, width))
        unseen = {at for each in self.cells.hidden_columns for at in each[:MOST_COLUMNS]}
        rows = []
        for number in range(1, last + 1):
            cells = tuple(
                self._cell(origins.get((number, column), (number, column)), column in unseen)
                for column in range(1, width + 1)
            )
            rows.append(GridRow(number, cells, self.hidden or number in self.cells.hidden_rows))
        return Grid(self.name, tuple(rows))

    def _ends(self) -> Place:
        """The last row and column that say anything: borders may go on to row 1,048,576."""
        told = (*self.cells.held, *self.cells.unknown)
        last, width = (max((place[at] for place in told), default=0) for at in (0, 1))
        width = min(width, MOST_COLUMNS)
        if last > MOST_ROWS or last * width > MOST_CELLS:
            raise FileUnreadable("import.file_too_big")
        return last, width

    def _cell(self, origin: Place, unseen: bool) -> Cell:
        held = self.cells.held.get(origin)
        if held is None:
            return Cell("", origin, broken=origin in self.cells.unknown, unseen=unseen)
        font, bold = self.book.font(held.style)
        broken = isinstance(held.value, str) and held.value in ERRORS
        read = self._read(held, font)
        return Cell(read.text.strip(), origin, bold, broken, unseen, read.encoding)

    def _read(self, held: Held, font: str) -> Converted:
        if isinstance(held.value, str):
            return converted(_unescaped(held.value), font)
        if isinstance(held.value, tuple):
            return _rich(held.value, font)
        return Converted(shown(held.value, self.book.format(held.style)))


def _merged(
    areas: Sequence[tuple[int, int, int, int]], last: int, width: int
) -> Iterator[tuple[Place, Place]]:
    """Where each merged cell begins."""
    for top, left, bottom, right in areas:
        for row in range(top, min(bottom, last) + 1):
            for column in range(left, min(right, width) + 1):
                yield (row, column), (top, left)


def _rich(runs: Sequence[Run], font: str) -> Converted:
    """Runs of one cell, each in its own font; digits set high are marks, no digits of a number."""
    read = [
        Converted(_unescaped(run.text).translate(RAISED))
        if run.raised
        else converted(_unescaped(run.text), run.font or font)
        for run in runs
    ]
    encodings = dict.fromkeys(each.encoding for each in read if each.encoding)
    return Converted("".join(each.text for each in read), ", ".join(encodings))


def _unescaped(text: str) -> str:
    """Excel writes signs that XML does not have as _x000D_: a line break, most often."""
    if "_x" not in text:
        return text
    return (
        ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )


def shown(value: Any, form: str) -> str:
    """A day shows only what its format shows: "11/2025" typed into Excel is kept as 1 November."""
    if isinstance(value, datetime | date):
        return _day(value, re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", form.lower()))
    if isinstance(value, float):
        decimals = DECIMALS.fullmatch(form)
        if decimals:
            return f"{value:.{len(decimals[1])}f}"
        return str(int(value)) if value.is_integer() else str(value)
    return str(value)


def _day(day: date, form: str) -> str:
    if "y" not in form and "d" in form:
        return f"{day:%d/%m}"
    if "d" not in form and "m" in form:
        return f"{day:%m/%Y}"
    return f"{day:%d/%m/%Y}"

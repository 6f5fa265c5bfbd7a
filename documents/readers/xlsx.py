"""Reads the sheets of an Excel workbook as people see them on the screen."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from lxml import etree  # type: ignore[import-untyped] # it ships no types
from openpyxl.utils.cell import coordinate_to_tuple

from documents.readers.grid import MOST_ROWS, Cell, FileUnreadable, Grid, GridRow, check_package
from documents.readers.package import as_expected
from domain.text.legacy_encodings import Converted, converted

FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")


def uncomputed(package: IO[bytes], part: str) -> frozenset[tuple[int, int]]:
    """The places (row, column) of a sheet's formulas for which the file keeps no value.

    An empty text is a value: such a cell is empty for whoever looks at the sheet.
    """
    with zipfile.ZipFile(package) as opened:
        content = opened.read(part.removeprefix("/"))
    if not FORMULA.search(content):
        return frozenset()
    root = etree.fromstring(content)
    space = root.tag.rpartition("}")[0] + "}"
    cells = root.iterfind(f"{space}sheetData/{space}row/{space}c")
    return frozenset(coordinate_to_tuple(cell.get("r")) for cell in cells if _unknown(cell, space))


def _unknown(cell: etree._Element, space: str) -> bool:
    value = cell.find(f"{space}v")
    kept = value is not None and (bool(value.text) or cell.get("t") == "str")
    return cell.find(f"{space}f") is not None and not kept


MOST_COLUMNS = 64
MOST_CELLS = 1_000_000  # a word in a far corner makes as many empty ones
DECIMALS = re.compile(r"0\.(0+)")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
ERRORS = frozenset(("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"))


def read_xlsx(path: Path) -> list[Grid]:
    """Every sheet, also a hidden one: all its rows are hidden."""
    from openpyxl.reader.excel import ExcelReader  # loaded when first wanted, not at the start

    check_package(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl drops is decoration
            package = as_expected(path)
            reader = ExcelReader(package, data_only=True, rich_text=True)
            reader.read()
            parts = {sheet.name: link.target for sheet, link in reader.parser.find_sheets()}
        sheets = [each for each in reader.wb.worksheets if each.title in parts]
        unknown = {each.title: uncomputed(package, parts[each.title]) for each in sheets}
    except Exception as broken:
        raise FileUnreadable("import.unreadable_file") from broken
    return [_Sheet(each, unknown[each.title]).grid() for each in sheets]


class _Sheet:
    """One sheet; `unknown` are the places of formulas that were never computed."""

    def __init__(self, sheet: Any, unknown: frozenset[tuple[int, int]]) -> None:
        self.sheet = sheet
        self.unknown = unknown
        self.fonts: dict[int, tuple[str, bool]] = {}

    def grid(self) -> Grid:
        sheet = self.sheet
        last, width = self._ends()
        origins = dict(_merged(sheet, last, width))
        unseen = _hidden_columns(sheet.column_dimensions)
        hidden = sheet.sheet_state != "visible"
        rows = []
        for number in range(1, last + 1):
            cells = tuple(
                self._cell(origins.get((number, column), (number, column)), column in unseen)
                for column in range(1, width + 1)
            )
            rows.append(GridRow(number, cells, hidden or _hidden(sheet.row_dimensions, number)))
        return Grid(sheet.title, tuple(rows))

    def _ends(self) -> tuple[int, int]:
        """The last row and column that say anything: borders may go on to row 1,048,576.

        The sheet's public ways make all the empty cells between.
        """
        told = [
            (cell.row, cell.column)
            for cell in self.sheet._cells.values()
            if cell.value is not None and str(cell.value).strip()
        ]
        last, width = (
            max((place[at] for place in (*told, *self.unknown)), default=0) for at in (0, 1)
        )
        width = min(width, MOST_COLUMNS)
        if last > MOST_ROWS or last * width > MOST_CELLS:
            raise FileUnreadable("import.file_too_big")
        return last, width

    def _cell(self, origin: tuple[int, int], unseen: bool) -> Cell:
        cell = self.sheet._cells.get(origin)
        if cell is None:
            return Cell("", origin, broken=origin in self.unknown, unseen=unseen)
        font, bold = self._font(cell)
        value = cell.value
        broken = origin in self.unknown or (isinstance(value, str) and value in ERRORS)
        read = _read(value, font, cell)
        return Cell(read.text.strip(), origin, bold, broken, unseen, read.encoding)

    def _font(self, cell: Any) -> tuple[str, bool]:
        at = cell._style.fontId
        if at not in self.fonts:
            font = cell.font
            self.fonts[at] = (font.name or "", bool(font.b)) if font else ("", False)
        return self.fonts[at]


def _hidden_columns(dimensions: Any) -> frozenset[int]:
    """Neighbours of one width are kept as one entry, from its `min` to its `max`."""
    return frozenset(
        column
        for each in dimensions.values()
        if (each.hidden or each.width == 0) and each.min and each.max
        for column in range(each.min, min(each.max, MOST_COLUMNS) + 1)
    )


def _merged(sheet: Any, last: int, width: int) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where each merged cell begins."""
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row, min(area.max_row, last) + 1):
            for column in range(area.min_col, min(area.max_col, width) + 1):
                yield (row, column), (area.min_row, area.min_col)


def _hidden(dimensions: Any, number: int) -> bool:
    if number not in dimensions:
        return False
    row = dimensions[number]
    return bool(row.hidden) or row.height == 0


def _read(value: Any, font: str, cell: Any) -> Converted:
    if value is None:
        return Converted("")
    if isinstance(value, str):
        return converted(_unescaped(value), font)
    if isinstance(value, list):
        return _rich(value, font)
    return Converted(shown(value, cell.number_format or ""))


def _rich(pieces: list[Any], font: str) -> Converted:
    """Runs of one cell, each in its own font; digits set high are marks, no digits of a number."""
    read = []
    for piece in pieces:
        own = getattr(piece, "font", None)
        text = _unescaped(str(piece))
        if own is not None and own.vertAlign == "superscript":
            read.append(Converted(text.translate(RAISED)))
        else:
            read.append(converted(text, own.rFont if own is not None and own.rFont else font))
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

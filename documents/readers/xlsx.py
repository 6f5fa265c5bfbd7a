"""Reads the sheets of an Excel workbook as people see them on the screen."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from documents.readers.grid import MOST_ROWS, Cell, FileUnreadable, Grid, GridRow, check_package

MOST_COLUMNS = 64
MOST_CELLS = 1_000_000  # a word in a far corner makes as many empty ones
DECIMALS = re.compile(r"0\.(0+)")
FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
ERRORS = frozenset(("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"))


def read_xlsx(path: Path) -> list[Grid]:
    """Every sheet, also a hidden one: all its rows are hidden."""
    from openpyxl import load_workbook  # loaded when first wanted, not when the service starts

    check_package(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl drops is decoration
            with path.open("rb") as file:  # an open file may have any name
                shown = load_workbook(file, data_only=True)
                written = load_workbook(file) if _has_formulas(path) else shown
    except Exception as broken:
        raise FileUnreadable("import.unreadable_file") from broken
    return [_grid(sheet, written[sheet.title]) for sheet in shown.worksheets]


def _has_formulas(path: Path) -> bool:
    """Only formulas make it worth reading the workbook a second time."""
    with zipfile.ZipFile(path) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
        return any(FORMULA.search(package.read(name)) for name in sheets)


def _ends(sheet: Any, written: Any) -> tuple[int, int]:
    """The last row and the last column that say anything: borders may go on to row 1,048,576."""
    told = [
        (cell.row, cell.column)
        for page in (sheet, written)
        for cell in page._cells.values()  # the public ways make all the empty cells between
        if cell.value is not None and str(cell.value).strip()
    ]
    last, width = (max((place[at] for place in told), default=0) for at in (0, 1))
    width = min(width, MOST_COLUMNS)
    if last > MOST_ROWS or last * width > MOST_CELLS:
        raise FileUnreadable("import.file_too_big")
    return last, width


def _grid(sheet: Any, written: Any) -> Grid:
    last, width = _ends(sheet, written)
    origins = dict(_merged(sheet, last, width))
    unseen = _hidden_columns(sheet.column_dimensions)
    hidden = sheet.sheet_state != "visible"
    rows = []
    for number in range(1, last + 1):
        cells = tuple(
            _cell(sheet, written, origins.get((number, column), (number, column)), column in unseen)
            for column in range(1, width + 1)
        )
        rows.append(GridRow(number, cells, hidden or _hidden(sheet.row_dimensions, number)))
    return Grid(sheet.title, tuple(rows))


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


def _cell(sheet: Any, written: Any, origin: tuple[int, int], unseen: bool) -> Cell:
    cell = sheet._cells.get(origin)
    if cell is None:
        return Cell("", origin, unseen=unseen)
    formula = origin in written._cells and written._cells[origin].data_type == "f"
    broken = (formula and cell.value is None) or cell.value in ERRORS
    text = "" if cell.value is None else _text(cell.value, cell.number_format or "")
    return Cell(text.strip(), origin, bool(cell.font and cell.font.b), broken, unseen)


def _text(value: Any, form: str) -> str:
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

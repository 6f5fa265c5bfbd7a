"""Reads the sheets of an Excel workbook as people see them on the screen."""

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from documents.grids import MOST_ROWS, Cell, FileUnreadable, Grid, GridRow, check_package

MOST_COLUMNS = 64
DECIMALS = re.compile(r"0\.(0+)")
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
                written = load_workbook(file)
    except Exception as broken:
        raise FileUnreadable("import.unreadable_file") from broken
    return [_grid(sheet, written[sheet.title]) for sheet in shown.worksheets if _small(sheet)]


def _small(sheet: Any) -> bool:
    if sheet.max_row > MOST_ROWS:
        raise FileUnreadable("import.file_too_big")
    return True


def _grid(sheet: Any, written: Any) -> Grid:
    width = min(sheet.max_column, MOST_COLUMNS)
    origins = dict(_merged(sheet, width))
    hidden = sheet.sheet_state != "visible"
    rows = []
    for number in range(1, sheet.max_row + 1):
        cells = tuple(
            _cell(sheet, written, origins.get((number, column), (number, column)))
            for column in range(1, width + 1)
        )
        rows.append(GridRow(number, cells, hidden or _hidden(sheet.row_dimensions, number)))
    while rows and rows[-1].blank():
        rows.pop()
    return Grid(sheet.title, tuple(rows))


def _merged(sheet: Any, width: int) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where each merged cell begins."""
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row, min(area.max_row, sheet.max_row) + 1):
            for column in range(area.min_col, min(area.max_col, width) + 1):
                yield (row, column), (area.min_row, area.min_col)


def _hidden(dimensions: Any, number: int) -> bool:
    if number not in dimensions:
        return False
    row = dimensions[number]
    return bool(row.hidden) or row.height == 0


def _cell(sheet: Any, written: Any, origin: tuple[int, int]) -> Cell:
    cell = sheet.cell(*origin)
    formula = written.cell(*origin).data_type == "f"
    broken = (formula and cell.value is None) or cell.value in ERRORS
    text = "" if cell.value is None else _text(cell.value, cell.number_format or "")
    return Cell(text.strip(), origin, bool(cell.font and cell.font.b), broken)


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

"""Reads the sheets of a workbook that Excel saved before 2007, merged and hidden cells as well."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from documents.readers.grid import MOST_ROWS, Cell, FileUnreadable, Grid, GridRow
from documents.readers.office.libreoffice import EXCEL
from documents.readers.office.libreoffice import converted as saved_as
from documents.readers.xlsx import ERRORS, MOST_COLUMNS, read_xlsx, shown
from domain.text.legacy_encodings import converted

Place = tuple[int, int]
BOLD = 600


def read_xls(path: Path) -> list[Grid]:
    """Every sheet, also a hidden one: all its rows are hidden. Raises FileUnreadable.

    What xlrd cannot read, LibreOffice may.
    """
    try:
        return _read(path)
    except FileUnreadable as refused:
        if str(refused) != "import.unreadable_file":
            raise
    with saved_as(path, "xls", EXCEL) as file:
        return read_xlsx(file)


def _read(path: Path) -> list[Grid]:
    import xlrd  # loaded when first wanted, not when the service starts

    try:
        content = path.read_bytes()
        quiet = io.StringIO()
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=quiet)
        return [_grid(sheet) for sheet in book.sheets()]
    except FileUnreadable:
        raise
    except Exception as broken:  # what a broken file makes of it has no common name
        locked = "encrypted" in str(broken)
        raise FileUnreadable("import.file_locked" if locked else "import.unreadable_file") from None


def _grid(sheet: Any) -> Grid:
    last, width = sheet.nrows, min(sheet.ncols, MOST_COLUMNS)
    if last > MOST_ROWS:
        raise FileUnreadable("import.file_too_big")
    origins = dict(_merged(sheet, last, width))
    unseen = {at for at, info in sheet.colinfo_map.items() if info.hidden}
    rows = [
        GridRow(
            row + 1,
            tuple(
                _cell(sheet, origins.get((row, at), (row, at)), at in unseen) for at in range(width)
            ),
            bool(sheet.visibility) or _hidden(sheet, row),
        )
        for row in range(last)
    ]
    return Grid(sheet.name, tuple(rows))


def _merged(sheet: Any, last: int, width: int) -> Iterator[tuple[Place, Place]]:
    """Where each merged cell begins; ends are one behind the last, as ranges of Python are."""
    for top, bottom, left, right in sheet.merged_cells:
        for row in range(top, min(bottom, last)):
            for column in range(left, min(right, width)):
                yield (row, column), (top, left)


def _hidden(sheet: Any, row: int) -> bool:
    info = sheet.rowinfo_map.get(row)
    return bool(info and (info.hidden or info.height == 0))


def _cell(sheet: Any, origin: Place, unseen: bool) -> Cell:
    """Places of xlrd begin with 0, ours with row 1."""
    import xlrd

    row, column = origin
    place = (row + 1, column + 1)
    if column >= sheet.row_len(row):
        return Cell("", place, unseen=unseen)
    cell = sheet.cell(row, column)
    look = sheet.book.xf_list[cell.xf_index]
    font = sheet.book.font_list[look.font_index]
    bold = bool(font.weight >= BOLD)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Cell(_error(cell.value), place, bold, broken=True, unseen=unseen)
    form = sheet.book.format_map[look.format_key].format_str
    read = converted(shown(_value(cell, sheet.book.datemode), form).strip(), font.name)
    return Cell(read.text, place, bold, read.text in ERRORS, unseen, read.encoding)


def _error(code: Any) -> str:
    import xlrd

    return str(xlrd.error_text_from_code.get(code, "#N/A"))


def _value(cell: Any, datemode: int) -> Any:
    """A day, a number, a text: numbers and days are both floats in the file."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE and cell.value >= 1:
        return date(*xlrd.xldate_as_tuple(cell.value, datemode)[:3])
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return cell.value

"""Reads any office file as tables: one entry for each kind of file, whatever it is read for."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from documents.readers.csv import read_tables
from documents.readers.detect import form_of
from documents.readers.grid import MOST_ROWS, FileUnreadable, Grid, plain_grid

READERS: Mapping[str, tuple[str, str]] = {
    "docx": ("documents.readers.docx", "read_docx"),
    "doc": ("documents.readers.office.doc", "read_doc"),
    "odt": ("documents.readers.office.word", "read_odt"),
    "rtf": ("documents.readers.office.word", "read_rtf"),
    "xlsx": ("documents.readers.xlsx", "read_xlsx"),
    "xls": ("documents.readers.office.xls", "read_xls"),
    "ods": ("documents.readers.office.ods", "read_ods"),
    "pdf": ("documents.readers.pdf.process", "read_pdf"),
    "picture": ("documents.readers.pdf.process", "read_picture"),
}
"""The module and the function that read a kind; loaded when the first such file comes."""


def read_grids(
    path: Path, name: str, score: Callable[[Grid], int], *, scans: bool = False
) -> list[Grid]:
    """Every table of the file; raises FileUnreadable, which says why there is none.

    `name` is what people call the file. `score` tells of a CSV's table how many columns its
    heading names: the right separator names the most. `scans`: whether pictures of pages may be
    read, because somebody will compare what was read with them.
    """
    form = form_of(path, name)
    if form == "csv":
        return [max(_separated(path), key=score)]
    module, function = READERS[form]
    read: Callable[[Path], list[Grid]] = getattr(import_module(module), function)
    found = read(path)
    if not scans and any(_scanned(grid) for grid in found):
        raise FileUnreadable("import.scan_of_plan_only")
    return found


def _scanned(grid: Grid) -> bool:
    return any(cell.recognised for row in grid.rows for cell in row.cells)


def _separated(path: Path) -> list[Grid]:
    """The table once for each separator that it may use."""
    tables = read_tables(path)
    if not tables:
        raise FileUnreadable("import.unreadable_file")
    if max(map(len, tables)) > MOST_ROWS:
        raise FileUnreadable("import.file_too_big")
    return [plain_grid("", table) for table in tables]

"""Reads .doc through LibreOffice, and gives back the table that it loses at the end of a body."""

from collections.abc import Sequence
from pathlib import Path

from documents.readers.docx import read_docx
from documents.readers.grid import Cell, FileUnreadable, Grid, GridRow
from documents.readers.office.doc_marks import Paragraph, TableRow, body_of, last_table
from documents.readers.office.libreoffice import WORD, converted

NEAR = 30
"""So far apart (twips) two edges of cells may be and still be one."""


def read_doc(path: Path) -> list[Grid]:
    """Every table of the body. Raises FileUnreadable, also where a table cannot be given back.

    A body that ends in a table, without the paragraph Word always leaves behind it, is what
    LibreOffice itself writes; reading it again, it runs the cells of that table together.
    """
    body = body_of(path)
    with converted(path, "doc", WORD) as file:
        grids = read_docx(file)
    if not body or not body[-1].in_table:
        return grids
    before, rows = last_table(body)
    if not rows:
        raise FileUnreadable("import.doc_table_lost")
    return [*grids, _grid(str(len(grids) + 1), rows, _lines(before))]


def _lines(before: Sequence[Paragraph]) -> tuple[str, ...]:
    return tuple(each.text for each in before if each.text)


def _grid(part: str, rows: Sequence[TableRow], above: tuple[str, ...]) -> Grid:
    """Cells by their edges: one that is wide stands in all the columns it covers."""
    columns: list[int] = []
    for edge in sorted({edge for row in rows for edge in row.edges}):
        if not columns or edge - columns[-1] > NEAR:
            columns.append(edge)
    made: list[GridRow] = []
    last: dict[int, Cell] = {}
    for number, row in enumerate(rows, start=1):
        cells = [Cell("", (number, at)) for at in range(len(columns) - 1)]
        for at, text in enumerate(row.texts):
            first, after = (_column(columns, row.edges[each]) for each in (at, at + 1))
            cell = Cell(text, (number, first))
            if row.continues[at] and first in last:
                cell = last[first]
            cells[first:after] = [cell] * (after - first)
        last = dict(enumerate(cells))
        made.append(GridRow(number, tuple(cells)))
    return Grid(part, tuple(made), above, above[-1] if above else "")


def _column(columns: Sequence[int], edge: int) -> int:
    return min(range(len(columns)), key=lambda at: abs(columns[at] - edge))

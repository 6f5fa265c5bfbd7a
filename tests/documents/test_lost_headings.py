"""A scanned table whose heading is lost is read by what stands in its columns, and it is said."""

from pathlib import Path

import pytest

from documents.plan import reader
from documents.readers.docx import read_docx
from documents.readers.grid import Cell, Grid, GridRow, Recognised
from domain.imports.plan_rows import PlanReading
from domain.imports.plan_vocabulary import Heading
from tests.documents.annex_files import UNITS
from tests.documents.sample_annexes import LAYOUTS, Layout, expected, word

READ = Recognised(95, b"PNG")
ORDERS = {
    "usual": (0, 1, 2, 3, 4, 5),
    "output first": (0, 1, 5, 2, 3, 4),
    "turned": (0, 1, 3, 2, 4, 5),
}


def scanned(row: GridRow, order: tuple[int, ...], lost: frozenset[int]) -> GridRow:
    """The row as a scan gives it, its columns in another order; `lost` says nothing any more."""
    cells = [
        Cell("" if at in lost else row.cells[at].text, (row.number, place), recognised=READ)
        for place, at in enumerate(order)
    ]
    if row.cells[1].origin == row.cells[5].origin:  # a section
        cells = [cell._replace(text=row.cells[1].text, origin=(row.number, 1)) for cell in cells]
        cells[0] = Cell(row.cells[0].text, (row.number, 0), recognised=READ)
    return GridRow(row.number, tuple(cells))


def read(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    order: tuple[int, ...],
    lost: frozenset[int],
    layout: Layout = LAYOUTS["doc"],
) -> PlanReading:
    path = folder / "a.docx"
    word(layout, path)
    table = max(read_docx(path), key=lambda grid: len(grid.rows))
    first, *others = table.rows
    rows = (scanned(first, order, lost), *(scanned(each, order, frozenset()) for each in others))
    grid = Grid("1", rows, ("PHỤ LỤC NĂM 2025",))
    monkeypatch.setattr(reader, "read_grids", lambda *_, **__: [grid])
    return reader.read_plan(path, UNITS)


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("lost", [range(6), (2,), (2, 3, 4), (4, 5)])
def test_columns_are_told_by_what_stands_in_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, lost: tuple[int, ...]
) -> None:
    reading = read(tmp_path, monkeypatch, ORDERS[name], frozenset(lost))
    meant = expected(LAYOUTS["doc"])
    pairs = list(zip(reading.lines, meant, strict=True))
    assert [one.title for one, _ in pairs] == [other.title for _, other in pairs]
    assert [one.lead_codes for one, _ in pairs] == [other.lead_codes for _, other in pairs]
    assert [one.deadline for one, _ in pairs] == [other.deadline for _, other in pairs]
    assert "import.note_inferred" in [note.reason for note in reading.notes]
    assert all(Heading.LEAD in row.doubted for row in reading.rows)


def test_a_heading_that_is_read_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = read(tmp_path, monkeypatch, ORDERS["usual"], frozenset())
    assert "import.note_inferred" not in [note.reason for note in reading.notes]
    assert len(reading.lines) == len(expected(LAYOUTS["doc"]))

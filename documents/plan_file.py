"""Reads the plan's annex from Word, Excel or CSV: each row is a task, an error, or ignored."""

from collections.abc import Callable, Sequence
from pathlib import Path

from documents.annex_rows import Row, is_column_numbers, is_note, is_total, section
from documents.annex_table import Columns, find_columns, repeats
from documents.annex_tasks import Tasks
from documents.csv_file import read_tables
from documents.grids import MOST_ROWS, FileUnreadable, Grid, GridRow, plain_grid
from documents.xlsx_grid import read_xlsx
from domain.annex_words import NUMBER, Heading, year_of
from domain.annexes import IgnoredRow, PlanReading
from domain.imports import RowError, UnitLine
from domain.unit_names import UnitNames


def read_plan(path: Path, units: Sequence[UnitLine], name: str = "") -> PlanReading:
    """The tasks of an annex; a file that cannot be read at all is one error.

    `name` is what people call the file, where it is kept under another name.
    """
    named = Path(name or path.name)
    read: Callable[[Path], list[Grid]]
    read = {".docx": _read_docx, ".xlsx": read_xlsx}.get(named.suffix.lower(), _read_csv)
    try:
        grids = read(path)
    except FileUnreadable as refused:
        return PlanReading(refused=(RowError(named.name, 1, "", str(refused)),))
    annex = Annex(named.name, UnitNames(units))
    for grid in grids:
        annex.read(grid)
    return annex.reading()


def _read_docx(path: Path) -> list[Grid]:
    from documents.docx_grid import read_docx  # its library is loaded when first wanted

    return read_docx(path)


def _read_csv(path: Path) -> list[Grid]:
    tables = read_tables(path)
    if not tables:
        raise FileUnreadable("import.unreadable_file")
    if max(map(len, tables)) > MOST_ROWS:
        raise FileUnreadable("import.file_too_big")
    grids = [plain_grid("", table) for table in tables]
    return [next((grid for grid in grids if _has_heading(grid)), grids[0])]


def _has_heading(grid: Grid) -> bool:
    return any(find_columns(grid.rows, at) for at in range(len(grid.rows)))


class Annex:
    """Goes through the tables of a file in order; a heading holds until the next."""

    def __init__(self, file: str, units: UnitNames) -> None:
        self.file = file
        self.tasks = Tasks(file, units)
        self.ignored: list[IgnoredRow] = []
        self.columns: Columns | None = None
        self.above: list[str] = []
        self.ended = False
        self.found = False

    def reading(self) -> PlanReading:
        if not self.found:
            refused = (RowError(self.file, 1, "", "import.no_annex"),)
            return PlanReading((), tuple(self.ignored), None, refused)
        return PlanReading(self.tasks.finished(), tuple(self.ignored), self.tasks.year)

    def read(self, grid: Grid) -> None:
        """One table or sheet, row by row."""
        self.ended = False
        self.above = [grid.part, *grid.above]
        if not self._continued(grid):
            self.columns = None
        at = 0
        while at < len(grid.rows):
            at += self._heading(grid, at) or self._row(grid, at)

    def _continued(self, grid: Grid) -> bool:
        """Whether a table without a heading goes on with the one before: as wide, and numbered."""
        before = self.columns
        if before is None or any(
            find_columns(grid.rows, at) for at in range(min(3, len(grid.rows)))
        ):
            return False
        rows = [Row(before, row) for row in grid.rows]
        wide = all(len(row.cells) == before.width for row in grid.rows)
        return wide and any(
            NUMBER.fullmatch(row.text(Heading.NUMBER)) and row.text(Heading.TASK) for row in rows
        )

    def _heading(self, grid: Grid, at: int) -> int:
        """How many rows of heading begin here."""
        row = grid.rows[at]
        if self.columns and not self._again(self.columns, row):
            return 0
        found = find_columns(grid.rows, at)
        if found is None:
            return 0
        if not self.found or self.columns is None:
            self.tasks.begin(
                grid.part, year_of([found.titles.get(Heading.DEADLINE, "")]) or year_of(self.above)
            )
        self.columns, self.found, self.ended = found, True, False
        for heading in grid.rows[at : at + found.height]:
            self._ignore(grid.part, heading, "import.ignored_heading")
        return found.height

    @staticmethod
    def _again(columns: Columns, row: GridRow) -> bool:
        number = Row(columns, row).text(Heading.NUMBER)
        return repeats(columns, row) or number == columns.titles.get(Heading.NUMBER, "-")

    def _row(self, grid: Grid, at: int) -> int:
        row = grid.rows[at]
        if not row.blank():
            why = self._why_ignored(grid, at)
            if why:
                self._ignore(grid.part, row, why)
            elif self.columns:
                self.tasks.add(grid.part, Row(self.columns, row))
        return 1

    def _why_ignored(self, grid: Grid, at: int) -> str:
        if self.columns is None:
            self.above += dict.fromkeys(cell.text for cell in grid.rows[at].cells if cell.text)
            return "import.ignored_outside"
        row = Row(self.columns, grid.rows[at])
        if is_column_numbers(row):
            return "import.ignored_numbers"
        if is_total(row):
            return "import.ignored_total"
        if is_note(row) or (self.ended and not NUMBER.fullmatch(row.text(Heading.NUMBER))):
            self.ended = True
            return "import.ignored_note"
        following = [each for each in grid.rows[at + 1 : at + 3] if not each.blank()]
        begun = section(row, [Row(self.columns, each) for each in following])
        if begun:
            self.tasks.section(*begun)
            return "import.ignored_section"
        return ""

    def _ignore(self, part: str, row: GridRow, why: str) -> None:
        texts = dict.fromkeys(cell.text for cell in row.cells if cell.text)
        self.ignored.append(IgnoredRow(part, row.number, why, " | ".join(texts)))

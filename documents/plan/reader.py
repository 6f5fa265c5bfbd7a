"""Reads the plan's annex: each row is a task, an error, or ignored."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from documents.plan.inferred import completed, inferred, is_scanned
from documents.plan.preview import TITLES
from documents.plan.rows import (
    Row,
    caption_section,
    has_marker,
    is_column_numbers,
    is_measure,
    is_note,
    is_total,
    section,
)
from documents.plan.set_lines import unread_table
from documents.plan.table import Columns, find_columns, repeats
from documents.plan.tasks import Tasks
from documents.plan.unsaid import unsaid
from documents.readers.files import read_grids
from documents.readers.garbage import uncollected
from documents.readers.grid import FileUnreadable, Grid, GridRow
from domain.imports.deadlines import read_deadline
from domain.imports.file_notes import FileNote
from domain.imports.plan_parts import parts
from domain.imports.plan_rows import IgnoredRow, PlanReading
from domain.imports.plan_vocabulary import NUMBER, PLAIN_SHEET, Heading, year_of
from domain.imports.rows import Corrections, RowError, UnitLine
from domain.imports.unit_names import UnitNames
from domain.text.normalize import plain


def read_plan(
    path: Path,
    units: Sequence[UnitLine],
    name: str = "",
    meanings: Mapping[str, Sequence[str]] | None = None,
    elsewhere: Mapping[str, Sequence[str]] | None = None,
    corrections: Corrections | None = None,
) -> PlanReading:
    """The tasks of an annex; a file that cannot be read at all is one error.

    `name` is what people call the file, where it is kept under another name; `meanings` are codes
    of units by words in plain spelling, as somebody put them right before; `elsewhere` are names of
    units by such words, as another department did.
    """
    called = Path(name or path.name).name
    with uncollected():
        known = UnitNames(units, meanings, elsewhere)
        return _reading(path, called, known, corrections or {})


def _reading(path: Path, name: str, units: UnitNames, corrections: Corrections) -> PlanReading:
    try:
        grids = read_grids(path, name, _named_columns, scans=True)
    except FileUnreadable as refused:
        return PlanReading(refused=(RowError(name, 1, "", str(refused)),))
    annex = Annex(name, units, _fields(grids), corrections)
    for grid in grids:
        annex.read(grid)
    return replace(annex.reading(), notes=(*grids[0].notes, *annex.notes) if grids else ())


def _named_columns(grid: Grid) -> int:
    """How many columns the first heading names: the wrong separator makes few by chance."""
    found = (find_columns(grid.rows, at) for at in range(len(grid.rows)))
    return next((len(each.places) for each in found if each), 0)


def _fields(grids: Sequence[Grid]) -> Mapping[str, str]:
    """Fields by the names of the sheets, where several sheets hold an annex."""
    named = [grid.part for grid in grids if len(grids) > 1 and grid.part and _has_heading(grid)]
    fields = {part: part for part in named if not PLAIN_SHEET.fullmatch(plain(part))}
    return fields if len(named) > 1 else {}


def _has_heading(grid: Grid) -> bool:
    return any(find_columns(grid.rows, at) for at in range(len(grid.rows)))


class Annex:
    """Goes through the tables of a file in order; a heading holds until the next."""

    def __init__(
        self, file: str, units: UnitNames, fields: Mapping[str, str], corrections: Corrections
    ) -> None:
        self.file = file
        self.corrections = corrections
        self.units = units
        self.fields = {part: name for part, name in fields.items() if not units.find(name).codes}
        self.tasks = Tasks(file, units)
        self.ignored: list[IgnoredRow] = []
        self.columns: Columns | None = None
        self.above: list[str] = []
        self.ended = False
        self.found = False
        self.named: set[Heading] = set()
        self.caption: tuple[str, str] | None = None
        self.notes: list[FileNote] = []

    def reading(self) -> PlanReading:
        if not self.found:
            refused = (RowError(self.file, 1, "", "import.no_annex"),)
            return PlanReading((), tuple(self.ignored), None, refused)
        rows, ignored = self.tasks.finished(), tuple(self.ignored)
        empty = () if rows else (RowError(self.file, 1, "", "import.no_tasks"),)
        return PlanReading(rows, ignored, self.tasks.year, empty, unsaid=unsaid(self.named, rows))

    def read(self, grid: Grid) -> None:
        """One table or sheet, row by row."""
        self.ended = False
        self.above = [grid.part, *grid.above]
        self.caption = caption_section(grid.caption)
        at = 0
        if not self._continued(grid):
            self.columns = None
            at = self._inferred(grid)
        elif self.caption:
            self.tasks.section(*self.caption)
        while at < len(grid.rows):
            at += self._heading(grid, at) or self._row(grid, at)
        if self.columns is None:
            self.notes += unread_table(grid)

    def _inferred(self, grid: Grid) -> int:
        """Where the tasks of a scan begin whose heading was lost, once its columns are told."""
        if _has_heading(grid) or not is_scanned(grid):
            return 0
        found = inferred(grid, self.units, year_of(self.above))
        if found is None:
            return 0
        self._begin(grid, found)
        self._say_inferred(grid, found, {})
        rows = (at for at, row in enumerate(grid.rows) if self._like_a_task(Row(found, row)))
        first = next(rows, 0)
        for row in grid.rows[:first]:
            self._ignore(grid.part, row, "import.ignored_heading")
        return first

    def _say_inferred(self, grid: Grid, found: Columns, said: Mapping[Heading, int]) -> None:
        more = {heading: at for heading, at in found.places.items() if heading not in said}
        told = [f"{at + 1} = {TITLES[heading]}" for heading, at in more.items()]
        if told:
            facts = {"table": grid.part, "columns": "; ".join(told)}
            self.notes.append(FileNote("import.note_inferred", facts))

    def _continued(self, grid: Grid) -> bool:
        """Whether a table goes on with the one before: as wide, and its first rows prove it.

        Above a heading of its own only rows that prove it themselves are of the table before.
        """
        before = self.columns
        headings = (at for at in range(len(grid.rows)) if find_columns(grid.rows, at))
        first = next(headings, len(grid.rows))
        rows = [row for row in grid.rows[:first] if not row.blank()]
        if before is None or not all(len(row.cells) == before.width for row in rows):
            return False
        seen = [Row(before, row) for row in rows]
        proven = [row for row in seen if self._like_a_task(row) and self._proven(row)]
        return bool(proven) if first == len(grid.rows) else bool(seen) and seen[-1:] == proven[-1:]

    def _proven(self, row: Row) -> bool:
        """Whether a lead or a deadline can be read where this table's columns have them."""
        deadline = row.own(Heading.DEADLINE)
        return self._led(row) or bool(deadline and read_deadline(deadline, self.tasks.year))

    def _like_a_task(self, row: Row) -> bool:
        numbered = NUMBER.fullmatch(row.text(Heading.NUMBER)) is not None
        return bool(row.text(Heading.TASK)) and (numbered or self._led(row))

    def _led(self, row: Row) -> bool:
        """Whether the row names a lead that is one for certain."""
        said = parts(row.own(Heading.LEAD)).leads
        return any(each.codes for each in self.units.mentions(said))

    def _heading(self, grid: Grid, at: int) -> int:
        """How many rows of heading begin here."""
        found = find_columns(grid.rows, at)
        if found is None:
            return 0
        if self.columns and not (found.sure or self._again(self.columns, grid.rows[at])):
            return 0
        if is_scanned(grid):
            named = found
            below = grid.rows[at + found.height :]
            found = completed(named, below, self.units, year_of(self.above))
            self._say_inferred(grid, found, named.places)
        self._begin(grid, found)
        for heading in grid.rows[at : at + found.height]:
            self._ignore(grid.part, heading, "import.ignored_heading")
        return found.height

    def _begin(self, grid: Grid, found: Columns) -> None:
        if not self.found or self.columns is None:
            self.tasks.begin(
                grid.part, year_of([found.titles.get(Heading.DEADLINE, "")]) or year_of(self.above)
            )
            if grid.part in self.fields:
                self.tasks.of_sheet(self.fields[grid.part])
            if self.caption:
                self.tasks.section(*self.caption)
        self.columns, self.found, self.ended = found, True, False
        self.named |= found.places.keys()

    @staticmethod
    def _again(columns: Columns, row: GridRow) -> bool:
        number = Row(columns, row).text(Heading.NUMBER)
        return repeats(columns, row) or number == columns.titles.get(Heading.NUMBER, "-")

    def _row(self, grid: Grid, at: int) -> int:
        row = grid.rows[at]
        if row.blank() or self._numbered_only(row):
            return 1
        if self.columns is None:
            self._outside(row)
            self._ignore(grid.part, row, "import.ignored_outside")
            return 1
        seen = Row(self.columns, row)
        why = self._why_ignored(grid, at, seen)
        if why:
            self._ignore(grid.part, row, why)
        else:
            said = self.corrections.get((grid.part, row.number), {})
            self._take(grid.part, seen.corrected(said))
        return 1

    def _numbered_only(self, row: GridRow) -> bool:
        """A formula of numbers filled down below the last task, with nothing beside it."""
        at = self.columns.places.get(Heading.NUMBER) if self.columns else None
        told = [place for place, cell in enumerate(row.cells) if cell.text or cell.broken]
        return told == [at] and row.cells[told[0]].broken

    def _take(self, part: str, row: Row) -> None:
        if self.tasks.goes_on(row):
            self.tasks.join(row)
            self._ignore(part, row.grid, "import.ignored_continued")
        else:
            self.tasks.add(part, row)

    def _outside(self, row: GridRow) -> None:
        """Words above the first heading: of what year the annex is, what field begins."""
        texts = list(dict.fromkeys(cell.text for cell in row.cells if cell.text))
        self.above += texts
        self.caption = caption_section(texts[0]) if len(texts) == 1 else self.caption

    def _why_ignored(self, grid: Grid, at: int, row: Row) -> str:
        if is_column_numbers(row):
            return "import.ignored_numbers"
        if is_total(row):
            return "import.ignored_total"
        if is_measure(row):
            return "import.ignored_note"
        if is_note(row) or (self.ended and not self._goes_on_after_note(row)):
            self.ended = True
            return "import.ignored_note"
        if row.work():
            return ""
        following = [each for each in grid.rows[at + 1 : at + 3] if not each.blank()]
        begun = section(row, [Row(row.columns, each) for each in following])
        if begun:
            self.tasks.section(*begun)
            return "import.ignored_section"
        return ""

    def _goes_on_after_note(self, row: Row) -> bool:
        return has_marker(row) or self._like_a_task(row)

    def _ignore(self, part: str, row: GridRow, why: str) -> None:
        texts = dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells if cell.text)
        self.ignored.append(IgnoredRow(part, row.number, why, " | ".join(texts)))

"""Tells the rows of an annex apart: tasks, sections, totals, repeated headings, signatures."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from documents.plan.table import Columns
from documents.readers.grid import Cell, GridRow
from domain.imports.plan_vocabulary import (
    COLUMN_NUMBER,
    MARKED,
    MARKER,
    MEASURE,
    NO_FIELD,
    NOTE,
    NUMBER,
    OF_FIELD,
    TICKS,
    TOTAL,
    Heading,
)
from domain.text.cleaning import as_written
from domain.text.normalize import plain

WORK = (Heading.LEAD, Heading.COORDINATING, Heading.DEADLINE, Heading.OUTPUT, Heading.RECURRENCE)
SPANNED = 3
LONGEST_CAPTION = 150
NO_CAPTION = re.compile(r"\w/\S|\(?\d")
WORDED = re.compile(r"[^\W\d]")
NO_CELL = Cell("", (0, 0))


@dataclass(slots=True)
class Row:
    """A row seen through the columns of its table; not frozen, as that takes longer to make."""

    columns: Columns
    grid: GridRow
    firsts: list[tuple[int, int]] = field(default_factory=list)
    """Where the cells of number and task begin, once that was asked."""
    written: dict[int, str] = field(default_factory=dict)
    """The texts of the columns that were asked for: rows are many, and asked often."""
    once: list[str] = field(default_factory=list)
    """The texts of the row, once they were asked for."""

    def corrected(self, said: Mapping[str, str]) -> "Row":
        """The row with what somebody says that these columns hold; what has no column is lost."""
        places = {
            at: said[heading] for heading, at in self.columns.places.items() if heading in said
        }
        if not places:
            return self
        number = self.grid.number
        cells = tuple(
            Cell(places[at], (number, at)) if at in places else cell
            for at, cell in enumerate(self.grid.cells)
        )
        return Row(self.columns, replace(self.grid, cells=cells))

    def cell(self, heading: Heading) -> Cell:
        at = self.columns.places.get(heading)
        return self.grid.cells[at] if at is not None and at < len(self.grid.cells) else NO_CELL

    def text(self, heading: Heading) -> str:
        if heading is Heading.DEADLINE and self.columns.periods:
            return self._ticked()
        at = self.columns.places.get(heading, -1)
        return self._written(at) if 0 <= at < len(self.grid.cells) else ""

    def _ticked(self) -> str:
        """The quarters or months whose columns are ticked, and what else is written there."""
        said = []
        for at, period in self.columns.periods.items():
            text = self._written(at).strip() if at < len(self.grid.cells) else ""
            if text:
                said.append(period if TICKS.issuperset(text.casefold()) else text)
        return ", ".join(dict.fromkeys(said))

    def _written(self, at: int) -> str:
        if at not in self.written:
            self.written[at] = as_written(self.grid.cells[at].text)
        return self.written[at]

    def own(self, heading: Heading) -> str:
        """The cell's text, unless it is one cell with the task or the number."""
        if not self.firsts:
            self.firsts.extend(self.cell(each).origin for each in (Heading.NUMBER, Heading.TASK))
        return "" if self.cell(heading).origin in self.firsts else self.text(heading)

    def fresh(self, heading: Heading) -> str:
        """The cell's own text, unless it began in a row above."""
        cell = self.cell(heading)
        begun = cell.origin[0] == self.grid.number
        said = self.text if heading is Heading.TASK else self.own
        return said(heading) if begun else ""

    def pictures(self) -> dict[Heading, bytes]:
        """Of a scan, the picture of each cell that says something."""
        if not any(cell.recognised for cell in self.grid.cells):
            return {}
        cells = {heading: self.cell(heading) for heading in self.columns.places}
        read = {heading: cell.recognised for heading, cell in cells.items() if cell.text}
        return {heading: found.picture for heading, found in read.items() if found}

    def texts(self) -> list[str]:
        """The texts of the row, each merged cell once."""
        if not self.once:
            seen = {cell.origin: at for at, cell in enumerate(self.grid.cells) if cell.text}
            self.once.extend(self._written(at) for at in seen.values())
        return self.once

    def work(self) -> bool:
        """Whether anything says who, what comes of it, or when."""
        return any(self.own(heading) for heading in WORK)

    def spans(self) -> bool:
        """One cell over most of the table, and nothing beside it but a number."""
        origins = [cell.origin for cell in self.grid.cells if cell.text]
        longest = max((origins.count(each) for each in origins), default=0)
        others = [text for text in self.texts() if not NUMBER.fullmatch(text.strip())]
        return longest >= SPANNED and len(others) <= 2 and not self.work()


def is_column_numbers(row: Row) -> bool:
    """ "(1) (2) (3) …" under the heading."""
    texts = row.texts()
    return len(texts) > SPANNED and all(
        COLUMN_NUMBER.fullmatch(each.split("=")[0]) for each in texts
    )


def is_total(row: Row) -> bool:
    first = next(_worded(row), "")
    if first[:1].isascii() and first[:1].casefold() not in "tc":
        return False  # most rows: "tổng", "cộng" need not be looked for
    return bool(TOTAL.fullmatch(plain(first))) and not row.own(Heading.LEAD)


def is_measure(row: Row) -> bool:
    """ "Đơn vị tính: …" above the first task."""
    texts = row.texts()
    return len(texts) == 1 and bool(MEASURE.match(plain(texts[0])))


def is_note(row: Row) -> bool:
    """A signature, the list of receivers, or a note under the table."""
    texts = row.texts()
    if not texts or len(texts) > 3 or NUMBER.fullmatch(row.text(Heading.NUMBER)):
        return False
    task = row.text(Heading.TASK)
    if task and row.own(Heading.LEAD) and not NOTE.match(plain(task)):
        return False
    return any(NOTE.match(plain(each)) for each in texts)


def _worded(row: Row) -> Iterator[str]:
    return (text for text in row.texts() if WORDED.search(text))


def section(row: Row, following: Sequence[Row]) -> tuple[str, str] | None:
    """The marker and the name of the field that begins here, if the row is such a heading."""
    if row.work():
        return None
    number, task = row.text(Heading.NUMBER).strip(), _name(row)
    if not task:
        return None
    marked = MARKED.match(task)
    inside = marked[1] if marked else ""
    name = OF_FIELD.sub("", task[marked.end() :] if marked else task)
    if row.spans() or _has_marker(number) or _lonely(row, number, task):
        own = MARKER.fullmatch(number)
        return (own[1] if own else inside or number.strip(".) ")), name
    if _numbers_below(number, following):
        return number.strip(".) "), name
    return None


def _name(row: Row) -> str:
    """The heading's words: in the task's column, else wherever the only words stand."""
    task = row.text(Heading.TASK)
    if task and task != row.text(Heading.NUMBER):
        return task
    words = [text for text in _worded(row) if not MARKER.fullmatch(text)]
    return words[0] if len(words) == 1 else ""


def caption_section(caption: str) -> tuple[str, str] | None:
    """The field a line of text names right above its table: "I. CẢI CÁCH THỂ CHẾ"."""
    text = as_written(caption).strip()
    marked, of_field = MARKED.match(text), OF_FIELD.match(text)
    if not (marked or of_field) or len(text) > LONGEST_CAPTION or NO_CAPTION.match(text):
        return None
    name = OF_FIELD.sub("", text[marked.end() :] if marked else text).strip(" .:")
    if not name or NO_FIELD.match(plain(name)):
        return None
    return (marked[1] if marked else ""), name


def has_marker(row: Row) -> bool:
    """Whether the row bears the number of a section, such as "II"."""
    return _has_marker(row.text(Heading.NUMBER).strip())


def _has_marker(number: str) -> bool:
    found = MARKER.fullmatch(number)
    return bool(found) and found[1].isupper() if found else False


def _lonely(row: Row, number: str, task: str) -> bool:
    """No number, and words that look like a heading: marked, bold, capitals, or out of place."""
    if number and number != task:
        return False
    if number or not row.text(Heading.TASK):
        return True
    bold = row.cell(Heading.TASK).bold
    return bold or task.isupper() or bool(MARKED.match(task))


def _numbers_below(number: str, following: Sequence[Row]) -> bool:
    """ "1" is a heading when "1.1" or "a)" comes next."""
    if not re.fullmatch(r"\d{1,3}(?:\.\d{1,3})*[.)]?", number):
        return False
    start = number.rstrip(".)") + "."
    below = following[0].text(Heading.NUMBER).strip() if following else ""
    return below.startswith(start) or below.strip("().") == "a"

"""Reads what the cells of a workbook's sheets hold from their XML, a row at a time."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROW, COLUMN, MERGED = f"{MAIN}row", f"{MAIN}col", f"{MAIN}mergeCell"
VALUE, FORMULA, INLINE = f"{MAIN}v", f"{MAIN}f", f"{MAIN}is"
ITEM, RUN, TEXT, LOOK = f"{MAIN}si", f"{MAIN}r", f"{MAIN}t", f"{MAIN}rPr"
FONT, RAISED = f"{MAIN}rFont", f"{MAIN}vertAlign"
OFF = frozenset((None, "0", "false", "off"))
DIGITS = "0123456789"

Place = tuple[int, int]
"""A row and a column, from 1."""


class Run(NamedTuple):
    """A piece of a cell's text that looks different; no font: that of the cell."""

    text: str
    font: str
    raised: bool


class Held(NamedTuple):
    """A text, its runs, a number or a moment; `style` is the place of its look in the styles."""

    value: Any
    style: int


@dataclass(slots=True)
class SheetCells:
    """Cells that say anything, formulas that were never computed, what is merged, what is hidden.

    An area is its first row and column and its last ones.
    """

    held: dict[Place, Held] = field(default_factory=dict)
    unknown: set[Place] = field(default_factory=set)
    areas: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Meanings:
    """What the book says of values: shared strings, styles of days and of spans, its first day."""

    strings: Sequence[str | tuple[Run, ...]]
    days: frozenset[int]
    spans: frozenset[int]
    epoch: Any


def shared_strings(content: IO[bytes]) -> list[str | tuple[Run, ...]]:
    return [_text(item) for item in _elements(content, (ITEM,))]


def sheet_cells(content: IO[bytes], meanings: Meanings) -> SheetCells:
    """Raises ValueError and what lxml raises for XML that is none."""
    return _Reader(meanings).read(content)


def _elements(content: IO[bytes], tags: tuple[str, ...]) -> Iterator[Any]:
    """Each as it ends; what was read is forgotten, so that memory does not grow with the sheet."""
    from lxml import etree  # type: ignore[import-untyped] # it ships no types

    found = etree.iterparse(content, tag=tags, resolve_entities=False, huge_tree=True)
    for _, element in found:
        yield element
        element.clear(keep_tail=False)
        while element.getprevious() is not None:
            del element.getparent()[0]


def _text(item: Any) -> str | tuple[Run, ...]:
    """The text of a string; in runs where it is made of several. How it is read aloud is left."""
    if len(item) == 1 and item[0].tag == TEXT:
        return item[0].text or ""
    runs = [each for each in item if each.tag == RUN]
    plain = "".join(each.text or "" for each in item if each.tag == TEXT)
    if not runs:
        return plain
    made = [_run(each) for each in runs]
    return (Run(plain, "", False), *made) if plain else tuple(made)


def _run(run: Any) -> Run:
    look = run.find(LOOK)
    text = "".join(each.text or "" for each in run.iterfind(TEXT))
    if look is None:
        return Run(text, "", False)
    font, raised = look.find(FONT), look.find(RAISED)
    return Run(
        text,
        font.get("val", "") if font is not None else "",
        raised is not None and raised.get("val") == "superscript",
    )


class _Reader:
    def __init__(self, meanings: Meanings) -> None:
        self.meanings = meanings
        self.sheet = SheetCells()
        self.columns: dict[str, int] = {}
        self.row = 0

    def read(self, content: IO[bytes]) -> SheetCells:
        from openpyxl.utils.cell import range_boundaries

        for element in _elements(content, (ROW, COLUMN, MERGED)):
            if element.tag == ROW:
                self._row(element)
            elif element.tag == COLUMN:
                self._column(element)
            else:
                left, top, right, bottom = range_boundaries(element.get("ref"))
                self.sheet.areas.append((top, left, bottom, right))
        return self.sheet

    def _column(self, column: Any) -> None:
        """Neighbours of one width are kept as one entry, from its `min` to its `max`."""
        if _hidden(column, "width"):
            self.sheet.hidden_columns.append(
                range(int(column.get("min")), int(column.get("max")) + 1)
            )

    def _row(self, row: Any) -> None:
        written = row.get("r")
        self.row = int(float(written)) if written else self.row + 1
        if _hidden(row, "ht"):
            self.sheet.hidden_rows.add(self.row)
        column = 0
        for cell in row:
            place = self._place(cell.get("r"), column)
            column = place[1]
            self._cell(cell, place)

    def _place(self, written: str | None, before: int) -> Place:
        if not written:
            return self.row, before + 1
        letters = written.rstrip(DIGITS)
        if letters not in self.columns:
            from openpyxl.utils.cell import column_index_from_string

            self.columns[letters] = column_index_from_string(letters.replace("$", ""))
        return int(written[len(letters) :]), self.columns[letters]

    def _cell(self, cell: Any, place: Place) -> None:
        if not len(cell):
            return
        kind = cell.get("t", "n")
        parts = {each.tag: each for each in cell}  # quicker than to look for each
        kept = parts.get(INLINE if kind == "inlineStr" else VALUE)
        if kept is None or not (kept.text or len(kept)):
            computed = kind == "str" and kept is not None
            if FORMULA in parts and not computed:
                self.sheet.unknown.add(place)
            return
        style = int(cell.get("s", 0))
        value = _text(kept) if kind == "inlineStr" else self._value(kept.text, kind, style)
        said = "".join(run.text for run in value) if isinstance(value, tuple) else value
        if not isinstance(said, str) or said.strip():
            self.sheet.held[place] = Held(value, style)

    def _value(self, text: str, kind: str, style: int) -> Any:
        if kind == "s":
            return self.meanings.strings[int(text)]
        if kind == "b":
            return bool(int(text))
        if kind == "d":
            from openpyxl.utils.datetime import from_ISO8601

            return from_ISO8601(text)
        return self._number(text, style) if kind == "n" else text

    def _number(self, text: str, style: int) -> Any:
        number = float(text) if set(text) & set(".eE") else int(text)
        if style not in self.meanings.days:
            return number
        from openpyxl.utils.datetime import from_excel

        with suppress(OverflowError, ValueError):
            return from_excel(number, self.meanings.epoch, timedelta=style in self.meanings.spans)
        return "#VALUE!"


def _hidden(element: Any, size: str) -> bool:
    if element.get("hidden") not in OFF:
        return True
    written = element.get(size)
    return bool(written) and float(written) == 0

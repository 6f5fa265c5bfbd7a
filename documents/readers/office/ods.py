"""Reads the sheets of an OpenDocument workbook from its own XML, as people see them."""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from documents.readers.grid import MOST_ROWS, Cell, FileUnreadable, Grid, GridRow, check_package
from documents.readers.xlsx import MOST_CELLS, MOST_COLUMNS
from domain.text.legacy_encodings import converted

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, TEXT, STYLE = f"{{{ODF}table:1.0}}", f"{{{ODF}text:1.0}}", f"{{{ODF}style:1.0}}"
OFFICE = f"{{{ODF}office:1.0}}"
FORMAT = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
UNSEEN = ("collapse", "filter")
ERRORS = ("#", "Err:")
MARKS = {f"{TEXT}s": " ", f"{TEXT}tab": " ", f"{TEXT}line-break": "\n"}
ASIDE = frozenset((f"{OFFICE}annotation", f"{TEXT}note", f"{TEXT}ruby-text"))


def read_ods(path: Path) -> list[Grid]:
    """Every sheet, also a hidden one: all its rows are hidden. Raises FileUnreadable."""
    # loaded when first wanted, not when the service starts
    from lxml import etree  # type: ignore[import-untyped] # it ships no types

    check_package(path)
    try:
        with zipfile.ZipFile(path) as package:
            if b"encryption-data" in package.read("META-INF/manifest.xml"):
                raise FileUnreadable("import.file_locked")
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            content = etree.fromstring(package.read("content.xml"), parser)
    except (KeyError, etree.XMLSyntaxError) as broken:
        raise FileUnreadable("import.unreadable_file") from broken
    styles = _Styles(content)
    sheets = content.iterfind(f".//{OFFICE}spreadsheet/{TABLE}table")
    return [_Sheet(each, styles).grid() for each in sheets]


class _Styles:
    """What the styles of cells and sheets say: bold, and hidden."""

    def __init__(self, content: Any) -> None:
        self.bold, self.hidden = set(), set()
        for style in content.iter(f"{STYLE}style"):
            name = style.get(f"{STYLE}name")
            for each in style:
                if each.get(f"{FORMAT}font-weight") == "bold":
                    self.bold.add(name)
                if each.get(f"{TABLE}display") == "false":
                    self.hidden.add(name)


class _Sheet:
    """One sheet; merged cells are known where they begin, and hold for those they cover."""

    def __init__(self, sheet: Any, styles: _Styles) -> None:
        self.sheet, self.styles = sheet, styles
        self.hidden = sheet.get(f"{TABLE}style-name") in styles.hidden
        self.unseen = frozenset(self._unseen_columns())
        self.covered: dict[tuple[int, int], Cell] = {}

    def grid(self) -> Grid:
        rows: list[GridRow] = []
        number = 0
        for row in self.sheet.iter(f"{TABLE}table-row"):
            times = int(row.get(f"{TABLE}number-rows-repeated", "1"))
            cells = self._cells(row, number + 1)
            if any(cell.text or cell.broken for cell in cells):
                self._fill(rows, number)
                for at in range(number + 1, number + 1 + self._allowed(times, number)):
                    own = cells if at == number + 1 else self._cells(row, at)
                    rows.append(GridRow(at, tuple(own), self._hidden(row)))
            number += times
        width = max((_width(row.cells) for row in rows), default=0)
        if len(rows) * width > MOST_CELLS:
            raise FileUnreadable("import.file_too_big")
        return Grid(self.sheet.get(f"{TABLE}name", ""), tuple(_wide(row, width) for row in rows))

    @staticmethod
    def _allowed(times: int, number: int) -> int:
        if number + times > MOST_ROWS:
            raise FileUnreadable("import.file_too_big")
        return times

    @staticmethod
    def _fill(rows: list[GridRow], number: int) -> None:
        """The empty rows before one that says something are kept: rows are counted."""
        if number > MOST_ROWS:
            raise FileUnreadable("import.file_too_big")
        rows += [GridRow(at, ()) for at in range(len(rows) + 1, number + 1)]

    def _hidden(self, row: Any) -> bool:
        groups = [each for each in row.iterancestors() if each is not self.sheet]
        shut = any(each.get(f"{TABLE}display") == "false" for each in groups)
        return self.hidden or shut or row.get(f"{TABLE}visibility") in UNSEEN

    def _unseen_columns(self) -> Iterator[int]:
        at = 0
        for column in self.sheet.iter(f"{TABLE}table-column"):
            times = int(column.get(f"{TABLE}number-columns-repeated", "1"))
            if column.get(f"{TABLE}visibility") in UNSEEN:
                yield from range(at, min(at + times, MOST_COLUMNS))
            at += times

    def _cells(self, row: Any, number: int) -> list[Cell]:
        cells: list[Cell] = []
        for each in row:
            if each.tag not in CELLS:
                continue
            times = int(each.get(f"{TABLE}number-columns-repeated", "1"))
            for _ in range(min(times, MOST_COLUMNS - len(cells))):
                cells.append(self._cell(each, number, len(cells)))
        return cells

    def _cell(self, part: Any, number: int, column: int) -> Cell:
        covered = self.covered.pop((number, column), None)
        if covered and part.tag == CELLS[1]:
            return covered
        read = converted("\n".join(_seen(each) for each in part.iterfind(f"{TEXT}p")).strip())
        text = read.text
        formula = part.get(f"{TABLE}formula") is not None
        broken = formula and text.startswith(ERRORS)
        bold = part.get(f"{TABLE}style-name") in self.styles.bold
        unseen = column in self.unseen
        cell = Cell(text, (number, column), bold, broken, unseen, read.encoding)
        wide = min(int(part.get(f"{TABLE}number-columns-spanned", "1")), MOST_COLUMNS)
        high = min(int(part.get(f"{TABLE}number-rows-spanned", "1")), MOST_ROWS)
        if text or broken:
            for below in range(high):
                for beside in range(wide):
                    self.covered[number + below, column + beside] = cell
        return cell


def _seen(paragraph: Any) -> str:
    """The paragraph's own text; not that of a note or a comment that hangs on it."""
    pieces = [paragraph.text or ""]
    for each in paragraph:
        if each.tag in MARKS:
            pieces.append(MARKS[each.tag] * int(each.get(f"{TEXT}c", "1")))
        elif each.tag not in ASIDE:
            pieces.append(_seen(each))
        pieces.append(each.tail or "")
    return "".join(pieces)


def _width(cells: Sequence[Cell]) -> int:
    return max(
        (at for at, cell in enumerate(cells, start=1) if cell.text or cell.broken), default=0
    )


def _wide(row: GridRow, width: int) -> GridRow:
    """As many cells as the widest row that says something."""
    more = [Cell("", (row.number, at)) for at in range(len(row.cells), width)]
    return GridRow(row.number, (*row.cells[:width], *more), row.hidden)

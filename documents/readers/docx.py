"""Reads the tables of a Word document, with the lines of text that stand before each."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from documents.readers.grid import MOST_ROWS, Cell, FileUnreadable, Grid, GridRow, check_package
from documents.readers.package import as_expected
from documents.readers.word.nodes import found, local, members, switched
from documents.readers.word.numbering import Numbers
from documents.readers.word.styles import Styles
from documents.readers.word.text import Text

ROW, CELL, PARAGRAPH, TABLE = (qn(f"w:{name}") for name in ("tr", "tc", "p", "tbl"))
MOST_COLUMNS = 64
LOST = re.compile(
    r"Error[!:] Reference source not found|Error! Bookmark not defined"
    r"|Lỗi! (?:Không tìm thấy nguồn tham chiếu|Thẻ đánh dấu chưa được xác định)"
)
"""What Word or LibreOffice put in the place of a reference whose bookmark is gone."""


def read_docx(path: Path) -> list[Grid]:
    """Every table of the body in its order; a table inside a table comes after it.

    A small table in a cell (less than three columns) is text of the cell.
    """
    check_package(path)
    try:
        document = Document(as_expected(path))
        return list(_Reader(document).grids(document.element.body))
    except FileUnreadable:
        raise
    except Exception as broken:
        raise FileUnreadable("import.unreadable_file") from broken


class _Reader:
    """Goes through a document once, in its order: numbers are counted on the way."""

    def __init__(self, document: Any) -> None:
        self.styles = Styles(document)
        self.numbers = Numbers(document, self.styles)
        self.text = Text(self.styles)
        self.above: list[str] = []
        self.caption = ""
        self.count = 0

    def grids(self, body: Any) -> Iterator[Grid]:
        for block in members(body, (PARAGRAPH, TABLE)):
            if block.tag == TABLE:
                yield from self._tables([block, *_inside(block)])
                continue
            boxed = _inside(block)
            line = self.numbers.mark(block) + ("" if boxed else self.text.of(block).text)
            self.above += [line.strip()] if line.strip() else []
            self.caption = line.strip() or self.caption
            yield from self._tables(boxed)

    def _tables(self, tables: list[Any]) -> Iterator[Grid]:
        for table in tables:
            self.count += 1
            rows = tuple(self._rows(table))
            if len(rows) > MOST_ROWS:
                raise FileUnreadable("import.file_too_big")
            yield Grid(str(self.count), rows, tuple(self.above), self.caption)
            self.above += [cell.text for row in rows[:5] for cell in row.cells if cell.text][:20]
            self.caption = ""

    def _rows(self, table: Any) -> Iterator[GridRow]:
        """Rows with merged cells expanded to the right and downwards."""
        last: dict[int, Cell] = {}
        for number, row in enumerate(members(table, (ROW,)), start=1):
            hidden = self._hidden(row)
            cells = [Cell("", (number, at)) for at in range(_skipped(row, "gridBefore"))]
            for part in members(row, (CELL,)):
                column = len(cells)
                cell = self._cell(part, (number, column), hidden=hidden)
                if _continues(part) and column in last:
                    cell = last[column]
                cells += [cell] * min(_span(part), MOST_COLUMNS)
            last = dict(enumerate(cells))
            yield GridRow(number, tuple(cells[:MOST_COLUMNS]), hidden)

    def _cell(self, part: Any, origin: tuple[int, int], *, hidden: bool) -> Cell:
        inner = {each for table in _inside(part) for each in table.iter(PARAGRAPH)}
        lines, encodings = [], dict[str, None]()
        for each in part.iter(PARAGRAPH):
            if each not in inner and not _boxed(each, part):
                read = self.text.of(each, hidden=hidden)
                lines.append((self.numbers.mark(each) + read.text).strip())
                encodings |= {read.encoding: None} if read.encoding else {}
        runs = [run for run in part.iter(qn("w:r")) if run.find(qn("w:t")) is not None]
        bold = bool(runs) and all(_bold(run) for run in runs)
        text = "\n".join(lines).strip()
        lost = LOST.search(text) is not None
        return Cell(text, origin, bold, lost, decoded=", ".join(encodings))

    def _hidden(self, row: Any) -> bool:
        """Hidden itself, deleted in a tracked change, or all of its text hidden."""
        properties = row.find(qn("w:trPr"))
        if properties is not None and (
            switched(properties, "w:hidden") or properties.find(qn("w:del")) is not None
        ):
            return True
        runs = [run for run in row.iter(qn("w:r")) if run.find(qn("w:t")) is not None]
        return bool(runs) and all(self.styles.vanished(run, _paragraph(run)) for run in runs)


def _inside(node: Any) -> list[Any]:
    """The tables inside that are tables of their own rather than a layout of their cell."""
    return [
        table
        for table in node.iter(TABLE)
        if table is not node
        and len(found(table, "./w:tblGrid/w:gridCol")) >= 3
        and len(list(members(table, (ROW,)))) > 1
        and not any(local(above) == "Fallback" for above in table.iterancestors())
    ]


def _boxed(paragraph: Any, cell: Any) -> bool:
    """Whether it stands in a text box, which is read with the paragraph that holds the box."""
    for above in paragraph.iterancestors():
        if above is cell:
            return False
        if above.tag == PARAGRAPH:
            return True
    return False


def _paragraph(run: Any) -> Any:
    return next(above for above in run.iterancestors() if above.tag == PARAGRAPH)


def _skipped(row: Any, name: str) -> int:
    values = found(row, f"./w:trPr/w:{name}/@w:val")
    return min(int(values[0]), MOST_COLUMNS) if values else 0


def _span(part: Any) -> int:
    values = found(part, "./w:tcPr/w:gridSpan/@w:val")
    return max(1, int(values[0])) if values else 1


def _continues(part: Any) -> bool:
    """Whether the cell is the continuation of the one above."""
    merge = found(part, "./w:tcPr/w:vMerge")
    return bool(merge) and merge[0].get(qn("w:val"), "continue") == "continue"


def _bold(run: Any) -> bool:
    properties = run.find(qn("w:rPr"))
    return properties is not None and bool(switched(properties, "w:b"))

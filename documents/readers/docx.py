"""Reads the tables of a Word document, with the lines of text that stand before each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from documents.readers.docx_numbering import Numbers, found
from documents.readers.grid import MOST_ROWS, Cell, FileUnreadable, Grid, GridRow, check_package

ROWS = "./w:tr | ./w:sdt/w:sdtContent/w:tr | ./w:ins/w:tr"
CELLS = "./w:tc | ./w:sdt/w:sdtContent/w:tc"
BLOCKS = "./w:p | ./w:tbl | ./w:sdt/w:sdtContent/w:p | ./w:sdt/w:sdtContent/w:tbl"
MOST_COLUMNS = 64


def read_docx(path: Path) -> list[Grid]:
    """Every table of the body in its order; a table inside a table comes after it.

    A small table in a cell (less than three columns) is text of the cell.
    """
    check_package(path)
    try:
        document = Document(str(path))
        numbers = Numbers(document)
        return list(_grids(document.element.body, numbers))
    except FileUnreadable:
        raise
    except Exception as broken:
        raise FileUnreadable("import.unreadable_file") from broken


def _grids(body: Any, numbers: Numbers) -> Iterator[Grid]:
    above: list[str] = []
    caption = ""
    count = 0
    for block in found(body, BLOCKS):
        if block.tag == qn("w:p"):
            text = (numbers.mark(block) + _text(block)).strip()
            above += [text] if text else []
            caption = text or caption
            continue
        for table in (block, *filter(_own, found(block, ".//w:tbl"))):
            count += 1
            grid = Grid(str(count), tuple(_rows(table, numbers)), tuple(above), caption)
            if len(grid.rows) > MOST_ROWS:
                raise FileUnreadable("import.file_too_big")
            above += [cell.text for row in grid.rows[:5] for cell in row.cells if cell.text][:20]
            caption = ""
            yield grid


def _own(table: Any) -> bool:
    """Whether a table inside another is a table of its own rather than a layout of its cell."""
    return len(found(table, "./w:tblGrid/w:gridCol")) >= 3 and len(found(table, ROWS)) > 1


def _rows(table: Any, numbers: Numbers) -> Iterator[GridRow]:
    """Rows with merged cells expanded to the right and downwards."""
    last: dict[int, Cell] = {}
    for number, row in enumerate(found(table, ROWS), start=1):
        hidden = _hidden(row)
        cells: list[Cell] = [Cell("", (number, at)) for at in range(_skipped(row, "gridBefore"))]
        for part in found(row, CELLS):
            column = len(cells)
            cell = _cell(part, (number, column), numbers, hidden=hidden)
            if _continues(part) and column in last:
                cell = last[column]
            cells += [cell] * min(_span(part), MOST_COLUMNS)
        last = dict(enumerate(cells))
        yield GridRow(number, tuple(cells[:MOST_COLUMNS]), hidden)


def _cell(part: Any, origin: tuple[int, int], numbers: Numbers, *, hidden: bool) -> Cell:
    inner = {each for table in filter(_own, found(part, ".//w:tbl")) for each in table.iter()}
    text = "\n".join(
        (numbers.mark(each) + _text(each, hidden=hidden)).strip()
        for each in found(part, ".//w:p")
        if each not in inner
    ).strip()
    runs = [run for run in found(part, ".//w:r") if found(run, "./w:t")]
    bold = bool(runs) and all(_on(run, "./w:rPr/w:b") for run in runs)
    return Cell(text, origin, bold)


def _text(paragraph: Any, *, hidden: bool = False) -> str:
    """What is seen: also inserted text; not what was deleted, moved or hidden, nor a fallback.

    Of a hidden row all of it: it is told to the reader.
    """
    pieces = []
    gone = ("}Fallback",) if hidden else ("}Fallback", "}del", "}moveFrom")
    for node in paragraph.iter(*(_SEEN if not hidden else (*_SEEN, qn("w:delText")))):
        if any(above.tag.endswith(gone) for above in node.iterancestors()):
            continue
        if not hidden and _on(node.getparent(), "./w:rPr/w:vanish"):
            continue
        local = node.tag.rpartition("}")[2]
        in_tabs = node.getparent().tag == qn("w:tabs")
        pieces.append(_MARKS.get(local, node.text or "") if not in_tabs else "")
    return "".join(pieces).strip()


_SEEN = (qn("w:t"), qn("w:br"), qn("w:cr"), qn("w:tab"), qn("w:noBreakHyphen"))
_MARKS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-"}


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


def _hidden(row: Any) -> bool:
    """Hidden itself, deleted or moved in a tracked change, or all of its text hidden."""
    if _on(row, "./w:trPr/w:hidden") or found(row, "./w:trPr/w:del"):
        return True
    runs = [run for run in found(row, ".//w:r") if found(run, "./w:t")]
    return bool(runs) and all(_on(run, "./w:rPr/w:vanish") for run in runs)


def _on(node: Any, path: str) -> bool:
    values = found(node, path)
    return bool(values) and values[0].get(qn("w:val"), "1") not in ("0", "false", "off")

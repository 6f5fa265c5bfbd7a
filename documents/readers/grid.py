"""A table as any office file gives it: rows of cells, merged ones expanded, hidden ones marked."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from domain.imports.file_notes import FileNote

MOST_BYTES = 20 * 2**20
MOST_UNPACKED = 100 * 2**20
MOST_ROWS = 100_000
MOST_PARTS = 10_000
DECLARATION = re.compile(
    rb"<!(?:DOCTYPE|ENTITY)|<\x00!\x00D\x00O\x00C\x00|\x00<\x00!\x00D\x00O\x00C|"
    rb"<\x00!\x00E\x00N\x00T\x00|\x00<\x00!\x00E\x00N\x00T",
    re.IGNORECASE,
)
ROW = re.compile(rb"<(?:\w+:)?(?:row|tr)[\s>/]")
CHUNK = 2**20
OVERLAP = 32


class FileUnreadable(Exception):
    """A file that is refused as a whole; its text is a key of the catalogue (`import.*`)."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """How a cell of a scan was read: `confidence` of its worst word (0 to 100), a PNG of it."""

    confidence: int
    picture: bytes


class Cell(NamedTuple):
    """`origin` is where a merged cell begins, so that cells of one origin are one cell.

    `unseen` stands in a hidden column: it is there, but nobody sees it. `decoded` names the old
    encoding from which letters were made. `lines` are as they were set on a page, where a line
    end of the text cannot be told for certain from one of the page.
    """

    text: str
    origin: tuple[int, int]
    bold: bool = False
    broken: bool = False
    unseen: bool = False
    decoded: str = ""
    recognised: Recognised | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False

    def blank(self) -> bool:
        return not any(cell.text or cell.broken for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """`part` names the sheet or the table; `above` are the lines of text before it.

    `caption` is the last of them since the table before, if there is one. `notes` are about the
    file, not about the table, and stand with its first one.
    """

    part: str
    rows: tuple[GridRow, ...]
    above: tuple[str, ...] = ()
    caption: str = ""
    notes: tuple[FileNote, ...] = ()


def plain_grid(part: str, rows: Sequence[tuple[int, Sequence[str]]]) -> Grid:
    """A grid of texts without merged or hidden cells; short rows are filled up."""
    width = max((len(texts) for _, texts in rows), default=0)
    full = [(number, [*texts, *[""] * (width - len(texts))]) for number, texts in rows]
    return Grid(
        part,
        tuple(
            GridRow(n, tuple(Cell(text.strip(), (n, at)) for at, text in enumerate(texts)))
            for n, texts in full
        ),
    )


def check_package(path: Path) -> None:
    """Refuse a packed file that would be too big unpacked, or that declares entities."""
    if path.stat().st_size > MOST_BYTES:
        raise FileUnreadable("import.file_too_big")
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(each.file_size for each in parts) > MOST_UNPACKED:
                raise FileUnreadable("import.file_too_big")
            for each in parts:
                if each.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _check_part(package, each)
    except FileUnreadable:
        raise
    except Exception as broken:  # what a broken package makes of zipfile has no common name
        raise FileUnreadable("import.unreadable_file") from broken


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    rows = 0
    before = b""
    with package.open(part) as content:
        while chunk := content.read(CHUNK):
            whole = before + chunk
            if b"!" in whole and DECLARATION.search(whole):
                raise FileUnreadable("import.file_unsafe")
            rows += len(ROW.findall(before[-8:] + chunk))
            before = chunk[-OVERLAP:]
            if rows > MOST_ROWS:
                raise FileUnreadable("import.file_too_big")

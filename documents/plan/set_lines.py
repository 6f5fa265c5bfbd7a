"""Reads what a page set in lines: names of units over line ends, and tables that nothing names."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from documents.readers.grid import Cell, Grid
from domain.imports.file_notes import FileNote
from domain.imports.naming.mentions import Trouble
from domain.imports.unit_names import UnitNames

MOST_LINES = 16
BETWEEN = re.compile(r"[;,\n]")
FEWEST_COLUMNS, FEWEST_ROWS = 4, 2
SHORT, LONG, MOST_OFF = 5, 14, 2
"""Names so long may have one letter wrong, or two, and still be known for certain."""


def as_meant(cell: Cell, text: str, units: UnitNames) -> str:
    """The cell's text with a line end between units only; of a scan, with misread letters mended.

    What cannot be told stays as it is.
    """
    if not cell.lines or text != cell.text:
        return text
    parted = text if _clear(units, text) else _parted(cell.lines, units) or text
    return _mended(parted, units) if cell.recognised else parted


def unread_table(grid: Grid) -> Iterator[FileNote]:
    """A table of a page whose headings could not be read: its rows are told, not passed over."""
    rows = [row for row in grid.rows if not row.blank()]
    widest = max((len({cell.origin for cell in row.cells}) for row in rows), default=0)
    set_on_page = any(cell.lines for row in rows for cell in row.cells)
    if set_on_page and widest >= FEWEST_COLUMNS and len(rows) >= FEWEST_ROWS:
        yield FileNote("import.note_unread_table", {"table": grid.part, "rows": str(len(rows))})


def _clear(units: UnitNames, text: str) -> bool:
    return not any(each.trouble for each in units.mentions(text))


def _parted(lines: Sequence[str], units: UnitNames) -> str:
    """The fewest pieces of whole lines each of which is clear; nothing if there is no such way."""
    if not 1 < len(lines) <= MOST_LINES:
        return ""

    @cache
    def best(start: int) -> tuple[str, ...] | None:
        if start == len(lines):
            return ()
        found = []
        for end in range(start + 1, len(lines) + 1):
            piece = " ".join(lines[start:end])
            rest = best(end) if _clear(units, piece) else None
            if rest is not None:
                found.append((piece, *rest))
        return min(found, key=len, default=None)

    return "\n".join(best(0) or ())


def _mended(text: str, units: UnitNames) -> str:
    """With what is between marks, or else a piece of it, as the one unit that may be meant."""
    if _clear(units, text):
        return text
    for words in filter(None, (each.strip() for each in BETWEEN.split(text))):
        near = [unit.name for unit in units.units if _near(words, unit.name)]
        if len(near) == 1 and not _clear(units, words):
            text = text.replace(words, near[0])
    for each in units.mentions(text):
        if each.trouble is Trouble.UNKNOWN and len(each.suggestions) == 1:
            near = [name for name in each.suggestions if _near(each.words, name)]
            text = text.replace(each.words, near[0]) if near else text
    return text


def _near(words: str, name: str) -> bool:
    """One letter off, or two of a long name, and no digit among them."""
    said, meant = _bare(words), _bare(name)
    if abs(len(said) - len(meant)) > MOST_OFF:
        return False
    if [c for c in said if c.isdigit()] != [c for c in meant if c.isdigit()]:
        return False
    allowed = 0 if len(said) < SHORT else 1 if len(said) < LONG else 2
    return _apart(said, meant) <= allowed


def _bare(words: str) -> str:
    return "".join(each for each in words.casefold() if each.isalnum())


def _apart(one: str, other: str) -> int:
    from rapidfuzz.distance import Levenshtein

    return int(Levenshtein.distance(one, other))

"""Cuts a cell into the pieces of which names of units are made."""

import re
from collections.abc import Iterator, Sequence

from domain.text.normalize import plain, squeezed

NONE = frozenset(("", "-", "khong", "khong co", "0", "x", "..."))
EDGES = " .,:;-–—•*/&"
_SOFT = re.compile(
    r"\s*(?:[,;/+&|]|\n|\bvà\b|\bcùng(?:\s+với)?\b|\s[-–—]\s|(?:^|(?<=\n))\s*[-–—•*]+\s*)\s*",
    re.IGNORECASE,
)

_AND = re.compile(r"\s*&\s*")

Piece = tuple[int, int, str, str]
"""Where a piece of a cell begins and ends, its text, and its squeezed spelling."""


def pieces_of(cell: str) -> Iterator[Piece]:
    at = 0
    for begins, ends in [*(mark.span() for mark in _SOFT.finditer(cell)), (len(cell), len(cell))]:
        text = cell[at:begins]
        if text.strip(f"{EDGES}()") and plain(text) not in NONE:
            yield at, begins, text, squeezed(_AND.sub("", text) if "&" in text else text)
        at = ends


def span(cell: str, pieces: Sequence[Piece], at: int, count: int) -> str:
    """The words from one piece to the end of the last."""
    return cell[pieces[at][0] : pieces[at + count - 1][1]].strip(EDGES)


def ends(cell: str, pieces: Sequence[Piece], at: int) -> bool:
    """Whether a name that is not known ends with this piece: a new line or item begins."""
    between = cell[pieces[at][1] : pieces[at + 1][0]]
    new_line = "\n" in between and not pieces[at + 1][2][:1].islower()
    return ";" in between or new_line

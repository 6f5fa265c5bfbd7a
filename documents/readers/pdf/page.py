"""What was found on a page: lines of text and tables of cells, in the page's own measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from documents.readers.grid import Recognised

Span = tuple[int, int, int, int]
"""First row, first column, last row, last column of a cell."""


@dataclass(frozen=True, slots=True)
class Word:
    """Edges are in points or pixels, whatever the page is measured in; `top` is less than `bottom`.

    `confidence` is from 0 to 100; text that the file itself holds has 100. `slash`: where the
    slash of a Roman number before a year begins.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: int = 100
    slash: float = 0.0

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Said:
    """The text of one cell, and how it was read if it had to be recognised.

    `lines` are as they were set; `full`: they reach down to the lower rule.
    """

    text: str = ""
    bold: bool = False
    recognised: Recognised | None = None
    lines: tuple[str, ...] = ()
    full: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """`running`: it belongs to the page, as its number does, not to what is said on it."""

    top: float
    text: str
    running: bool = False


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table by its edges, from left to right and from top to bottom, and its cells' texts."""

    edges: Sequence[float]
    levels: Sequence[float]
    cells: Mapping[Span, Said] = field(default_factory=dict)

    @property
    def top(self) -> float:
        return self.levels[0]

    @property
    def columns(self) -> int:
        return len(self.edges) - 1

    @property
    def rows(self) -> int:
        return len(self.levels) - 1


@dataclass(frozen=True, slots=True)
class Page:
    """Lines and tables from top to bottom; `width` is of the whole page.

    `filled`: how many of the lines were put into fields of a form.
    """

    number: int
    width: float
    lines: Sequence[Line]
    tables: Sequence[Ruled]
    filled: int = 0

"""Makes tables of rules: columns and rows, and cells where no rule stands between neighbours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from documents.readers.pdf.page import Span
from documents.readers.scan.image import DPI
from documents.readers.scan.rules import ALONG, DOWN, Rules

SMALLEST = (2.0, 0.2)
"""In inches: how wide and how high a table is at least."""
SHORTEST = (0.35, 0.2)
NEAR = (0.045, 0.06)
"""In inches: so far apart two rules are still one, down the page and across it."""
BORDERS, DIVIDES = 0.6, 0.5
"""Of a cell's side: so much of it must be ruled to count as a border, or to part two cells."""
UNBROKEN, END, BAND = 0.8, 6, 5
"""What parts neighbours is ink nearly from end to end: the stem of a letter leaves paper above and
below. An end is a sixth of the side; ink counts so many pixels beside the edge."""
FEWEST = {ALONG: 0.12, DOWN: 0.25}
"""Of the table: so much must a rule border, or it is a stamp's ring or letters run together."""
INSET = 4


@dataclass(frozen=True, slots=True)
class Frame:
    """A table's edges and levels in pixels of the page, and its cells."""

    edges: tuple[float, ...]
    levels: tuple[float, ...]
    cells: tuple[Span, ...]


def frames(rules: Rules) -> list[Frame]:
    """From top to bottom."""
    near = np.ones((int(DPI * 0.04), int(DPI * 0.04)), np.uint8)
    joined = cv2.dilate(rules.along | rules.down, near)
    count, labels, facts, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for at in range(1, count):
        x, y, width, height, _ = (int(each) for each in facts[at])
        if width >= DPI * SMALLEST[0] and height >= DPI * SMALLEST[1]:
            part = slice(y, y + height), slice(x, x + width)
            own = labels[part] == at
            along, down = (rules.along[part] > 0) & own, (rules.down[part] > 0) & own
            table = _Table(along, down, rules.ink[part] > 0)
            made = table.frame()
            if made:
                found.append(_moved(made, x, y))
    return sorted(found, key=lambda frame: frame.levels[0])


def _moved(frame: Frame, x: int, y: int) -> Frame:
    edges = tuple(each + x for each in frame.edges)
    return Frame(edges, tuple(each + y for each in frame.levels), frame.cells)


class _Table:
    """The rules of one table."""

    def __init__(self, along: Any, down: Any, ink: Any) -> None:
        self.ink = ink
        wide = int(DPI * 0.04)
        self.levels = _places(along, ALONG)
        self.edges = _places(down, DOWN)
        self.along = cv2.dilate(along.astype(np.uint8), np.ones((wide, 1), np.uint8))
        self.down = cv2.dilate(down.astype(np.uint8), np.ones((1, wide), np.uint8))

    def frame(self) -> Frame | None:
        for _ in range(3):
            if len(self.edges) < 3 or len(self.levels) < 2:
                return None
            before = len(self.edges), len(self.levels)
            self._prune()
            if before == (len(self.edges), len(self.levels)):
                break
        if len(self.edges) < 3 or len(self.levels) < 2:
            return None
        return Frame(tuple(self.edges), tuple(self.levels), tuple(sorted(self._cells())))

    def _prune(self) -> None:
        """Columns first: rows are judged by what columns there are."""
        tall = self.levels[-1] - self.levels[0]
        ruled = [self._ruled_down(at) for at in range(len(self.edges))]
        self.edges = [
            edge for edge, each in zip(self.edges, ruled, strict=True) if each > FEWEST[DOWN] * tall
        ]
        if len(self.edges) < 3:
            return
        wide = self.edges[-1] - self.edges[0]
        across = [self._ruled_along(at) for at in range(len(self.levels))]
        self.levels = [
            level
            for level, each in zip(self.levels, across, strict=True)
            if each > FEWEST[ALONG] * wide
        ]

    def _ruled_down(self, column: int) -> float:
        pairs = zip(self.levels, self.levels[1:], strict=False)
        return sum(
            below - above
            for row, (above, below) in enumerate(pairs)
            if self._beside(row, column) > BORDERS
        )

    def _ruled_along(self, row: int) -> float:
        pairs = zip(self.edges, self.edges[1:], strict=False)
        return sum(
            right - left
            for column, (left, right) in enumerate(pairs)
            if self._above(row, column) > BORDERS
        )

    def _beside(self, row: int, column: int) -> float:
        """How much of the left side of a cell is ruled."""
        top, bottom = int(self.levels[row]) + INSET, int(self.levels[row + 1]) - INSET
        x = int(self.edges[column])
        part = self.down[top:bottom, max(0, min(x, self.down.shape[1] - 3) - 2) : x + 3]
        return float(part.any(1).mean()) if part.size else 0.0

    def _parted(self, row: int, column: int) -> bool:
        """Whether a rule stands on the left side of a cell, not only letters."""
        if self._beside(row, column) < DIVIDES:
            return False
        top, bottom = int(self.levels[row]) + INSET, int(self.levels[row + 1]) - INSET
        x = int(self.edges[column])
        inked = self.ink[top:bottom, max(0, x - BAND) : x + BAND + 1].any(1)
        end = max(INSET, len(inked) // END)
        ends = min(inked[:end].mean(), inked[-end:].mean()) if inked.size else 0.0
        return bool(ends > DIVIDES and inked.mean() > UNBROKEN)

    def _above(self, row: int, column: int) -> float:
        """How much of the upper side of a cell is ruled."""
        left, right = int(self.edges[column]) + INSET, int(self.edges[column + 1]) - INSET
        y = int(self.levels[row])
        part = self.along[max(0, min(y, self.along.shape[0] - 3) - 2) : y + 3, left:right]
        return float(part.any(0).mean()) if part.size else 0.0

    def _cells(self) -> Iterator[Span]:
        """Neighbours without a rule between them are one cell, if together they are a rectangle."""
        rows, columns = len(self.levels) - 1, len(self.edges) - 1
        parts = _Parts(rows, columns)
        for row in range(rows):
            for column in range(columns):
                if column + 1 < columns and not self._parted(row, column + 1):
                    parts.join((row, column), (row, column + 1))
                if row + 1 < rows and self._above(row + 1, column) < DIVIDES:
                    parts.join((row, column), (row + 1, column))
        for group in parts.groups():
            yield from _rectangles(group)


class _Parts:
    """Which places of a table belong together."""

    def __init__(self, rows: int, columns: int) -> None:
        self.head = {(row, at): (row, at) for row in range(rows) for at in range(columns)}

    def find(self, place: tuple[int, int]) -> tuple[int, int]:
        while self.head[place] != place:
            place = self.head[place]
        return place

    def join(self, one: tuple[int, int], other: tuple[int, int]) -> None:
        self.head[self.find(other)] = self.find(one)

    def groups(self) -> list[list[tuple[int, int]]]:
        found: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for place in self.head:
            found.setdefault(self.find(place), []).append(place)
        return list(found.values())


def _rectangles(group: Sequence[tuple[int, int]]) -> list[Span]:
    rows, columns = [row for row, _ in group], [column for _, column in group]
    span = min(rows), min(columns), max(rows), max(columns)
    if len(group) == (span[2] - span[0] + 1) * (span[3] - span[1] + 1):
        return [span]
    return [(row, column, row, column) for row, column in group]


def _places(mask: Any, way: int) -> list[float]:
    """Where rules lie, those near each other as one, the longer ones counting for more."""
    count, _, facts, centres = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    found = sorted(
        (float(centres[at][1 - way]), int(facts[at][2 + way]))
        for at in range(1, count)
        if facts[at][2 + way] >= DPI * SHORTEST[way] and facts[at][3 - way] < DPI * 0.12
    )
    groups: list[list[tuple[float, int]]] = []
    for place, length in found:
        if groups and place - groups[-1][-1][0] <= DPI * NEAR[way]:
            groups[-1].append((place, length))
        else:
            groups.append([(place, length)])
    return [_weighed(group) for group in groups]


def _weighed(group: Sequence[tuple[float, int]]) -> float:
    return sum(place * length for place, length in group) / sum(length for _, length in group)

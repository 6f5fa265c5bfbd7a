"""Tells the columns of a scanned table whose heading was lost by what stands in them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from documents.plan.table import Columns
from documents.readers.grid import Cell, Grid, GridRow
from domain.imports.deadlines import read_deadline
from domain.imports.plan_vocabulary import NUMBER, Heading
from domain.imports.unit_names import UnitNames

FEWEST_COLUMNS, FEWEST_ROWS = 4, 2
MOSTLY = 0.6
"""Of the cells that say anything: so many must be of a kind."""


def is_scanned(grid: Grid) -> bool:
    return any(cell.recognised for row in grid.rows for cell in row.cells)


def inferred(grid: Grid, units: UnitNames, year: int | None) -> Columns | None:
    """The columns of a table whose heading nobody could read; None if they cannot be told."""
    width = max((len(row.cells) for row in grid.rows), default=0)
    made = completed(Columns({}, {}, 0, width, ()), grid.rows, units, year)
    needed = made.places.keys() >= {Heading.NUMBER, Heading.TASK, Heading.LEAD, Heading.DEADLINE}
    return made if needed and width >= FEWEST_COLUMNS else None


def completed(
    known: Columns, rows: Sequence[GridRow], units: UnitNames, year: int | None
) -> Columns:
    """With the meanings that no title says, among the columns that have none."""
    seen = _Seen([row for row in rows if _like_a_task(row)], known.width, units, year)
    if len(seen.rows) < FEWEST_ROWS:
        return known
    places = dict(known.places)
    for heading, found in (
        (Heading.NUMBER, seen.mostly(seen.is_number, places)),
        (Heading.DEADLINE, seen.mostly(seen.is_deadline, places)),
        *seen.parties(places),
    ):
        if heading not in places and found is not None and found not in places.values():
            places[heading] = found
    for heading in (Heading.TASK, Heading.OUTPUT):
        longest = seen.longest(places)
        if heading not in places and longest is not None:
            places[heading] = longest
    return replace(known, places=places)


def _like_a_task(row: GridRow) -> bool:
    told = {cell.origin for cell in row.cells if cell.text}
    return len(told) >= FEWEST_COLUMNS - 1


@dataclass(frozen=True, slots=True)
class _Seen:
    rows: Sequence[GridRow]
    width: int
    units: UnitNames
    year: int | None

    def free(self, places: Mapping[Heading, int]) -> list[int]:
        return [at for at in range(self.width) if at not in places.values()]

    def cells(self, at: int) -> list[Cell]:
        found = [row.cells[at] for row in self.rows if at < len(row.cells)]
        return [cell for cell in found if cell.text]

    def share(self, at: int, is_one: Callable[[str], bool]) -> float:
        cells = self.cells(at)
        return fmean(is_one(cell.text) for cell in cells) if cells else 0.0

    def mostly(self, is_one: Callable[[str], bool], places: Mapping[Heading, int]) -> int | None:
        """The free column that is most often of the kind, the first of several."""
        shares = [(self.share(at, is_one), -at) for at in self.free(places)]
        best, minus = max(shares, default=(0.0, 0))
        return -minus if best >= MOSTLY else None

    def parties(self, places: Mapping[Heading, int]) -> list[tuple[Heading, int | None]]:
        """Of two columns of units the one with fewer names in a cell leads, else the first."""
        free = [at for at in self.free(places) if self.share(at, self.is_party) >= MOSTLY]
        ordered = sorted(free, key=lambda at: (round(self._named(at), 1), at))
        if Heading.LEAD in places:
            return [(Heading.COORDINATING, ordered[0] if ordered else None)]
        return list(zip((Heading.LEAD, Heading.COORDINATING), ordered, strict=False))

    def _named(self, at: int) -> float:
        return fmean(len(self.units.mentions(cell.text)) for cell in self.cells(at))

    def longest(self, places: Mapping[Heading, int]) -> int | None:
        free = [at for at in self.free(places) if self.cells(at)]
        return max(free, key=lambda at: fmean(len(c.text) for c in self.cells(at)), default=None)

    def is_number(self, text: str) -> bool:
        return NUMBER.fullmatch(text) is not None

    def is_deadline(self, text: str) -> bool:
        return not self.is_number(text) and bool(read_deadline(text, self.year))

    def is_party(self, text: str) -> bool:
        return any(each.codes for each in self.units.mentions(text))

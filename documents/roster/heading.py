"""Finds the heading of a roster's table, of one or two rows, and what each column means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from documents.readers.grid import Grid, GridRow
from domain.imports.roster_vocabulary import (
    NEEDED,
    NEEDED_BELOW_UNITS,
    NEEDED_OF_UNIT,
    PERSON,
    UNIT,
    RosterColumn,
    find_columns,
    is_family_name,
    is_given_name,
)
from domain.imports.rows import Remark
from domain.text.cleaning import one_line


@dataclass(frozen=True, slots=True)
class RosterHeading:
    """Below which row people begin, where each meaning stands, and what is written over it.

    `names`: the columns that a name is parted into, where it is.
    """

    ends: int
    places: Mapping[RosterColumn, int]
    titles: Mapping[RosterColumn, str]
    names: Sequence[int] = ()

    def cells(self, row: GridRow) -> dict[RosterColumn, str]:
        said = {column: one_line(row.cells[at].text) for column, at in self.places.items()}
        if self.names:
            parts = {cell.origin: cell.text for cell in map(row.cells.__getitem__, self.names)}
            said[RosterColumn.NAME] = one_line(" ".join(parts.values()))
        return said

    def remarks(self, row: GridRow) -> tuple[list[Remark], list[Remark]]:
        """What the file itself makes wrong and doubtful: cells without a value, old letters."""
        cells = [(column, row.cells[at]) for column, at in self.places.items()]
        cells += [(RosterColumn.NAME, row.cells[at]) for at in self.names[1:]]
        return (
            [Remark(column, "import.cell_unreadable") for column, cell in cells if cell.broken],
            [
                Remark(column, "import.doubt_encoding", {"value": cell.decoded})
                for column, cell in cells
                if cell.decoded
            ],
        )


def heading_of_people(grid: Grid) -> RosterHeading | None:
    """A table of people; without a column of units it must tell positions."""
    for needed in (NEEDED, NEEDED_BELOW_UNITS):
        for at in range(len(grid.rows)):
            found = _heading(grid, at, PERSON, needed)
            if found:
                return found
    return None


def heading_of_units(grid: Grid) -> RosterHeading | None:
    found = (_heading(grid, at, UNIT, NEEDED_OF_UNIT) for at in range(len(grid.rows)))
    return next(filter(None, found), None)


def _heading(
    grid: Grid,
    at: int,
    words: dict[RosterColumn, tuple[str, ...]],
    needed: tuple[RosterColumn, ...],
) -> RosterHeading | None:
    best: RosterHeading | None = None
    for height in (1, 2):
        block = grid.rows[at : at + height]
        if height > 1 and not (words is PERSON and best and _goes_on(block, best)):
            break
        titles = [_title(block, column) for column in range(len(grid.rows[at].cells))]
        places = find_columns(titles, words, needed, loose=words is PERSON)
        more = best is None or len(places or ()) > len(best.places) or _spans(block, best)
        if places and more:
            named = {column: titles[place] for column, place in places.items()}
            names = _parted(block, titles, places.get(RosterColumn.NAME, 0))
            if names:
                named[RosterColumn.NAME] = " ".join(dict.fromkeys(titles[each] for each in names))
            best = RosterHeading(at + height - 1, places, named, names)
    return best


def _parted(block: Sequence[GridRow], titles: Sequence[str], first: int) -> Sequence[int]:
    """The columns below one title, or "Họ đệm" and "Tên" beside each other; none if it is one."""
    after = range(first + 1, len(titles))
    one = [at for at in after if block[0].cells[at].origin == block[0].cells[first].origin]
    own = [at for at in after[:1] if is_given_name(titles[at]) and is_family_name(titles[first])]
    return (first, *(one or own)) if one or own else ()


def _goes_on(block: Sequence[GridRow], best: RosterHeading) -> bool:
    """A second row of a heading names nobody of its own."""
    if len(block) < 2:
        return False
    above, below = (row.cells[best.places[RosterColumn.NAME]] for row in block)
    return not below.text or below.origin == above.origin


def _spans(block: Sequence[GridRow], best: RosterHeading) -> bool:
    """Whether the title over the names is one cell of both rows: the lower is a heading, too."""
    above, below = (row.cells[best.places[RosterColumn.NAME]] for row in block)
    return bool(above.text) and below.origin == above.origin


def _title(block: Sequence[GridRow], column: int) -> str:
    """Of two rows the lower one is the more exact, where it says anything."""
    texts = [row.cells[column].text for row in block if column < len(row.cells)]
    return next((" ".join(text.split()) for text in reversed(texts) if text.strip()), "")

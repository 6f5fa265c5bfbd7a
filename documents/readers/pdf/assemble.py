"""Makes tables of what was found on pages: rows that a page cut are joined, texts stand above."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from documents.readers.grid import Cell, Grid, GridRow
from documents.readers.pdf.page import Line, Page, Ruled, Said, Span

SAME_EDGE = 0.012
"""Of the page's width: how far the columns of a table may lie apart on two pages."""
FEWEST_PAGES = 2
KEEPS = 3
"""A row that a page cut leaves at least so many cells empty in its second half."""


@dataclass(slots=True)
class _Table:
    """A table that may go on over pages; rows are lists of cells, one for each column."""

    page: Page
    ruled: Ruled
    above: tuple[str, ...]
    caption: str
    rows: list[list[Cell]] = field(default_factory=list)
    open: dict[int, Cell] = field(default_factory=dict)
    """Cells over several rows that reach down to the end of the page, by column."""

    def add(self, ruled: Ruled, skip: int = 0) -> None:
        """The rows of a page; the first `skip` of them are there already."""
        first = len(self.rows) + 1 - skip
        begun: dict[int, Cell] = {}
        made = [
            [Cell("", (first + row, column)) for column in range(ruled.columns)]
            for row in range(ruled.rows)
        ]
        for (top, left, bottom, right), said in sorted(ruled.cells.items()):
            cell = self._cell(said, (first + top, left), tall=top == skip and bottom > top)
            for row in range(top, bottom + 1):
                made[row][left : right + 1] = [cell] * (right + 1 - left)
            if bottom == ruled.rows - 1 and bottom > top:
                begun |= dict.fromkeys(range(left, right + 1), cell)
        self.rows += made[skip:]
        self.open = begun

    def _cell(self, said: Said, origin: tuple[int, int], *, tall: bool) -> Cell:
        """A tall empty cell on top of a page goes on with the tall one at the end of the last."""
        before = self.open.get(origin[1])
        if tall and before and not said.text:
            return before
        return Cell(said.text, origin, said.bold, recognised=said.recognised, lines=said.lines)

    def takes_cut_row(self, ruled: Ruled) -> bool:
        """Join what a page left of the last row, if the first one here has only pieces of it."""
        top = {span: said for span, said in ruled.cells.items() if span[0] == 0}
        told = {span[1]: said for span, said in top.items() if said.text}
        single = all(span[2] == 0 and span[1] == span[3] for span in top)
        if not told or 0 in told or not single or not self._cut(told):
            return False
        last = self.rows[-1]
        for column, said in told.items():
            text = f"{last[column].text} {said.text}".strip()
            lines = (*last[column].lines, *said.lines)
            last[column] = last[column]._replace(text=text, lines=lines)
        return True

    def _cut(self, told: Mapping[int, Said]) -> bool:
        """Whether each piece goes on where the page ended, and they cannot be a row of their own:
        they are few, or continue a sentence, or what they continue is several lines high."""
        last = {span[1]: said for span, said in self.ruled.cells.items() if self._ends(span)}
        if not all(at in last and (last[at].full or not last[at].text) for at in told):
            return False
        few = self.ruled.columns - len(told) >= KEEPS
        begun = any(said.text[:1].islower() and last[at].text for at, said in told.items())
        return few or begun or max(len(said.lines) for said in last.values()) > 1

    def _ends(self, span: Span) -> bool:
        return span[2] == self.ruled.rows - 1

    def goes_on(self, page: Page, ruled: Ruled) -> bool:
        """Whether it has the same columns in the same places."""
        wide = page.width * SAME_EDGE
        return ruled.columns == self.ruled.columns and all(
            abs(here / page.width - there / self.page.width) * page.width < wide
            for here, there in zip(ruled.edges, self.ruled.edges, strict=True)
        )


def grids(pages: Sequence[Page]) -> list[Grid]:
    """The tables in their order."""
    tables = list(_tables(_without_running(pages)))
    return [
        Grid(
            str(number),
            tuple(GridRow(at, tuple(cells)) for at, cells in enumerate(table.rows, start=1)),
            table.above,
            table.caption,
        )
        for number, table in enumerate(tables, start=1)
    ]


def _without_running(pages: Sequence[Page]) -> list[Page]:
    """Lines that stand on several pages, and the numbers of pages, say nothing."""
    on = Counter(text for page in pages for text in {line.text for line in page.lines})
    return [
        replace(
            page,
            lines=[
                each
                for each in page.lines
                if not each.running and (on[each.text] < FEWEST_PAGES or not _at_edge(each, page))
            ],
        )
        for page in pages
    ]


def _at_edge(line: Line, page: Page) -> bool:
    tables = [each.top for each in page.tables]
    return not tables or line.top < min(tables) or line.top > max(tables)


def _tables(pages: Sequence[Page]) -> Iterator[_Table]:
    above: list[str] = []
    table: _Table | None = None
    for page in pages:
        found: list[Line | Ruled] = [*page.lines, *page.tables]
        for each in sorted(found, key=lambda item: item.top):
            if isinstance(each, Line):
                if table:
                    yield table
                    table = None
                above.append(each.text)
            elif table and table.page is not page and table.goes_on(page, each):
                table.add(each, int(table.takes_cut_row(each)))
                table.page, table.ruled = page, each
            else:
                if table:
                    yield table
                caption = above[-1] if above else ""
                table = _Table(page, each, tuple(above), caption)
                table.add(each)
    if table:
        yield table

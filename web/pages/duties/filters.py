"""What the address of the duties asks for: filter, look, page; the whole state of the page."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.people.units import Tree
from domain.summaries.standing import OPEN, Standing
from domain.text.normalize import plain
from storage.board import cells
from storage.board.wanted import Found, Wanted
from storage.engine.database import Tx
from storage.office import summaries
from storage.people import officials
from web.periods import Sight
from web.request import BoardRequest, changed_query

OPEN_ONES = "open"
LIST, MATRIX = "danh-sach", "bang"
NAMES = ("tim", "tinh-trang", "don-vi", "xem", "trang", "viec")


@dataclass(frozen=True, slots=True)
class Asked:
    """The query of the address; empty where nothing is asked for."""

    words: str
    standing: str
    unit: str
    look: str
    page: int
    duty: str

    @classmethod
    def of(cls, request: BoardRequest) -> "Asked":
        words, standing, unit, look, page, duty = (request.query(name) for name in NAMES)
        number = int(page) if page.isdecimal() and len(page) < 6 else 1
        return cls(words, standing, unit, look, max(number, 1), duty)

    @property
    def filtered(self) -> bool:
        return bool(self.words or self.standing or self.unit)

    def address(self, **other: str) -> str:
        """The query with some of it changed; an empty value leaves its name out."""
        given = (self.words, self.standing, self.unit, self.look, str(self.page), self.duty)
        return changed_query(dict(zip(NAMES, given, strict=True)), other)

    @property
    def standings(self) -> tuple[Standing, ...] | None:
        if self.standing == OPEN_ONES:
            return OPEN
        known = {each.value: each for each in Standing}
        return (known[self.standing],) if self.standing in known else None


async def wanted(tx: Tx, request: BoardRequest, sight: Sight, asked: Asked) -> Wanted:
    """The duties that the address asks for, of those that the reader sees."""
    away = await summaries.gone_from(tx, sight.cycle, request.now)
    units = sight.units
    if asked.unit in sight.tree.by_code:
        below = sight.tree.subtree(sight.tree.by_code[asked.unit].id)
        units = [each for each in below if sight.sees(each)]
    found = await _found(tx, sight, asked.words) if asked.words else None
    return Wanted(sight.cycle.id, units, asked.standings, found, tuple(away))


async def _found(tx: Tx, sight: Sight, words: str) -> Found:
    """Where every word stands, whatever its marks and capitals: in a task, a name or a unit."""
    parts = plain(words).split()
    roster = await officials.roster(tx)
    people = ((each.id, f"{each.code} {each.name}") for each in roster.officials)
    return Found(
        _matching(await cells.all_tasks(tx, sight.cycle.id), parts),
        _matching(people, parts),
        _matching(_named(sight.tree), parts),
    )


def _named(tree: Tree) -> list[tuple[int, str]]:
    return [(each.id, f"{each.code} {each.name}") for each in tree.by_id.values()]


def _matching(texts: Iterable[tuple[int, str]], parts: list[str]) -> list[int]:
    return [number for number, text in texts if all(part in plain(text) for part in parts)]

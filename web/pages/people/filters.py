"""Which people the address asks for, and which of them its reader may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from domain.people.officials import Official, Role
from domain.people.permissions import Action
from domain.people.units import Tree
from domain.reporting.recipients import Roster
from domain.text.normalize import plain
from storage.board import people
from storage.engine.database import Tx
from storage.people import officials
from web import periods
from web.request import BoardRequest, changed_query, reach

NAMES = ("tim", "don-vi", "quyen", "lien-he", "trang", "ai")
REACHED, UNREACHED, SILENT, AWAY = "duoc", "chua", "im-lang", "vang"


@dataclass(frozen=True, slots=True)
class Asked:
    """The query of the address; empty where nothing is asked for. `who`: the open panel."""

    words: str
    unit: str
    role: str
    contact: str
    page: int
    who: str

    @classmethod
    def of(cls, request: BoardRequest) -> "Asked":
        words, unit, role, contact, page, who = (request.query(name) for name in NAMES)
        number = int(page) if page.isdecimal() and len(page) < 6 else 1
        return cls(words, unit, role, contact, max(number, 1), who)

    @property
    def filtered(self) -> bool:
        return bool(self.words or self.unit or self.role or self.contact)

    def address(self, **other: str) -> str:
        """The query with some of it changed; an empty value leaves its name out."""
        given = (self.words, self.unit, self.role, self.contact, str(self.page), self.who)
        return changed_query(dict(zip(NAMES, given, strict=True)), other)


@dataclass(frozen=True, slots=True)
class People:
    """`here`: everybody whom the reader sees. `found`: those who are asked for."""

    roster: Roster
    tree: Tree
    here: tuple[Official, ...]
    found: tuple[Official, ...]
    silent: frozenset[int]

    def contact_of(self, person: Official) -> str:
        """Whether somebody can be reached; whoever cannot is never told to be silent."""
        if person.id not in self.roster.linked:
            return UNREACHED
        return SILENT if person.id in self.silent else REACHED

    @property
    def unreached(self) -> int:
        return sum(each.id not in self.roster.linked for each in self.here)


async def seen(tx: Tx, request: BoardRequest, asked: Asked) -> People:
    tree, units = await reach(tx, request.me, Action.ADMIT)
    roster = await officials.roster(tx, request.now)
    here = tuple(each for each in roster.officials if each.unit_id in units)
    cycle = await periods.newest(tx, request)
    silent = frozenset(await people.silent(tx, cycle.id) if cycle else ())
    whole = People(roster, tree, here, here, silent)
    found = tuple(_asked(whole, asked))
    return People(roster, tree, here, found, silent)


def _asked(known: People, asked: Asked) -> Iterable[Official]:
    found: Iterable[Official] = known.here
    if asked.words:
        parts = _plain(asked.words).split()
        found = [each for each in found if _holds(known.tree, each, parts)]
    if asked.unit in known.tree.by_code:
        below = known.tree.subtree(known.tree.by_code[asked.unit].id)
        found = [each for each in found if each.unit_id in below]
    if asked.role in list(Role):
        found = [each for each in found if _is(each, Role(asked.role))]
    return [each for each in found if _reached(known, each, asked.contact)]


def _holds(tree: Tree, person: Official, parts: list[str]) -> bool:
    unit = tree.by_id[person.unit_id]
    text = f"{person.code} {person.name} {person.position} {unit.code} {unit.name}"
    return all(part in _plain(text) for part in parts)


def _is(person: Official, role: Role) -> bool:
    return person.title is role or (role is Role.FOCAL_POINT and person.holds(role))


def _reached(known: People, person: Official, wanted: str) -> bool:
    if wanted == AWAY:
        return person.id in known.roster.away
    return not wanted or known.contact_of(person) == wanted


@lru_cache(100_000)
def _plain(text: str) -> str:
    return plain(text)

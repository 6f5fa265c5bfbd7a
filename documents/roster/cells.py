"""Reads single cells of a roster, and says what is wrong with each."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from documents.roster.matching import Match
from domain.imports.roster_vocabulary import (
    FOCAL,
    NO,
    YES,
    RosterColumn,
    role_named,
    role_of_position,
)
from domain.imports.rows import Remark
from domain.text.normalize import plain
from domain.text.phones import PhoneRead, read_phone

Said = TypeVar("Said")
Read = TypeVar("Read")


class Wrong(Exception):
    """What is wrong with a row, in which column; the text is a key of the catalogue."""

    def __init__(self, column: RosterColumn, reason: str, **facts: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason
        self.facts = facts


class Gathered:
    """Reads the cells of a row one by one, and keeps what is wrong with each."""

    def __init__(self) -> None:
        self.wrong: list[Remark] = []

    def read(self, how: Callable[[Said], Read], said: Said, *, instead: Read) -> Read:
        try:
            return how(said)
        except Wrong as wrong:
            self.wrong.append(Remark(wrong.column, wrong.reason, wrong.facts))
            return instead


def doubts_of_name(meant: Match) -> Iterator[Remark]:
    if meant.alike:
        yield Remark(RosterColumn.NAME, "import.doubt_name_alike")


def needed(name: str) -> None:
    if not name:
        raise Wrong(RosterColumn.NAME, "import.empty")


def phone_in(text: str) -> PhoneRead:
    read = read_phone(text)
    if read is None or read.doubt == "letters":
        guess = _written(read.other) if read else ""
        raise Wrong(RosterColumn.PHONE, "import.phone_unreadable", guess=guess)
    return read


def doubts_of_phone(read: PhoneRead) -> Iterator[Remark]:
    if read.doubt:
        other = _written(read.other)
        facts = {"value": _written(read.number), "guess": other}
        suggested = (other,) if other else ()
        yield Remark(RosterColumn.PHONE, f"import.doubt_phone_{read.doubt}", facts, suggested)


def _written(numbers: str) -> str:
    """As people at home write them."""
    return numbers.replace("+84", "0")


def role_in(cells: Mapping[RosterColumn, str], kind: str) -> tuple[str, bool]:
    """The role, and whether nothing is written that says so."""
    words, position = cells.get(RosterColumn.ROLE, ""), cells.get(RosterColumn.POSITION, "")
    if plain(words) in YES | NO or FOCAL.fullmatch(plain(words)):
        return role_of_position(position, kind), not position
    role = role_named(words) or role_of_position(words, kind)
    if role == "cong_chuc" and role_named(words) is None:
        raise Wrong(RosterColumn.ROLE, "import.role_unknown", value=words)
    return role, False


def focal_in(cells: Mapping[RosterColumn, str], known: bool) -> bool | None:
    """Marked in a column of its own, or named so where the role or the position stands.

    None where nothing is said of somebody known: the mark stays.
    """
    words = cells.get(RosterColumn.FOCAL, "")
    said = plain(words)
    if said not in YES | NO:
        raise Wrong(RosterColumn.FOCAL, "import.yes_or_no", value=words)
    elsewhere = (
        plain(cells.get(column, "")) for column in (RosterColumn.ROLE, RosterColumn.POSITION)
    )
    if said in YES or any(FOCAL.search(each) for each in elsewhere):
        return True
    return None if known and not said else False

"""Tells whom a row of a roster means: by code, by phone, by the name, however it is spelt."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.imports.roster_rows import Known
from domain.imports.roster_vocabulary import RosterColumn
from domain.text.names import bare_key, code_key, known_code, name_key
from domain.text.phones import read_phone

Cells = Mapping[RosterColumn, str]
Place = tuple[str, int]
"""A sheet and a row in it."""


@dataclass(frozen=True, slots=True)
class Match:
    """Who is meant. `alike`: by the name without its marks only, which somebody should look at."""

    code: str = ""
    alike: bool = False


class Matching:
    """Those who are known, and which row has claimed each of them."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.claimed: dict[str, Place] = {}
        self.homes = {code: unit for (_, unit), code in known.by_name.items()}
        self.exact: dict[str, list[str]] = {}
        self.bare: dict[str, list[str]] = {}
        for (name, _), code in known.by_name.items():
            self.exact.setdefault(name_key(name), []).append(code)
            self.bare.setdefault(bare_key(name), []).append(code)

    def claim(self, cells: Cells, place: Place, *, by_name: bool) -> None:
        """What a row says outright is its own; names count only after codes and phones."""
        certain = self.certain(cells)
        named = self._only(self.exact, name_key(cells[RosterColumn.NAME]))
        if certain or (by_name and named):
            self.claimed.setdefault(certain or named, place)

    def certain(self, cells: Cells) -> str:
        """The code that is written, or whose phone it is."""
        written = cells.get(RosterColumn.CODE, "")
        if written:
            return known_code(written, self.known.codes)
        phone = read_phone(cells.get(RosterColumn.PHONE, ""))
        return self.known.by_phone.get(phone.number, "") if phone and phone.number else ""

    def match(self, cells: Cells, unit: str, place: Place) -> Match:
        """Somebody known, or nobody: then the row is of somebody new."""
        if code := self.certain(cells):
            return Match(code)
        name = cells[RosterColumn.NAME]
        for known, key in ((self.exact, name_key(name)), (self.bare, bare_key(name))):
            code = self._in_unit(known, key, unit) or self._only(known, key)
            if code and self.claimed.get(code, place) == place:
                return Match(code, alike=known is self.bare and self._differs(name, code))
        return Match()

    def _differs(self, name: str, code: str) -> bool:
        """Whether both spellings have marks, and not the same ones."""
        kept = next(each for (each, _), known in self.known.by_name.items() if known == code)
        return not name.isascii() and not kept.isascii()

    def _in_unit(self, known: Mapping[str, list[str]], key: str, unit: str) -> str:
        same = [code for code in known.get(key, ()) if self.homes[code] == unit]
        return same[0] if len(same) == 1 else ""

    def _only(self, known: Mapping[str, list[str]], key: str) -> str:
        """The only person of this name, wherever that is: people move."""
        same = known.get(key, ())
        return same[0] if len(same) == 1 else ""

    def home(self, code: str) -> str:
        """The unit of somebody known; else nothing."""
        return self.homes.get(code, "")

    def is_known(self, code: str) -> bool:
        return bool(code) and code_key(code) in map(code_key, self.homes)

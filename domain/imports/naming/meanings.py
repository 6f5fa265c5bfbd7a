"""Reads what somebody says words of a plan mean: «Các phòng liên quan» = VP; P_QLTM."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.imports.rows import UnitLine
from domain.imports.unit_names import UnitNames
from domain.text.normalize import plain

_SAID = re.compile(
    r"\s*[«\"\u201c\u2018']?(?P<words>[^=»\"\u201d]+?)[»\"\u201d\u2019']?\s*=\s*(?P<units>[^=]+)"
)
_NOBODY = frozenset(("-", "0", "khong", "giu chu", "giu nguyen", "ngoai"))
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Meaning:
    """Words as they stand in a file, and what somebody wrote they mean."""

    words: str
    units: str


def meaning_in(text: str) -> Meaning | None:
    """None when the text says no such thing."""
    found = _SAID.fullmatch(text.strip()) if len(text) <= LONGEST else None
    return Meaning(" ".join(found["words"].split()), found["units"].strip()) if found else None


def codes_of(said: str, units: Sequence[UnitLine]) -> tuple[str, ...] | None:
    """The units that are meant, none for a body outside; None when that is not certain."""
    if plain(said).strip(" .") in _NOBODY:
        return ()
    found = UnitNames(units).find(said)
    return None if found.trouble or not found.codes else found.codes

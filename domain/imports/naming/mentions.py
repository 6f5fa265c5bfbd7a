"""What words of a cell mean: units, or why that is not certain."""

from dataclasses import dataclass
from enum import StrEnum

from domain.imports.naming.groups import Words


class Trouble(StrEnum):
    """Why words do not say for certain which units they mean."""

    UNKNOWN = "unit_not_known"
    AMBIGUOUS = "unit_ambiguous"
    OUTSIDE = "unit_outside"
    ELSEWHERE = "unit_elsewhere"


TROUBLES = {
    Words.OUTSIDE: Trouble.OUTSIDE,
    Words.VAGUE: Trouble.AMBIGUOUS,
    Words.ELSEWHERE: Trouble.ELSEWHERE,
    Words.UNKNOWN: Trouble.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a cell and the units they mean, or why that is not certain.

    `group`: they name a group, whose units were looked up. `learnt`: somebody once said what
    these words mean. `suggestions` are names of units that the words are like; `offered` is what
    another department meant by the very words, as it would be written here.
    """

    words: str
    codes: tuple[str, ...] = ()
    trouble: Trouble | None = None
    suggestions: tuple[str, ...] = ()
    group: bool = False
    learnt: bool = False
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The codes of the units a cell means; or the words that could not be resolved, and why."""

    codes: tuple[str, ...] = ()
    words: str = ""
    trouble: Trouble | None = None
    guess: str = ""

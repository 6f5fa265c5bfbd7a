"""The signs that turns of phrase give about a task, in the order in which they are looked for."""

import re
from enum import Enum, auto
from functools import cache
from typing import Any, NamedTuple

from domain.replies.vocabulary import tables


class Sign(Enum):
    """What one turn of phrase says about the task."""

    FINISHED = auto()
    NEARLY = auto()
    PARTLY = auto()
    STEP = auto()  # a step of the work is behind, the work is not
    WORKING = auto()
    UNFINISHED = auto()
    REMAINS = auto()
    WAITING = auto()  # inside the house: a signature, figures, an approval
    PROMISED = auto()
    UNSENT = auto()
    LATER = auto()
    UNBEGUN = auto()
    STUCK = auto()
    OUTSIDE = auto()  # somebody outside the house has to move first
    HELP = auto()
    EXTENSION = auto()
    SMOOTH = auto()
    QUESTION = auto()
    HEARSAY = auto()
    NOT_MINE = auto()
    AWAY = auto()
    COURTESY = auto()
    WILL_SEND = auto()
    AMISS = auto()  # fits no completion in the same clause
    DOUBT = auto()  # nothing by itself, but no completion is believed beside it
    NOTHING = auto()  # only keeps its words from other patterns


class Pattern(NamedTuple):
    """A turn of phrase; `unless`: words that, anywhere in the clause, change its meaning."""

    name: str
    sign: Sign
    find: re.Pattern[str]
    unless: re.Pattern[str] | None


def turns_of_phrase(name: str) -> tuple[Pattern, ...]:
    """The `[[turn]]` rows of `words/NAME.toml`, compiled; `<NAMES>` in them are word groups."""
    return tuple(
        Pattern(
            row["name"],
            Sign[row["sign"]],
            _bounded(row["says"]),
            _bounded(row["unless"]) if "unless" in row else None,
        )
        for row in tables(name)["turn"]
    )


def _bounded(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@])(?:{expanded(phrase)})(?![\w%])")


def expanded(phrase: str) -> str:
    """`phrase` on one line, with the word groups in the place of their `<NAMES>`."""
    phrase = phrase.replace("\n", "")
    while (wider := re.sub(r"<([A-Z]+)>", lambda match: _group(match[1]), phrase)) != phrase:
        phrase = wider
    return phrase


def _group(name: str) -> str:
    return str(_groups()[name]).replace("\n", "")


@cache
def _groups() -> dict[str, Any]:
    return tables("groups")

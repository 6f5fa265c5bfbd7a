"""Believes a completion only when every word beside it is known to leave it as it is."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from domain.replies.signals import expanded
from domain.replies.vocabulary import tables


class _Around(NamedTuple):
    """Clauses that end a task, words that might turn it, words of work, and what is said aside."""

    ends: re.Pattern[str]
    turns: re.Pattern[str]
    work: re.Pattern[str]
    asides: "tuple[_Aside, ...]"


class _Aside(NamedTuple):
    """How a clause begins that says nothing of completion; `whole`: all of it."""

    says: re.Pattern[str]
    whole: bool
    works: bool


_LISTS: Final = tables("completion")
_WORDS: Final = frozenset(_LISTS["words"].split())
_BEHIND: Final = frozenset(_LISTS["behind"].split())
_BEFORE: Final = frozenset(_LISTS["before"].split())
_FINISHING: Final = frozenset(("xong", "100%"))
_FINISH: Final = re.compile(r"\b(?:xong|100%)(?!\w)")
_TOLD_BEFORE: Final = re.compile(
    r"\b(?:da|vua|duoc|dat|het|du|every|toan bo|tat ca|moi|khong con|khong co)\b"
)
_TOLD_AFTER: Final = re.compile(
    r"\b(?:roi|het|tu (?:@|sang|chieu|trua|hom|tuan|thang|dau)|hom qua|sang nay)"
)
_MARK: Final = re.compile(r"[@~]?\d+(?:[.,:/-]\d+)*%?|[.,#]|but|xong|100%|figure")


def _by_first(phrases: str) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Phrases by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases.replace("\n", " ").split(","):
        words = tuple(phrase.split())
        if not words:
            continue
        found.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(some, key=len, reverse=True)) for first, some in found.items()}


_PHRASES: Final = _by_first(_LISTS["phrases"])


def without_asides(words: str) -> str:
    """`words` without the clauses behind "finished" that are known to say nothing of it."""
    clauses = re.split(r" ?([.,]|\bbut\b) ", f"{words} ")
    kept, ended = clauses[0].strip(), _ends(clauses[0])
    for point, clause in zip(clauses[1::2], clauses[2::2], strict=True):
        if not (ended and _is_aside(clause.strip(), contrasted=point == "but")):
            kept = f"{kept} {point} {clause}".strip()
            ended = ended or _ends(clause)
    return kept


def _ends(clause: str) -> bool:
    around = _around()
    return bool(
        around.ends.search(clause.strip()) and not around.turns.search(_FINISH.sub("", clause))
    )


def _is_aside(clause: str, *, contrasted: bool) -> bool:
    """What stands behind "nhưng" is left out only if all of it is known."""
    around = _around()
    return any(
        aside.says.fullmatch(clause)
        if aside.whole
        else not contrasted
        and aside.says.match(clause)
        and not around.turns.search(clause)
        and (aside.works or not around.work.search(clause))
        for aside in around.asides
    )


@cache
def _around() -> _Around:
    """Compiled with the first reply, not with the start of the program."""
    said = _LISTS["asides"]
    ends, turns, work = (
        re.compile(rf"(?<!\w)(?:{expanded(said[name])})(?![\w%])")
        for name in ("ends", "turns", "work")
    )
    asides = (
        _Aside(
            re.compile(rf"(?:{expanded(row['says'])})(?!\w)"),
            whole=row.get("whole", False),
            works=row.get("works", False),
        )
        for row in _LISTS["aside"]
    )
    return _Around(ends, turns, work, tuple(asides))


def is_certain(words: str) -> bool:
    """Whether nothing in a plain reply that says "finished" might turn it.

    What stands before the last contrast may well say that it was not.
    """
    said = re.split(r"\bbut\b", words)[-1]
    return not unknown_in(said) and all(map(_is_plain, re.split(r"[.,]", said)))


def _is_plain(clause: str) -> bool:
    """Bare `… xong` counts after few words; `đã`, `rồi` and the like let more stand there."""
    said = _FINISH.split(clause, maxsplit=1)
    before = said[0].split()[-2:]
    if len(said) == 1 or not before or _TOLD_BEFORE.search(said[0]) or _TOLD_AFTER.search(said[1]):
        return True
    return before[-1] in _BEFORE or tuple(before) in _PHRASES.get(before[0], ())


def unknown_in(words: str) -> tuple[str, ...]:
    """The words of a plain reply that might turn its completion: in no known phrase, nor alone."""
    said = words.split()
    known: set[int] = set()
    for place in range(len(said)):
        known.update(range(place, place + _phrase_at(said[place:])))
    known.update(_behind(said))
    return tuple(
        word
        for place, word in enumerate(said)
        if place not in known and word not in _WORDS and not _MARK.fullmatch(word)
    )


def _behind(said: list[str]) -> list[int]:
    """Where words stand that turn nothing behind the last completion; before it, they might."""
    last = max((place for place, word in enumerate(said) if word in _FINISHING), default=len(said))
    return [place for place in range(last + 1, len(said)) if said[place] in _BEHIND]


def _phrase_at(words: list[str]) -> int:
    """The length of the longest known phrase that `words` begin with; 0 without one."""
    known = _PHRASES.get(words[0], ())
    return next((len(each) for each in known if tuple(words[: len(each)]) == each), 0)

"""Believes a completion only when every word beside it is known to leave it as it is."""

import re
from collections.abc import Mapping
from typing import Final

from domain.replies.vocabulary import tables

_LISTS: Final = tables("completion")
_WORDS: Final = frozenset(_LISTS["words"].split())
_BEFORE: Final = frozenset(_LISTS["before"].split())
_FINISH: Final = re.compile(r"\b(?:xong|100%)(?!\w)")
_TOLD_BEFORE: Final = re.compile(
    r"\b(?:da|vua|duoc|dat|het|du|every|toan bo|tat ca|moi|khong con|khong co)\b"
)
_TOLD_AFTER: Final = re.compile(r"\b(?:roi|het|tu @|hom qua|sang nay)")
_MARK: Final = re.compile(r"[@~]?\d+(?:[.,:/-]\d+)*%?|[.,#]|but|xong|100%")


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


def is_certain(words: str) -> bool:
    """Whether nothing in a plain reply that says "finished" might turn it."""
    return not unknown_in(words) and all(map(_is_plain, _claims(words)))


def _claims(words: str) -> list[str]:
    """The clauses behind the last contrast: those before it may say that it was not finished."""
    return re.split(r"[.,]", re.split(r"\bbut\b", words)[-1])


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
    return tuple(
        word
        for place, word in enumerate(said)
        if place not in known and word not in _WORDS and not _MARK.fullmatch(word)
    )


def _phrase_at(words: list[str]) -> int:
    """The length of the longest known phrase that `words` begin with; 0 without one."""
    known = _PHRASES.get(words[0], ())
    return next((len(each) for each in known if tuple(words[: len(each)]) == each), 0)

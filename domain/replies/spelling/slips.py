"""Finds the word that was meant where keys slipped: one key off, or words run together."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from domain.replies.vocabulary import vocabulary

_WORDS: Final = vocabulary("slips")
_MEANT: Final = tuple(sorted(_WORDS["turning"])) + tuple(sorted(_WORDS["common"]))
_GLUED: Final = _WORDS["turning"] | _WORDS["common"] | _WORDS["glued"]
LONGEST_GLUED = 28


def is_foreign(word: str) -> bool:
    """Whether `word` is of another language, or the name of a system, and no slip."""
    return word in _WORDS["foreign"]


@lru_cache(maxsize=4096)
def meant_by(word: str) -> str | None:
    """The known word one key away from `word` (plain, not itself a word); a turning word first."""
    return next((known for known in _MEANT if len(known) > 2 and one_slip(word, known)), None)


def one_slip(typed: str, word: str) -> bool:
    """Whether one key too many, too few, wrong, or swapped with its neighbour makes `typed`."""
    if typed == word or abs(len(typed) - len(word)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(word)) and typed[start] == word[start]:
        start += 1
    left, right = typed[start:], word[start:]
    swapped = len(left) > 1 and left[:2] == right[1::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or swapped


@lru_cache(maxsize=4096)
def unglued(word: str) -> str | None:
    """`chuaxong` as `chua xong`; None unless known words make up all of it."""
    if len(word) > LONGEST_GLUED:
        return None
    return next(_splits(word), None)


def _splits(word: str) -> Iterator[str]:
    for end in range(len(word) - 1, 1, -1):
        if word[:end] in _GLUED:
            rest = word[end:]
            yield from (f"{word[:end]} {more}" for more in (rest, *_splits(rest)) if _whole(more))


def _whole(words: str) -> bool:
    return all(word in _GLUED for word in words.split())

"""Cuts a reply to a numbered list into what it says of each task, before anything is judged."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

Tells = Callable[[str], bool]


@dataclass(slots=True)
class Cut:
    """The words about each item; not `clear` if some words cannot be given to any one item."""

    said: dict[int, str] = field(default_factory=dict)
    clear: bool = True
    excepted: set[int] = field(default_factory=set)

    def add(self, items: set[int], words: str) -> None:
        for item in items:
            self.said[item] = " . ".join(filter(None, (self.said.get(item), words)))


@dataclass(frozen=True, slots=True)
class _Clause:
    """Mentions and the words between them: words[0] stands before mentions[0]."""

    mentions: tuple[str, ...]
    words: tuple[str, ...]
    excepting: bool


def mark_mentions(words: str, codes: Mapping[int, str]) -> str:
    """Write every mention of a task in plain `words` as `§1`, of all as `§all`, of others `§rest`.

    A task that is not in `codes` (item number to task code) becomes `§0`.
    """
    words = _mark_codes(f" {words} ", codes)
    for pattern, written in _MENTIONS:
        words = pattern.sub(lambda match, w=written: w(match, len(codes)), words)
    return " ".join(words.split())


def cut(marked: str, items: set[int], tells: Tells) -> Cut:
    """Give each of the `items` its words; `tells` says whether words hold a status at all."""
    result = Cut()
    groups = list(_groups(_clauses(marked), result, tells))
    named = {item for mentions, _, _ in groups for item in _numbers(mentions)}
    _check_named(named, groups, items, result)
    for mentions, words, _ in groups:
        result.add(_meant(mentions, items, named | result.excepted) & items, words)
    return result

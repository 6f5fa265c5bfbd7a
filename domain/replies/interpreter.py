"""Reads a chat reply as a status, a percentage and dates, or as something to ask back about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.replies.completion import is_certain
from domain.replies.lists.cutting import cut
from domain.replies.lists.mentions import mark_mentions
from domain.replies.lists.notes import note_alone, note_of
from domain.replies.lists.numbering import number_tasks
from domain.replies.normalization import Plain, plain
from domain.replies.signals import Sign, turns_of_phrase
from domain.text.cleaning import clean


class Verdict(StrEnum):
    """What a reply says of one task; the last three store nothing, `UNSURE` is asked back."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    NOT_STARTED = "not_started"
    QUESTION = "question"
    OTHER = "other"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Reading:
    """A verdict, the share done (whole per cent), and the dates as they stand in the text."""

    verdict: Verdict
    percent: int | None = None
    dates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """What a reply says of one numbered task; `note`: its words beyond the status, as typed."""

    item: int
    reading: Reading
    note: str = ""


@dataclass(frozen=True, slots=True)
class ListReading:
    """What a reply says of a numbered list; with `ask` nothing of it may be stored."""

    ask: bool
    items: tuple[Listed, ...]


def interpret(text: str) -> Reading:
    """Read a reply about one task; any text is read, and whatever is not clear is `UNSURE`."""
    measured = plain(text)
    if _SEVERAL.search(measured.text):
        return Reading(Verdict.OTHER, None, measured.dates)
    return _doubted(_read(measured.text, measured.dates), measured)


def interpret_list(text: str, codes: Mapping[int, str]) -> ListReading:
    """Read a reply to a numbered list; `codes` gives each item number its task code.

    Items that are not spoken of are left out. `ask`: some of it is not a clear status, speaks of
    tasks that are not there, or of none at all where there are several.
    """
    measured = plain(number_tasks(clean(text), codes))
    marked = mark_mentions(measured.text, codes)
    if "§" not in marked:
        return _read_unnumbered(text, measured, codes)
    parts = cut(marked, frozenset(codes), _tells)
    items = tuple(
        Listed(
            item, _doubted(_read(said, measured.dates), measured), note_of(text, said, item, codes)
        )
        for item, said in parts.said.items()
    )
    certain = parts.clear and items and all(one.reading.verdict in _TOLD for one in items)
    return ListReading(not certain, items)


def _read_unnumbered(text: str, measured: Plain, codes: Mapping[int, str]) -> ListReading:
    """Words without any number are about the only task, if there is only one."""
    if len(codes) != 1:
        return ListReading(True, ())
    reading = _doubted(_read(measured.text, measured.dates), measured)
    items = tuple(Listed(item, reading, note_alone(text)) for item in codes)
    return ListReading(reading.verdict not in _TOLD, items)


def _doubted(reading: Reading, measured: Plain) -> Reading:
    """A completion beside a word that was guessed is asked back."""
    if reading.verdict is Verdict.DONE and measured.guessed:
        return Reading(Verdict.UNSURE, reading.percent, reading.dates)
    return reading


def _tells(words: str) -> bool:
    """Whether the words hold a status, a question or a doubt about one."""
    return any(clause & (_STATUS | _ASKED) for clause in _clauses(words))


def _read(words: str, dates: tuple[str, ...]) -> Reading:
    """Read plain words about one task; `dates` are the ones their marks point to."""
    said = tuple(dates[int(mark)] for mark in re.findall(r"[@~](\d+)", words))
    words = re.sub(r" ?~\d+", "", words)
    sides = [_clauses(side) for side in re.split(r"\bbut\b", words)]
    verdict = _question(sides) or _weigh([_union(side) for side in sides])
    if verdict is Verdict.DONE and not is_certain(words):
        verdict = Verdict.UNSURE
    return Reading(verdict, _percent(words, verdict), said)


def _clauses(side: str) -> list[frozenset[Sign]]:
    parts = (part.strip() for part in re.findall(r"[^.,]+", side))
    return [_scan(part) for part in parts if part]


def _union(clauses: list[frozenset[Sign]]) -> frozenset[Sign]:
    return frozenset[Sign]().union(*clauses)


def _scan(clause: str) -> frozenset[Sign]:
    """The signs in one clause: a pattern that fits takes its words away from those after it."""
    signs = set()
    rest = clause
    for pattern in _TURNS:
        if pattern.unless and pattern.unless.search(clause):
            continue
        rest, found = pattern.find.subn("|", rest)
        if found:
            signs.add(pattern.sign)
    if signs >= {Sign.FINISHED, Sign.AMISS}:
        signs.add(Sign.DOUBT)
    return frozenset(signs - {Sign.AMISS, Sign.NOTHING})


def _question(sides: list[list[frozenset[Sign]]]) -> Verdict | None:
    """A question is one even if it names a status, but not beside a status in another clause."""
    clauses = [clause for side in sides for clause in side]
    if not any(Sign.QUESTION in clause for clause in clauses):
        return None
    told = any(clause & _STATUS and Sign.QUESTION not in clause for clause in clauses)
    return Verdict.UNSURE if told else Verdict.QUESTION


def _weigh(sides: list[frozenset[Sign]]) -> Verdict:
    """Weigh both sides of a contrast: what comes after `but` counts, unless it says nothing."""
    before, after = _union(sides[:-1]), sides[-1]
    if len(sides) == 1:
        return _judge(after)
    last = _judge(after)
    if last is Verdict.DONE:
        return _finished_after(before)
    if last in _TOLD:
        return _unfinished_after(before, last)
    if not after or after <= {Sign.COURTESY}:
        return Verdict.UNSURE if Sign.FINISHED in before else _judge(before)
    return _judge(before | after)


def _finished_after(before: frozenset[Sign]) -> Verdict:
    """`Hôm qua chưa xong nhưng nay xong rồi` is done; `mới 50% nhưng xong` is anybody's guess."""
    return Verdict.UNSURE if before & (_UNBELIEVED | _OPEN) else Verdict.DONE


def _unfinished_after(before: frozenset[Sign], last: Verdict) -> Verdict:
    begun = before & (_UNDER_WAY | {Sign.FINISHED})
    return Verdict.IN_PROGRESS if begun and last is Verdict.NOT_STARTED else last


def _judge(signs: frozenset[Sign]) -> Verdict:
    """The first rule that fits; without any, the reply is asked back."""
    return next((rule.verdict for rule in _RULES if rule.fits(signs)), Verdict.UNSURE)


def _percent(words: str, verdict: Verdict) -> int | None:
    """The share that the words give for this verdict, if they fit together."""
    shares = [int(share) for share in re.findall(r"(?<![\w.])(\d{1,3})%", _SAVED.sub("", words))]
    fitting = [share for share in shares if share in _SHARES_OF.get(verdict, range(0))]
    return fitting[-1] if fitting else None


@dataclass(frozen=True, slots=True)
class _Rule:
    """A verdict for signs with one of `some`, if given one of `also`, and none of `none`."""

    verdict: Verdict
    some: frozenset[Sign]
    also: frozenset[Sign] | None = None
    none: frozenset[Sign] = frozenset()

    def fits(self, signs: frozenset[Sign]) -> bool:
        return bool(
            signs & self.some and (self.also is None or signs & self.also) and not signs & self.none
        )


def _signs(*signs: Sign) -> frozenset[Sign]:
    return frozenset(signs)


_TOLD: Final = {Verdict.DONE, Verdict.IN_PROGRESS, Verdict.BLOCKED, Verdict.NOT_STARTED}
_FINISHED: Final = _signs(Sign.FINISHED)
_NOT_BEGUN: Final = _signs(Sign.UNBEGUN, Sign.LATER)
_BEGUN: Final = _signs(Sign.NEARLY, Sign.PARTLY, Sign.STEP, Sign.REMAINS, Sign.WAITING)
_UNDER_WAY: Final = _BEGUN | _signs(Sign.WORKING, Sign.UNFINISHED, Sign.PROMISED)
_AFTERWARDS: Final = _signs(Sign.WORKING, Sign.PROMISED, Sign.WILL_SEND)
_STOPPED: Final = _signs(Sign.STUCK, Sign.OUTSIDE)
_UNBELIEVED: Final = _signs(Sign.HEARSAY, Sign.NOT_MINE, Sign.DOUBT)
_OPEN: Final = _signs(Sign.PARTLY, Sign.WAITING, Sign.UNSENT, Sign.REMAINS)
_ASKED: Final = _signs(Sign.QUESTION, Sign.HEARSAY, Sign.DOUBT)
_STATUS: Final = _UNDER_WAY | _NOT_BEGUN | _STOPPED | _FINISHED | _signs(Sign.UNSENT)

_RULES: Final = (
    _Rule(Verdict.UNSURE, _signs(Sign.HEARSAY)),
    _Rule(Verdict.UNSURE, _signs(Sign.NOT_MINE), also=_STATUS),
    _Rule(Verdict.UNSURE, _FINISHED, also=_STOPPED | _NOT_BEGUN | _UNBELIEVED),
    _Rule(Verdict.UNSURE, _FINISHED, also=_AFTERWARDS, none=_BEGUN),
    _Rule(Verdict.UNSURE, _signs(Sign.STUCK), also=_signs(Sign.NEARLY)),
    _Rule(Verdict.BLOCKED, _signs(Sign.STUCK)),
    _Rule(Verdict.UNSURE, _signs(Sign.OUTSIDE), also=_signs(Sign.PARTLY, Sign.WORKING)),
    _Rule(Verdict.BLOCKED, _signs(Sign.OUTSIDE)),
    _Rule(Verdict.BLOCKED, _signs(Sign.HELP), also=_NOT_BEGUN),
    _Rule(Verdict.UNSURE, _signs(Sign.HELP)),
    _Rule(Verdict.IN_PROGRESS, _FINISHED, also=_BEGUN | _signs(Sign.UNFINISHED, Sign.UNSENT)),
    _Rule(Verdict.IN_PROGRESS, _NOT_BEGUN, also=_BEGUN),
    _Rule(Verdict.UNSURE, _NOT_BEGUN, also=_signs(Sign.WORKING)),
    _Rule(Verdict.NOT_STARTED, _NOT_BEGUN),
    _Rule(Verdict.IN_PROGRESS, _UNDER_WAY),
    _Rule(Verdict.UNSURE, _signs(Sign.UNSENT, Sign.EXTENSION)),
    _Rule(Verdict.DONE, _FINISHED),
    _Rule(Verdict.OTHER, _signs(Sign.AWAY), also=_signs(Sign.WILL_SEND)),
    _Rule(Verdict.IN_PROGRESS, _signs(Sign.WILL_SEND)),
    _Rule(Verdict.OTHER, _signs(Sign.NOT_MINE, Sign.AWAY, Sign.COURTESY, Sign.SMOOTH)),
)
_SHARES_OF: Final = {
    Verdict.DONE: range(100, 101),
    Verdict.IN_PROGRESS: range(1, 100),
    Verdict.BLOCKED: range(100),
    Verdict.NOT_STARTED: range(1),
    Verdict.UNSURE: range(101),
}
_SAVED: Final = re.compile(r"\b(?:giam|tang|cat|tiet kiem)(?: \w+){0,2} \d+%")
_TURNS: Final = (*turns_of_phrase("circumstances"), *turns_of_phrase("progress"))
_TASK: Final = r"(?:viec|nhiem vu|dau viec|muc|cau|so|stt)"
_SEVERAL: Final = re.compile(
    rf"\b{_TASK} \d+\b.*\b{_TASK} \d+\b"
    r"|\b(?P<code>[a-z]{2,6}) \d{2,3} .*\b(?P=code) \d{2,3}\b"
    r"|^\d ,? ?[a-z].*[a-z%] (?:, |va )?\d ,? ?(?:xong|chua|dang|vuong)"
    r"|(?<!khong )con (?:viec|nhiem vu) |\b(?:ca )?(?:hai|ba|bon|\d) (?:viec|nhiem vu|dau viec)\b"
    r"|\bviec (?:nay|dau|thu nhat|do)\b.*\bviec (?:kia|khac|con lai|thu hai|sau)\b|\bviec con lai\b"
)

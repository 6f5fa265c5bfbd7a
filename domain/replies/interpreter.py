"""Reads a chat reply as a status, a percentage and dates, or as something to ask back about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from domain.replies.completion import is_certain, without_asides
from domain.replies.judgement import ASKED, STATUS, TOLD, Verdict, question, union, weigh
from domain.replies.lists.cutting import cut
from domain.replies.lists.mentions import mark_mentions
from domain.replies.lists.notes import note_alone, note_of
from domain.replies.lists.numbering import number_tasks
from domain.replies.normalization import Plain, plain
from domain.replies.second_opinion import second_opinion
from domain.replies.signals import Pattern, Sign, expanded, turns_of_phrase
from domain.text.cleaning import clean

SURE_ENOUGH_TO_FILL, SURE_ENOUGH_TO_DOUBT = 0.9, 0.55
"""How likely a second opinion must be: chosen on the held-out replies, see docs/replies.md."""


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
    return _reading(measured.text, measured)


def _reading(words: str, measured: Plain) -> Reading:
    """What the plain `words` about one task say, by the rules and by the second opinion."""
    words = without_asides(words)
    return _seconded(words, _doubted(_read(words, measured.dates), measured))


def _seconded(words: str, reading: Reading) -> Reading:
    """What the rules read, unless a second opinion doubts it; what they leave open, if it is sure.

    It never makes a reply done, and leaves what is said of completion to the rules:
    docs/replies.md has what it brings on replies it has not seen.
    """
    if " " not in words:
        return reading
    opinion = second_opinion(words)
    if reading.verdict is Verdict.UNSURE:
        sure = opinion.share >= SURE_ENOUGH_TO_FILL and opinion.label != Verdict.DONE
        sure = sure and "xong" not in words and "figure" not in words
        verdict = Verdict(opinion.label) if sure else Verdict.UNSURE
        percent = reading.percent if reading.percent in _SHARES_OF.get(verdict, ()) else None
        return Reading(verdict, percent, reading.dates)
    no_status = opinion.label == Verdict.OTHER and reading.verdict in TOLD - {Verdict.DONE}
    if opinion.share >= SURE_ENOUGH_TO_DOUBT and opinion.label != reading.verdict and not no_status:
        return Reading(Verdict.UNSURE, reading.percent, reading.dates)
    return reading


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
    agreed = all(map(_AGREED.fullmatch, parts.said.values()))
    items = tuple(
        Listed(item, _item_reading(said, measured, agreed), note_of(text, said, item, codes))
        for item, said in parts.said.items()
    )
    certain = parts.clear and items and all(one.reading.verdict in TOLD for one in items)
    return ListReading(not certain, items)


def _item_reading(said: str, measured: Plain, agreed: bool) -> Reading:
    """Beside the number of a task "rồi" says that it is done, and "mai" when it will be.

    So does "ok" if nothing else is said.

    `agreed`: whether nothing is said of any task but "ok" and "xong".
    """
    if _ALREADY.fullmatch(said) or (agreed and _AGREED.fullmatch(said)):
        return _doubted(Reading(Verdict.DONE), measured)
    if _a_day_to_come().fullmatch(said):
        return Reading(Verdict.IN_PROGRESS)
    return _reading(said, measured)


@cache
def _a_day_to_come() -> re.Pattern[str]:
    day = r"(?:<SOON>|<TODAY>)(?: ~\d+)?"
    return re.compile(expanded(rf"(?:(?:thi|de|cho|den|sang|hen) )*{day}(?: (?:nhe|nha|a))*"))


def _read_unnumbered(text: str, measured: Plain, codes: Mapping[int, str]) -> ListReading:
    """Words without any number are about the only task, if there is only one."""
    if len(codes) != 1:
        return ListReading(True, ())
    reading = _reading(measured.text, measured)
    items = tuple(Listed(item, reading, note_alone(text)) for item in codes)
    return ListReading(reading.verdict not in TOLD, items)


def _doubted(reading: Reading, measured: Plain) -> Reading:
    """A completion beside a word that was guessed is asked back."""
    if reading.verdict is Verdict.DONE and measured.guessed:
        return Reading(Verdict.UNSURE, reading.percent, reading.dates)
    return reading


def _tells(words: str) -> bool:
    """Whether the words hold a status, a question or a doubt about one."""
    return any(clause & (STATUS | ASKED) for clause in _clauses(words))


def _read(words: str, dates: tuple[str, ...]) -> Reading:
    """Read plain words about one task; `dates` are the ones their marks point to."""
    said = tuple(dates[int(mark)] for mark in re.findall(r"[@~](\d+)", words))
    words = re.sub(r" ?~\d+", "", words)
    sides = [_clauses(side) for side in re.split(r"\bbut\b", words)]
    verdict = question(sides) or weigh([union(side) for side in sides])
    if verdict is Verdict.DONE and not is_certain(words):
        verdict = Verdict.UNSURE
    return Reading(verdict, _percent(words, verdict), said)


def _clauses(side: str) -> list[frozenset[Sign]]:
    parts = (part.strip() for part in re.findall(r"[^.,]+", side))
    return [_scan(part) for part in parts if part]


def _scan(clause: str) -> frozenset[Sign]:
    """The signs in one clause: a pattern that fits takes its words away from those after it."""
    signs = set()
    rest = clause
    for pattern in _turns():
        if pattern.unless and pattern.unless.search(clause):
            continue
        rest, found = pattern.find.subn("|", rest)
        if found:
            signs.add(pattern.sign)
    if signs >= {Sign.FINISHED, Sign.AMISS}:
        signs.add(Sign.DOUBT)
    return frozenset(signs - {Sign.AMISS, Sign.NOTHING})


def _percent(words: str, verdict: Verdict) -> int | None:
    """The share that the words give for this verdict, if they fit together."""
    shares = [int(share) for share in re.findall(r"(?<![\w.])(\d{1,3})%", words)]
    fitting = [share for share in shares if share in _SHARES_OF.get(verdict, range(0))]
    return fitting[-1] if fitting else None


_SHARES_OF: Final = {
    Verdict.DONE: range(100, 101),
    Verdict.IN_PROGRESS: range(1, 100),
    Verdict.BLOCKED: range(100),
    Verdict.NOT_STARTED: range(1),
    Verdict.UNSURE: range(101),
}


@cache
def _turns() -> tuple[Pattern, ...]:
    return (*turns_of_phrase("circumstances"), *turns_of_phrase("progress"))


__all__ = ["ListReading", "Listed", "Reading", "Verdict", "interpret", "interpret_list"]

_ALREADY: Final = re.compile(r"(?:viec )?(?:da |cung |deu |thi |ok )*roi(?: [.,])?")
_AGREED: Final = re.compile(
    r"(?:cung |deu |thi |la )*ok(?: roi| het| ca)*(?: [.,])?|(?:da )?xong(?: roi| het)*(?: [.,])?"
)
_TASK: Final = r"(?:viec|nhiem vu|dau viec|muc|cau|so|stt)"
_SEVERAL: Final = re.compile(
    rf"\b{_TASK} \d+\b.*\b{_TASK} \d+\b"
    r"|\b(?P<code>[a-z]{2,6}) \d{2,3} .*\b(?P=code) \d{2,3}\b"
    r"|^\d ,? ?[a-z].*[a-z%] (?:, |va )?\d ,? ?(?:xong|chua|dang|vuong)"
    r"|(?<!khong )con (?:viec|nhiem vu) |\b(?:ca )?(?:hai|ba|bon|\d) (?:viec|nhiem vu|dau viec)\b"
    r"|\bviec (?:nay|dau|thu nhat|do)\b.*\bviec (?:kia|khac|con lai|thu hai|sau)\b|\bviec con lai\b"
)

"""Reads what is written about a difficulty: the cause, the proposal, and the next date."""

import re
import unicodedata
from datetime import date, timedelta

from domain.imports.deadlines import read_deadline
from domain.text.dates import read_day
from domain.text.normalize import plain

FARTHEST = timedelta(days=730)
"""A next date farther away is taken for a slip of the pen."""
NO_DATE = frozenset(
    f"{words}{day}"
    for words in ("khong", "khong hen", "khong can", "khong can hen", "chua hen", "no")
    for day in ("", " ngay", " date")
) | {"bo qua", "khong co", "none"}

# On plain spelling, sign for sign: the place found there is the place in the text itself.
_PROPOSAL, _CAUSE = "(?:de xuat|kien nghi)", "(?:nguyen nhan|ly do)"
_JOIN = r"\s*(?:,|;|/|&|-|\bva\b)\s*"
_AND_MORE = rf"(?:{_JOIN}(?:{_PROPOSAL}|{_CAUSE}))*"
_BEGINS = r"(?:^|(?<=[.;\n!?]))[\s*•+-]*"
_MARK = re.compile(
    rf"{_BEGINS}(?P<first>{_PROPOSAL}){_AND_MORE}(?:\s*[:\-]\s*|(?!\s+cua\b)(?=\s))"
    rf"|\b(?P<named>{_PROPOSAL}|{_CAUSE}){_AND_MORE}\s*:\s*"
)
_EDGES = " \t\n;,-–"


def split_reason(text: str) -> tuple[str, str]:
    """The cause and the proposal; "đề xuất: …" and "kiến nghị: …" begin the proposal.

    A text without such words is a cause and no proposal.
    """
    whole = unicodedata.normalize("NFC", text)
    parts: dict[bool, list[str]] = {False: [], True: []}
    start, proposing = 0, False
    for mark in _MARK.finditer(_signs(whole)):
        parts[proposing].append(whole[start : mark.start()])
        start = mark.end()
        proposing = not re.match(_CAUSE, mark["first"] or mark["named"])
    parts[proposing].append(whole[start:])
    return _joined(parts[False]), _joined(parts[True])


def _signs(text: str) -> str:
    """Each sign without its marks, in lower case, and never more or fewer signs than before."""
    return "".join(map(_sign, text))


def _sign(sign: str) -> str:
    bare = unicodedata.normalize("NFD", sign)[0].lower()
    return "d" if bare == "đ" else bare[0]


def _joined(parts: list[str]) -> str:
    return "\n".join(kept for each in parts if (kept := each.strip(_EDGES)))


def read_next_date(text: str, today: date) -> date | None:
    """The day that a text names; None for one that cannot be read, has come, or is years away.

    Without a year it is the next such day.
    """
    named = read_day(text, today)
    if named and today < named <= today + FARTHEST:
        return named
    said = read_deadline(text, today.year) if plain(text) else None
    day = said.day if said else None
    if said and said.assumed and day and day <= today:
        later = read_deadline(text, today.year + 1)
        day = later.day if later else None
    return day if day and today < day <= today + FARTHEST else None


def wants_no_date(text: str) -> bool:
    return plain(text).rstrip(" .") in NO_DATE

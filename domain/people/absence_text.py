"""Reads an absence told in words: the days, and who stands in."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from domain.calendar.work_calendar import ONE_DAY
from domain.text.cleaning import clean
from domain.text.day_mentions import DayMention, day_mentions
from domain.text.day_phrases import WEEK, number_of
from domain.text.normalize import plain

MONTHS, HALF_A_MONTH = 12, 15
NOBODY = re.compile(r"\bkhong (?:co )?(?:ai|nguoi) thay\b")
NAMED_FIRST = re.compile(r"(?:nguoi thay|thay boi|stand-in)\s*:?\s*(?:dong chi|d/c|dc)?\s*(.+)$")
NAMED_LAST = re.compile(r"(?:(?:nghi|xin|phep|om|dong chi|d/c|dc)\b[\s,]*)*(.+?)\s+thay\b")
LENGTH = re.compile(
    r"\b(?P<n>\d{1,2}|nua|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)\s+(?P<unit>ngay|hom|buoi|tuan|thang)\b"
    r"(?!\s+(?:nua|toi|sau|nay|\d|mot\b|hai\b|ba\b|tu\b|nam\b|bay\b|tam\b|chin\b|muoi\b))"
)


@dataclass(frozen=True, slots=True)
class ParsedAbsence:
    """What was understood. `stand_in`: a name in plain spelling, "" for nobody, None if unsaid."""

    first_day: date | None
    last_day: date | None
    stand_in: str | None = None


def understand(text: str, today: date) -> ParsedAbsence:
    """A day without a year is the nearest to come; one day alone is first and last.

    "đến thứ 6" begins today; "nghỉ ốm 3 ngày" are three days from today, or from the day named.
    """
    days = day_mentions(text, today)[:2]
    cleaned = clean(text)
    length = LENGTH.search(plain(cleaned)) if len(days) < len(("first", "last")) else None
    if not days and length is None:
        return ParsedAbsence(None, None, _name(plain(cleaned)))
    first, last = _span(days, length, today)
    rest = plain(cleaned[days[-1].end :] if days else cleaned)
    return ParsedAbsence(first, last, _name(LENGTH.sub("", rest)))


def _span(
    days: tuple[DayMention, ...], length: re.Match[str] | None, today: date
) -> tuple[date, date]:
    first = days[0].first if days and not (days[0].until and len(days) == 1) else today
    if length:
        return first, max(_end(first, length) - ONE_DAY, first)
    return first, days[-1].last


def _end(first: date, length: re.Match[str]) -> date:
    """The day after the last: half a day or month counts as one day or as fifteen."""
    if length["unit"] == "thang":
        return _months_on(first, length["n"])
    if length["n"] == "nua" or length["unit"] == "buoi":
        return first + ONE_DAY
    return first + number_of(length["n"]) * (WEEK if length["unit"] == "tuan" else 1) * ONE_DAY


def _months_on(first: date, count: str) -> date:
    if count == "nua":
        return first + HALF_A_MONTH * ONE_DAY
    months = first.month - 1 + number_of(count)
    year, month = first.year + months // MONTHS, months % MONTHS + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def _name(said: str) -> str | None:
    if NOBODY.search(said):
        return ""
    cleaned = said.strip(" ,.;:")
    found = NAMED_FIRST.search(cleaned) or NAMED_LAST.search(cleaned)
    return found[1].strip(" ,.;:") if found else None

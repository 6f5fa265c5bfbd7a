"""Reads which days are decreed off, or taken back, from a line such as "24/10 nghỉ tránh bão"."""

import re
from dataclasses import dataclass
from datetime import date

from domain.calendar.work_calendar import ONE_DAY, WorkCalendar
from domain.text.cleaning import clean
from domain.text.day_mentions import DayMention, day_mentions
from domain.text.normalize import plain

BACK = re.compile(r"^(?:bo|huy|rut lai|rut|thoi|thu hoi|lam viec|di lam|undo|off)\b")
RANGE = re.compile(r"^(?:(?:den|toi|het)\b|-|–)")
MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class SaidDaysOff:
    days: tuple[date, ...]
    off: bool
    name: str


def read_days_off(text: str, today: date, calendar: WorkCalendar) -> SaidDaysOff:
    """No days: none was named that is clear. Of a span only the working days are meant."""
    off = BACK.match(plain(text).strip()) is None
    said, words = day_mentions(text, today), clean(text)
    if not said:
        return SaidDaysOff((), off, "")
    spans = _spans(said, words)
    if any((last - first).days > MOST_DAYS for first, last in spans):
        return SaidDaysOff((), off, "")
    days = sorted({day for first, last in spans for day in _all(first, last)})
    if off and len(days) > 1:
        days = [day for day in days if calendar.is_working(day)]
    name = words[said[-1].end :].strip(" ,.;:–-")
    return SaidDaysOff(tuple(days), off, name if off else "")


def _spans(said: tuple[DayMention, ...], words: str) -> list[tuple[date, date]]:
    if len(said) == 2:
        between = plain(words[said[0].end : said[1].start]).strip()
        if RANGE.match(between) or said[1].until:
            return [(said[0].first, said[1].last)]
    return [(each.first, each.last) for each in said]


def _all(first: date, last: date) -> list[date]:
    return [first + ONE_DAY * number for number in range((last - first).days + 1)]

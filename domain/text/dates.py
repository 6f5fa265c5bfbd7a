"""Reads a day as people type it: "31/10", "ngày 31 tháng 10", "thứ Sáu tuần sau", "mai"."""

import re
from datetime import date, timedelta

from domain.calendar.work_calendar import ONE_DAY
from domain.text.normalize import plain

WEEK = 7
LONG_PAST = timedelta(days=180)
WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5} | {
    str(number): number - 2 for number in range(2, 8)
}
WEEKDAY = r"thu\s*(?P<weekday>hai|ba|tu|nam|sau|bay|[2-7])\b(?:\s*(?P<next>tuan (?:sau|toi)))?"
_WRITTEN = re.compile(
    r"\b(?P<d>\d{1,2})\s*(?:[/.-]|\s*thang\s*)\s*(?P<m>\d{1,2})"
    r"(?:\s*(?:[/.-]|\s*nam\s*)\s*(?P<y>\d{4}|\d{2}))?\b"
)
_ISO = re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b")
_WEEKDAY = re.compile(rf"\b{WEEKDAY}")
_NEAR = re.compile(r"\b(?:ngay )?(?P<near>mai|kia)\b")


def read_day(text: str, today: date) -> date | None:
    """The day a text names, or None; one without a year is the next such day, or a recent one."""
    said = plain(text)
    found = _ISO.search(said) or _WRITTEN.search(said)
    if found:
        return _written(found, today)
    named = _WEEKDAY.search(said)
    if named:
        return next_weekday(named["weekday"], today, later=bool(named["next"]))
    near = _NEAR.search(said)
    return today + (1 if near["near"] == "mai" else 2) * ONE_DAY if near else None


def _written(found: re.Match[str], today: date) -> date | None:
    year = found["y"]
    full = int(year) + (2000 if len(year) == 2 else 0) if year else today.year
    try:
        day = date(full, int(found["m"]), int(found["d"]))
    except ValueError:
        return None
    if year or today - day < LONG_PAST:
        return day
    return read_day(f"{day.day}/{day.month}/{full + 1}", today)


def next_weekday(name: str, today: date, *, later: bool = False) -> date:
    """The next such weekday after today; `later`: that of the following week."""
    if later:
        monday = today - today.weekday() * ONE_DAY + WEEK * ONE_DAY
        return monday + WEEKDAYS[name] * ONE_DAY
    ahead = (WEEKDAYS[name] - today.weekday() - 1) % WEEK + 1
    return today + ahead * ONE_DAY

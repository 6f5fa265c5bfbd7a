"""Reads an absence told in words: the days, and who stands in."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.calendar.work_calendar import ONE_DAY
from domain.text.normalize import plain

DAY = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?\b")
SHORT_RANGE = re.compile(
    r"(?<![/.\d-])(\d{1,2})\s*(?:-|den)\s*(\d{1,2}[/.](\d{1,2})(?:[/.](?:\d{4}|\d{2}))?)\b"
)
TODAY, TOMORROW = re.compile(r"\bhom nay\b|\btoday\b"), re.compile(r"\bmai\b|\btomorrow\b")
NOBODY = re.compile(r"\bkhong (?:co )?(?:ai|nguoi) thay\b")
NAMED_FIRST = re.compile(r"(?:nguoi thay|thay boi|stand-in)\s*:?\s*(?:dong chi|d/c|dc)?\s*(.+)$")
NAMED_LAST = re.compile(r"(?:dong chi|d/c|dc)?\s*(.+?)\s+thay\b")
LONG_PAST = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class ParsedAbsence:
    """What was understood. `stand_in`: a name in plain spelling, "" for nobody, None if unsaid."""

    first_day: date | None
    last_day: date | None
    stand_in: str | None = None


def understand(text: str, today: date) -> ParsedAbsence:
    """A day without a year is the nearest to come; one day alone is first and last."""
    said = SHORT_RANGE.sub(_spelled_out, plain(text))
    days = [(each.span(), day) for each in DAY.finditer(said) if (day := _day(each, today))]
    days += [(each.span(), today) for each in TODAY.finditer(said)]
    days += [(each.span(), today + ONE_DAY) for each in TOMORROW.finditer(said)]
    days.sort()
    if not days:
        return ParsedAbsence(None, None, _name(said))
    rest = said[days[min(len(days), 2) - 1][0][1] :]
    first, last = days[0][1], days[min(len(days), 2) - 1][1]
    return ParsedAbsence(first, last, _name(rest))


def _spelled_out(found: re.Match[str]) -> str:
    """ "20-24/10" is "20/10 24/10"."""
    return f"{found[1]}/{found[3]} {found[2]}"


def _day(found: re.Match[str], today: date) -> date | None:
    day, month = int(found[1]), int(found[2])
    try:
        if found[3]:
            year = int(found[3])
            return date(year if year > 99 else 2000 + year, month, day)
        near = date(today.year, month, day)
        return date(today.year + 1, month, day) if today - near > LONG_PAST else near
    except ValueError:
        return None


def _name(said: str) -> str | None:
    if NOBODY.search(said):
        return ""
    cleaned = said.strip(" ,.;:")
    found = NAMED_FIRST.search(cleaned) or NAMED_LAST.search(cleaned)
    return found[1].strip(" ,.;:") if found else None

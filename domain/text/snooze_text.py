"""Reads "remind me at …" as people type it, and tells it from an answer about a task."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.calendar.work_calendar import ONE_DAY, WorkCalendar, at_local, local_day
from domain.text.dates import WEEKDAY, next_weekday, read_day
from domain.text.normalize import plain

MORNING, NOON, AFTERNOON = time(8, 0), time(11, 0), time(14, 0)
PARTS = {
    "dau gio sang": MORNING,
    "sang": MORNING,
    "trua": NOON,
    "dau gio chieu": time(13, 30),
    "chieu": AFTERNOON,
    "cuoi gio chieu": time(16, 0),
    "cuoi chieu": time(16, 0),
    "cuoi ngay": time(16, 0),
    "cuoi gio": time(16, 0),
}
NUMBERS = {
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "nua": 0.5,
}
EARLIEST_AS_SAID = 7  # "at 2 o'clock" means the afternoon; nobody is asked for at two at night
HALF_A_DAY, LAST_HOUR, LAST_MINUTE = 12, 23, 59

_ASKS = re.compile(
    r"^(?:(?:xin|vui long|de nghi|lam on|hay|phien|nho|he thong|bot|dong chi)\s+)*"
    r"(?:nhac(?:\s+(?:lai|toi|minh|em|anh|chi|giup|gium|ho|viec|nay|nhe))*|remind me)\b\s*"
)
_DAY_FIRST = re.compile(
    r"(?:(?:de|hen|thoi|cu|vay)\s+)*(?P<rest>.+?)\s+(?:(?:hay|hang|roi|thi|phien)\s+)?"
    r"nhac(?:\s+(?:lai|toi|minh|em|anh|chi|giup|gium|ho|viec|nay))*"
)
_SOON = re.compile(r"(?:lat|ti|chut|it)(?: nua)?")
_POLITE = re.compile(
    r"[\s,.!]*(?:\b(?:nhe|nha|a|voi|(?:giup|gium|dum|ho)(?: (?:toi|minh|em))?|cam on|please)\b"
    r"[\s,.!]*)*$"
)
_LATER = re.compile(
    r"(?:(?P<sau>sau|in)\s+)?(?P<n>\d{1,3}|mot|hai|ba|bon|nam|sau|bay|tam|nua)\s*"
    r"(?P<unit>phut|p|minutes?|tieng|gio|h|hours?)(?:\s*(?P<half>ruoi))?"
    r"(?:\s*(?P<nua>dong ho nua|nua|sau))?"
)
_CLOCK = (
    r"(?:(?:vao|luc|khoang|at)\s+)*(?P<h>\d{1,2})\s*(?:h|g|gio|:)\s*(?P<m>\d{2}|ruoi)?"
    r"(?:\s*(?:phut|p)\b)?(?:\s*(?P<half>sang|trua|chieu)\b)?"
)
_PART = r"dau gio sang|dau gio chieu|cuoi gio chieu|cuoi chieu|cuoi ngay|cuoi gio|sang|trua|chieu"
_DAY = (
    rf"(?:(?:vao|luc|buoi)\s+)*(?:(?P<part>{_PART})\s*)?"
    r"(?P<day>(?:hom )?nay|(?:ngay )?(?:mai|kia)|(?:ngay |bua )?mot"
    r"|(?:ngay )?\d{1,2}/\d{1,2}(?:/\d{4})?"
    r"|(?:ngay|mung) \d{1,2}|(?:\d{1,2}|mot|hai|ba|bon|nam) (?:ngay|hom|tuan) nua"
    r"|sau (?:\d{1,2}|mot|hai|ba|bon|nam) (?:ngay|hom|tuan)|tuan (?:sau|toi)"
    r"|(?:dau|cuoi) tuan(?: sau| toi| nay)?|(?:chu nhat|cn|t[2-7])(?: tuan (?:sau|toi|nay))?"
    rf"|{WEEKDAY})?"
)
_WHEN = (re.compile(rf"{_CLOCK}\s*(?:{_DAY})"), re.compile(rf"{_DAY}\s*,?\s*(?:{_CLOCK})?"))
_FULLY = {
    "kia": "ngay kia", "mot": "ngay mot", "bua mot": "ngay mot",
    "tuan sau": "dau tuan sau", "tuan toi": "dau tuan toi",
}  # fmt: skip
_ENGLISH = {"tomorrow morning": "sang mai", "tomorrow": "mai", "this afternoon": "chieu nay"}


@dataclass(frozen=True, slots=True)
class SnoozeRequest:
    """A wish to be reminded; `at` is empty where the words name no time that can be read."""

    at: datetime | None = None


def read_snooze(text: str, now: datetime) -> SnoozeRequest | None:
    """The wish in a text; None for any other text, above all for an answer about a task.

    Nothing may be left over: "nhắc tôi sáng mai" is a wish, "nhắc lại: đã xong" is an answer.
    """
    said = plain(text)
    rest = _wished(_POLITE.sub("", said))
    if rest is None:
        return None
    if not rest or _SOON.fullmatch(rest):
        return SnoozeRequest()
    rest = _ENGLISH.get(rest, rest)
    later = _LATER.fullmatch(rest)
    if later and (later["sau"] or later["nua"] or later["n"] == "nua"):
        return SnoozeRequest(now + _span(later))
    for pattern in _WHEN:
        found = pattern.fullmatch(rest)
        if found:
            return SnoozeRequest(_instant(found, now))
    return None


def _wished(said: str) -> str | None:
    """The time in "nhắc tôi sáng mai" or "sáng mai nhắc tôi"; None for what wishes nothing."""
    if asks := _ASKS.match(said):
        return said[asks.end() :]
    first = _DAY_FIRST.fullmatch(said)
    return first["rest"] if first else None


def _span(found: re.Match[str]) -> timedelta:
    number = NUMBERS.get(found["n"]) if not found["n"].isdigit() else int(found["n"])
    count = (number or 0) + (0.5 if found["half"] else 0)
    minutes = found["unit"] in ("p", "phut", "minute", "minutes")
    return timedelta(minutes=count) if minutes else timedelta(hours=count)


def _instant(found: re.Match[str], now: datetime) -> datetime | None:
    clock = _clock(found)
    if clock is None:
        return None
    today = local_day(now)
    if not found["day"]:
        day = today if at_local(today, clock) > now else today + ONE_DAY
    else:
        chosen = _day(found, today)
        if chosen is None:
            return None
        day = chosen
    return at_local(day, clock)


def _day(found: re.Match[str], today: date) -> date | None:
    if found["weekday"]:
        return next_weekday(found["weekday"], today, later=bool(found["next"]))
    if found["day"] in {"nay", "hom nay"}:
        return today
    return read_day(_FULLY.get(found["day"], found["day"]), today)


def _clock(found: re.Match[str]) -> time | None:
    """The hour that was said; else that of the part of the day. None if there is no such hour."""
    if found["h"] is None:
        return PARTS[found["part"]] if found["part"] else MORNING
    hour = int(found["h"])
    minute = 30 if found["m"] == "ruoi" else int(found["m"] or 0)
    in_part = found["half"] or (found["part"] or "").split(" ")[-1]
    if hour < HALF_A_DAY and (in_part == "chieu" or (not in_part and hour < EARLIEST_AS_SAID)):
        hour += HALF_A_DAY
    return time(hour, minute) if hour <= LAST_HOUR and minute <= LAST_MINUTE else None


def this_afternoon(now: datetime) -> datetime:
    return at_local(local_day(now), AFTERNOON)


def next_morning(now: datetime, calendar: WorkCalendar) -> datetime:
    """The morning of the next working day."""
    return at_local(calendar.shifted(local_day(now), 1), MORNING)


def about(cycle_id: int, official_id: int) -> str:
    """The thing that a wished-for reminder is about."""
    return f"snooze:{cycle_id}:{official_id}"

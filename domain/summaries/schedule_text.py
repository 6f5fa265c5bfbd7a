"""Reads when the leaders meet, as people type it: "thứ Hai 07:30", "8 giờ thứ Sáu", "không"."""

import re
from datetime import time

from domain.summaries.briefing import BriefingSchedule
from domain.text.normalize import plain

WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
WEEKDAYS |= {str(number): number - 2 for number in range(2, 8)}
DAY = re.compile(r"\bthu\s*(hai|ba|tu|nam|sau|bay|[2-7])\b")
HOUR = re.compile(r"\b(\d{1,2})\s*(?:h|:|gio)\s*(\d{2})?\b")
NEVER = {"khong", "tat", "thoi", "off", "no"}
OFF = "off"


def never(text: str) -> bool:
    """Whether no briefing is wanted any more."""
    return plain(text).rstrip(" .") in NEVER


def read_rhythm(text: str) -> BriefingSchedule | None:
    """The weekday, and the hour or the usual one; None where either cannot be understood."""
    words = plain(text)
    day, hour = DAY.search(words), HOUR.search(words)
    if day is None or (hour is None and re.search(r"\d", DAY.sub("", words))):
        return None
    if hour is None:
        return BriefingSchedule(WEEKDAYS[day[1]])
    hours, minutes = int(hour[1]), int(hour[2] or 0)
    return (
        BriefingSchedule(WEEKDAYS[day[1]], time(hours, minutes))
        if hours < 24 and minutes < 60
        else None
    )


def written(rhythm: BriefingSchedule | None) -> str:
    """As it is kept; `kept` reads it again."""
    return f"{rhythm.weekday} {rhythm.at:%H:%M}" if rhythm else OFF


def kept(value: str, usual: BriefingSchedule | None) -> BriefingSchedule | None:
    """What the Office has set; where it has set nothing, the usual rhythm."""
    if not value:
        return usual
    if value == OFF:
        return None
    weekday, at = value.split()
    return BriefingSchedule(int(weekday), time.fromisoformat(at))

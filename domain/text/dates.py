"""Reads the day that a text names: "31/10", "thứ Sáu tuần sau", "mùng 5", "3 ngày nữa", "mai"."""

from datetime import date

from domain.text.day_mentions import day_mentions
from domain.text.day_phrases import next_weekday

WEEKDAY = r"thu\s*(?P<weekday>hai|ba|tu|nam|sau|bay|[2-7])\b(?:\s*(?P<next>tuan (?:sau|toi)))?"

__all__ = ["WEEKDAY", "next_weekday", "read_day"]


def read_day(text: str, today: date) -> date | None:
    """The first single day that a text names, or None; a whole week or month is no day.

    One without a year is the next such day, or a recent one.
    """
    single = (each.first for each in day_mentions(text, today) if each.first == each.last)
    return next(single, None)

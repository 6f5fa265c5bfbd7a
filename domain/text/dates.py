"""Reads the day that a text names: "31/10", "thứ Sáu tuần sau", "mùng 5", "3 ngày nữa", "mai"."""

import re
from datetime import date
from typing import Final

from domain.text.cleaning import clean, fold
from domain.text.day_mentions import day_mentions
from domain.text.day_phrases import next_weekday

WEEKDAY = r"thu\s*(?P<weekday>hai|ba|tu|nam|sau|bay|[2-7])\b(?:\s*(?P<next>tuan (?:sau|toi)))?"

__all__ = ["WEEKDAY", "next_weekday", "only_day", "read_day"]

_BESIDE_DAY: Final = frozenset((
    "a", "ah", "anh", "chi", "dong", "em", "gia", "han", "hom", "khong", "la", "lai", "ma",
    "ngay", "nham", "nhe", "phai", "qua", "sai", "sang", "sua", "thanh", "thi", "thoi", "toi",
    "truoc", "xin", "y", "den", "doi", "chu", "dung", "chua", "duoc", "khoang", "hen", "het", "tam",
))  # fmt: skip


def read_day(text: str, today: date) -> date | None:
    """The first single day that a text names, or None; a whole week or month is no day.

    One without a year is the next such day, or a recent one.
    """
    single = (each.first for each in day_mentions(text, today) if each.first == each.last)
    return next(single, None)


def only_day(text: str, today: date) -> date | None:
    """The last day of a text that says nothing else: "30/10", "không phải, thứ Năm"."""
    days = [each for each in day_mentions(text, today) if each.first == each.last]
    if not days:
        return None
    said, end = "", 0
    cleaned = clean(text)
    for each in days:
        said, end = said + cleaned[end : each.start] + " ", each.end
    words = re.findall(r"[^\W\d_]+|\d+", fold(said + cleaned[end:]))
    return days[-1].first if _BESIDE_DAY.issuperset(words) else None

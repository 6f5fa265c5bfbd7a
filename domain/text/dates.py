"""Reads the day that a text names: "31/10", "thứ Sáu tuần sau", "mùng 5", "3 ngày nữa", "mai"."""

import re
from datetime import date, timedelta
from typing import Final

from domain.calendar.work_calendar import WorkCalendar
from domain.text.cleaning import clean, fold
from domain.text.day_mentions import day_mentions
from domain.text.day_phrases import SAID, WEEK, next_weekday, number_of

WEEKDAY = r"thu\s*(?P<weekday>hai|ba|tu|nam|sau|bay|[2-7])\b(?:\s*(?P<next>tuan (?:sau|toi)))?"

__all__ = ["WEEKDAY", "answered_day", "next_weekday", "only_day", "read_day"]

_BESIDE_DAY: Final = frozenset((
    "a", "ah", "anh", "chi", "dong", "em", "gia", "han", "hom", "khong", "la", "lai", "ma",
    "ngay", "nham", "nhe", "phai", "qua", "sai", "sang", "sua", "thanh", "thi", "thoi", "toi",
    "truoc", "xin", "y", "den", "doi", "chu", "dung", "chua", "duoc", "khoang", "hen", "het", "tam",
))  # fmt: skip
_COUNT: Final = rf"(?P<n>{SAID}) (?P<unit>ngay lam viec|ngay|hom|bua|tuan)\b"
_LATER: Final = re.compile(
    rf"\b(?:them|lui|gia han|keo dai|cham|khat)(?: (?:lai|them|xuong|han|em|cho|khoang))* {_COUNT}"
)
_SPAN: Final = re.compile(
    rf"(?:(?:da|cho|xin|em|toi|khoang|chi) )*{_COUNT}(?: (?:nua|a|nhe|em|thoi))*"
)
_BARE: Final = re.compile(
    r"(?:(?:cho|xin|em|toi|lui|gia han|han|sang|doi|khoang) )*(?:(?:den|toi|sang|het|ngay) )*"
    r"(?P<d>\d{1,2})(?: (?:a|nhe|em|duoc|khong|anh|chi))*"
)


def read_day(text: str, today: date) -> date | None:
    """The first single day that a text names, or None; a whole week or month is no day.

    One without a year is the next such day, or a recent one.
    """
    single = (each.first for each in day_mentions(text, today) if each.first == each.last)
    return next(single, None)


def answered_day(text: str, today: date, due: date) -> date | None:
    """The day that answers "until when", asked of something that is `due`; None without one.

    Beside a day that is named: "thêm 3 ngày", "lùi 2 ngày", "một tuần" from `due` on, and "đến 28".
    """
    said = " ".join(re.findall(r"[^\W\d_]+|\d+|[%/.,-]", fold(clean(text))))
    if later := _LATER.search(said) or _SPAN.fullmatch(said):
        return _after(due, number_of(later["n"]), later["unit"])
    named = read_day(text, today)
    bare = None if named else _BARE.fullmatch(said)
    return read_day(f"ngày {bare['d']}", today) if bare else named


def _after(due: date, count: int, unit: str) -> date:
    """`3 ngày làm việc` leaves weekends out; the day is said back before anything rests on it."""
    if unit == "ngay lam viec":
        return WorkCalendar().shifted(due, count)
    return due + timedelta(count * (WEEK if unit == "tuan" else 1))


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

"""Works out the days that a phrase of a date names, seen from today."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from domain.calendar.work_calendar import ONE_DAY

Reader = Callable[[re.Match[str], date], tuple[date, date] | None]

WEEK, FRIDAY, SUNDAY, DECEMBER = 7, 4, 6, 12
LONG_PAST = timedelta(days=180)
NUMBERS: Final = {
    word: value
    for value, words in enumerate(
        ("", "mot", "hai", "ba", "bon tu", "nam lam", "sau s6u", "bay", "tam", "chin", "muoi"), 0
    )
    for word in words.split()
}
WEEKDAYS: Final = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "s6u": 4, "bay": 5} | {
    str(number): number - 2 for number in range(2, 8)
}


def next_weekday(name: str, today: date, *, later: bool = False) -> date:
    """The next such weekday after today; `later`: that of the following week."""
    return _weekday(WEEKDAYS[name], today, "sau" if later else "")


def _weekday(number: int, today: date, week: str) -> date:
    monday = today - today.weekday() * ONE_DAY
    if week:
        return monday + (number + (0 if week == "nay" else WEEK)) * ONE_DAY
    return today + ((number - today.weekday() - 1) % WEEK + 1) * ONE_DAY


def number_of(words: str) -> int:
    """The value of `5`, `năm`, `mười hai`, `hai lăm`, `hai mươi lăm`."""
    if words.isdigit():
        return int(words)
    parts = words.split()
    total = 0
    for place, part in enumerate(parts):
        if part in {"muoi", "chuc"} and total:
            total *= 10
        elif place == 1 and 0 < total < len(NUMBERS) and total != 10:
            total = total * 10 + NUMBERS[part]
        else:
            total += NUMBERS[part]
    return total


def _one(day: date) -> tuple[date, date]:
    return day, day


def _iso(match: re.Match[str], _today: date) -> tuple[date, date]:
    return _one(date(int(match["y"]), int(match["m"]), int(match["d"])))


def _written(match: re.Match[str], today: date) -> tuple[date, date]:
    return _one(_dated(number_of(match["d"]), number_of(match["m"]), match["y"], today))


def _dated(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == len("25") else 0), month, day)
    near = date(today.year, month, day)
    return near if today - near < LONG_PAST else date(today.year + 1, month, day)


def _in_near_month(match: re.Match[str], today: date) -> tuple[date, date]:
    """`25 tháng này`, `mùng 5 tháng sau`."""
    first, _ = _month(match, today)
    return _one(first.replace(day=number_of(match["d"])))


def _short_range(match: re.Match[str], today: date) -> tuple[date, date]:
    """`20-24/10`: from the 20th to the 24th."""
    month = number_of(match["m"] or match["m2"])
    last = _dated(int(match["d"]), month, match["y"], today)
    first = int(match["d1"])
    if first > last.day:
        return (last.replace(day=1) - ONE_DAY).replace(day=first), last
    return last.replace(day=first), last


def _day_of_month(match: re.Match[str], today: date) -> tuple[date, date] | None:
    """`ngày 5`, `mùng 5`: the next one, today among them."""
    day = number_of(match["d"])
    for ahead in range(3):
        month = today.month - 1 + ahead
        year, month = today.year + month // DECEMBER, month % DECEMBER + 1
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day) >= today:
            return _one(date(year, month, day))
    return None


def _bare_range(match: re.Match[str], today: date) -> tuple[date, date] | None:
    """`từ 25 đến 28`, `nghỉ 28-3`: those that are now, or the next; the end may be a month on."""
    first, last = int(match["d1"]), int(match["d"])
    for months in range(3):
        year, month = divmod(today.year * DECEMBER + today.month - 1 + months, DECEMBER)
        begins = date(year, month + 1, first)
        year, month = divmod(year * DECEMBER + month + (last < first), DECEMBER)
        ends = date(year, month + 1, last)
        if ends >= today:
            return begins, ends
    return None


def _near(match: re.Match[str], today: date) -> tuple[date, date]:
    return _one(today + _NEAR[match["near"]] * ONE_DAY)


def _named_weekday(match: re.Match[str], today: date) -> tuple[date, date]:
    number = WEEKDAYS[match["weekday"]] if match["weekday"] else SUNDAY
    if match["past"]:
        return _one(_weekday(number, today - WEEK * ONE_DAY, "nay"))
    return _one(_weekday(number, today, match["week"] or ""))


def _ahead(match: re.Match[str], today: date) -> tuple[date, date]:
    days = number_of(match["n"]) * (WEEK if match["unit"] == "tuan" else 1)
    return _one(today + days * ONE_DAY)


def _half_a_month(_match: re.Match[str], today: date) -> tuple[date, date]:
    return _one(today + 15 * ONE_DAY)


def _week_end(match: re.Match[str], today: date) -> tuple[date, date]:
    """`cuối tuần` is Friday, the last day at work; `đầu tuần` the next Monday."""
    if match["end"] == "dau":
        return _one(_weekday(0, today, ""))
    later = match["week"] in {"sau", "toi"} or today.weekday() > FRIDAY
    return _one(_weekday(FRIDAY, today, "sau" if later else "nay"))


def _whole_week(match: re.Match[str], today: date) -> tuple[date, date]:
    week = "nay" if match["week"] == "nay" else "sau"
    first = _weekday(0, today, week)
    return max(first, today) if week == "nay" else first, _weekday(FRIDAY, today, week)


def _month_end(match: re.Match[str], today: date) -> tuple[date, date]:
    first, last = _month(match, today)
    parts = {"dau": first, "giua": first + 14 * ONE_DAY}
    return _one(parts.get(match["end"], last))


def _whole_month(match: re.Match[str], today: date) -> tuple[date, date]:
    return _month(match, today)


def _month(match: re.Match[str], today: date) -> tuple[date, date]:
    named = match.groupdict().get("month")
    month = number_of(named) if named else today.month + (match["which"] in {"sau", "toi"})
    year, month = today.year + (month - 1) // DECEMBER, (month - 1) % DECEMBER + 1
    if named and today - date(year, month, 1) > LONG_PAST:
        year += 1
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _quarter_or_year_end(match: re.Match[str], today: date) -> tuple[date, date]:
    month = DECEMBER if match["span"] == "nam" else (today.month + 2) // 3 * 3
    return _one(date(today.year, month, calendar.monthrange(today.year, month)[1]))


_NEAR: Final = {
    "hom nay": 0, "nay": 0, "ngay": 0, "gio": 0, "today": 0,
    "mai": 1, "tomorrow": 1, "mot": 2, "ngay kia": 2,
    "bua mot": 2, "hom mot": 2, "hom kia": -2, "hom qua": -1, "qua": -1, "ngay kia kia": 3,
}  # fmt: skip
_WORD: Final = rf"(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
SAID: Final = rf"(?:\d{{1,2}}|{_WORD}(?: {_WORD}){{0,2}})"
_WEEK: Final = r"(?:\s+(?:(?:tuan\s+)?(?P<week>sau|toi|nay)|tuan\s+(?P<past>truoc|roi|qua)))?"
_UNITS: Final = (
    "ngay|hom|bua|buoi|tuan|thang|gio|h|phut|phan|nguoi|ho|xa|phuong|don vi|ho so|muc|viec|nhiem vu"
    "|lop|trieu|ty|nghin|trang|lan|dot|bai|cuoc|chi tieu|doanh nghiep|dn|co so|can bo|tieu chi"
    "|xong|deu|da|dang|chua|duoc|vuong"
)
_ROWS: Final[tuple[tuple[str, Reader], ...]] = (
    (r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b", _iso),
    (r"(?<![\d/.,-])(?P<d1>\d{1,2})\s?(?:-|–|den|toi)\s?(?:het\s+)?(?:ngay\s+)?(?P<d>\d{1,2})"
     rf"(?:\s?[/.]\s?(?P<m>\d{{1,2}})(?!\d)|\s+thang\s+(?P<m2>{SAID})\b)"
     r"(?:[/.](?P<y>\d{4}|\d{2}))?(?![\d/]|[.,]\d)", _short_range),
    (r"\b(?:(?:nghi|phep|om|vang|cong tac|hoc)\s+(?:tu\s+)?|tu\s+)(?:ngay\s+)?(?P<d1>\d{1,2})"
     r"\s?(?:-|–|den|toi)\s?(?:het\s+)?(?:ngay\s+)?(?P<d>\d{1,2})\b"
     rf"(?!\s*(?:[/.,-]\s?\d|%|\d|(?:{_UNITS})\b))", _bare_range),
    (r"(?:\bngay\s+|\bhom\s+|\bmung\s+|\bmong\s+)?(?<![\d/.,-])(?P<d>\d{1,2})\s?(?P<sep>[/.-])\s?"
     r"(?P<m>\d{1,2})(?:\s?(?P=sep)\s?(?P<y>\d{4}|\d{2}))?(?![\d/]|[.,]\d)", _written),
    (rf"(?:\bngay\s+|\bmung\s+|\bmong\s+)?\b(?P<d>{SAID})\s+thang\s+(?P<which>sau|toi|nay)\b",
     _in_near_month),
    (rf"(?:\bngay\s+|\bmung\s+|\bmong\s+)?\b(?P<d>{SAID})\s+thang\s+(?P<m>{SAID})\b"
     r"(?:\s+nam\s+(?P<y>\d{4}))?", _written),
    (r"\bngay (?P<near>mot)\b", _near),
    (r"\b(?P<near>bua mot|hom mot)\b(?! (?:ngay|lan|viec))", _near),
    (rf"\b(?:ngay|mung|mong|hom)\s+(?!sau\b)(?P<d>{SAID})\b(?!\s+(?:ngay|thang|nua|lan|viec|gio))",
     _day_of_month),
    (r"\b(?P<near>hom nay|hom qua|hom kia|ngay kia kia|ngay kia|today|tomorrow)\b", _near),
    (r"\b(?:ngay |sang |trua |chieu |toi |hom )?(?P<near>mai)\b(?! (?:mot|kia|nay)\b)", _near),
    (r"\b(?:sang|trua|chieu|toi) (?P<near>nay|qua)\b", _near),
    (rf"\b(?:thu\s*|t(?=\d))(?P<weekday>hai|ba|tu|nam|sau|s6u|bay|[2-7])\b{_WEEK}", _named_weekday),
    (rf"\b(?:chu nhat|cn)(?P<weekday>)\b{_WEEK}", _named_weekday),
    (rf"\b(?:sau\s+)?(?P<n>{SAID})\s+(?P<unit>ngay|hom|bua|tuan)\s+(?:nua|toi|sau)\b", _ahead),
    (rf"\bsau\s+(?P<n>{SAID})\s+(?P<unit>ngay|hom|tuan)\b", _ahead),
    (r"\b(?P<end>cuoi|dau|het)\s+tuan(?:\s+(?P<week>sau|toi|nay))?\b", _week_end),
    (rf"\b(?P<end>cuoi|dau|giua|het)\s+thang(?:\s+(?:(?P<which>sau|toi|nay)|(?P<month>{SAID})))?\b",
     _month_end),
    (r"\b(?:cuoi|het)\s+(?P<span>quy|nam)(?:\s+nay)?\b(?!\s+(?:sau|toi|\d|i))",
     _quarter_or_year_end),
    (r"\b(?P<near>mot)\b", _near),
    (r"\bnua thang nua\b", _half_a_month),
    (r"\b(?:cuoi|het) (?P<near>ngay|gio)\b"
     r"(?! (?:thu|t\d|cn|chu nhat|mai|mung|\d|sang|(?:chieu|trua|toi) mai))", _near),
    (r"\btuan\s+(?P<week>sau|toi|nay)\b", _whole_week),
    (rf"\bthang\s+(?:(?P<which>sau|toi|nay)|(?P<month>{SAID}))\b", _whole_month),
)  # fmt: skip
READERS: Final = tuple((re.compile(pattern), read) for pattern, read in _ROWS)
"""What a phrase of a date looks like, and how its days are worked out; the longest come first."""

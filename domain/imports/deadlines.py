"""Reads the deadline of a task as annexes write it: a day, the end of a period, a recurrence."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from domain.reporting.plans import Recurrence
from domain.text.normalize import plain


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day and how often; None where the text names none. `assumed`: it has no year.

    `several`: the text names days before it, which are no beginning of a span.
    """

    day: date | None = None
    recurrence: Recurrence | None = None
    assumed: bool = False
    several: bool = field(default=False, compare=False)


# All on plain spelling: lower case, no marks.
_AND = r"\s*(?:,|;|&|-|\bva\b|\bden\b)\s*"
_QUARTER = r"(?:iv|i{1,3}|0?[1-4])"
_YEAR = r"(?:\s*(?:[/.,-]|\bcua\b|\bnam\b)+\s*(20\d\d)|\s+(20\d\d))?(?!\d)"
_EVERY = r"(?:hang|moi|tung|theo|cac|dinh ky(?: hang| moi| theo)?)\s+(?:1 |01 |mot )?"
_TIMES = r"\s*/?\s*(?:0?1|mot)?\s*lan\b"
_SIX = r"(?:0?6|sau)\s*thang"

_WEEK = re.compile(r"\btuan\s*(?:thu\s*)?(?:0?[1-6]|i{1,3}|iv|nhat|hai|ba|bon|tu|nam)\b(?! lan)")
_OLD_SPELLING = re.compile(r"\bqui\b")
_SHORT_SPAN = re.compile(
    r"\b\d{1,2}\s*([/.])\s*\d{1,2}\s*(?:-|\bden\b)\s*"
    r"(?=(?:ngay\s*)?\d{1,2}\s*\1\s*\d{1,2}\s*\1\s*(?:20)?\d\d\b)"
)
_PRECISELY = re.compile(
    r"\(|[,:]\s*(?:(?:xong|hoan thanh) )?(?:truoc|cham nhat|muon nhat|han cuoi|hoan thanh ngay)\b"
)
_START = re.compile(r"(?<!thu )\b(?:ke )?tu\b[^-)]*?(?:\b(?:den|toi)\b|\)|$)|\(theo [^()\d]*\)")
_DAYS_OF = re.compile(r"(?<![\d/.])\d{1,2}\s*-\s*(?=\d{1,2}\s*[/.]\s*\d{1,2}\b)")
_HOUR = re.compile(
    r"\b(?:[01]?\d|2[0-4])\s*(?:h|gio|g|:(?=\d\d))\s*(?:\d\d\b)?(?:\s*phut)?(?::\d\d)?"
    r"(?=\W|$)(?!\s*[/.-]\s*\d)"
)
_NO_QUARTER = re.compile(r"\bquy\s*[.]?\s*0?(?:[5-9]|[1-9]\d)(?!\d)")
_MARK = re.compile(r"[¹²³⁰⁴-⁹]+|\(\*+\)|\*+")
_SERIAL = re.compile(r"[3-6]\d{4}(?:\.\d+)?")
_FIRST_SERIAL = date(1899, 12, 30)


def _often(unit: str) -> str:
    times = rf"\b(?:0?1 |mot )?{unit}{_TIMES}|(?:\b\d+ )?\blan\s*/\s*{unit}\b"
    return rf"\b{_EVERY}{unit}\b(?!\s*\d)|{times}"


_ALONE, _ENDS = r"(?<!trong )(?<!cuoi )(?<!dau )(?<!giua )\b", r"\b(?=\s*(?:[,;/]|\bva\b|$))"
_NO_HALF = r"(?!\s*(?:dau|cuoi)\s*nam)"
_RECURRENCES = (
    (Recurrence.SEMIANNUAL, rf"{_often(_SIX)}|\b{_SIX}\b{_NO_HALF}|\b(?:nua|ban) n(?:am|ien)\b"),
    (
        Recurrence.QUARTERLY,
        rf"\bthang (?:cuoi|dau)(?: cua)?(?: moi| hang| tung)? quy\b(?!\s*{_QUARTER}\b)",
    ),
    (
        Recurrence.QUARTERLY,
        rf"{_often('quy(?! dinh| che)')}|{_ALONE}quy{_ENDS}|{_often('(?:0?3|ba) thang')}",
    ),
    (Recurrence.WEEKLY, _often("tuan")),
    (Recurrence.MONTHLY, rf"{_often('thang')}|{_ALONE}thang{_ENDS}"),
    (
        Recurrence.CONTINUOUS,
        rf"\bthuong xuyen\b|\blien tuc\b|\b(?:ca|quanh|suot)(?= nam\b)|{_often('ngay')}",
    ),
)
_FINEST = (
    Recurrence.WEEKLY,
    Recurrence.MONTHLY,
    Recurrence.QUARTERLY,
    Recurrence.SEMIANNUAL,
    Recurrence.CONTINUOUS,
)
_YEARLY = re.compile(_often("nam"))
_WITH_YEARLY = re.compile(rf"((?:{_SIX}|\bquy)\b)\s*(?:,|;|\bva\b)\s*(?:0?1 |mot )?nam\b(?!\s*20)")
_DAY_OF_PERIOD = re.compile(
    rf"\b(?:ngay|mung|thu|truoc)\s+\d{{1,2}}\b(?:(?:{_AND})(?:ngay\s+)?\d{{1,2}}\b)*(?!\s*[/.-]\s*\d)(?!\s*thang\s*\d)"
)
_NO_DATE = re.compile(
    r"(?:theo|khi|sau khi|ngay khi|ngay sau khi) (?!.*\d).*|"
    r"(?:khong|chua)(?: (?:quy dinh|xac dinh|co|an dinh))?(?: (?:thoi han|thoi gian))?|"
    r"dot xuat|n/a|-+|\.+|…+"
)
_FILLERS = frozenset(
    re.findall(
        r"\w+",
        "an ba ban bao bay before bon by cac cao cham chieu chu cua cung cuoi dau den diem "
        "dinh doan dot du "
        "giai gian giua gui hai han hang hanh het hien hoan ket khai khoang khong kien ky la lan "
        "moi muc muon nam nay ngay nhat nop phai qua quy sang sau so som tat thang thanh theo "
        "thoi thu thuc toi tong trien trinh trong truoc tu tuan va vao xong ",
    )
)


@lru_cache(maxsize=4096)
def read_deadline(text: str, year: int | None = None) -> Deadline | None:
    """What the text says, or None when it cannot be read for certain.

    `year` completes "30/9" and "Quý IV". A quarter, month or year means its last day; of several
    days, and of a span, the last one counts.
    """
    whole = _OLD_SPELLING.sub("quy", plain(_MARK.sub("", text)))
    return _outright(whole) or (None if _NO_QUARTER.search(whole) else _read(whole, year))


def _outright(said: str) -> Deadline | None:
    """Nothing, a word of ours, or the number of a day in Excel."""
    if not said:
        return Deadline()
    if said in set(Recurrence):
        return Deadline(None, Recurrence(said))
    if _SERIAL.fullmatch(said):
        return Deadline(_FIRST_SERIAL + timedelta(days=int(float(said))), Recurrence.ONCE)
    return None


def _read(whole: str, year: int | None) -> Deadline | None:
    said = whole
    said = _SHORT_SPAN.sub(" ", _START.sub(" ", _HOUR.sub(" ", said)))
    said, recurrence = _recurrence(_DAYS_OF.sub(" ", said))
    if recurrence is None and _WEEK.search(said):
        return None
    try:
        said, days, assumed = _days(
            said, year, recurring=recurrence is not None or bool(_YEARLY.search(whole))
        )
    except ValueError:
        return None
    if not days and recurrence is None and _NO_DATE.fullmatch(whole):
        return Deadline()
    if set(re.findall(r"[a-z]+|\d+", _without_ordinals(said))) - _FILLERS:
        return None
    if not days and recurrence is None and not _YEARLY.search(whole):
        return None
    once = recurrence or (Recurrence.ONCE if days else None)
    return Deadline(max(days, default=None), once, assumed, len(set(days)) > 1)


def _without_ordinals(said: str) -> str:
    return re.sub(r"\b(?:dot|lan|ky|thu)\s+(?:\d{1,2}|i{1,3}|iv)\b\s*:?", " ", said)


def _recurrence(said: str) -> tuple[str, Recurrence | None]:
    """The text without its words of recurrence, and the shortest period they name."""
    found = set()
    said = _WITH_YEARLY.sub(r"\1", said)
    for recurrence, pattern in _RECURRENCES:
        said, count = re.subn(pattern, " ", said)
        if count:
            found.add(recurrence)
    said = _YEARLY.sub(" ", said)
    if found:
        said = _DAY_OF_PERIOD.sub(" ", said)
    return said, next((each for each in _FINEST if each in found), None)


def _days(said: str, year: int | None, *, recurring: bool) -> tuple[str, list[date], bool]:
    """What is left of the text, the days it names, and whether a year had to be assumed.

    Raises ValueError for a day that does not exist, or when no year is known.
    """
    own = [int(each) for each in re.findall(r"(?<!\d)20\d\d(?!\d)", said)]
    own += [2000 + int(short[2]) for short in _SHORT_YEAR.finditer(said)]
    known = max(own) if own else year
    precise = bool(_PRECISELY.search(said)) and ";" not in said
    days: list[date] = []
    spans: dict[date, date] = {}

    def take(read: Callable[[re.Match[str], int], date]) -> Callable[[re.Match[str]], str]:
        def taken(match: re.Match[str]) -> str:
            day = read(match, _needed(known))
            if read in _LENGTHS:
                spans[day] = _first(day, _LENGTHS[read])
            else:
                days.append(day)
            return " "

        return taken

    for pattern, read in _FORMS:
        said = pattern.sub(take(read), said)
    if not recurring and not days and not spans:
        said = _BARE_YEAR.sub(take(_last_of_year), said)
    days += [
        last
        for last, first in spans.items()
        if not (precise and any(first <= day <= last for day in days))
    ]
    return said, days, bool(days) and not own


def _first(last: date, months: int) -> date:
    """The first day of a period of so many months."""
    before = last.year * 12 + last.month - months
    return date(before // 12, before % 12 + 1, 1)


def _needed(year: int | None) -> int:
    if year is None:
        raise ValueError("no year")
    return year


def _numbers(match: re.Match[str]) -> Iterator[int]:
    return (int(each) for each in match.groups() if each and each.isdigit())


def _iso(match: re.Match[str], _year: int) -> date:
    return date(*_numbers(match))


def _day_month(match: re.Match[str], year: int) -> date:
    day, month, *own = _numbers(match)
    whole = own[0] if own else year
    return date(whole + 2000 if whole < 100 else whole, month, day)


def _last_of_month(match: re.Match[str], year: int) -> date:
    months = [int(each) for each in re.findall(r"\d+", match[1])]
    return _end(_own_year(match, year), _latest(months, match))


def _last_of_quarter(match: re.Match[str], year: int) -> date:
    quarters = ("i", "ii", "iii", "iv")
    named = re.findall(_QUARTER, match[1].replace("quy", ""))
    numbers = [int(each) if each.isdigit() else quarters.index(each) + 1 for each in named]
    return _end(_own_year(match, year), _latest(numbers, match) * 3)


def _latest(numbers: Sequence[int], match: re.Match[str]) -> int:
    """The last of several; from 12 to 1 is over the new year, whose year must be written."""
    over_the_year = re.search(r"-|\bden\b", match[1]) and any(match.groups()[1:])
    if numbers != sorted(numbers) and not over_the_year:
        raise ValueError("not in order")
    return numbers[-1]


def _last_of_first_months(match: re.Match[str], year: int) -> date:
    first = match[2] == "dau"
    return _end(int(match[3] or match[4] or year), int(match[1]) if first else 12)


def _last_of_year(match: re.Match[str], year: int) -> date:
    return date(max(_numbers(match), default=year), 12, 31)


def _own_year(match: re.Match[str], year: int) -> int:
    return next((int(each) for each in match.groups()[1:] if each), year)


def _end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


_MONTHS = rf"(\d{{1,2}}(?!\d)(?:(?:{_AND})(?:thang\s*|t)?\d{{1,2}}(?!\d|\s*/\s*\d{{1,2}}/))*)"
_QUARTERS = rf"({_QUARTER}(?:(?:{_AND})(?:quy\s*)?{_QUARTER}\b)*)"
_SHORT_YEAR = re.compile(r"\b\d{1,2}([/.-])\d{1,2}\1(\d\d)\b")
_BARE_YEAR = re.compile(r"\b(?:nam\s*)?(20\d\d)(?:\s*-\s*(20\d\d))?\b|\bnam\b")
_FORMS = (
    (re.compile(r"\b(20\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?:[t ]00:00(?::00)?)?\b"), _iso),
    (re.compile(r"\b(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(20\d\d|\d\d)(?!\d)"), _day_month),
    (re.compile(r"\b(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/,]?\s*(?:cua )?nam\s*(20\d\d)"), _day_month),
    (re.compile(rf"\b(\d{{1,2}})\s*thang\s*(dau|cuoi)\s*nam{_YEAR}"), _last_of_first_months),
    (re.compile(rf"\b(?:ngay\s*)?(\d{{1,2}})\s*/?\s*thang\s*(\d{{1,2}})(?!\d){_YEAR}"), _day_month),
    (re.compile(rf"\b(?:thang|t)\s*[.]?\s*{_MONTHS}{_YEAR}"), _last_of_month),
    (re.compile(rf"\b(?:quy|q)\s*[.]?\s*{_QUARTERS}\b{_YEAR}"), _last_of_quarter),
    (re.compile(r"(?<![\d/.-])(\d{1,2})\s*[/.-]\s*(20\d\d)\b"), _last_of_month),
    (re.compile(r"(?<![\d/.-])(\d{1,2})\s*([/.-])\s*(\d{1,2})(?![\d/-])"), _day_month),
    (re.compile(r"\bnam\s*(20\d\d)(?:\s*-\s*(20\d\d))?\b"), _last_of_year),
)  # fmt: skip
"""What a day may look like, in the order of reading; each is taken out of the text once read."""
_LENGTHS: dict[Callable[[re.Match[str], int], date], int] = {
    _last_of_month: 1,
    _last_of_quarter: 3,
    _last_of_first_months: 6,
    _last_of_year: 12,
}
"""How many months a period is long, as far as a day named beside it may stand inside it."""

"""Finds dates and shares of work in a chat reply and writes them as marks that no word can be."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

from domain.text.cleaning import fold

Rewrite = Callable[[re.Match[str]], str | None]


@dataclass(frozen=True, slots=True)
class Measured:
    """A text whose shares read `62%` and whose dates read `@0`, or are followed by `~0`."""

    text: str
    dates: tuple[str, ...]


def measure(text: str) -> Measured:
    """Rewrite every share of the work as a whole percentage and every date as a mark.

    `text` is NFC; a percentage is a whole number. `20/10` becomes `@0`, `tuần sau` keeps its words
    and gains `~0`; the number is a position in `dates`, which holds them as they stood.
    """
    text = without_documents(text)
    dates: list[str] = []
    original = text

    def mark(match: re.Match[str]) -> str | None:
        if match["short"] and not _is_date(match):
            return None
        found = original[slice(*match.span())]
        if match[0].startswith("thu ") and not found.isascii() and found[:3].lower() != "thứ":
            return None  # "thử 3 mẫu" is no Tuesday
        dates.append(found.strip())
        sign = f"~{len(dates) - 1} " if match["relative"] else f"@{len(dates) - 1} "
        return f"{found} {sign}" if match["relative"] else f" {sign}"

    text = _replace(_DATE, mark, text)
    for pattern, share in _shares():
        text = _replace(pattern, share, text)
    return Measured(text, tuple(dates))


def without_documents(text: str) -> str:
    """`text` with `#` for the number of every document: `215/BC-QLCN`."""
    return _replace(_DOCUMENT, lambda _: " # ", text)


def _replace(pattern: re.Pattern[str], rewrite: Rewrite, text: str) -> str:
    """Rewrite in `text` what `pattern` finds in its folded form; None leaves it as it stood."""
    parts: list[str] = []
    end = 0
    for match in pattern.finditer(fold(text)):
        written = rewrite(match)
        if written is not None:
            parts += [text[end : match.start()], written]
            end = match.end()
    return "".join(parts) + text[end:]


def _is_date(match: re.Match[str]) -> bool:
    """Whether `5/11` is a day of a month; `làm được 3/5 mục` is three parts of five."""
    day, month = (int(part) for part in match["short"].split()[-1].split("/"))
    if not (0 < day <= 31 and 0 < month <= 12):
        return False
    if day == month and _UNIT_AFTER.match(match.string, match.end()):
        return False
    if day > month or " " in match["short"] or _DATE_BEFORE.search(match.string[: match.start()]):
        return True
    if _UNIT_AFTER.match(match.string, match.end()):
        return False
    return not _WORK_BEFORE.search(match.string[: match.start()])


def _percent(value: float) -> str:
    """Rounded to the nearest, but nothing short of everything is 100 and nothing at all is 0."""
    if not 0 <= value <= 100:
        return " over% "
    return f" {round(value) if value in (0, 100) else min(99, max(1, round(value)))}% "


def _plain_number(written: str) -> float:
    """`1.250` is a thousand and more, `62,5` and `62.5` are sixty-two and a half."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", written):
        return float(written.replace(".", ""))
    return float(written.replace(",", "."))


def _number(written: str) -> float:
    if written[0].isdigit():
        return _plain_number(written)
    return _spelled(written.split())


def _spelled(words: list[str]) -> float:
    """The value of `tám mươi lăm`, `bảy lăm phẩy năm`, `một trăm`, `trăm`; 0 to 100."""
    if "phay" in words:
        point = words.index("phay")
        return _spelled(words[:point]) + _spelled(words[point + 1 :]) / 10
    if len(words) == _TWO_DIGITS and all(0 < _DIGITS.get(word, 0) <= _NINE for word in words):
        return _DIGITS[words[0]] * 10 + _DIGITS[words[1]]
    total = 0
    for word in words:
        if word == "tram":
            total = (total or 1) * 100
        elif word in {"muoi", "chuc"} and total:
            total *= 10
        else:
            total += _DIGITS.get(word, 0)
    return total


def _fraction(match: re.Match[str]) -> str | None:
    part, whole = (_number(match[name]) for name in ("part", "whole"))
    if not whole or part > whole:
        return None
    return _percent(part * 100 / whole)


def _ordinary_fraction(match: re.Match[str]) -> str | None:
    """`1/ xong 2/ chưa` and `1/2 xong` in a list are no shares unless work stands around them."""
    around = _UNIT_AFTER.match(match.string, match.end()) or _WORK_BEFORE.search(
        match.string[: match.start()]
    )
    return _fraction(match) if around or _number(match["whole"]) > 12 else None


_DIGITS: Final = {
    word: value
    for value, words in enumerate(
        ("khong", "mot", "hai", "ba", "bon tu", "nam lam nham", "sau", "bay", "tam", "chin", "muoi")
    )
    for word in words.split()
}
_FIGURE: Final = r"\d{1,3}(?:\.\d{3})+|\d+(?:[.,]\d+)?"
_TWO_DIGITS, _NINE = 2, 9
_WORD: Final = rf"(?:{'|'.join(_DIGITS)})"
_SPELLED: Final = rf"{_WORD}(?: (?:{_WORD}|tram|chuc|linh|le|phay))*|tram"
_PERCENT: Final = r"\s?(?:%|phan tram\b|percent\b)"
_UNITS: Final = (
    "muc|hs|ho so|viec|phong|don vi|xa|phuong|doi|tieu chi|noi dung|chi tieu|tthc|thu tuc|buoc|phan"
    "|co so|cua hang|dia phuong|huyen|du an|san pham|hop dong|tuyen|cong trinh|sieu thi"
    "|bao cao|van ban|nguoi|can bo|khoi luong|so luong|cong viec|lop|bai|tin|cuoc|dot|doanh nghiep"
)
_UNIT_AFTER: Final = re.compile(rf"\s*(?:{_UNITS})\b")
_DATE_BEFORE: Final = re.compile(r"\b(?:ngay|hom|tu|den|truoc|sau|kip|han|vao|toi|sang|chieu)\s*$")
_WORK_BEFORE: Final = re.compile(
    r"(?:\b(?:duoc|dc|xong|dat|lam|hoan thanh|ht|hoa|quyet|ly|khoang|hon|gan|con)\s*|[:(]\s*)$"
)
_DOCUMENT: Final = re.compile(
    r"\b\d+/(?:bc|qd|kh|cv|tb|ttr|tt|nq|bb|gm|ubnd|sct|hd|nd|ct|to)\b[\w./&-]*"
)
_DATE: Final = re.compile(
    r"(?P<year>(?:\bngay |\bhom )?\b\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d{2}\b)"
    r"|(?P<short>(?:\bngay |\bhom |\bmung )?(?<![\d/.,])\d{1,2}/\d{1,2}\b(?![/%.]\d))"
    r"|(?P<named>\bngay \d{1,2}\b(?: thang \d{1,2}\b)?(?: nam \d{4}\b)?|\b(?:mung|hom) \d{1,2}\b"
    r"|\bthang \d{1,2}\b(?!/)|\bquy (?:[1-4]|i{1,3}|iv)\b)"
    r"|(?P<relative>\bhom (?:nay|qua|kia|truoc)\b|\bngay (?:mai|mot|kia)\b"
    r"|\b(?:tuan|thang|quy) (?:nay|sau|truoc|toi)\b|\bcuoi (?:ngay|tuan|thang|quy|nam)\b"
    r"|\b(?:sang|trua|chieu|toi) (?:nay|mai|qua)\b"
    r"|(?<!viec )(?<!vu )(?<!muc )(?<!lan )(?<!dot )\bthu (?:hai|tu|nam|sau|bay|[2-7])\b)"
)


def _as_it_stands(match: re.Match[str]) -> str:
    return _percent(_number(match["n"]))


def _what_is_left(match: re.Match[str]) -> str:
    return _percent(100 - _number(match["n"]))


def _tens(match: re.Match[str]) -> str:
    return _percent(_DIGITS[match["low"]] * 10)


def _half(_match: re.Match[str]) -> str:
    return _percent(50)


_TABLE: Final[tuple[tuple[str, Rewrite], ...]] = (
    # from 50% to 80%: where it stands now
    (rf"(?:{_FIGURE}){_PERCENT} (?:len|->) (?P<n>{_FIGURE}){_PERCENT}", _as_it_stands),
    # a range is no better than its lower end
    (rf"(?<![\d.,/])(?P<n>{_FIGURE})(?:{_PERCENT})?\s?(?:-|–|~|den|toi)\s?(?:{_FIGURE}){_PERCENT}",
     _as_it_stands),
    # "sáu bảy chục phần trăm" is sixty at least
    (rf"\b(?P<low>{_WORD}) {_WORD} (?:chuc|muoi){_PERCENT}", _tens),
    (rf"\b(?:con|thieu)(?: lai| thieu| khoang| tam)* (?P<n>{_FIGURE}|{_SPELLED}){_PERCENT}",
     _what_is_left),
    (rf"(?<![\d.,/])(?P<n>{_FIGURE}|\b(?:{_SPELLED})){_PERCENT}", _as_it_stands),
    (rf"(?<![\d.,/])(?P<part>{_FIGURE})\s?/\s?(?P<whole>{_FIGURE})(?![\d/])", _ordinary_fraction),
    (rf"\b(?P<part>{_FIGURE}|{_SPELLED})(?: (?:{_UNITS}))? (?:tren|trong(?: so| tong so)?)"
     rf" (?P<whole>{_FIGURE}|{_SPELLED})(?= (?:{_UNITS}))", _fraction),
    (rf"\b(?P<part>{_WORD}|\d{{1,2}}) phan (?P<whole>{_WORD}|\d{{1,2}})\b", _fraction),
    # half a day is no half of the work
    (r"\b(?:mot|1|phan|qua|hon|gan|duoc|dc) nua\b"
     r"(?! la| thang| tieng| gio| ngay| tuan| buoi)", _half),
)  # fmt: skip


@cache
def _shares() -> tuple[tuple[re.Pattern[str], Rewrite], ...]:
    return tuple((re.compile(pattern), share) for pattern, share in _TABLE)

"""Finds the days that a text in Vietnamese names, and leaves alone what only looks like one."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.text.cleaning import clean, fold
from domain.text.day_phrases import READERS, Reader


@dataclass(frozen=True, slots=True)
class DayMention:
    """The days that the signs from `start` to `end` name; `until`: only the last is said."""

    first: date
    last: date
    start: int
    end: int
    until: bool = False


def day_mentions(text: str, today: date) -> tuple[DayMention, ...]:
    """The days in `text` in their order; places count in the cleaned text.

    A day without a year is the next such day, or a recent one. What is denied ("không phải mai"),
    counted ("thử 3 mẫu", "lần thứ hai"), measured ("3.5%") or a name ("chị Mai") is no day.
    """
    cleaned = clean(text)
    folded = _SIX.sub("s6u", cleaned) if _SIX.search(cleaned) else cleaned
    folded = fold(folded)
    taken: list[tuple[int, int]] = []
    found: list[DayMention] = []
    for pattern, read in READERS:
        for match in pattern.finditer(folded):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            days = None if _is_none(match, cleaned) else _days(read, match, today)
            until = match[0].startswith("het ") or bool(_UNTIL.search(folded[: match.start()]))
            if days:
                found.append(DayMention(*days, *match.span(), until))
    return tuple(sorted(found, key=lambda each: each.start))


def _days(read: Reader, match: re.Match[str], today: date) -> tuple[date, date] | None:
    """None for what no calendar knows: "30/2"."""
    try:
        return read(match, today)
    except (ValueError, OverflowError):
        return None


def _is_none(match: re.Match[str], text: str) -> bool:
    """Whether its neighbours or its own marks make it something else than a day."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    groups = match.groupdict()
    if _DENIED.search(before) or _MEASURED.match(after):
        return True
    if "weekday" in groups and _weekday_is_none(text[match.start() :], before, after):
        return True
    if groups.get("sep") == "/" and not groups["y"] and _SHARE.search(before):
        return True
    if groups.get("sep") == "." and not groups["y"] and match[0][0].isdigit():
        return bool((before + after).strip()) and not _BEFORE_DAY.search(before)
    written = text[slice(*match.span())]
    if match[0] == "mot":  # bare, only "mốt" is a day; without its mark it is one
        return written.lower() != "mốt" or _TENS.search(before) is not None
    return match[0] == "mai" and _is_name(written, before, after)


def _is_name(written: str, before: str, after: str) -> bool:
    """`chị Mai`, `chi mai ky`; and `khuyến mãi`, `thuong mai`, which are other words."""
    if not written.isascii() or before.endswith(("thuong ", "khuyen ")):
        return True
    titled = _TITLE.search(before) is not None
    return titled and (written[0] == "M" or _ACTS.match(after) is not None)


def _weekday_is_none(written: str, before: str, after: str) -> bool:
    """`thử 3 mẫu`, `thu 5 tỷ`, `lần thứ hai`."""
    words = re.split(r"[\s\d]+", written.lower(), maxsplit=2)
    word = words[0]
    if word == "thứ" and words[1:2] and words[1] == "tự":
        return True  # "thứ tự" is an order
    marked = not word.isascii() and word != "thứ" and not word.startswith("ch")
    bare_among_marked = word == "thu" and not written.isascii()
    return bool(marked or bare_among_marked or _COUNTED.match(after) or _ORDINAL.search(before))


_SIX: Final = re.compile(r"\bs\u00e1u\b", re.IGNORECASE)
"""With its mark, "sáu" is six and no "sau" (next, after)."""
_DENIED: Final = re.compile(
    r"\b(?:khong|ko|k|chu khong|chang)(?: phai)?(?: la| vao)?(?: ngay| hom)?\s*$"
)
_TENS: Final = re.compile(r"(?:muoi|chuc|tram|mai|\d)\s*$")
_SHARE: Final = re.compile(r"\b(?:ty le|ti le|dat|chiem)\s*$")
_MEASURED: Final = re.compile(
    r"\s*(?:%|phan tram|ty\b|trieu\b|nghin\b|ngan\b|tan\b|ha\b|km\b|m2\b|diem\b|lan\b|dong\b|muc\b"
    r"|ho so\b|ho\b|lop\b|thon\b|chi tieu\b|tieu chi\b|du an\b|cong trinh\b"
    r"|viec\b|nhiem vu\b|don vi\b|xa\b|phuong\b|noi dung\b|khoi luong\b|so luong\b)"
)
_COUNTED: Final = re.compile(
    r"\s*(?:mau|ty|trieu|lan|ho so|viec|nhiem vu|san pham|don vi|doanh nghiep|loai|cai|may|nguoi"
    r"|phuong an|trang|bai|chuc|hang muc|nghin|dong|tan|giai phap)\b"
)
_ORDINAL: Final = re.compile(
    r"\b(?:lan|viec|nhiem vu|muc|dot|phan|buoc|tap|nguoi|don vi|chuong|dieu|khoan|diem|vu|so|hang"
    r"|vong|phien|khoa|lop|cai|giai doan)\s*$"
)
_BEFORE_DAY: Final = re.compile(r"\b(?:ngay|hom|tu|den|toi|truoc|sau|han|vao|het|sang|chieu)\s*$")
_TITLE: Final = re.compile(r"\b(?:chi|anh|em|co|ba|ong|chu|bac|ban|dong chi|d/c|sep|thi|ten)\s*$")
_ACTS: Final = re.compile(r"\s+(?:ky|duyet|xem|bao|noi|phu trach|lam|gui|phong|o|van|thay)\b")
_UNTIL: Final = re.compile(r"\b(?:den|toi|het|truoc)(?:\s+(?:ngay|het))?\s*$")

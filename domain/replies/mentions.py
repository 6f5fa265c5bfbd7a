"""Finds which tasks of a numbered list a reply mentions, by number, by code, or all at once."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Final, Protocol

from domain.replies.normalization import plain


class Written(Protocol):
    """Writes a mention that was found as a mark."""

    def __call__(self, match: re.Match[str], /, codes: Mapping[int, str]) -> str: ...


def mark_mentions(words: str, codes: Mapping[int, str]) -> str:
    """Write each mention of a task in plain `words` as `§1`, of all as `§all`, of others `§rest`.

    A task that is not in `codes` (item number to task code) becomes `§0`.
    """
    words = _mark_codes(f" {words} ", codes)
    for pattern, written in _MENTIONS:
        words = pattern.sub(partial(written, codes=codes), words)
    while (joined := _ALSO.sub(partial(_one, codes=codes), words)) != words:
        words = joined
    return " ".join(words.split())


def _mark_codes(words: str, codes: Mapping[int, str]) -> str:
    for item, code in codes.items():
        name, _, number = plain(code).text.rpartition(" ")
        if number.isdigit():
            words = re.sub(rf" {name} ,? ?0*{int(number)}(?= )", f" §{item}", words)
    families = {plain(code).text.rpartition(" ")[0] for code in codes.values()} - {""}
    return re.sub(rf" (?:{'|'.join(families)}) \d+(?= )", " §0", words) if families else words


def _item(number: str, codes: Mapping[int, str]) -> str:
    return f"§{number}" if int(number) in codes else "§0"


_COUNTS: Final = {"hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9}
_ORDINALS: Final = {"nhat": 1, "dau": 1, "head": 1, "nhi": 2, "tu": 4} | _COUNTS
_TASK: Final = r"(?:viec|nhiem vu|dau viec|cong viec|muc|cau|so|stt|task|noi dung|cai)"
_UNIT: Final = (
    r"(?:ngay|gio|phut|tieng|tuan|thang|nam|hom|ho so|viec|nhiem vu|nguoi|don vi|phong|van ban|muc"
    r"|xa|phuong|doi|team|lan|buoc|phan|lop|bai|tin|thu tuc|noi dung|dau|bao cao|cai|ban|buoi"
    r"|chi tieu)"
)
_BEGINS: Final = (
    r"(?:xong|da|dang|chua|vuong|roi|duoc|moi|gan|sap|co ban|khong|van|thi|la|bi|stop|wait|gap|kho"
    r"|con|dat|thieu|mai|se|vua|cung|deu|\d+%|stuck|du kien|trinh)"
)
_COUNT: Final = rf"(?P<count>\d|{'|'.join(_COUNTS)})"


def _one(match: re.Match[str], codes: Mapping[int, str]) -> str:
    return f"{match['before']} {_item(match['item'], codes)}"


def _chained(match: re.Match[str], codes: Mapping[int, str]) -> str:
    """A bare number in mid-clause counts only after an earlier mention: `1 xong 2 đang làm`."""
    return _one(match, codes) if "§" in match.string[: match.start()] else match[0]


def _ordinal(match: re.Match[str], codes: Mapping[int, str]) -> str:
    word = match["ordinal"].split()[0]
    return f" {_item(str(len(codes) if word == 'cuoi' else _ORDINALS[word]), codes)}"


def _every(match: re.Match[str], codes: Mapping[int, str]) -> str:
    """`cả ba việc` is all of three and none of four."""
    count = match.groupdict().get("count") or str(len(codes))
    number = int(count) if count.isdigit() else _COUNTS[count]
    return " §all" if number == len(codes) else " §0"


def _every_unless_named(match: re.Match[str], codes: Mapping[int, str]) -> str:
    return match[0] if "§" in match.string else f"{_every(match, codes)}{match[0]}"


def _rest(_match: re.Match[str], codes: Mapping[int, str]) -> str:  # noqa: ARG001 - one shape
    return " §rest"


def _range(match: re.Match[str], codes: Mapping[int, str]) -> str:  # noqa: ARG001 - one shape
    return " " + " , ".join(str(item) for item in range(int(match[1]), int(match[2]) + 1))


def _spread(match: re.Match[str], codes: Mapping[int, str]) -> str:  # noqa: ARG001 - one shape
    return match[0].replace(",", " , ")


_TABLE: Final[tuple[tuple[str, Written], ...]] = (
    # "còn lại" before "tất cả": "tất cả các việc còn lại" is not all
    (rf" (?:tat ca |toan bo )?(?:cac |nhung |those |may )?"
     rf"(?:{_TASK} (?:con lai|khac|kia)|con lai)(?= )", _rest),
    # numbers written together come apart, unless they count something
    (rf" (?:tu )?(\d)(?: den |-)(\d)(?= )(?! {_UNIT})", _range),
    (rf" \d(?:,\d)+(?= )(?! {_UNIT})", _spread),
    (rf" ca {_COUNT}(?: {_TASK})?(?: nay| tren)?(?= )", _every),
    (rf" {_COUNT} {_TASK}(?: nay| tren)?(?= deu| da xong)", _every),
    (rf" (?:tat ca|toan bo|(?:cac|every|moi) {_TASK})(?: cac| deu| {_TASK}| nay| tren)*(?= )",
     _every),
    (rf" {_TASK} (?:thu )?(?P<ordinal>(?:dau|head)(?: tien)?|cuoi(?: cung)?|hai|ba)(?= )"
     rf"(?! {_UNIT})", _ordinal),
    (rf" {_TASK} thu (?P<ordinal>nhat|nhi|tu|bon|nam|sau|bay|tam|chin)(?= )", _ordinal),
    (rf"(?P<before>) {_TASK} (?:so |thu )?0?(?P<item>\d{{1,2}})(?= )", _one),
    # a bare number names a task where a clause begins, or where one ends after a status
    (rf"(?P<before>^|[.,?]| but| va| con| rieng| tru| chi) (?P<item>\d{{1,2}})(?= )"
     rf"(?!(?: [.,])? {_UNIT})", _one),
    (r"(?P<before> (?:xong|lam|roi|trien khai|thuc hien|vuong)) (?P<item>\d{1,2})"
     r"(?= (?:[.,?]|va|con|$)| $)(?! [.,] \d+%)", _one),
    (rf"(?P<before> \S+) (?P<item>\d{{1,2}})(?= (?:, |[.] )?{_BEGINS} )", _chained),
    (r" (?:da )?xong het(?= )| het viec(?= )", _every_unless_named),
)  # fmt: skip
_MENTIONS: Final = tuple((re.compile(pattern), written) for pattern, written in _TABLE)
_ALSO: Final = re.compile(rf"(?P<before>§\S+ (?:,|va|, va)) (?P<item>\d{{1,2}})(?= |$)(?! {_UNIT})")

"""Finds, as it was typed, what a reply to a list says of an item beyond its status."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from domain.replies.normalization import plain
from domain.text.cleaning import fold

ENOUGH_IN_COMMON = 0.7
"""The share of a note's words that must stand in what the reading gave to the item."""


def note_of(text: str, said: str, item: int, codes: Mapping[int, str]) -> str:
    """What `text` adds about `item`, without the bare status; "" where that cannot be told apart.

    `said`: the plain words that the reading gave to the item; `codes`: item number to task code.
    """
    whole = unicodedata.normalize("NFC", text)
    parts = [part for items, part in _segments(whole, codes) if item in items]
    notes = [note for part in parts if (note := _without_status(part))]
    return "\n".join(note for note in notes if _belongs(note, said))


def note_alone(text: str) -> str:
    """What a reply about the only item adds to its status."""
    return _without_status(unicodedata.normalize("NFC", text))


def _segments(text: str, codes: Mapping[int, str]) -> Iterator[tuple[set[int], str]]:
    """The words behind each group of mentions, up to the next group."""
    found = list(_mentions(codes).finditer(fold(text)))
    group: set[int] = set()
    for place, mention in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(text)
        part = text[mention.end() : end]
        group.add(_item(mention, codes))
        if not _JOINS.fullmatch(fold(part)):
            yield group, part
            group = set()


def _mentions(codes: Mapping[int, str]) -> re.Pattern[str]:
    return re.compile("|".join((*_coded(codes), _NUMBERED, _NAMED)), re.MULTILINE)


def _coded(codes: Mapping[int, str]) -> Iterator[str]:
    for item, code in codes.items():
        parts = re.fullmatch(r"(\D+?)[-\s.]*0*(\d+)", fold(code))
        if parts:
            yield rf"(?P<code{item}>\b{re.escape(parts[1])}[-\s.]*0*{parts[2]}\b)"


def _item(mention: re.Match[str], codes: Mapping[int, str]) -> int:
    """The item number; 0 where the mention is of none or of many."""
    named = mention.lastgroup or ""
    if named.startswith("code"):
        return int(named.removeprefix("code"))
    number = int(mention[named]) if named in {"task", "bare"} else 0
    return number if number in codes else 0


def _belongs(note: str, said: str) -> bool:
    words = [word for word in plain(note).text.split() if word.isalpha()]
    known = set(said.split())
    return sum(word in known for word in words) >= ENOUGH_IN_COMMON * len(words)


def _without_status(part: str) -> str:
    """`part` from behind the bare status at its head, without courtesies and points at the ends."""
    start = 0
    folded = fold(part)
    while found := _STATUS.match(folded, start):
        start = found.end()
    kept = part[start : len(_END.sub("", folded))].strip(_EDGES)
    opened, closed = kept.count("("), kept.count(")")
    return kept if opened == closed else kept.strip("()")


_EDGES: Final = " \t\n,;:.-–/"
_JOINS: Final = re.compile(r"(?:[\s,&+/-]|\bva\b|\bden\b|\btoi\b|\bvoi\b)*")
_NUMBERED: Final = (
    r"\b(?:dau viec|cong viec|viec|nhiem vu|nv|muc|so|stt|cau|task|noi dung)\s*(?:so|thu)?\s*0?"
    r"(?P<task>\d{1,2})\b(?!\s*[%/])\s*[.):]?"
    r"|(?:^|(?<=[\n,;.]))\s*(?:va |con |rieng |thi )?0?(?P<bare>\d{1,2})(?=[\s.):,-]|$)"
    r"(?!\s*[%/]\d?)[.):]?"
)
_NAMED: Final = (
    r"(?P<other>\b(?:tat ca|toan bo|con lai|viec (?:thu )?(?:nhat|hai|ba|tu|nam|dau(?: tien)?|cuoi"
    r"(?: cung)?))\b)"
)
_LABEL: Final = (
    r"(?:(?:da|van|thi|la|cung|deu|moi|em|hien|duoc|co ban) )*(?:xong(?: xuoi)?(?: het)?|hoan thanh"
    r"|hoan tat|done|ok|roi|dang(?: (?:lam|thuc hien|trien khai|xu ly))?|chua(?: (?:lam|thuc hien"
    r"|trien khai|xong|hoan thanh|bat dau|co gi))*|(?:bi |dang |con )?(?:vuong(?: mac)?|ket|tac"
    r"|kho khan)|(?:duoc |khoang |dat )*\d+(?:[.,]\d+)?\s?%)(?: (?:roi|het|a|nhe|duoc))*"
)
_STATUS: Final = re.compile(
    rf"[\s,;:.)–/-]+|\b{_LABEL}(?=\s*(?:[,.;:(\n–-]|$)|\s+(?:vi|do|nhung|moi|con|cho|tai|boi|nen|\d+(?:[.,]\d+)?\s?%))"
)
_END: Final = re.compile(r"(?:[\s,.;]|\b(?:a|nhe|nha|va)\b)*$")

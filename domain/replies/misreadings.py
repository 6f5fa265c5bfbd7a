"""A reply that was misread, kept as a labelled example in which nobody can be recognised."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.replies.judgement import Verdict
from domain.text.cleaning import clean, fold

MEANINGS: Final = (
    Verdict.DONE,
    Verdict.IN_PROGRESS,
    Verdict.BLOCKED,
    Verdict.NOT_STARTED,
    Verdict.QUESTION,
    Verdict.OTHER,
    Verdict.UNSURE,
)
"""What a reply may have meant, in the order in which it is offered."""
LONGEST: Final = 300
"""Characters of an example; a longer text is no reply in a few words."""
SOMEBODY: Final = "Nam"
"""Stands for every name."""
HIDDEN: Final = "…"
"""Stands for every number and address that leads to somebody."""


@dataclass(frozen=True, slots=True)
class Misreading:
    """What was said, as what it was read, and what it meant. Who said it is not known.

    `kept`: the Office has taken it into the examples; before that it waits for the Office.
    """

    root_unit_id: int
    text: str
    read_as: Verdict
    meant: Verdict
    reported_on: date
    kept: bool = False
    id: int = 0


def without_names(text: str, names: Iterable[str]) -> str:
    """`text` on one line, people in it as "Nam", and no telephone number or address.

    `names`: full names of people who may be spoken of.
    """
    said = _ADDRESS.sub(HIDDEN, " ".join(clean(text).split())[:LONGEST])
    said = _NUMBER.sub(HIDDEN, said)
    known = {" ".join(fold(clean(each)).split()) for each in names} - {""}
    for name in sorted(known, key=len, reverse=True):
        said = _replaced(said, rf"\b(?P<name>{re.escape(name)})\b") if " " in name else said
    given = "|".join(sorted(re.escape(name.split()[-1]) for name in known))
    said = _replaced(said, rf"\b{_TITLE}(?P<name>{given})\b") if given else said
    return _SPOKEN_OF.sub(rf"\g<title>{SOMEBODY}", _WHOLE_NAME.sub(SOMEBODY, said))


def _replaced(text: str, pattern: str) -> str:
    """Names are looked for without marks and capitals, as many people type them."""
    parts, end = [], 0
    for found in re.finditer(pattern, fold(text)):
        start, stop = found.span("name")
        if text[start:stop] not in _WORDS_TOO:
            parts += [text[end:start], SOMEBODY]
            end = stop
    return "".join(parts) + text[end:]


_ADDRESS: Final = re.compile(r"\S+@\S+|\b(?:https?://|www\.)\S+")
_NUMBER: Final = re.compile(
    r"(?<![\w/.,-])(?:\+?84|0)(?:[\s.-]?\d){8,10}(?!\d)|(?<!\d)\d{12}(?!\d)"
)
_TITLE: Final = r"(?:anh|chi|co|chu|bac|ong|ba|sep|dong chi|d/c) "
_WORDS_TOO: Final = frozenset(("mai", "an", "thu", "chi", "sau", "nam", "hai"))
"""Given names that are words, too: in small letters they are taken for the words."""
_UPPER: Final = "".join(letter for letter in map(chr, range(0x41, 0x1F00)) if letter.isupper())
_NAME: Final = rf"[{_UPPER}][^\W\d_{_UPPER}]+"
_SPOKEN_OF: Final = re.compile(
    r"(?P<title>\b(?:[Aa]nh|[Cc]hị|[Cc]hi|[Cc]ô|[Cc]hú|[Bb]ác|[ÔôOo]ng|[Bb]à|[Ss]ếp|[Đđ]ồng chí"
    rf"|[Đđ]/c) ){_NAME}(?: {_NAME})*"
)
_FAMILY: Final = (
    "Nguyễn|Nguyen|Trần|Tran|Lê|Le|Phạm|Pham|Hoàng|Hoang|Huỳnh|Phan|Vũ|Vu|Võ|Vo|Đặng|Dang|Bùi|Bui"
    "|Đỗ|Do|Hồ|Ho|Ngô|Ngo|Dương|Duong|Lý|Ly|Đào|Đinh|Đoàn|Mai|Lưu|Cao|Trịnh|Lương"
)
_WHOLE_NAME: Final = re.compile(rf"\b(?:{_FAMILY})(?: {_NAME}){{2,3}}")

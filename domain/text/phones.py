"""Phone numbers in one form, so that the same number is the same text."""

import re
from dataclasses import dataclass

from domain.text.cleaning import clean

NUMBER = re.compile(r"\+\d{8,15}")
HOME = "+84"
_NOISE = re.compile("[\\s.()'_\\-\u2010-\u2015\u2212]")
"""Spaces and dashes of every length; what nobody sees is cleaned away before."""
_OF_HOME = re.compile(r"(?:\+?84|0084)0?(?=\d{9,10}$)|0")
_LOST_ZERO = re.compile(r"[35789]\d{8}|2\d{9}")
_KNOWN = re.compile(r"\+84\d{9,10}|\+(?!84)\d{8,15}")
_OLD = re.compile(r"\+841([2689]\d)(\d{7})")
_BETWEEN = re.compile(r"[;,/\n|]|\bhoặc\b|\bvà\b", re.IGNORECASE)
_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")
_RENAMED = {f"6{digit}": f"3{digit}" for digit in range(2, 10)} | dict(
    zip(
        ("20", "21", "22", "26", "28", "23", "24", "25", "27", "29", "86", "88", "99"),
        ("70", "79", "77", "76", "78", "83", "84", "85", "81", "82", "56", "58", "59"),
        strict=True,
    )
)
"""What became of the numbers of eleven digits in 2018, behind their 01 and 0."""
_LOOKALIKES = str.maketrans("OoIl", "0011")


@dataclass(frozen=True, slots=True)
class PhoneRead:
    """A number, empty where there is none for certain; `other`: what may be meant besides.

    `doubt` is "more" (several stand there, or words), "old" (abolished), or "letters" (no number).
    """

    number: str = ""
    doubt: str = ""
    other: str = ""


def international(text: str) -> str:
    """+84912345678 from 0912 345 678, 84912345678 and the like; whatever else, without spaces."""
    digits = _NOISE.sub("", clean(text))
    home = _OF_HOME.match(digits)
    if home:
        return HOME + digits[home.end() :]
    return "+" + digits if digits[:1].isdigit() else digits


def from_a_list(text: str) -> str:
    """The same for a number in a list of people at home, where Excel drops the first zero."""
    digits = _NOISE.sub("", clean(text))
    return HOME + digits if _LOST_ZERO.fullmatch(digits) else international(text)


def read_phone(text: str) -> PhoneRead | None:
    """What a cell of a list says; None when it is no phone number and suggests none."""
    whole = from_a_list(text)
    if not whole:
        return PhoneRead()
    if _KNOWN.fullmatch(whole):
        old = _OLD.fullmatch(whole)
        new = HOME + _RENAMED[old[1]] + old[2] if old and old[1] in _RENAMED else ""
        return PhoneRead(whole, "old" if new else "", new)
    parts = (_WORD.sub("", part) for part in _BETWEEN.split(clean(text)))
    several = [each for each in map(from_a_list, parts) if _KNOWN.fullmatch(each)]
    if several:
        return PhoneRead(several[0], "more", ", ".join(several[1:]))
    meant = from_a_list(text.translate(_LOOKALIKES))
    return PhoneRead("", "letters", meant) if _KNOWN.fullmatch(meant) else None

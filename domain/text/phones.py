"""Phone numbers in one form, so that the same number is the same text."""

import re

NUMBER = re.compile(r"\+\d{8,15}")
HOME = "+84"
_OF_HOME = re.compile(r"(?:\+?84|0084)0?(?=\d{9,10}$)|0")
_LOST_ZERO = re.compile(r"[35789]\d{8}|2\d{9}")


def international(text: str) -> str:
    """+84912345678 from 0912 345 678, 84912345678 and the like; whatever else, without spaces."""
    digits = re.sub(r"[\s.\-()'\u200b\u00a0]", "", text)
    home = _OF_HOME.match(digits)
    if home:
        return HOME + digits[home.end() :]
    return "+" + digits if digits[:1].isdigit() else digits


def from_a_list(text: str) -> str:
    """The same for a number in a list of people at home, where Excel drops the first zero."""
    digits = re.sub(r"[\s.\-()'\u200b]", "", text)
    return HOME + digits if _LOST_ZERO.fullmatch(digits) else international(text)

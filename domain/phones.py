"""Phone numbers in one form, so that the same number is the same text."""

import re

NUMBER = re.compile(r"\+\d{8,15}")


def international(text: str) -> str:
    """+84912345678 from 0912 345 678, 84912345678 and the like; whatever else, without spaces."""
    digits = re.sub(r"[\s.\-()]", "", text)
    if digits.startswith("0"):
        return "+84" + digits[1:]
    return "+" + digits if digits[:1].isdigit() else digits

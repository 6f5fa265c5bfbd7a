"""Brings "xong hết trừ 2" and bare numbers in a row to the forms that a list reply is read in."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from domain.text.cleaning import fold

_DONE = r"(?:da\s+|deu\s+)?(?:lam\s+)?(?:xong|hoan thanh|dang lam|dang thuc hien|chua lam|lam)"
_BUT = r"(?:tru|ngoai tru|chi tru)"
_ALL = r"(?:tat ca|toan bo|het)"
_AFTER: Final = re.compile(rf"^\s*(?P<status>{_DONE})\s+het\s*,?\s*(?P<but>{_BUT})\b")
_BETWEEN: Final = re.compile(
    rf"^\s*{_ALL}\s*,?\s*(?P<but>{_BUT}\s+.+?)\s*,?\s+(?:(?:deu|thi)\s+)?(?P<status>{_DONE})[\s.!a]*$"
)
_IN_A_ROW: Final = re.compile(r"^\s*\d{1,2}(?:\s+\d{1,2})+(?=\s|$)")
_EVERY_TASK: Final = "tất cả"


def in_readable_form(text: str) -> str:
    """The same words where a list reply names all but some, or numbers without commas."""
    whole = unicodedata.normalize("NFC", text)
    folded = fold(whole)
    row = _IN_A_ROW.match(folded)
    if row:
        return ", ".join(whole[: row.end()].split()) + whole[row.end() :]
    if found := _AFTER.match(folded):
        return f"{_EVERY_TASK} {_cut(whole, found, 'status')}, {whole[found.start('but') :]}"
    if found := _BETWEEN.match(folded):
        return f"{_EVERY_TASK} {_cut(whole, found, 'status')}, {_cut(whole, found, 'but')}"
    return whole


def _cut(text: str, found: re.Match[str], group: str) -> str:
    return text[found.start(group) : found.end(group)]


def names_code(text: str, code: str) -> bool:
    """Whether a text names a task by its code: "NV-2", "nv 2", "Nv02"."""
    return re.search(_spellings(code), fold(text)) is not None


def without_code(text: str, code: str) -> str:
    """What is said besides the code; the text itself where it is nothing but the code."""
    folded = fold(text)
    if len(folded) != len(text):
        return text
    found = re.search(_spellings(code), folded)
    if found is None:
        return text
    return f"{text[: found.start()]} {text[found.end() :]}".strip(" ,;:.–-") or text


def _spellings(code: str) -> str:
    parts = re.fullmatch(r"(\D+?)[-\s.]*0*(\d+)", fold(code))
    if parts is None:
        return re.escape(fold(code))
    return rf"(?<!\w){re.escape(parts[1])}[-\s.]*0*{parts[2]}(?!\d)"


def numbered_by_code(codes: Sequence[str]) -> dict[int, str]:
    """The codes by the number that each ends in; none where two end in the same one."""
    found: dict[int, str] = {}
    for code in codes:
        number = re.search(r"(\d{1,2})$", code)
        if number is None or int(number[1]) in found:
            return {}
        found[int(number[1])] = code
    return found

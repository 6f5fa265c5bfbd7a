"""Writes the ways of naming tasks by code, by range or in spoken numbers as plain item numbers."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from domain.text.cleaning import fold

_SEPARATOR: Final = r"[-–—.\s]*"


def number_tasks(text: str, codes: Mapping[int, str]) -> str:
    """`text` with task codes as `việc N`, and `1…3`, `1->3` as `1-3`; `codes`: item to code.

    A number of the family that is not in the list becomes `việc 0`. Codes are found as typed,
    before any repair of spelling: `AA-12` is no drawn-out `a`.
    """
    text = _ITS_SHARE.sub(_of_an_item(codes), text)
    text = _CHAIN.sub(lambda match: match[0].replace("/", ", "), _RANGE.sub(r"\1-\2", text))
    known = {
        (_joined(parts[1]), int(parts[2])): item
        for item, code in codes.items()
        if (parts := re.fullmatch(r"(\D*[^\W\d_])[-\s.]*0*(\d+)", fold(code)))
    }
    if not known:
        return text
    families = "|".join(sorted({_spaced(family) for family, _ in known}, key=len, reverse=True))
    pattern = rf"(?<!\w)(?P<family>{families}){_SEPARATOR}(?:so\s+)?0*(?P<number>\d+)(?!\d)"
    return _replaced(text, re.compile(pattern), partial(_numbered, known=known))


def _of_an_item(codes: Mapping[int, str]) -> Callable[[re.Match[str]], str]:
    """`2 - 55%` is the share of the second, where there is one, and no range."""
    return lambda match: (
        f"việc {match['item']} {match['share']}" if int(match["item"]) in codes else match[0]
    )


def _joined(family: str) -> str:
    return re.sub(r"[-–—.\s]+", "-", family)


def _spaced(family: str) -> str:
    return _SEPARATOR.join(re.escape(part) for part in family.split("-"))


def _numbered(match: re.Match[str], known: Mapping[tuple[str, int], int]) -> str:
    return f" việc {known.get((_joined(match['family']), int(match['number'])), 0)} "


def _replaced(text: str, pattern: re.Pattern[str], written: "partial[str]") -> str:
    """Rewrite in `text` what `pattern` finds in its folded form."""
    parts, end = [], 0
    for match in pattern.finditer(fold(text)):
        parts += [text[end : match.start()], written(match)]
        end = match.end()
    return "".join(parts) + text[end:]


_RANGE: Final = re.compile(
    r"(?<![\d.,/])([1-9])\s*(?:[‐‑‒–—―−~]|\.{2,}|…|[-=]+>|→|-)\s*([1-9])(?![\d%]|[.,/]\d)"
)
_ITS_SHARE: Final = re.compile(
    r"(?:(?<=[,;.\n])|^)\s*(?P<item>[1-9])\s*[-–:]\s*(?P<share>(?:\d{2,3}|0)(?:[.,]\d+)?\s*%)",
)
_CHAIN: Final = re.compile(r"(?<![\d/])[1-9](?:/[1-9]){2,}(?![\d/])")

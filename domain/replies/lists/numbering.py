"""Writes the ways of naming tasks by code, by range or in spoken numbers as plain item numbers."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from domain.text.cleaning import fold

FULL = 100
_SEPARATOR: Final = r"[-–—.\s]*"


def number_tasks(text: str, codes: Mapping[int, str]) -> str:
    """`text` with task codes as `việc N`, and `1…3`, `1->3` as `1-3`; `codes`: item to code.

    A number of the family that is not in the list becomes `việc 0`. Codes are found as typed,
    before any repair of spelling: `AA-12` is no drawn-out `a`.
    """
    text = _replaced(text, _ALL_OF_ALL, partial(_all_of_all, codes=codes))
    text = _ITS_SHARE.sub(_of_an_item(codes), text)
    text = _replaced(text, _BARE_SHARE, partial(_bare_share, codes=codes))
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


def numbers_named(text: str) -> frozenset[int]:
    """The numbers of tasks that a text names in so many words: "việc 3", "nhiệm vụ số 2"."""
    return frozenset(int(found[1]) for found in _NAMED.finditer(fold(text)))


def _of_an_item(codes: Mapping[int, str]) -> Callable[[re.Match[str]], str]:
    """`2 - 55%` is the share of the second, where there is one, and no range."""
    return lambda match: (
        f"việc {match['item']} {match['share']}" if int(match["item"]) in codes else match[0]
    )


def _all_of_all(match: re.Match[str], codes: Mapping[int, str]) -> str:
    """`3/3 việc xong` of three tasks are all; of five they are a count."""
    every = int(match["part"]) == int(match["whole"]) == len(codes)
    return "tất cả " if every else match[0]


def _bare_share(match: re.Match[str], codes: Mapping[int, str]) -> str:
    """`1 được 30`, `2: 40`: a share of the work, where no task has that number."""
    item, share = int(match["item"]), int(match["share"])
    fits = item in codes and share not in codes and share <= FULL
    return f"{match['begin']}việc {item} {share}%" if fits else match[0]


def _joined(family: str) -> str:
    return re.sub(r"[-–—.\s]+", "-", family)


def _spaced(family: str) -> str:
    return _SEPARATOR.join(re.escape(part) for part in family.split("-"))


def _numbered(match: re.Match[str], known: Mapping[tuple[str, int], int]) -> str:
    return f" việc {known.get((_joined(match['family']), int(match['number'])), 0)} "


def _replaced(text: str, pattern: re.Pattern[str], written: Callable[[re.Match[str]], str]) -> str:
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
_ALL_OF_ALL: Final = re.compile(
    r"(?<![\d/])(?P<part>[1-9])\s?/\s?(?P<whole>[1-9])(?![\d/])\s*"
    r"(?:(?:viec|nhiem vu|nv|dau viec)\b|(?=(?:da |deu )*(?:xong|hoan thanh|done|nop|gui)\b))"
)
_TASKS: Final = r"(?:(?:viec|nhiem vu|nv|dau viec|cau|so|stt|task)\s*(?:so\s*)?)?"
_BARE_SHARE: Final = re.compile(
    rf"(?P<begin>^\s*|[,;.\n]\s*|[a-z%]\s+){_TASKS}(?P<item>[1-9])"
    r"(?:\s*[:=]|(?:\s+(?:da|moi|duoc|dc|dat|khoang|tam|co|len|toi|o|muc|la|lam))+\b|(?=\s))\s*"
    r"(?P<share>[1-9]\d|100)(?=\s*(?:[,;\n]|\.(?!\d)|$)"
    r"|\s+(?:a|nhe|nha|roi|thoi)\b|\s+(?:viec\s*|nv\s*)?[1-9]\b(?!\s*/))"
)
_NAMED: Final = re.compile(
    r"\b(?:viec|nhiem vu|dau viec|cong viec|nv)\s*(?:so|thu)?\s*0?([1-9]\d?)\b"
    r"(?!\s*(?:%|/|phan tram|nguoi|don vi|ho so|ngay|lan|xa|muc|viec|nhiem vu))"
)
_CHAIN: Final = re.compile(r"(?<![\d/])[1-9](?:/[1-9]){2,}(?![\d/])")

"""Tells leads from partners where one cell of an annex names both."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from domain.imports.plan_vocabulary import ROLE_MARK, ROLE_WORDS

_END = re.compile(r"\s*(?:[,;.\n]|$)")
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Parts:
    """The words that name leads and those that name partners; `sure` unless guessed."""

    leads: str
    partners: str
    sure: bool = True


@lru_cache(maxsize=4096)
def parts(text: str) -> Parts:
    """A cell such as "VP (chủ trì); P. QLTM (phối hợp)"; without such marks all are leads."""
    marks = list(ROLE_MARK.finditer(text)) if _may_name_roles(text) else []
    if not marks:
        return Parts(text, "")
    said = list(_said(text, marks))
    leads = ";".join(words for leading, words, _ in said if leading)
    partners = ";".join(words for leading, words, _ in said if not leading)
    return Parts(leads, partners, all(sure for _, _, sure in said))


@lru_cache(maxsize=4096)
def without_roles(text: str) -> str:
    """The words of a cell that names partners only, without what says so."""
    return ROLE_MARK.sub(" ", text) if _may_name_roles(text) else text


def _may_name_roles(text: str) -> bool:
    """Told at once; the mark itself takes seventy times as long to look for."""
    said = text.casefold()
    return any(each in said for each in ROLE_WORDS)


def _said(text: str, marks: list[re.Match[str]]) -> Iterator[tuple[bool, str, bool]]:
    """Pieces in order: whether of a lead, the words, and whether that is certain."""
    led = any(map(_leading, marks))
    begun: bool | None = None
    at = 0
    for place, mark in enumerate(marks):
        words = text[at : mark.start()]
        following = marks[place + 1].start() if place + 1 < len(marks) else -1
        behind = bool(_LETTER.search(words)) and _behind(text, mark, following)
        if not behind:
            yield begun is not False, words, True
        elif begun is None and led:
            yield _leading(mark), words, True
        else:
            front, last, sure = _last_item(words)
            yield begun is not False, front, sure
            yield _leading(mark), last, sure
        begun = None if behind else _leading(mark)
        at = mark.end()
    rest = text[at:]
    yield begun is not False, rest, begun is not None or not _LETTER.search(rest)


def _leading(mark: re.Match[str]) -> bool:
    return (mark["role"] or mark["short"]).casefold().startswith("c")


def _behind(text: str, mark: re.Match[str], following: int) -> bool:
    """Whether a mark says what stands before it was, not what comes."""
    if mark["open"]:
        return True
    if mark["colon"] or mark["short"]:
        return False
    return bool(_END.match(text, mark.end())) or following == mark.end()


def _last_item(words: str) -> tuple[str, str, bool]:
    """The last of the items, which the mark behind it is of; commas alone make it a guess."""
    body = words.rstrip(" ,;\n")
    hard = max(body.rfind(";"), body.rfind("\n"))
    if hard >= 0:
        return body[:hard], body[hard + 1 :], True
    soft = body.rfind(",")
    return body[: soft + 1], body[soft + 1 :], body.count(",") < 2

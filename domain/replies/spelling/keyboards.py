"""Restores words that a keyboard left half typed: VNI figures and VIQR signs behind letters."""

import re
import unicodedata
from typing import Final

from domain.replies.spelling.syllables import is_plain_syllable

# VNI: 1-5 tones, 6 circumflex, 7 horn, 8 breve, 9 stroke; VIQR has a sign for each. Both stand
# behind the letter, at once or at the end of the word: https://www.rfc-editor.org/rfc/rfc1456
_MARKS: Final = {
    "1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323",
    "6": "\u0302", "7": "\u031b", "8": "\u0306",
    "'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323",
    "^": "\u0302", "+": "\u031b", "*": "\u031b", "(": "\u0306",
}  # fmt: skip
_CARRIERS: Final = {"\u0302": "aeo", "\u031b": "uo", "\u0306": "a"}
_VNI: Final = re.compile(r"(?<![\w/-])[A-Za-zĐđ]+\d[A-Za-z\d]*(?![\w/-])")
_VIQR: Final = re.compile(r"(?<!\w)(?:-d[a-z]+|-?[A-Za-zĐđ]+(?:[-'`?~.^+*(]+[A-Za-z]*)+)")
_INSIDE: Final = re.compile(r"[a-z]\d+[a-z]|\d\d|9|[aeiouy][67]", re.IGNORECASE)
_SURE: Final = re.compile(r"[aeiouy](?:['`?~.^+*(]+[a-z]|[`~^]|[+*(]['`?~.])", re.IGNORECASE)
_NEVER: Final = frozenset(("viec", "vu", "so", "mau", "muc", "cau", "quy", "thu", "mung", "khu"))


def restore(text: str) -> str:
    """`text` with its VNI or VIQR words written as Vietnamese; all other text as it stands."""
    if any(_INSIDE.search(word) and _vni(word) for word in _VNI.findall(text)):
        text = _VNI.sub(lambda match: _vni(match[0]) or match[0], text)
    if any(_SURE.search(word) and _viqr(word) for word in _VIQR.findall(text)):
        text = _VIQR.sub(lambda match: _viqr(match[0], _goes_on(match)) or match[0], text)
    return text


def _vni(word: str) -> str | None:
    letters = re.sub(r"\d", "", word)
    if (
        (letters.lower() in _NEVER and len(word) - len(letters) == 1)
        or "0" in word
        or not is_plain_syllable(letters.lower())
    ):
        return None
    return _written(word.replace("9", "", 1), "9" in word)


def _goes_on(match: re.Match[str]) -> bool:
    """Whether a small letter follows, so that a point or a question mark is a tone."""
    return re.match(r" [a-zđ-]", match.string[match.end() :]) is not None


def _viqr(word: str, goes_on: bool = False) -> str | None:
    """At the end of a sentence a point or a question mark is no part of the word."""
    core = word if goes_on and not word.endswith("(") else word.rstrip(".?(")
    stroked = bool(re.match(r"-?d(?:d|-)|-d", core, re.IGNORECASE))
    spelled = re.sub(r"^-?d[d-]|^-d", core.lstrip("-")[:1], core, count=1, flags=re.IGNORECASE)
    letters = re.sub(r"[^A-Za-zĐđ]", "", spelled)
    if not is_plain_syllable(letters.lower().replace("đ", "d")) or "-" in spelled:
        return None
    written = _written(spelled, stroked)
    return written + word[len(core) :] if written else None


def _written(typed: str, stroked: bool) -> str | None:
    """The word whose marks stand behind its letters; None if one of them finds no letter."""
    letters: list[str] = []
    for sign in typed:
        if sign not in _MARKS:
            letters.append(sign)
        elif not _put(letters, _MARKS[sign]):
            return None
    if stroked and letters and letters[0] in "dD":
        letters[0] = "đ" if letters[0] == "d" else "Đ"
    return unicodedata.normalize("NFC", "".join(letters))


def _put(letters: list[str], mark: str) -> bool:
    """Give the mark to the last letter that can carry it."""
    carriers = _CARRIERS.get(mark, "aeiouy")
    for place in range(len(letters) - 1, -1, -1):
        if letters[place][0].lower() in carriers:
            letters[place] += mark
            return True
    return False

"""Knows what a syllable of Vietnamese can be, with its marks and without."""

import re
import unicodedata
from typing import Final

from domain.replies.vocabulary import vocabulary

_ONSET: Final = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
_RIME: Final = (
    "(?:uye|uya|uyu|uay|uoi|uou|oai|oay|oao|oeo|ieu|yeu|ia|ie|iu|ai|ao|au|ay|eo|eu|oa|oe|oi|ua|ue"
    "|ui|uo|uu|uy|ye|yu|[aeiouy])(?:ch|ng|nh|[cmnpt])?"
)
_PLAIN: Final = re.compile(_ONSET + _RIME)
_TONES: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SHARP: Final = frozenset(("\u0301", "\u0323"))
_PARTS: Final = re.compile(r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx]|)(.+)")
_FRONT: Final = "eêiy"
_RIMES: Final = vocabulary("syllables")["rimes"]


def is_plain_syllable(word: str) -> bool:
    """Whether lower-case `word` without marks can be a syllable."""
    return _PLAIN.fullmatch(word) is not None


def is_syllable(word: str) -> bool:
    """Whether lower-case `word`, as it is marked, can be a syllable.

    Onset, rime and tone must go together: k, gh, ngh before e, ê, i, y; two tones before
    c, ch, p, t.
    About 7,000 words pass: Đoàn Thiện Thuật, Ngữ âm tiếng Việt.
    """
    letters = unicodedata.normalize("NFD", word)
    tones = _TONES.findall(letters)
    parts = _PARTS.fullmatch(unicodedata.normalize("NFC", _TONES.sub("", letters)))
    if parts is None or len(tones) > 1:
        return False
    onset, rime = parts.groups()
    if rime not in _RIMES and not (onset == "gi" and f"i{rime}" in _RIMES):
        return onset == "gi" and rime == ""
    if rime[-1] in "cpt" or rime.endswith("ch"):
        return bool(tones) and tones[0] in _SHARP and _spelled_right(onset, rime)
    return _spelled_right(onset, rime)


def _spelled_right(onset: str, rime: str) -> bool:
    if onset in {"k", "gh", "ngh"}:
        return rime[0] in _FRONT
    return onset not in {"c", "g", "ng"} or rime[0] not in _FRONT or (onset, rime) == ("g", "i")

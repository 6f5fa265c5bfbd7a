"""Brings a chat reply to one plain spelling: no marks, no slang, no slips, one word a sense."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from domain.replies.amounts import Measured, measure, without_documents
from domain.replies.signals import expanded
from domain.replies.spelling.keyboards import restore
from domain.replies.spelling.slips import is_foreign, meant_by, one_slip, unglued
from domain.replies.spelling.syllables import is_plain_syllable, is_syllable
from domain.replies.vocabulary import tables
from domain.text.cleaning import clean


@cache
def _rewrites() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What stands there and what is meant, applied in this order to words with single spaces.

    These are many, and are compiled with the first reply, not with the start of the program.
    """
    rows = tables("rewrites")["rewrite"]
    return tuple((re.compile(expanded(row["find"])), row["meant"]) for row in rows)


# Vietnamese combining marks and the Telex keys that type them.
_KEYS: Final = {
    "\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j",
    "\u0302": "^", "\u0306": "w", "\u031b": "w",
}  # fmt: skip

# Emoji that say something; all others are dropped.
_SIGNS: Final = {
    "👍": "ok", "👌": "ok", "🙏": "cam on", "❤": "ok", "✅": "tick", "✔": "tick", "☑": "tick",
}  # fmt: skip

_TOKEN: Final = re.compile(
    r"[@~]\d+|#|đ/c|d/c|\d+%|over%|\d{1,2}(?:[hg]\d{0,2}|ph?)\b|[a-z]{2,6}-\d{1,3}\b"
    r"|\d+(?:[.,:/-]\d+)*|[^\W\d_]+(?:0[^\W\d_]+|0\b)?|\.{2,}|[…\n.,;:!?()/+&–-]"
    rf"|[{''.join(_SIGNS)}]"
)
_OURS: Final = str.maketrans("~", "-", "@#§|")  # marks of our own, if somebody types them
_POINTS: Final = {
    "\n": ".", ".": ".", "!": ".", ";": ".", "…": ".", "?": "?", "+": "va", "&": "va",
}  # fmt: skip
_ODD_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_SHORT_FINISH: Final = re.compile(r"\bh[oòọ][aàạ]n th[aàạâầ]n\b", re.IGNORECASE)
_HALF_FRACTION: Final = re.compile(r"(?<!\d)/\d+")
_TONES: Final = frozenset("fsrxj")
_FINISHING: Final = frozenset(("xong", "hoan", "100%"))


@dataclass(frozen=True, slots=True)
class Plain(Measured):
    """A reply in plain words; `typed`: as it was written, without what nobody sees."""

    typed: str = ""

    @property
    def guessed(self) -> bool:
        """Whether one of the words is a guess at what slipping keys meant."""
        return any(map(_is_guessed, _ODD_WORD.findall(without_documents(self.typed))))


def plain(text: str) -> Plain:
    """The reply as plain words with single spaces; a clause ends in `.`, `,` or `?`.

    Dates and percentages are marks as in `measure`; `but` stands for every word of contrast,
    `xong` for every word of completion, `wait` and `give` for the two senses of `cho`.
    """
    cleaned = restore(clean(text))
    spelled = _SHORT_FINISH.sub("hoan thanh", cleaned.translate(_OURS))
    spelled = _HALF_FRACTION.sub(" slip ", spelled)
    measured = measure(_ODD_WORD.sub(_finish_respelled, spelled))
    lowered = measured.text.lower()
    marked = any(_strokes(letter)[1] for letter in lowered)
    typed = _TOKEN.findall(lowered)
    words = " ".join(_without_slips(typed, [_word(token, marked) for token in typed]))
    for pattern, written in _rewrites():
        words = pattern.sub(written, f" {' '.join(words.split())} ")
    spoken = any(letter.isalpha() for letter in cleaned)
    told = " ".join(words.split()) or ("vang" if spoken else "")
    return Plain(told, measured.dates, cleaned)


def _finish_respelled(match: re.Match[str]) -> str:
    """Words of completion are spelled out before shares are looked for beside them."""
    word = _word(match[0].lower(), marked=False)
    return word if word in {"xong", "hoan thanh", "hoan", "thanh", "duoc"} else match[0]


def _is_guessed(word: str) -> bool:
    """Whether a word is none, and only taken for one that is a key away."""
    base = _strokes(word.lower())[0].replace("0", "o")
    if base in _SLANG_OF or (word.isupper() and not word.isascii()):
        return False
    if not word.isascii() and is_plain_syllable(base):
        return not is_syllable(word.lower())
    if not word.isascii() and (is_foreign(base) or _has_two_tones(base, word)):
        return True
    spelled = _known(base) or _respelled(base) or unglued(base)
    return not spelled and meant_by(base) is not None


def _has_two_tones(base: str, word: str) -> bool:
    """`nhầj`: a key that a keyboard left standing has its tone on a vowel without one."""
    return bool(_TONES & set(_strokes(word.lower())[1]) and _TONES & set(_undo_telex(base)[1]))


def _without_slips(typed: list[str], written: list[str]) -> list[str]:
    """`cha xong` is taken for `chưa xong`: what stands before completion must not be a slip."""
    words, after = list(written), ""
    for place in range(len(words) - 1, -1, -1):
        if after in _FINISHING and " ".join(words[max(place - 1, 0) : place + 1]) not in _PAIRS:
            words[place] = _slip_before_finish(typed[place], words[place]) or words[place]
        if words[place] not in _FILLING:
            after = words[place]
    for place in range(1, len(words)):
        if words[place - 1] in _FINISHING and _turns_behind(typed[place], words[place]):
            words[place] = "slip"
    return words


def _turns_behind(typed: str, word: str) -> bool:
    """`xong đu` may have been `xong đâu`."""
    return word not in _KNOWN_BEHIND and any(_slipped(typed, whole) for whole in _BEHIND)


def _slip_before_finish(typed: str, word: str) -> str | None:
    """The turning word that was meant, or a mark that no completion is believed beside."""
    base = _strokes(typed)[0]
    as_typed = base == word or base in _SLANG_OF
    known = (word in _KNOWN_BEFORE and as_typed) or typed in _KNOWN_BEFORE
    if known or not word.isalpha():
        return None
    meant = next((plain for whole, plain in _TURNING if _slipped(typed, whole)), None)
    return meant or ("slip" if any(_slipped(typed, whole) for whole, _ in _HEDGING) else None)


def _slipped(typed: str, whole: str) -> bool:
    """A word typed with marks is measured against words with marks."""
    return (typed.isascii() or not whole.isascii()) and one_slip(typed, whole)


def _word(token: str, marked: bool) -> str:
    """One token in plain spelling; `marked`: the writer types marks, so a bare word is itself."""
    if not token[0].isalpha():
        return _mark(token)
    if "-" in token:
        return token.replace("-", " ")
    base, strokes = _strokes(token)
    if not _known(base):
        base, strokes = _repair(base, strokes)
    if (strokes or marked) and (base, strokes) in _SENSE_OF:
        return _SENSE_OF[base, strokes]
    return _SLANG_OF.get(base, base)


def _mark(token: str) -> str:
    if token in _SIGNS:
        return f". {_SIGNS[token]} ."
    if token[0].isdigit():
        return "#" if token[-1] in "hgp" or "h" in token or "g" in token else token
    if token[0] in "@~#":
        return token
    return _POINTS.get(token[0], ",")


def _strokes(word: str) -> tuple[str, str]:
    """The plain letters of `word` and, sorted, the Telex keys of its marks: chờ -> cho, fw."""
    base, strokes = "", ""
    for letter in unicodedata.normalize("NFD", word):
        if letter in _KEYS:
            strokes += _KEYS[letter]
        else:
            base += "d" if letter == "đ" else letter
            strokes += "d" if letter == "đ" else ""
    return base, "".join(sorted(strokes))


def _known(base: str) -> bool:
    return base in _SLANG_OF or is_plain_syllable(base) or is_foreign(base)


def _repair(base: str, strokes: str) -> tuple[str, str]:
    """`base` without figures for letters, Telex left-overs or drawn-out letters, if it helps.

    Else the words that were run together, or the known word that is one key away.
    """
    tidy = base.replace("0", "o")
    if found := _respelled(tidy):
        return found[0], "".join(sorted(strokes + found[1]))
    return unglued(tidy) or meant_by(tidy) or tidy, strokes


def _respelled(base: str) -> tuple[str, str] | None:
    drawn = re.sub(r"(.)\1+", r"\1", re.sub(r"(.)\1{2,}", r"\1", base))
    candidates = ((base, ""), _undo_telex(base), (drawn, ""), _undo_telex(drawn))
    return next((each for each in candidates if _known(each[0])), None)


def _undo_telex(typed: str) -> tuple[str, str]:
    """`ddax` -> da, dx: the letters meant and the keys that a keyboard left standing."""
    keys = ""
    tone = re.search(r"(?<=[aeiouyw])(?P<end>[a-z]*?)(?P<tone>[sfrxj])(?=[a-z]{0,3}$)", typed)
    if tone:
        keys += tone["tone"]
        typed = typed[: tone.start("tone")] + typed[tone.end("tone") :]
    for doubled, key in (("dd", "d"), ("aa", "^"), ("ee", "^"), ("oo", "^")):
        if doubled in typed:
            typed, keys = typed.replace(doubled, doubled[0]), keys + key
    if late := re.search(r"([aeo])([bcdghklmnprstv]{1,2})\1$", typed):
        typed, keys = typed[: late.end() - 1], keys + "^"
    if "w" in typed:
        typed, keys = re.sub("w", "u", re.sub("(?<=[aou])w", "", typed)), keys + "w"
    return typed, keys


_SPELLING: Final = tables("spelling")
_SENSE_OF: Final[dict[tuple[str, str], str]] = {
    _strokes(word): "" if sense == "particle" else sense
    for sense, words in _SPELLING["senses"].items()
    for word in words.split()
}
_SLANG_OF: Final[dict[str, str]] = {
    word: meant for meant, words in _SPELLING["slang"].items() for word in words.split()
}
_SLIPS: Final = _SPELLING["before_finish"]
_TURNING, _HEDGING = (
    tuple((whole, _strokes(whole)[0]) for whole in _SLIPS[kind].split())
    for kind in ("turning", "hedging")
)
_BEHIND: Final = tuple(_SLIPS["behind"].split())
_KNOWN_BEHIND: Final = frozenset(_SLIPS["known_behind"].split())
_KNOWN_BEFORE: Final = frozenset(_SLIPS["known"].split())
_FILLING: Final = frozenset(("", *_SLIPS["filling"].split()))
_VERBS: Final = re.findall(r"[a-z]+ [a-z]+(?=[|)])", expanded("<VERB>"))
_PAIRS: Final = frozenset([*_VERBS, *(pair.strip() for pair in _SLIPS["pairs"].split(","))])

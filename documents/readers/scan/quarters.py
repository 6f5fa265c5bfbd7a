"""Counts the strokes of a Roman number: a quarter read wrongly is as plausible as the right one."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from documents.readers.pdf.page import Word
from documents.readers.scan.image import INK, Picture

QUARTER = re.compile(r"[qQ]u[yýỳỷỹỵ]")
NUMBER = re.compile(r"([IVXl1|!HTU]{1,4})(?=/|$|[.,;)])")
MEANT = {"1": "I", "l": "I", "|": "I", "!": "I", "T": "I", "H": "II", "U": "II"}
UPPER, LOWER = (0.2, 0.35), (0.6, 0.72)
"""Which parts of the height are looked at: strokes stand apart there, serifs do not."""
LEANING = 0.8
"""The arms of a V come so much nearer to each other, of what they are apart further up."""
SPACE, FARTHEST = 0.2, 0.6
"""Of the height of letters: what is narrower lies within a number, not before it; and how far left
of what was read its first stroke may lie."""
UPRIGHT, STEM, ONGOING = 0.045, 0.12, (0.1, 0.6)
"""Of the height of letters: how little a stroke of I leans, half a stem, and how far beyond what
was read the next stroke of the number may lie; nearer ones are the rest of the last."""
DOUBTED, SHARE = 88, 0.5


def with_quarters(words: Sequence[Word], clean: Picture) -> list[Word]:
    """The words of a line or cell, in their order, with what follows "Quý" made sure."""
    made = list(words)
    for at, word in enumerate(made[1:], start=1):
        if QUARTER.fullmatch(made[at - 1].text.strip("(,.;")):
            made[at] = _sure(word, clean)
    return made


def _sure(word: Word, clean: Picture) -> Word:
    found = NUMBER.match(word.text)
    if not found:
        return word
    right = word.slash or (word.right if found.end() == len(word.text) else 0.0)
    seen = _seen(word, right, clean) if right else ""
    meant = seen or "".join(MEANT.get(each, each) for each in found[1])
    if meant == found[1]:
        return word
    text = meant + word.text[found.end() :]
    return replace(word, text=text, confidence=min(DOUBTED, word.confidence))


def _seen(word: Word, right: float, clean: Picture) -> str:
    """The number by its strokes; nothing if they are not those of I, II, III or IV."""
    part = _part(word, _reach(word, right, clean) if word.slash else right, clean)
    upper, lower = _strokes(part, UPPER), _strokes(part, LOWER)
    if len(upper) == len(lower) == 3:
        leaning = lower[-1] - lower[-2] < LEANING * (upper[-1] - upper[-2])
        return "IV" if leaning else "III"
    if len(upper) == len(lower) == 2:
        return "II" if lower[-1] - lower[-2] > LEANING * (upper[-1] - upper[-2]) else ""
    if (len(upper), len(lower)) == (3, 2):
        return "IV"
    return "I" if len(upper) == len(lower) == 1 else ""


def _reach(word: Word, right: float, clean: Picture) -> float:
    """Where the number ends before its slash, which may stand further right than was read.

    Upright strokes that follow closely are of the number; the slash leans.
    """
    high, start = word.height, int(right)
    part = clean[int(word.top) : int(word.bottom) + 1, start : start + int(high)] < INK
    for above, below in zip(_strokes(part, UPPER), _strokes(part, LOWER), strict=False):
        near = ONGOING[0] * high < start + above - right < ONGOING[1] * high
        if abs(above - below) > UPRIGHT * high or not near:
            break
        right = start + above + STEM * high
    return right


def _part(word: Word, right: float, clean: Picture) -> Any:
    """Where the number stands, as ink; its first stroke may lie left of what was read."""
    top, bottom = int(word.top), int(word.bottom) + 1
    space = max(3, int(word.height * SPACE))
    left, least = int(word.left), max(space, int(word.left - word.height * FARTHEST))
    row = (clean[top:bottom, : int(right)] < INK).any(0)
    while left > least and row[left - space : left].any():
        left -= 1
    part = clean[top:bottom, left : int(right)] < INK
    rows = np.flatnonzero(part.any(1))
    return part[rows[0] : rows[-1] + 1] if len(rows) else part


def _strokes(part: Any, band: tuple[float, float]) -> list[float]:
    """Where the middles of strokes lie: groups of columns of which most are ink in this band."""
    high = len(part)
    inked = part[int(high * band[0]) : int(high * band[1]) + 1].mean(0) > SHARE
    ends = np.flatnonzero(np.diff(np.concatenate(([False], inked, [False])).astype(np.int8)))
    return [float(start + end) / 2 for start, end in zip(ends[::2], ends[1::2], strict=True)]

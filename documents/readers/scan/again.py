"""Reads doubtful cells again, one by one and in other sizes, and lets the readings vote."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import cv2
import numpy as np

from documents.readers.pdf.page import Word
from documents.readers.pdf.text import lines_of
from documents.readers.scan.image import DPI, INK, Picture
from documents.readers.scan.quarters import QUARTER
from documents.readers.scan.recognise import BLOCK, LINE, SIZE, Reader
from documents.readers.scan.vocabulary import is_syllable

DOUBTED = 88
"""A cell whose worst word is less certain (0 to 100) is read again."""
SIZES = (0.6, 0.85)
INSET, AROUND, MARGIN = 5, 12, 20
FEWEST_INK = 40
ONE_LINE = int(DPI * 0.42)
EDGES = '.,;:()[]"“”‘’-–—'
IMPOSSIBLE = 0.5
"""What a reading counts whose word cannot be Vietnamese."""


@dataclass(frozen=True, slots=True)
class Box:
    """A cell in pixels of the page."""

    left: int
    top: int
    right: int
    bottom: int


def read_again(words: Sequence[Word], box: Box, clean: Picture, reader: Reader) -> list[Word]:
    """The words of a cell: as they are if they are certain, else what most readings say.

    On a page read whole, a digit that stands alone is passed over: it is read here.
    """
    sure = words and min(map(_certain, words)) >= DOUBTED
    if sure and not any(QUARTER.fullmatch(word.text) for word in words):
        return list(words)
    part = _inked(clean, box)
    if part is None:
        return list(words)
    if not words:
        return _read(part, clean, reader, SIZE)
    return vote(words, [_read(part, clean, reader, size) for size in SIZES])


def _certain(word: Word) -> int:
    bare = word.text.strip(EDGES)
    wrong = any(map(str.isdigit, bare)) and any(map(str.islower, bare))
    small = bare.islower() and bare.isalpha() and not is_syllable(bare)
    return 0 if wrong or small else word.confidence


def _inked(clean: Picture, box: Box) -> Box | None:
    """The part of a cell in which anything stands."""
    left, top = box.left + INSET, box.top + INSET
    part = clean[top : box.bottom - INSET, left : box.right - INSET]
    down, across = np.where(part < INK)
    if len(down) < FEWEST_INK:
        return None
    return Box(
        max(left, left + int(across.min()) - AROUND),
        max(top, top + int(down.min()) - AROUND),
        min(box.right - INSET, left + int(across.max()) + AROUND),
        min(box.bottom - INSET, top + int(down.max()) + AROUND),
    )


def _read(part: Box, clean: Picture, reader: Reader, size: float) -> list[Word]:
    cut = clean[part.top : part.bottom, part.left : part.right]
    frame = cv2.copyMakeBorder(cut, *(MARGIN,) * 4, cv2.BORDER_CONSTANT, value=255)
    mode = LINE if cut.shape[0] < ONE_LINE else BLOCK
    aside, down = part.left - MARGIN, part.top - MARGIN
    return [
        replace(
            word,
            left=word.left + aside,
            right=word.right + aside,
            top=word.top + down,
            bottom=word.bottom + down,
            slash=word.slash + aside if word.slash else 0.0,
        )
        for word in reader.words(frame, mode, size)
    ]


def vote(words: Sequence[Word], others: Sequence[Sequence[Word]]) -> list[Word]:
    """Each word as most readings have it, those that can be Vietnamese counting more."""
    own = [word for line in lines_of(words) for word in line]
    said: list[list[Word]] = [[word] for word in own]
    for other in others:
        theirs = [word for line in lines_of(other) for word in line]
        texts = [word.text for word in own], [word.text for word in theirs]
        for kind, start, end, from_, to in SequenceMatcher(None, *texts, False).get_opcodes():
            if kind in ("equal", "replace") and end - start == to - from_:
                for at in range(end - start):
                    said[start + at].append(theirs[from_ + at])
    return [_chosen(readings) for readings in said]


def _chosen(readings: Sequence[Word]) -> Word:
    """The first reading where none is better; one of another text is never certain."""
    weights: dict[str, float] = {}
    for each in readings:
        share = 1.0 if _certain(each) else IMPOSSIBLE
        weights[each.text] = weights.get(each.text, 0.0) + share * each.confidence
    best = max(weights, key=lambda text: weights[text])
    first = readings[0]
    number = first.text.strip(EDGES).isdigit() and not best.strip(EDGES).isdigit()
    if best == first.text or number:  # "01" is easily taken for a word, a word hardly for "01"
        return first
    chosen = next(each for each in readings if each.text == best)
    certain = min(DOUBTED, chosen.confidence)
    return replace(first, text=best, confidence=certain, slash=chosen.slash or first.slash)

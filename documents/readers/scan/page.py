"""Reads a picture of a page: its tables by their rules, the words put into their cells."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from documents.readers.grid import Recognised
from documents.readers.pdf.page import Line, Page, Ruled, Said, Span, Word
from documents.readers.pdf.text import lines_of, said_in
from documents.readers.scan.cells import Frame, frames
from documents.readers.scan.image import (
    DPI,
    Picture,
    as_png,
    straightened,
    whitened,
    without_stamps,
)
from documents.readers.scan.recognise import Reader
from documents.readers.scan.rules import Rules, rules_of

CAPITALS_MARKED = re.compile(
    r"(?=.*[ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ])"
)
NOISE = re.compile(r"^[_|~‘’`´»«•]+(?=\w)|(?<=\w)[_|~‘`´»«•]+$")
NO_SUCH_SYLLABLE = re.compile(r"\b([cC])(?=u[yýỳỷỹỵảáàãạâấầẩẫậêếềểễệ])")
"""Before these vowels the sound is always written "qu"."""
WHOLE = {"lnh": "lĩnh", "Lnh": "Lĩnh", "TTIHC": "TTHC", "QLUTT": "QLTT"}
PHRASES = {"Chỉ cục": "Chi cục", "chỉ cục": "chi cục"}
AFTER = re.compile(r"\b(đơn|dịch|nhiệm|lĩnh|công|hồ|Đơn|Dịch|Nhiệm|Lĩnh|Công|Hồ) (V[ịụựi]\w*|Sơ)\b")


def mended(text: str) -> str:
    """The text of a cell."""
    words = [[_word(word) for word in line.split(" ")] for line in text.split("\n")]
    letters = [each for each in text if each.isalpha()]
    if any(map(str.islower, letters)):
        words = [[_lowered(word, at) for at, word in enumerate(line)] for line in words]
    lines = "\n".join(" ".join(filter(None, line)) for line in words)
    for read, meant in PHRASES.items():
        lines = lines.replace(read, meant)
    return AFTER.sub(lambda found: f"{found[1]} {found[2].lower()}", lines)


def _word(word: str) -> str:
    word = NOISE.sub("", word).replace("›2", "p").replace("›", "p")
    word = NO_SUCH_SYLLABLE.sub(lambda found: "q" if found[1] == "c" else "Q", word)
    bare = word.strip(".,;:()")
    return word.replace(bare, WHOLE[bare]) if bare in WHOLE else word


def _lowered(word: str, at: int) -> str:
    """A word in capitals with a mark, among small letters: abbreviations bear no marks.

    Where its first letter is small, the mark may stand on a small letter, too.
    """
    marked = word.upper() if word[:1].islower() else word
    if not any(map(str.isupper, word[1:])) or not CAPITALS_MARKED.match(marked):
        return word
    return word.lower() if at or word[0].islower() else word.capitalize()


PADDING = 0.12
"""What a cell leaves free on both sides together, in inches."""
FOOT, FAINT = 0.92, 40
BAND = 7
"""So wide (pixels) the borders of cells are painted white before letters are read."""
SHRUNK = 0.5


def read_picture(colours: Any, number: int, reader: Reader) -> Page:
    """A page at 300 dots an inch, in colours or grey."""
    grey = straightened(without_stamps(colours))
    rules = rules_of(grey)
    found = frames(rules)
    words = reader.words(_without_rules(whitened(grey), rules, found))
    tables = [_table(frame, words, grey) for frame in found]
    beside = [word for word in words if not any(_inside(word, frame) for frame in found)]
    lines = [_line(line, grey.shape[0]) for line in lines_of(beside)]
    return Page(number, float(grey.shape[1]), lines, tables)


def _without_rules(clean: Picture, rules: Rules, found: Sequence[Frame]) -> Picture:
    mask = cv2.dilate(rules.strict, np.ones((5, 5), np.uint8))
    for frame in found:
        for top, left, bottom, right in frame.cells:
            corner = int(frame.edges[left]), int(frame.levels[top])
            other = int(frame.edges[right + 1]), int(frame.levels[bottom + 1])
            cv2.rectangle(mask, corner, other, 255, BAND)
    clean[mask > 0] = 255
    return clean


def _inside(word: Word, frame: Frame) -> bool:
    across = (word.left + word.right) / 2
    beside = frame.edges[0] <= across <= frame.edges[-1]
    return beside and frame.levels[0] <= word.middle <= frame.levels[-1]


def _line(words: Sequence[Word], height: int) -> Line:
    text = " ".join(word.text for word in words)
    faint = sum(word.confidence for word in words) / len(words) < FAINT
    return Line(words[0].top, text, words[0].top > height * FOOT or len(text) < 2 or faint)


def _table(frame: Frame, words: Sequence[Word], grey: Picture) -> Ruled:
    held: dict[Span, list[Word]] = {span: [] for span in frame.cells}
    for word in words:
        span = _cell_of(word, frame)
        if span:
            held[span].append(word)
    cells = {span: _said(span, inside, frame, grey) for span, inside in held.items()}
    return Ruled(frame.edges, frame.levels, cells)


def _cell_of(word: Word, frame: Frame) -> Span | None:
    across = (word.left + word.right) / 2
    for span in frame.cells:
        top, left, bottom, right = span
        beside = frame.edges[left] <= across <= frame.edges[right + 1]
        if beside and frame.levels[top] <= word.middle <= frame.levels[bottom + 1]:
            return span
    return None


def _said(span: Span, words: Sequence[Word], frame: Frame, grey: Picture) -> Said:
    top, left, bottom, right = span
    box = frame.edges[left], frame.levels[top], frame.edges[right + 1], frame.levels[bottom + 1]
    said = said_in(words, box[2] - box[0] - PADDING * DPI, box[3])
    lines = tuple(mended(line) for line in said.lines)
    said = replace(said, text=mended(said.text), lines=lines)
    confidence = min((word.confidence for word in words), default=100)
    return replace(said, recognised=Recognised(confidence, _picture(grey, box)))


def _picture(grey: Picture, box: Sequence[float]) -> bytes:
    left, top, right, bottom = (int(each) for each in box)
    part = grey[max(0, top) : bottom, max(0, left) : right]
    small = cv2.resize(part, None, fx=SHRUNK, fy=SHRUNK, interpolation=cv2.INTER_AREA)
    return as_png((small // 16) * 17)

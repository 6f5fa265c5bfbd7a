"""Reads a picture of a page: its tables by their rules, the words put into their cells."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from documents.readers.grid import Recognised
from documents.readers.pdf.page import Line, Page, Ruled, Said, Span, Word
from documents.readers.pdf.text import lines_of, said_in
from documents.readers.scan.again import Box, read_again
from documents.readers.scan.cells import Frame, frames
from documents.readers.scan.image import (
    DPI,
    Picture,
    as_png,
    straightened,
    whitened,
    without_stamps,
)
from documents.readers.scan.quarters import with_quarters
from documents.readers.scan.recognise import Reader
from documents.readers.scan.rules import Rules, rules_of
from documents.readers.scan.spelling import mended, pairs_in, spelt
from documents.readers.scan.vocabulary import Vocabulary

PADDING = 0.12
"""What a cell leaves free on both sides together, in inches."""
FOOT, FAINT = 0.92, 40
BAND = 7
"""So wide (pixels) the borders of cells are painted white before letters are read."""
SHRUNK = 0.5


@dataclass(frozen=True, slots=True)
class Sheet:
    """A straight page in grey, the same without paper and rules, and who reads it."""

    grey: Picture
    clean: Picture
    reader: Reader


def read_picture(colours: Any, number: int, reader: Reader) -> Page:
    """A page at 300 dots an inch, in colours or grey."""
    grey = straightened(without_stamps(colours))
    rules = rules_of(grey)
    found = frames(rules)
    clean = _without_rules(whitened(grey), rules, found)
    words = reader.words(clean)
    sheet = Sheet(grey, clean, reader)
    tables = [_table(frame, words, sheet) for frame in found]
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


def _table(frame: Frame, words: Sequence[Word], sheet: Sheet) -> Ruled:
    held: dict[Span, list[Word]] = {span: [] for span in frame.cells}
    for word in words:
        span = _cell_of(word, frame)
        if span:
            held[span].append(word)
    boxes = {span: _box(span, frame) for span in frame.cells}
    read = {span: _read(inside, boxes[span], sheet) for span, inside in held.items()}
    known = Vocabulary(pairs_in(read.values()))
    cells = {
        span: _said(spelt(inside, known), boxes[span], sheet.grey) for span, inside in read.items()
    }
    return Ruled(frame.edges, frame.levels, cells)


def _box(span: Span, frame: Frame) -> Box:
    top, left, bottom, right = span
    edges = frame.edges[left], frame.levels[top], frame.edges[right + 1], frame.levels[bottom + 1]
    return Box(*map(int, edges))


def _read(words: Sequence[Word], box: Box, sheet: Sheet) -> list[Word]:
    """The words of a cell in their order."""
    again = read_again(words, box, sheet.clean, sheet.reader)
    ordered = [word for line in lines_of(again) for word in line]
    return with_quarters(ordered, sheet.clean)


def _cell_of(word: Word, frame: Frame) -> Span | None:
    across = (word.left + word.right) / 2
    for span in frame.cells:
        top, left, bottom, right = span
        beside = frame.edges[left] <= across <= frame.edges[right + 1]
        if beside and frame.levels[top] <= word.middle <= frame.levels[bottom + 1]:
            return span
    return None


def _said(words: Sequence[Word], box: Box, grey: Picture) -> Said:
    said = said_in(words, box.right - box.left - PADDING * DPI, box.bottom)
    lines = tuple(mended(line) for line in said.lines)
    said = replace(said, text=mended(said.text), lines=lines)
    confidence = min((word.confidence for word in words), default=100)
    return replace(said, recognised=Recognised(confidence, _picture(grey, box)))


def _picture(grey: Picture, box: Box) -> bytes:
    part = grey[max(0, box.top) : box.bottom, max(0, box.left) : box.right]
    small = cv2.resize(part, None, fx=SHRUNK, fy=SHRUNK, interpolation=cv2.INTER_AREA)
    return as_png((small // 16) * 17)

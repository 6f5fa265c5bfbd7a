"""Puts words that lie on a page together to lines, and lines to the text of a cell."""

import re
import statistics
from collections.abc import Sequence

from documents.readers.pdf.page import Said, Word

SPACE, SLACK = 0.3, 0.4
"""Of the height of letters: how wide a space is, and what is left free though a word would fit."""
SAME_LINE = 0.6
NEARLY = 1.2
"""So many heights of letters above the lower rule a text may end and yet fill its cell."""
WITHIN = re.compile(r"\w[-/]$")


def lines_of(words: Sequence[Word]) -> list[list[Word]]:
    """Lines from top to bottom, each from left to right."""
    if not words:
        return []
    height = statistics.median(word.height for word in words)
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda each: each.middle):
        middle = statistics.fmean(each.middle for each in lines[-1]) if lines else 0.0
        if lines and word.middle - middle <= height * SAME_LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda each: each.left) for line in lines]


def said_in(words: Sequence[Word], width: float, bottom: float) -> Said:
    """The text of a cell so wide, which ends there. A line end is kept where the next word would
    still have fitted: there somebody began a new line, elsewhere the text only ran out of room."""
    lines = lines_of(words)
    if not lines:
        return Said()
    height = statistics.median(word.height for word in words)
    texts = [_joined(line) for line in lines]
    text = texts[0]
    for at, line in enumerate(lines[1:], start=1):
        used = lines[at - 1][-1].right - lines[at - 1][0].left
        needed = height * (SPACE + SLACK) + line[0].right - line[0].left
        text += ("\n" if used + needed < width else _soft(text)) + texts[at]
    full = bottom - lines[-1][-1].bottom < height * NEARLY
    return Said(text, lines=tuple(texts), full=full)


def _soft(text: str) -> str:
    """What stood where a line ran out of room: nothing within "5064/KH-SCT"."""
    return "" if WITHIN.search(text) else " "


def _joined(line: Sequence[Word]) -> str:
    return " ".join(word.text for word in line)

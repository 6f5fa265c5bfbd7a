"""Finds the rules of tables on a straight page, as masks of long thin strokes."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from documents.readers.scan.image import DPI, Picture

ALONG, DOWN = 0, 1
SHARE = 0.74
"""Most pixels along a short run of a rule are ink, however grainy; letters have too many gaps."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Masks of the rules along and down the page; `strict` holds what is a rule for certain.

    `ink` holds all that is not paper.
    """

    along: Any
    down: Any
    strict: Any
    ink: Any


def rules_of(grey: Picture) -> Rules:
    ink = _ink(grey, int(DPI * 0.1) | 1, 14)
    fine = _ink(grey, 51, 18)
    strict = [_strict(fine, way) for way in (ALONG, DOWN)]
    return Rules(
        _grainy(ink, ALONG) | strict[ALONG],
        _grainy(ink, DOWN) | strict[DOWN],
        strict[ALONG] | strict[DOWN],
        ink,
    )


def _ink(grey: Picture, around: int, less: int) -> Any:
    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    mean, inverse = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV
    return cv2.adaptiveThreshold(soft, 255, mean, inverse, around, less)


def _box(way: int, length: int, across: int = 1) -> Any:
    return np.ones((across, length) if way == ALONG else (length, across), np.uint8)


def _opened(mask: Any, way: int, length: int) -> Any:
    return cv2.morphologyEx(mask, cv2.MORPH_OPEN, _box(way, length))


def _closed(mask: Any, way: int, length: int) -> Any:
    return cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _box(way, length))


def _grainy(ink: Any, way: int) -> Any:
    """Rules as scanners break them; where letters touch one, it would be too thick, and is cut."""
    run = int(DPI * (0.2, 0.16)[way]) | 1
    wide = cv2.dilate(ink, _box(way, 1, 3))
    size = (run, 1) if way == ALONG else (1, run)
    mask = (cv2.blur(wide, size) > SHARE * 255).astype(np.uint8) * 255
    length = int(DPI * (0.35, 0.2)[way])
    mask = _opened(_closed(mask, way, int(DPI * 0.1)), way, length)
    thick = cv2.morphologyEx(mask, cv2.MORPH_OPEN, _box(1 - way, int(DPI * 0.045)))
    mask = _closed(mask & ~thick, way, int(DPI * (0.3, 0.15)[way]))
    return _opened(mask, way, length)


def _strict(ink: Any, way: int) -> Any:
    found = _opened(_closed(ink, way, 3), way, int(DPI * (0.3, 0.16)[way]))
    count, labels, facts, _ = cv2.connectedComponentsWithStats(found)
    keep = np.zeros(count, np.uint8)
    for at in range(1, count):
        length, across = facts[at][2 + way], facts[at][3 - way]
        thin = across <= DPI * 0.06 and length >= 6 * across
        keep[at] = 255 if thin else 0
    return keep[labels]

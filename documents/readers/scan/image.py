"""Makes a picture of a page ready to be read: stamps taken out, straight, ink on white paper."""

from typing import Any

import cv2
import numpy as np

DPI = 300
WIDEST_ANGLE, COARSE, STEPS = 3.0, 0.25, (0.05, 0.02)
STRAIGHT = 0.05
INK = 140
Picture = Any
"""A grey page: rows of bytes, 0 is black."""

cv2.setNumThreads(1)


def without_stamps(colours: Any) -> Picture:
    """The lightest of the three channels: red and blue ink become paper, black stays."""
    if colours.ndim == 2:
        return colours
    return cv2.max(cv2.max(colours[:, :, 0], colours[:, :, 1]), colours[:, :, 2])


def straightened(grey: Picture) -> Picture:
    angle = _angle(_binary(grey))
    return grey if abs(angle) <= STRAIGHT else _turned(grey, angle, cv2.INTER_CUBIC)


def _binary(grey: Picture) -> Picture:
    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    mean, inverse = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV
    return cv2.adaptiveThreshold(soft, 255, mean, inverse, 51, 18)


def _turned(page: Picture, angle: float, how: int) -> Picture:
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return cv2.warpAffine(page, turn, (width, height), flags=how, borderValue=255)


def _angle(ink: Picture) -> float:
    """In degrees: at which the rows of the page differ most, for rules and lines lie along them."""
    small = cv2.resize(ink, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    small = small.astype(np.float32)
    height, width = small.shape

    def sharpness(angle: float) -> float:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
        rows = cv2.warpAffine(small, turn, (width, height)).sum(1)
        return float((np.diff(rows) ** 2).sum())

    best = max(np.arange(-WIDEST_ANGLE, WIDEST_ANGLE + 0.01, COARSE), key=sharpness)
    for step in STEPS:
        best = max((best + at * step for at in range(-5, 6)), key=sharpness)
    return float(best)


def whitened(grey: Picture, darkest: float = 0.15, lightest: float = 0.80) -> Picture:
    """Paper becomes 255 everywhere and ink keeps its grey: grain too faint to be seen is read."""
    small = cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 21)
    light = cv2.resize(paper, (grey.shape[1], grey.shape[0]))
    share = grey.astype(np.float32)  # changed in its place: a page is 35 MB so
    share /= np.maximum(light, 40)
    share -= darkest
    share /= lightest - darkest
    np.clip(share, 0, 1, out=share)
    share *= 255
    return _without_specks(share.astype(np.uint8))


def _without_specks(grey: Picture) -> Picture:
    """Dots smaller than a full stop go, unless they are near letters: those may be ạ, ộ, ợ."""
    ink = (grey < INK).astype(np.uint8)
    _count, labels, facts, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    small = facts[:, 4] < max(3, (DPI / 100) ** 2 * 0.9)
    small[0] = False
    near = int(DPI * 0.05) | 1
    large = ((~small)[labels] & (labels > 0)).astype(np.uint8)
    around = cv2.dilate(large, np.ones((near, near), np.uint8))
    specks = cv2.dilate(small[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    made = grey.copy()
    made[(specks > 0) & (around == 0)] = 255
    return made


def as_png(picture: Picture) -> bytes:
    done, content = cv2.imencode(".png", picture)
    return bytes(content) if done else b""

"""Takes a sheet of paper out of a photo: seen from aside, it becomes a page seen from above."""

from typing import Any

import cv2
import numpy as np

from documents.readers.scan.image import DPI

SMALL = 800
"""Pixels of the longer side at which the sheet is looked for."""
LEAST, MOST = 0.3, 0.985
"""Of the photo: a sheet that covers less is none; one that covers more fills it, as a scan does."""
SHORT, LONG = round(8.27 * DPI), round(11.69 * DPI)


def page_of(photo: Any) -> Any:
    """The sheet as a page of A4 at 300 dots an inch; the photo itself where no sheet stands out."""
    corners = _corners(photo)
    if corners is None:
        return photo
    top, right, bottom, left = (
        float(np.linalg.norm(corners[at] - corners[(at + 1) % 4])) for at in range(4)
    )
    wide = top + bottom > left + right
    width, height = (LONG, SHORT) if wide else (SHORT, LONG)
    meant = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    turn = cv2.getPerspectiveTransform(corners, meant)
    how = cv2.INTER_CUBIC
    return cv2.warpPerspective(photo, turn, (width, height), flags=how, borderValue=(255,) * 3)


def _corners(photo: Any) -> Any:
    """Of the brightest large shape with four corners: from top left, clockwise."""
    scale = SMALL / max(photo.shape[:2])
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(small.max(axis=2), (7, 7), 0)
    _, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(outlines, key=cv2.contourArea, default=None)
    if largest is None:
        return None
    share = cv2.contourArea(largest) / grey.size
    corners = cv2.approxPolyDP(largest, 0.02 * cv2.arcLength(largest, True), True)
    if not LEAST <= share <= MOST or len(corners) != 4 or not cv2.isContourConvex(corners):
        return None
    return _ordered(corners.reshape(4, 2).astype(np.float32) / scale)


def _ordered(corners: Any) -> Any:
    """From top left, clockwise: there the sum of both places is least, opposite it is greatest."""
    along, across = corners.sum(1), np.diff(corners, axis=1)[:, 0]
    order = along.argmin(), across.argmin(), along.argmax(), across.argmax()
    return corners[list(order)].astype(np.float32)

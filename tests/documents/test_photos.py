"""A page photographed from aside on a dark table is read as if it had been scanned."""

from typing import Any

import pytest

cv2 = pytest.importorskip("cv2", reason="needs the extra `scan`")
np = pytest.importorskip("numpy")

from documents.readers.scan.cells import frames  # noqa: E402 - after what they need
from documents.readers.scan.image import straightened, without_stamps  # noqa: E402 - after what they need
from documents.readers.scan.photo import page_of  # noqa: E402 - after what they need
from documents.readers.scan.rules import rules_of  # noqa: E402 - after what they need

ROWS, COLUMNS = 4, 5


def ruled() -> Any:
    """A page of A4 with a table, at 200 dots an inch."""
    page = np.full((2338, 1654, 3), 250, np.uint8)
    for at in range(ROWS + 1):
        cv2.line(page, (200, 500 + 250 * at), (1450, 500 + 250 * at), (0, 0, 0), 3)
    for at in range(COLUMNS + 1):
        cv2.line(page, (200 + 250 * at, 500), (200 + 250 * at, 1500), (0, 0, 0), 3)
    return page


def photographed(page: Any) -> Any:
    height, width = page.shape[:2]
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = np.array([(420, 300), (1900, 380), (2150, 2700), (180, 2600)], np.float32)
    turn = cv2.getPerspectiveTransform(flat, seen)
    return cv2.warpPerspective(page, turn, (2400, 3000), borderValue=(60, 70, 80))


def cells(picture: Any) -> tuple[int, int]:
    found = frames(rules_of(straightened(without_stamps(picture))))
    return (len(found[0].levels) - 1, len(found[0].edges) - 1) if found else (0, 0)


def test_the_table_of_a_photo_from_aside_is_found() -> None:
    photo = photographed(ruled())
    page = page_of(photo)
    assert page.shape[:2] == (3507, 2481)
    assert cells(page) == (ROWS, COLUMNS)
    assert cells(photo) != (ROWS, COLUMNS)


def test_a_scan_and_a_photo_without_an_edge_stay_as_they_are() -> None:
    page = ruled()
    assert page_of(page) is page
    dark = np.full((900, 700, 3), 40, np.uint8)
    assert page_of(dark) is dark

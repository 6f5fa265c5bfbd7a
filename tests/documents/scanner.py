"""Makes of a page of a PDF what a scanner makes of paper: grain, skew, stamps, one bit of a fax."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image
from pypdfium2 import PdfDocument

STAMP = (205, 30, 45)


def scanned(source: Path, target: Path, kind: str, seed: int = 1) -> None:
    """`kind`: clean (300 dpi, grey), stamped (300 dpi, colour, skewed, red stamp) or fax."""
    file = PdfDocument(source)
    dpi = 200 if kind == "fax" else 300
    pages = [
        _page(np.asarray(file[at].render(scale=dpi / 72).to_pil().convert("RGB")), kind, seed + at)
        for at in range(len(file))
    ]
    file.close()
    options: dict[str, Any] = {"save_all": True, "append_images": pages[1:], "resolution": dpi}
    if kind != "fax":  # a page of one bit is not kept as JPEG
        options["quality"] = 88 if kind == "clean" else 60
    pages[0].save(target, **options)


def _page(paper: Any, kind: str, seed: int) -> Image.Image:
    chance = np.random.default_rng(seed)
    page = paper.astype(np.float32)
    if kind == "stamped":
        page = _stamped(page, chance)
    if kind != "clean":
        angle = chance.choice([-1, 1]) * chance.uniform(0.3, 1.2)
        height, width = page.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1)
        page = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC,
                              borderValue=(255, 255, 255))  # fmt: skip
        page = cv2.GaussianBlur(page, (0, 0), 0.6)
    grain = {"clean": 3, "stamped": 12, "fax": 14}[kind]
    page = np.clip(page, 0, 255) * 0.93 + 10 + chance.normal(0, grain, page.shape[:2])[..., None]
    made = Image.fromarray(np.clip(page, 0, 255).astype(np.uint8))
    if kind == "fax":
        return made.convert("L").point(lambda value: 255 if value > 150 else 0).convert("1")
    return made if kind == "stamped" else made.convert("L")


def _stamped(page: Any, chance: Any) -> Any:
    """A ring and a star in red ink over the first rows of the table."""
    height, width = page.shape[:2]
    ink = np.zeros((height, width), np.uint8)
    centre, radius = (width // 3, height // 2), 210
    cv2.circle(ink, centre, radius, 255, 12, cv2.LINE_AA)
    cv2.circle(ink, centre, int(radius * 0.68), 255, 5, cv2.LINE_AA)
    cv2.circle(ink, centre, 40, 255, -1, cv2.LINE_AA)
    cover = ink.astype(np.float32) / 255 * 0.85 * (0.75 + 0.25 * chance.random((height, width)))
    return page * (1 - cover[..., None]) + np.array(STAMP) * cover[..., None] * (page / 255)

"""Makes of a PDF what a scanner makes of paper: grain, specks, skew, stamps, one bit of a fax."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image
from pypdfium2 import PdfDocument

STAMP = (205, 30, 45)
WHITE = (255, 255, 255)
AROUND = "SO CONG THUONG * THANH PHO HAI PHONG * "


@dataclass(frozen=True, slots=True)
class Scanner:
    """`turned`: the most degrees of skew; `mode` as Pillow calls it; `quality` of JPEG."""

    dpi: int = 300
    turned: float = 1.5
    grain: float = 12
    blur: float = 0.6
    stamp: bool = False
    mode: str = "L"
    quality: int | None = 60


KINDS: Mapping[str, Scanner] = {
    "clean": Scanner(turned=0, grain=3, blur=0, quality=88),
    "stamped": Scanner(stamp=True, mode="RGB"),
    "grey": Scanner(stamp=True),
    "coarse": Scanner(dpi=200, blur=0.5, stamp=True),
    "fax": Scanner(dpi=200, grain=14, blur=0.5, mode="1", quality=None),
}


def scanned(source: Path, target: Path, kind: str, seed: int = 1) -> None:
    by = KINDS[kind]
    file = PdfDocument(source)
    pages = []
    for at in range(len(file)):
        paper = np.asarray(file[at].render(scale=by.dpi / 72).to_pil().convert("RGB"))
        pages.append(_page(paper.astype(np.float32), by, seed + at, first=at == 0))
    file.close()
    options: dict[str, Any] = {"save_all": True, "append_images": pages[1:], "resolution": by.dpi}
    if by.quality:
        options["quality"] = by.quality
    pages[0].save(target, **options)


def _page(page: Any, by: Scanner, seed: int, *, first: bool) -> Image.Image:
    chance = np.random.default_rng(seed)
    if by.stamp:
        page = _stamped(page, by.dpi, chance, first=first)
    if by.turned:
        page = _turned(page, float(chance.choice([-1, 1]) * chance.uniform(0.3, by.turned)))
    if by.blur:
        page = cv2.GaussianBlur(page, (0, 0), by.blur)
    page = np.clip(page, 0, 255) * 0.93 + 10
    grain = chance.standard_normal(page.shape[:2], np.float32) * by.grain
    page += grain[..., None]
    if by.turned:
        page = _worn(page, chance)
    made = Image.fromarray(np.clip(page, 0, 255).astype(np.uint8))
    if by.mode == "1":
        return made.convert("L").point(lambda value: 255 if value > 150 else 0).convert("1")
    return made.convert(by.mode)


def _turned(page: Any, angle: float) -> Any:
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    size = width, height
    return cv2.warpAffine(page, turn, size, flags=cv2.INTER_CUBIC, borderValue=WHITE)


def _worn(page: Any, chance: Any) -> Any:
    """Light that falls off to one side, and specks."""
    height, width = page.shape[:2]
    page *= np.linspace(1, 0.93, width, dtype=np.float32)[None, :, None]
    count = int(height * width * 6e-5)
    page[chance.integers(0, height, count), chance.integers(0, width, count)] = 40
    return page


def _stamped(page: Any, dpi: int, chance: Any, *, first: bool) -> Any:
    """Over the heading of the table on the first page, and half on the right edge of each."""
    ink = 255 - page.mean(2)
    rows = np.where((ink > 100).sum(1) > page.shape[1] * 0.55)[0]
    columns = np.where((ink > 100).sum(0) > 60)[0]
    top = int(rows[0]) if len(rows) else 400
    left = int(columns[0]) if len(columns) else 60
    bottom = int(rows[-1]) if len(rows) else page.shape[0] - 600
    radius = int(0.72 * dpi)
    if first:
        page = _pressed(page, (left + radius, top + int(radius * 0.35)), radius, chance)
    edge = page.shape[1] - int(0.1 * dpi), min(bottom, page.shape[0] - radius)
    return _pressed(page, edge, radius, chance)


def _pressed(page: Any, centre: tuple[int, int], radius: int, chance: Any) -> Any:
    """Two rings, a star and letters around, in red ink that lets the paper's print through."""
    top, left = max(0, centre[1] - 2 * radius), max(0, centre[0] - 2 * radius)
    part = page[top : centre[1] + 2 * radius, left : centre[0] + 2 * radius]
    ink = _inked((centre[0] - left, centre[1] - top), radius, part.shape[:2])
    grainy = 0.75 + 0.25 * chance.random(ink.shape, np.float32)
    cover = (ink.astype(np.float32) / 255 * 0.85 * grainy)[..., None]
    part[:] = part * (1 - cover) + np.array(STAMP, np.float32) * cover * (part / 255)
    return page


def _inked(centre: tuple[int, int], radius: int, size: tuple[int, ...]) -> Any:
    ink = np.zeros(size, np.uint8)
    cv2.circle(ink, centre, radius, 255, max(2, radius // 18), cv2.LINE_AA)
    cv2.circle(ink, centre, int(radius * 0.68), 255, max(1, radius // 40), cv2.LINE_AA)
    turns = [-np.pi / 2 + at * np.pi / 5 for at in range(10)]
    star = [
        (centre[0] + far * np.cos(turn), centre[1] + far * np.sin(turn))
        for at, turn in enumerate(turns)
        for far in [radius * (0.12 if at % 2 else 0.3)]
    ]
    cv2.fillPoly(ink, [np.array(star, np.int32)], 255, cv2.LINE_AA)
    for at, letter in enumerate(AROUND):
        turn = -np.pi + at * 2 * np.pi / len(AROUND)
        x, y = centre[0] + radius * 0.83 * np.cos(turn), centre[1] + radius * 0.83 * np.sin(turn)
        corner = int(x) - radius // 20, int(y) + radius // 20
        font, thick = cv2.FONT_HERSHEY_SIMPLEX, max(1, radius // 70)
        cv2.putText(ink, letter, corner, font, radius / 190, 255, thick, cv2.LINE_AA)
    return ink

"""Invitations on paper: for each unit A4 pages of slips to be cut out, one slip per official."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fpdf import FPDF
    from PIL.Image import Image

MARGIN, WIDTH, SLIP_HEIGHT, QR_SIZE = 12, 186, 62, 38  # millimetres
SLIPS_ON_A_PAGE = 4
QUIET, MODULE_PX = 2, 8  # of a QR code: modules around it that stay white, pixels of a module
FONT = "DejaVu"


@dataclass(frozen=True, slots=True)
class Slip:
    """What one official is given. `links`: caption and address of each QR code, two at most."""

    unit: str
    name: str
    code: str
    links: tuple[tuple[str, str], ...]
    address: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What stands on every page, in the language of the readers."""

    title: str
    code: str
    warning: str


def _nobody(_done: int, _pages: int) -> None:
    """Nobody waits for the sheets."""


def sheets(
    slips: Sequence[Slip], words: SheetWords, tell: Callable[[int, int], None] = _nobody
) -> bytes:
    """A PDF: every unit begins a page of its own. `tell`: pages done, and of how many."""
    from fpdf import FPDF  # both libraries are loaded when first wanted

    pdf = FPDF(format="A4")
    pdf.set_margin(MARGIN)
    pdf.set_auto_page_break(False)
    for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        pdf.add_font(FONT, style, _fonts() / name)
    by_unit = [list(of_unit) for _, of_unit in groupby(slips, key=lambda slip: slip.unit)]
    pages = [page for of_unit in by_unit for page in _pages(of_unit)]
    for done, page in enumerate(pages, start=1):
        _page(pdf, page[0].unit, page, words)
        tell(done, len(pages))
    return bytes(pdf.output())


def _pages(slips: Sequence[Slip]) -> list[Sequence[Slip]]:
    return [slips[at : at + SLIPS_ON_A_PAGE] for at in range(0, len(slips), SLIPS_ON_A_PAGE)]


def _fonts() -> Path:
    """Letters with Vietnamese marks come with the library that draws the pictures."""
    import matplotlib as mpl

    return Path(mpl.get_data_path()) / "fonts" / "ttf"


def _page(pdf: "FPDF", unit: str, slips: Sequence[Slip], words: SheetWords) -> None:
    pdf.add_page()
    pdf.set_font(FONT, "B", 13)
    pdf.cell(WIDTH, 7, words.title, new_x="LMARGIN", new_y="NEXT", align="C")
    pdf.set_font(FONT, "", 11)
    pdf.cell(WIDTH, 6, unit, new_x="LMARGIN", new_y="NEXT", align="C")
    for place, slip in enumerate(slips):
        _slip(pdf, slip, words, 28 + place * (SLIP_HEIGHT + 3))


def _slip(pdf: "FPDF", slip: Slip, words: SheetWords, top: float) -> None:
    pdf.set_dash_pattern(dash=1.5, gap=1.5)
    pdf.rect(MARGIN, top, WIDTH, SLIP_HEIGHT)
    pdf.set_dash_pattern()
    for place, (caption, address) in enumerate(slip.links):
        _code(pdf, caption, address, MARGIN + WIDTH - (place + 1) * (QR_SIZE + 4), top + 4)
    pdf.set_xy(MARGIN + 4, top + 4)
    room = WIDTH - 10 - len(slip.links) * (QR_SIZE + 4)
    _lines(pdf, room, [("B", 11, slip.name), ("", 8.5, slip.unit)])
    _lines(pdf, room, [("B", 11, f"{words.code}: {slip.code}")])
    _lines(pdf, room, [("", 8.5, f"{n}. {step}") for n, step in enumerate(slip.steps, start=1)])
    pdf.set_xy(MARGIN + 4, top + SLIP_HEIGHT - 11)
    _lines(pdf, WIDTH - 8, [("", 7.5, slip.address), ("", 7, words.warning)])


def _lines(pdf: "FPDF", room: float, lines: Sequence[tuple[str, float, str]]) -> None:
    for style, size, text in lines:
        pdf.set_font(FONT, style, size)
        pdf.set_x(MARGIN + 4)
        pdf.multi_cell(room, size * 0.5, text, new_x="LMARGIN", new_y="NEXT", align="L")


def _code(pdf: "FPDF", caption: str, address: str, left: float, top: float) -> None:
    """A QR code that a cheap phone reads from paper."""
    pdf.image(_drawn(address), left, top, QR_SIZE, QR_SIZE)
    pdf.set_xy(left, top + QR_SIZE)
    pdf.set_font(FONT, "", 8)
    pdf.cell(QR_SIZE, 4, caption, align="C")


def _drawn(address: str) -> "Image":
    """Each module some pixels wide and high, so that no reader of PDF blurs its edges."""
    import segno
    from PIL import Image, ImageOps

    rows = segno.make(address, error="m").matrix
    dots = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows))
    dark = ImageOps.expand(dots, QUIET).point((255, 0) + (0,) * 254, mode="1")
    return dark.resize((MODULE_PX * dark.width, MODULE_PX * dark.height))

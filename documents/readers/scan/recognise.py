"""Recognises Vietnamese letters on a picture with Tesseract, from Debian's data."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from documents.readers.grid import FileUnreadable
from documents.readers.pdf.page import Word
from documents.readers.scan.image import DPI, Picture

LANGUAGE = "vie"
PLACES = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
)
SIZE = 0.7
"""Tesseract mistakes fewer letters at some 210 dots an inch than at 300."""
SCATTERED, BLOCK, LINE = 11, 6, 7
"""Tesseract's modes: text anywhere on a page, in no order, as the cells of a table; one block of
lines, as a cell; a single line."""
ROMAN = re.compile(r"[IVXl1|!HT]{1,4}/")


def data_folder() -> Path | None:
    """Where the data for Vietnamese lies, if it is installed."""
    own = os.environ.get("TESSDATA_PREFIX", "")
    places = [Path(each) for each in (own, *PLACES) if each]
    return next((each for each in places if (each / f"{LANGUAGE}.traineddata").exists()), None)


class Reader:
    """Tesseract, kept for one page after the other: to begin it takes as long as half a page."""

    def __init__(self) -> None:
        import tesserocr

        folder = data_folder()
        if folder is None:
            raise FileUnreadable("import.needs_tesseract")
        self.levels = tesserocr.RIL
        self.iterate = tesserocr.iterate_level
        self.engine = tesserocr.PyTessBaseAPI(path=f"{folder}/", lang=LANGUAGE, psm=SCATTERED)
        self.engine.SetVariable("tessedit_do_invert", "0")
        self.engine.SetVariable("debug_file", os.devnull)

    def words(self, picture: Picture, mode: int = SCATTERED, size: float = SIZE) -> list[Word]:
        """What is read when the picture is made so much smaller; edges are the picture's own."""
        import cv2
        from PIL import Image

        small = cv2.resize(picture, None, fx=size, fy=size, interpolation=cv2.INTER_AREA)
        self.engine.SetPageSegMode(mode)
        self.engine.SetImage(Image.fromarray(small))
        self.engine.SetSourceResolution(round(DPI * size))
        self.engine.Recognize()
        found = self.engine.GetIterator()
        return list(self._words(found, size)) if found else []

    def _words(self, found: Any, size: float) -> Iterator[Word]:
        for each in self.iterate(found, self.levels.WORD):
            try:
                text = each.GetUTF8Text(self.levels.WORD).strip()
            except RuntimeError:  # it says nothing
                continue
            if text:
                box = each.BoundingBox(self.levels.WORD)
                left, top, right, bottom = (edge / size for edge in box)
                certain = int(each.Confidence(self.levels.WORD))
                slash = self._slash(each) / size if ROMAN.match(text) else 0.0
                yield Word(text, left, top, right, bottom, certain, slash)

    def _slash(self, found: Any) -> float:
        """Where the slash of a word begins that has one."""
        symbol = self.levels.SYMBOL
        while found.GetUTF8Text(symbol) != "/":
            if found.IsAtFinalElement(self.levels.WORD, symbol) or not found.Next(symbol):
                return 0.0
        return float(found.BoundingBox(symbol)[0])

"""What the process beside does: it reads one file, writes what it found, and ends."""

import os
import pickle  # nosec B403
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from documents.readers.grid import FileUnreadable, Grid
from documents.readers.pdf import born
from documents.readers.pdf.assemble import grids
from documents.readers.pdf.page import Page
from documents.readers.pdf.signatures import signatures_of
from domain.imports.file_notes import FileNote

MOST_PAGES = 40
MOST_SCANNED = 24
LEAST_DPI, DPI = 250, 300
LOCKED = ("password", "encrypt")


class Scans:
    """Reads pages that are pictures; what that needs is loaded when the first one comes."""

    def __init__(self, pages: int, pipe: int) -> None:
        self.pages = pages
        self.pipe = pipe
        self.reader: Any = None
        self.count = 0
        self.coarse: list[int] = []

    def page(self, colours: Any, number: int, dots: float, *, photo: bool = False) -> Page:
        """`dots` an inch, as it was scanned; `colours` is at 300. A photo may be askew."""
        if self.reader is None:
            self.reader = _reader()
        self.count += 1
        if self.count > MOST_SCANNED:
            raise FileUnreadable("import.scan_too_long")
        if dots < LEAST_DPI:
            self.coarse.append(number)
        from documents.readers.scan.page import read_picture
        from documents.readers.scan.photo import page_of

        colours = page_of(colours) if photo else colours
        found = read_picture(colours, number, self.reader)
        os.write(self.pipe, f"{number}/{self.pages}\n".encode())
        return found

    def notes(self) -> Iterator[FileNote]:
        if self.count:
            yield FileNote("import.note_scan")
        if self.coarse:
            yield FileNote("import.note_coarse", {"pages": ", ".join(map(str, self.coarse))})


def _reader() -> Any:
    try:
        from documents.readers.scan.recognise import Reader

        return Reader()
    except ImportError as missing:
        raise FileUnreadable("import.needs_scan") from missing


def tables(path: Path, pipe: int) -> list[Grid]:
    import pdfplumber

    try:
        with pdfplumber.open(path) as file:
            if len(file.pages) > MOST_PAGES:
                raise FileUnreadable("import.pdf_too_long")
            scans = Scans(len(file.pages), pipe)
            pages = [_page(path, page, number, scans) for number, page in enumerate(file.pages, 1)]
    except FileUnreadable:
        raise
    except Exception as broken:  # what a broken file makes of it has no common name
        raise _refused(broken) from broken
    return _with_notes(pages, [*_notes(pages), *scans.notes(), *signatures_of(path)])


def _notes(pages: Sequence[Page]) -> Iterator[FileNote]:
    yield FileNote("import.note_pdf")
    filled = sum(page.filled for page in pages)
    if filled:
        yield FileNote("import.note_form", {"count": str(filled)})


def _refused(broken: Exception) -> FileUnreadable:
    said = f"{type(broken).__name__} {broken!r} {broken.__cause__!r}".lower()
    locked = any(word in said for word in LOCKED)
    return FileUnreadable("import.file_locked" if locked else "import.unreadable_file")


def _page(path: Path, page: Any, number: int, scans: Scans) -> Page:
    if born.tells_itself(page):
        found = born.read_page(page, number)
        page.close()
        return found
    if not page.images and not page.chars:
        return Page(number, float(page.width), [], [])
    dots = max((each["srcsize"][0] / (each["width"] / 72) for each in page.images), default=DPI)
    page.close()
    return scans.page(_rendered(path, number), number, dots)


def _rendered(path: Path, number: int) -> Any:
    import numpy as np
    from pypdfium2 import PdfDocument

    file = PdfDocument(path)
    file.init_forms()
    try:
        picture = file[number - 1].render(scale=DPI / 72).to_pil()
        return np.asarray(picture.convert("RGB"))
    finally:
        file.close()


def pictures(path: Path, pipe: int) -> list[Grid]:
    """Each picture of the file is a page; its longer side is taken for that of A4."""
    import numpy as np
    from PIL import Image, ImageOps, ImageSequence

    pages = []
    try:
        with Image.open(path) as file:
            scans = Scans(getattr(file, "n_frames", 1), pipe)
            for number, each in enumerate(ImageSequence.Iterator(file), start=1):
                dots = max(each.size) / 11.69
                size = [round(side * DPI / dots) for side in each.size]
                upright = ImageOps.exif_transpose(each.convert("RGB").resize((size[0], size[1])))
                pages.append(scans.page(np.asarray(upright), number, dots, photo=True))
    except FileUnreadable:
        raise
    except Exception as broken:  # what a broken file makes of it has no common name
        raise _refused(broken) from broken
    return _with_notes(pages, list(scans.notes()))


def _with_notes(pages: list[Page], notes: list[FileNote]) -> list[Grid]:
    found = grids(pages)
    if not found:
        raise FileUnreadable("import.pdf_no_table")
    return [replace(found[0], notes=tuple(notes)), *found[1:]]


WORK: Mapping[str, Callable[[Path, int], Any]] = {
    "tables": tables,
    "pictures": pictures,
}


def main() -> None:
    what, path, pipe = sys.argv[1:]
    try:
        found = WORK[what](Path(path), int(pipe))
    except FileUnreadable as refused:
        found = refused
    sys.stdout.buffer.write(pickle.dumps(found))


if __name__ == "__main__":
    main()

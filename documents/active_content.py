"""Opens an office file far enough to see what it would do, and whether it is what it is called."""

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING

from documents.readers.detect import FORMS, LOCKED, OLD_OFFICE, OPEN_DOCUMENT
from documents.readers.grid import MOST_PARTS, MOST_UNPACKED
from documents.readers.package import TYPES, kind_of

if TYPE_CHECKING:
    from olefile import OleFileIO

MOST_LEVELS = 3
PACKED = b"PK\x03\x04"
PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"#!")
PROGRAMS = (
    "bat chm cmd com cpl dll exe hta jar js jse lnk msi ps1 reg scr sh url vb vbe vbs wsf wsh"
)
PROGRAM_ENDINGS = tuple(f".{ending}" for ending in PROGRAMS.split())
SAID = {".docx": "docx", ".docm": "docx", ".xlsx": "xlsx", ".xlsm": "xlsx"}
STREAMS = {".doc": ("WordDocument",), ".xls": ("Workbook", "Book")}
MACRO_PLACES = {"vba", "macros", "_vba_project", "_vba_project_cur"}
MACRO_PART = re.compile(r"(?i)vbaproject\.bin$|/macrosheets/|^(?:basic|scripts)/")
RELATION = re.compile(rb"<Relationship\b[^>]*>")
FROM_NET = re.compile(rb'(?i)Target="(?:https?|ftp):')
SHEET, MACRO_SHEET, END = 0x0085, 1, 0x000A


class ActiveContent(StrEnum):
    """The first that is found; the empty one is an office file like any other, or none."""

    NONE = ""
    MACROS = "macros"
    PROGRAM = "program"
    DISGUISED = "disguised"
    LOCKED = "locked"
    UNREADABLE = "unreadable"


class _Found(Exception):
    def __init__(self, what: ActiveContent) -> None:
        super().__init__(what)
        self.what = what


def found_in(path: Path, ending: str) -> ActiveContent:
    """`ending`: that of its name. What cannot be opened to its end is not cleared either."""
    with path.open("rb") as file:
        begins = file.read(8)
        file.seek(0)
        try:
            if begins.startswith(PACKED):
                _package(file, ending, 0)
            elif begins == OLD_OFFICE:
                _compound(file.read(), ending, 0)
        except _Found as found:
            return found.what
        except Exception:  # what a broken file makes of its reader has no common name
            return ActiveContent.UNREADABLE
    return ActiveContent.NONE


def _package(file: IO[bytes], ending: str, level: int) -> None:
    with zipfile.ZipFile(file) as package:
        parts = package.infolist()
        if level > MOST_LEVELS or len(parts) > MOST_PARTS:
            raise _Found(ActiveContent.UNREADABLE)
        if sum(each.file_size for each in parts) > MOST_UNPACKED:
            raise _Found(ActiveContent.UNREADABLE)
        if any(each.flag_bits & 1 for each in parts):
            raise _Found(ActiveContent.LOCKED)
        if ending and not _is_what_it_says(package, ending):
            raise _Found(ActiveContent.DISGUISED)
        for each in parts:
            _part(package, each, level)


def _is_what_it_says(package: zipfile.ZipFile, ending: str) -> bool:
    names = package.namelist()
    if ending not in SAID:
        return TYPES in names or (
            "mimetype" in names and package.read("mimetype").startswith(OPEN_DOCUMENT)
        )
    found = kind_of(package) or next((kind for name, kind in FORMS.items() if name in names), "")
    return found == SAID[ending]


def _part(package: zipfile.ZipFile, part: zipfile.ZipInfo, level: int) -> None:
    name = part.filename.lower()
    if MACRO_PART.search(name):
        raise _Found(ActiveContent.MACROS)
    if name.endswith(PROGRAM_ENDINGS):
        raise _Found(ActiveContent.PROGRAM)
    content = package.read(part)
    if name == TYPES.lower() and b"macroEnabled" in content:
        raise _Found(ActiveContent.MACROS)
    if name.endswith(".rels") and _brings_a_template(content):
        raise _Found(ActiveContent.MACROS)
    if not name.endswith((".xml", ".rels")):
        _embedded(content, level)


def _brings_a_template(relations: bytes) -> bool:
    """A template from the net comes with its macros when the file is opened."""
    return any(
        b"attachedTemplate" in each and FROM_NET.search(each)
        for each in RELATION.findall(relations)
    )


def _embedded(content: bytes, level: int) -> None:
    """A chart's table and a formula are embedded as well: they are looked into."""
    if content.startswith(PROGRAM_STARTS):
        raise _Found(ActiveContent.PROGRAM)
    if content.startswith(PACKED):
        _package(io.BytesIO(content), "", level + 1)
    elif content.startswith(OLD_OFFICE):
        _compound(content, "", level + 1)


def _compound(content: bytes, ending: str, level: int) -> None:
    from olefile import OleFileIO  # loaded when first wanted, not when the service starts

    if level > MOST_LEVELS:
        raise _Found(ActiveContent.UNREADABLE)
    if LOCKED in content:
        raise _Found(ActiveContent.LOCKED)
    with OleFileIO(io.BytesIO(content)) as file:
        if ending in STREAMS and not any(file.exists(each) for each in STREAMS[ending]):
            raise _Found(ActiveContent.DISGUISED)
        for place in file.listdir(streams=True, storages=True):
            _place(file, place, level)


def _place(file: "OleFileIO", place: list[str], level: int) -> None:
    if place[-1].lower() in MACRO_PLACES:
        raise _Found(ActiveContent.MACROS)
    kind = file.get_type(place)
    if kind != 2:  # a folder of the file
        return
    content = file.openstream(place).read()
    name = place[-1].lower()
    if name in ("workbook", "book") and MACRO_SHEET in _sheets(content):
        raise _Found(ActiveContent.MACROS)
    if name == "\x01ole10native":
        _wrapped(content, level)
    elif name == "package":
        _embedded(content, level)


def _sheets(book: bytes) -> Iterator[int]:
    """The kinds of the sheets of an old workbook, from the records before its first sheet."""
    at = 0
    while at + 4 <= len(book):
        record, length = struct.unpack_from("<HH", book, at)
        if record == SHEET and length > 5:
            yield book[at + 9]
        if record == END:
            return
        at += 4 + length


def _wrapped(content: bytes, level: int) -> None:
    """A file as Windows packs it: its name and where it lay, then itself."""
    label, _, rest = content[6:].partition(b"\0")
    path, _, rest = rest.partition(b"\0")
    names = [each.decode("latin-1").lower() for each in (label, path)]
    if any(each.endswith(PROGRAM_ENDINGS) for each in names):
        raise _Found(ActiveContent.PROGRAM)
    (long,) = struct.unpack_from("<L", rest, 4)
    _embedded(rest[8 + long + 4 :], level)

"""Reads OpenDocument texts and rich texts as the Word files that LibreOffice makes of them."""

from pathlib import Path

from documents.readers.docx import read_docx
from documents.readers.grid import Grid
from documents.readers.office.libreoffice import WORD, converted


def read_odt(path: Path) -> list[Grid]:
    with converted(path, "odt", WORD) as file:
        return read_docx(file)


def read_rtf(path: Path) -> list[Grid]:
    with converted(path, "rtf", WORD) as file:
        return read_docx(file)

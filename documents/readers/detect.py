"""Tells by its content, not by its name, what kind of office file a file is."""

import zipfile
from pathlib import Path

from documents.readers.csv import decoded
from documents.readers.grid import FileUnreadable, check_package
from documents.readers.package import kind_of

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
MOST_BYTES = 20 * 2**20
RICH_TEXT, PDF = b"{\\rtf", b"%PDF-"
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*")
PDF_BEGINS = 1024
"""So far into the file the mark of a PDF may stand."""
PACKED = frozenset((".docx", ".xlsx", ".docm", ".xlsm", ".doc", ".xls", ".odt", ".ods"))
FORMS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
OPEN_FORMS = {b"text": "odt", b"spreadsheet": "ods"}


def form_of(path: Path, name: str = "") -> str:
    """One of docx, doc, odt, rtf, xlsx, xls, ods, csv, pdf, picture; refuses what is none of them.

    `name` is what people call the file: text under the name of a packed file is a broken file.
    """
    if path.stat().st_size > MOST_BYTES:
        raise FileUnreadable("import.file_too_big")
    content = path.read_bytes()
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise FileUnreadable("import.file_empty")
    if content.startswith(OLD_OFFICE):
        return _compound(path, content)
    if content.startswith(b"PK\x03\x04"):
        return _packed(path)
    simple = _by_first_bytes(content)
    if simple:
        return simple
    if decoded(content) is None:
        raise FileUnreadable("import.file_other")
    if Path(name or path.name).suffix.lower() in PACKED:
        raise FileUnreadable("import.unreadable_file")
    return "csv"


def _by_first_bytes(content: bytes) -> str:
    if content.startswith(RICH_TEXT):
        return "rtf"
    if PDF in content[:PDF_BEGINS]:
        return "pdf"
    return "picture" if content.startswith(PICTURES) else ""


def _compound(path: Path, content: bytes) -> str:
    """What Word and Excel wrote before 2007; also what they lock with a password since then."""
    if LOCKED in content:
        raise FileUnreadable("import.file_locked")
    from documents.readers.office.compound import form_of_compound

    return form_of_compound(path)


def _packed(path: Path) -> str:
    check_package(path)
    with zipfile.ZipFile(path) as package:
        names = set(package.namelist())
        declared = kind_of(package)
        kind = package.read("mimetype") if "mimetype" in names else b""
    if kind.startswith(OPEN_DOCUMENT):
        form = kind.removeprefix(OPEN_DOCUMENT).split(b"-")[0].strip()
        if form in OPEN_FORMS:
            return OPEN_FORMS[form]
    found = [form for name, form in FORMS.items() if name in names]
    if not (declared or found):
        raise FileUnreadable("import.file_other")
    return declared or found[0]

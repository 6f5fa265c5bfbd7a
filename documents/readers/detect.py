"""Tells by its content, not by its name, what kind of office file a file is."""

import zipfile
from pathlib import Path

from documents.readers.csv import decoded
from documents.readers.grid import FileUnreadable, check_package
from documents.readers.package import kind_of

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
MOST_BYTES = 20 * 2**20
PACKED = frozenset((".docx", ".xlsx", ".docm", ".xlsm", ".doc", ".xls"))
FORMS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}


def form_of(path: Path, name: str = "") -> str:
    """One of docx, xlsx, csv; refuses with the reason what is none of them.

    `name` is what people call the file: text under the name of a packed file is a broken file.
    """
    if path.stat().st_size > MOST_BYTES:
        raise FileUnreadable("import.file_too_big")
    content = path.read_bytes()
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise FileUnreadable("import.file_empty")
    if content.startswith(OLD_OFFICE):
        raise FileUnreadable("import.file_locked" if LOCKED in content else "import.file_old")
    if content.startswith(b"PK\x03\x04"):
        return _packed(path)
    if decoded(content) is None:
        raise FileUnreadable("import.file_other")
    if Path(name or path.name).suffix.lower() in PACKED:
        raise FileUnreadable("import.unreadable_file")
    return "csv"


def _packed(path: Path) -> str:
    check_package(path)
    with zipfile.ZipFile(path) as package:
        names = set(package.namelist())
        declared = kind_of(package)
    found = [form for name, form in FORMS.items() if name in names]
    if not (declared or found):
        raise FileUnreadable("import.file_other")
    return declared or found[0]

"""Macros, embedded programs, passwords and false names: seen in harmless files of our own."""

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from documents.active_content import ActiveContent, found_in
from tests.documents.compound_file import compound

HARMLESS = b"MZ this is no program, only its first two letters"


def word(**more: bytes) -> bytes:
    """A Word document with further parts; two underscores stand for a slash."""
    made = io.BytesIO()
    Document().save(made)
    with zipfile.ZipFile(made, "a") as package:
        for name, content in more.items():
            package.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return made.getvalue()


def book() -> bytes:
    made = io.BytesIO()
    Workbook().save(made)
    return made.getvalue()


def archive(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


def template(target: bytes) -> bytes:
    return (
        b'<Relationships><Relationship Id="r1" Type="http://x/attachedTemplate" Target="'
        + target
        + b'" TargetMode="External"/></Relationships>'
    )


def wrapped(name: bytes, content: bytes) -> bytes:
    """As Windows packs a file into a document."""
    inner = b"\2\0" + name + b"\0C:\\" + name + b"\0\0\0\3\0" + struct.pack("<L", 4) + b"C:\\\0"
    inner += struct.pack("<L", len(content)) + content
    return struct.pack("<L", len(inner)) + inner


def old_book(kind: int) -> bytes:
    sheet = struct.pack("<HHLBB", 0x85, 6, 0, 0, kind)
    return struct.pack("<HH4x", 0x0809, 4) + sheet + struct.pack("<HH", 0x0A, 0)


def locked() -> bytes:
    made = bytearray(archive({"secret.txt": b"words"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.index(mark) + at] |= 1
    return bytes(made)


def nested(levels: int) -> bytes:
    made = word()
    for _ in range(levels):
        made = word(word__embeddings__next_DOT_docx=made)
    return made


NOTHING, MACROS, PROGRAM = ActiveContent.NONE, ActiveContent.MACROS, ActiveContent.PROGRAM
OBJECT = "word__embeddings__oleObject1_DOT_bin"
FILES = {
    "a document": (word(), ".docx", NOTHING),
    "a workbook": (book(), ".xlsx", NOTHING),
    "no office file": (b"%PDF-1.7", ".pdf", NOTHING),
    "a chart with its table": (
        word(word__embeddings__Microsoft_Excel_Sheet_DOT_xlsx=book()),
        ".docx",
        NOTHING,
    ),
    "a formula": (word(**{OBJECT: compound({"Equation Native": b"x"})}), ".docx", NOTHING),
    "a PDF in a document": (
        word(**{OBJECT: compound({"\x01Ole10Native": wrapped(b"a.pdf", b"%PDF-1.7")})}),
        ".docx",
        NOTHING,
    ),
    "a template of the house": (
        word(word___rels__settings_DOT_xml_DOT_rels=template(b"file:///C:/Mau.dotx")),
        ".docx",
        NOTHING,
    ),
    "a template from the net": (
        word(word___rels__settings_DOT_xml_DOT_rels=template(b"http://127.0.0.1/a.dotm")),
        ".docx",
        MACROS,
    ),
    "macros": (word(word__vbaProject_DOT_bin=b"harmless"), ".docx", MACROS),
    "macros of a table in it": (
        word(word__embeddings__a_DOT_xlsm=word(xl__vbaProject_DOT_bin=b"harmless")),
        ".docx",
        MACROS,
    ),
    "macros of 1992": (word(xl__macrosheets__sheet1_DOT_xml=b"<x/>"), ".docx", MACROS),
    "a program": (word(word__embeddings__a_DOT_bin=HARMLESS), ".docx", PROGRAM),
    "a program as Windows packs it": (
        word(**{OBJECT: compound({"\x01Ole10Native": wrapped(b"a.dat", HARMLESS)})}),
        ".docx",
        PROGRAM,
    ),
    "a script as Windows packs it": (
        word(**{OBJECT: compound({"\x01Ole10Native": wrapped(b"bao cao.vbs", b"'")})}),
        ".docx",
        PROGRAM,
    ),
    "a workbook called a document": (book(), ".docx", ActiveContent.DISGUISED),
    "an archive called a document": (archive({"a.txt": b"x"}), ".docx", ActiveContent.DISGUISED),
    "an archive with a password": (locked(), ".docx", ActiveContent.LOCKED),
    "a document with a password": (
        compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
        ".docx",
        ActiveContent.LOCKED,
    ),
    "too many levels": (nested(5), ".docx", ActiveContent.UNREADABLE),
    "too many parts": (
        word(**{f"a{number}": b"" for number in range(10_001)}),
        ".docx",
        ActiveContent.UNREADABLE,
    ),
    "half a document": (word()[:-100], ".docx", ActiveContent.UNREADABLE),
    "an old document": (compound({"WordDocument": b"x"}), ".doc", NOTHING),
    "an old document with macros": (
        compound({"WordDocument": b"x", "Macros/VBA": b"x"}),
        ".doc",
        MACROS,
    ),
    "an old workbook": (compound({"Workbook": old_book(0)}), ".xls", NOTHING),
    "an old workbook with a macro sheet": (compound({"Workbook": old_book(1)}), ".xls", MACROS),
    "an installer called a document": (compound({"Other": b"x"}), ".doc", ActiveContent.DISGUISED),
}


@pytest.mark.parametrize("what", FILES)
def test_what_an_office_file_would_do_is_seen(tmp_path: Path, what: str) -> None:
    content, ending, expected = FILES[what]
    (tmp_path / "file").write_bytes(content)
    assert found_in(tmp_path / "file", ending) is expected

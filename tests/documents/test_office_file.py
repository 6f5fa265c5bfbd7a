"""A file of the wrong kind, locked, empty or swollen is refused in a sentence, never in a crash."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from documents.plan.reader import read_plan
from documents.readers import grid as grids
from documents.roster.table import read_roster
from domain.imports.rows import RowError
from tests.documents.annex_files import HEADING, ROWS, UNITS, counted, letter, sheet, table
from tests.documents.test_roster_table import KNOWN

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", b"0" * (grids.MOST_UNPACKED + 1))


def packed(*names: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as made:
            for name in names:
                made.writestr(name, b"<a/>")

    return make


def holding(content: bytes) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_bytes(content)

    return make


WRONG = [
    ("trong.docx", holding(b""), "file_empty"),
    ("trong.csv", holding(b"\xef\xbb\xbf\r\n\r\n"), "file_empty"),
    ("cu.doc", holding(OLE + b"\0" * 600), "unreadable_file"),
    ("cu.xls", holding(OLE + b"\0" * 600), "unreadable_file"),
    ("khoa.xlsx", holding(OLE + "EncryptedPackage".encode("utf-16-le")), "file_locked"),
    ("anh.docx", holding(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "unreadable_file"),
    ("quet.pdf", holding(b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n\0\1"), "unreadable_file"),
    ("nen.xlsx", packed("anh/1.jpg"), "file_other"),
    ("libre.ods", packed("mimetype", "content.xml"), "file_other"),
    ("hong.docx", holding(b"PK\x03\x04 cut off"), "unreadable_file"),
    ("rong.docx", packed("word/document.xml"), "unreadable_file"),
    ("rong.xlsx", packed("xl/workbook.xml"), "unreadable_file"),
    ("van-ban.docx", holding(b"only text"), "unreadable_file"),
    ("bom.docx", bomb, "file_too_big"),
    ("ghi-chu.txt", holding("Chào đồng chí".encode()), "no_annex"),
]


@pytest.mark.parametrize(("name", "make", "reason"), WRONG, ids=[each[0] for each in WRONG])
def test_it_is_refused_with_its_reason(
    tmp_path: Path, name: str, make: Callable[[Path], None], reason: str
) -> None:
    path = tmp_path / name
    make(path)
    reading = read_plan(path, UNITS)
    assert reading.rows == ()
    assert [error.reason for error in reading.errors] == [f"import.{reason}"]
    said = reason.replace("no_annex", "no_roster")
    assert reasons_of_roster(path) == [f"import.{said}"]


def reasons_of_roster(path: Path) -> list[str]:
    refused: tuple[RowError, ...] = read_roster(path, KNOWN).refused
    return [error.reason for error in refused]


def test_an_annex_under_another_name_is_read_by_what_it_is(tmp_path: Path) -> None:
    document = letter()
    table(document, HEADING, *ROWS)
    document.save(str(tmp_path / "phu-luc.xlsx"))
    sheet(HEADING, *ROWS, title="Năm 2025").save(str(tmp_path / "phu-luc.doc"))
    assert counted(read_plan(tmp_path / "phu-luc.xlsx", UNITS), 1 + 4)
    assert counted(read_plan(tmp_path / "phu-luc.doc", UNITS), 1 + 4)

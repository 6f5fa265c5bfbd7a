"""Office files from strangers are refused before they can do harm; what is seen is read."""

import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from documents.readers import grid as grids
from documents.readers.docx import read_docx
from documents.readers.grid import FileUnreadable, check_package
from documents.readers.xlsx import read_xlsx
from tests.documents.annex_files import HEADING, ROWS, sheet, table


def package(path: Path, content: bytes, name: str = "xl/workbook.xml") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return path


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    bomb = package(tmp_path / "a.xlsx", b"0" * (grids.MOST_UNPACKED + 1))
    assert bomb.stat().st_size < grids.MOST_BYTES
    with pytest.raises(FileUnreadable, match="too_big"):
        check_package(bomb)


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    many = package(tmp_path / "a.xlsx", b"<row/>" * (grids.MOST_ROWS + 1))
    with pytest.raises(FileUnreadable, match="too_big"):
        check_package(many)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("padding", [0, grids.CHUNK - 5])
def test_an_external_entity_is_refused(tmp_path: Path, encoding: str, padding: int) -> None:
    declared = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    content = b" " * (padding // 2 * 2) + declared.encode(encoding)
    for name in ("a.docx", "a.xlsx"):
        with pytest.raises(FileUnreadable, match="unsafe"):
            check_package(package(tmp_path / name, content, "word/document.xml"))


def test_a_usual_workbook_is_not_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    sheet(HEADING, *ROWS).save(path)
    rows = read_xlsx(path)[0].rows
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert rows[1].cells[2].text == "VP Sở"


def test_automatic_numbers_of_word_are_counted(tmp_path: Path) -> None:
    document = Document()
    made = table(document, ("STT", "Việc"), ("", "một"), ("", "hai"))
    for row in made.rows[1:]:
        row.cells[0].paragraphs[0]._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr>')
        )
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert [row.cells[0].text for row in read_docx(path)[0].rows] == ["STT", "1.", "2."]


def test_inserted_text_is_seen_and_deleted_text_is_not(tmp_path: Path) -> None:
    document = Document()
    made = table(document, ("Việc ", "b"))
    paragraph = made.cell(0, 0).paragraphs[0]._p
    run = "<w:r><w:t>mới</w:t></w:r>"
    gone = "<w:r><w:delText>cũ</w:delText></w:r>"
    paragraph.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="a">{run}</w:ins>'))
    paragraph.append(parse_xml(f'<w:del {nsdecls("w")} w:id="2" w:author="a">{gone}</w:del>'))
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert read_docx(path)[0].rows[0].cells[0].text == "Việc mới"

"""What we write for Word is valid, says what it is, and can be gone through by its outline."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from documents.report.docx import fill, word_report
from documents.report.proof_docx import proof_page
from documents.report.template import SHIPPED, built
from tests.documents.conftest import Lived
from tests.documents.odd_files import TEMPLATE, WORD, W, repacked, replaced, written
from tests.documents.word_schema import wrong


def test_report_briefing_and_proof_are_valid(lived: Lived) -> None:
    assert wrong(word_report(lived.book)) == []
    assert wrong(written(built("briefing"))) == []
    assert wrong(proof_page("BẢNG KÊ\n1. Một\nhai")) == []
    assert wrong(SHIPPED.read_bytes()) == []


def test_the_validator_sees_what_stands_in_the_wrong_place() -> None:
    made = Document()
    properties = made.add_table(1, 1)._tbl.tblPr
    properties.append(
        parse_xml(f'<w:tblCellMar {W}><w:left w:w="70" w:type="dxa"/></w:tblCellMar>')
    )
    assert [each.partition(":")[0] for each in wrong(written(made))] == ["word/document.xml"]


def test_the_report_says_its_title_language_and_outline(lived: Lived) -> None:
    made = Document(BytesIO(word_report(lived.book)))
    about = made.core_properties
    assert about.title.startswith("BÁO CÁO Kết quả thực hiện nhiệm vụ cải cách hành chính tháng 10")
    assert about.language == "vi-VN"
    languages = {each.get(qn("w:val")) for each in made.styles.element.iter(qn("w:lang"))}
    assert languages == {"vi-VN"}
    levels: dict[str, str] = {}
    for style in made.styles.element.iter(qn("w:style")):
        for level in style.iter(qn("w:outlineLvl")):
            levels[style.find(qn("w:name")).get(qn("w:val"))] = level.get(qn("w:val"))
    assert (levels["Tên loại"], levels["Mục"], levels["Khoản"]) == ("0", "1", "2")


def test_deleted_placeholders_of_a_template_do_not_count(tmp_path: Path) -> None:
    made: Any = Document()
    paragraph = made.add_paragraph("Kỳ {{ month }}")._p
    run = "<w:r><w:delText>{{ thang_cu }}</w:delText></w:r>"
    paragraph.append(parse_xml(f'<w:del {W} w:id="1" w:author="a">{run}</w:del>'))
    gone = made.add_table(1, 1)
    gone.cell(0, 0).text = "{{ dong_cu }}"
    gone.rows[0]._tr.get_or_add_trPr().append(parse_xml(f'<w:del {W} w:id="2" w:author="a"/>'))
    filled = fill(BytesIO(written(made)), {"month": "10"}, datetime(2025, 10, 25, tzinfo=UTC))
    with ZipFile(BytesIO(filled)) as package:
        body = package.read("word/document.xml").decode()
    assert "Kỳ 10" in body
    assert "cu }}" not in body


def test_a_template_may_be_a_dotx(lived: Lived, tmp_path: Path) -> None:
    path = tmp_path / "mau.dotx"
    path.write_bytes(repacked(SHIPPED.read_bytes(), replaced({WORD: TEMPLATE})))
    assert word_report(lived.book, path)

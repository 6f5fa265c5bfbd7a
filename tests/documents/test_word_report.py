"""The Word report: its layout against Decree 30/2020, its figures against the summary."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

from documents.report import docx as report_docx
from documents.report.template import SHIPPED, built
from documents.report.wording import file_name
from domain.calendar.periods import Period
from domain.messaging.messages import Refusal
from domain.people.department_names import DepartmentNames
from domain.reporting.duties import Status
from domain.summaries.report_data import SETTLED, Book, bind
from domain.summaries.report_diff import Changes
from domain.summaries.report_snapshots import Snapshot, book_of, changes_since, fixed
from domain.summaries.summary import as_json
from tests.documents.conftest import Lived, Office

FONT = "Times New Roman"
OF_THE_SAMPLE = (
    "SỞ CÔNG THƯƠNG",
    "5064/KH-SCT ngày",
    "BC-SCT",
    "Hải Phòng, ngày",
    "Sở Công Thương./.",
)
NAMES = DepartmentNames(
    name="Sở Công Thương",
    authority="UBND thành phố Hải Phòng",
    place="Hải Phòng",
    symbol="SCT",
    plan="5064/KH-SCT",
    plan_date=date(2025, 9, 23),
    plan_subject="về việc khắc phục tồn tại, hạn chế",
)
BLANK = re.compile(r"^Số: +/BC-SCT$|ngày +tháng +năm *$")
LAYOUT = {
    # what stands there: size, bold, italic (rules.md, section a)
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": (12, True, False),
    "Độc lập - Tự do - Hạnh phúc": (13, True, False),
    "UBND THÀNH PHỐ HẢI PHÒNG": (12, False, False),
    "SỞ CÔNG THƯƠNG": (12, True, False),
    "Số:          /BC-SCT": (13, False, False),
    "Hải Phòng, ngày       tháng       năm            ": (13, False, True),
    "BÁO CÁO": (14, True, False),
    "Kết quả thực hiện nhiệm vụ cải cách hành chính tháng 10 năm 2025": (14, True, False),
    "I. KẾT QUẢ THỰC HIỆN": (14, True, False),
    "1. Tình hình gửi báo cáo": (14, True, False),
    "TL. GIÁM ĐỐC": (14, True, False),
    "Nơi nhận:": (12, True, True),
    "- Lưu: VT, VP.": (11, False, False),
    "Phụ lục I": (14, True, False),
    "Phụ lục II": (14, True, False),
}
ORDER = (
    "UBND THÀNH PHỐ HẢI PHÒNG",
    "SỞ CÔNG THƯƠNG",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số:",
    "Hải Phòng, ngày",
    "BÁO CÁO",
    "Kết quả thực hiện nhiệm vụ cải cách hành chính tháng 10",
    "Thực hiện Kế hoạch số 5064/KH-SCT",
    "I. KẾT QUẢ THỰC HIỆN",
    "1. Tình hình gửi báo cáo",
    "2. Kết quả thực hiện nhiệm vụ",
    "3. Kết quả theo lĩnh vực",
    "4. Ước tính điểm Chỉ số cải cách hành chính",
    "II. KHÓ KHĂN, VƯỚNG MẮC VÀ NGUYÊN NHÂN",
    "III. NHIỆM VỤ TRỌNG TÂM THÁNG 11 NĂM 2025",
    "IV. ĐỀ XUẤT, KIẾN NGHỊ",
    "Nơi nhận:",
    "TL. GIÁM ĐỐC",
    "Phụ lục I",
    "Phụ lục II",
)


def word_report(book: Book, template: Path | None = None) -> bytes:
    """The report of the sample department."""
    return report_docx.word_report(book, template, NAMES)


@pytest.fixture(scope="session")
def content(lived: Lived) -> bytes:
    return word_report(lived.book)


@pytest.fixture
def word(content: bytes) -> Word:
    return Document(BytesIO(content))


def paragraphs(word: Word) -> list[Paragraph]:
    """Every paragraph in the order of the document, those of tables too."""
    return [Paragraph(each, word._body) for each in word.element.body.iter(qn("w:p"))]


def text(word: Word) -> str:
    return "\n".join(each.text for each in paragraphs(word))


def looks(paragraph: Paragraph) -> tuple[float, bool, bool]:
    """Size in points, bold, italic: as its style says; nothing is set on the run itself."""
    style = cast("ParagraphStyle", paragraph.style)
    assert style.font.size is not None
    assert all(run.font.size is None and run.font.name is None for run in paragraph.runs)
    return style.font.size.pt, bool(style.font.bold), bool(style.font.italic)


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def number(text: str) -> int:
    return int(text.replace(".", ""))


def with_placeholder(folder: Path, text: str) -> Path:
    template, path = built(), folder / "mau.docx"
    template.add_paragraph(text)
    template.save(str(path))
    return path


# Layout


def test_the_pages_have_the_margins_of_the_decree(word: Word) -> None:
    for section in word.sections:
        lengths = (
            section.top_margin,
            section.bottom_margin,
            section.left_margin,
            section.right_margin,
        )
        assert [round(each.mm) for each in lengths if each] == [20, 20, 30, 15]


def test_the_body_is_portrait_and_each_annex_a_landscape_section(word: Word) -> None:
    sizes = [
        (s.orientation, round(s.page_width.mm), round(s.page_height.mm))
        for s in word.sections
        if s.page_width and s.page_height
    ]
    landscape = (WD_ORIENT.LANDSCAPE, 297, 210)
    assert sizes == [(WD_ORIENT.PORTRAIT, 210, 297), landscape, landscape]


def test_every_script_is_set_in_times_new_roman(word: Word) -> None:
    normal = word.styles["Normal"].element.rPr.rFonts
    assert {normal.get(qn(f"w:{each}")) for each in ("ascii", "hAnsi", "eastAsia", "cs")} == {FONT}
    for paragraph in paragraphs(word):
        style = cast("ParagraphStyle", paragraph.style)
        assert style.font.name in (None, FONT)
        assert style.base_style is None or style.base_style.name == "Normal"


@pytest.mark.parametrize("block", list(LAYOUT))
def test_each_block_has_its_size_and_style(word: Word, block: str) -> None:
    found = [looks(each) for each in paragraphs(word) if each.text == block]
    assert found == [LAYOUT[block]]


def test_the_text_is_justified_with_an_indented_first_line(word: Word) -> None:
    form = word.styles["Nội dung"].paragraph_format
    assert (form.alignment, round(form.first_line_indent.mm, 1)) == (3, 12.7)
    assert form.space_before.pt >= 6
    assert 1 <= form.line_spacing <= 1.5


def test_the_blocks_stand_in_their_order(word: Word) -> None:
    texts = [each.text for each in paragraphs(word)]
    places = [next(n for n, each in enumerate(texts) if each.startswith(o)) for o in ORDER[:-2]]
    places += [texts.index(each) for each in ORDER[-2:]]
    assert places == sorted(places)


def test_the_page_number_is_centred_on_top_but_not_on_the_first_page(word: Word) -> None:
    for section in word.sections:
        assert section.different_first_page_header_footer
        assert "PAGE" in section.header._element.xml
        style = cast("ParagraphStyle", section.header.paragraphs[0].style)
        assert (style.font.size, style.paragraph_format.alignment) == (14 * 12700, 1)
        assert "PAGE" not in section.first_page_header._element.xml
        assert "PAGE" not in section.footer._element.xml


def test_each_annex_counts_its_own_pages(word: Word) -> None:
    numbers = [each._sectPr.find(qn("w:pgNumType")) for each in word.sections]
    assert [each.get(qn("w:start")) for each in numbers] == ["1", "1", "1"]


def test_the_heading_of_each_table_is_repeated_on_every_page(word: Word) -> None:
    lined = [each for each in word.tables if each.rows[0].cells[0].text == "STT"]
    assert len(lined) == 4
    for table in lined:
        marks = [row._tr.xpath("./w:trPr/w:tblHeader") for row in table.rows]
        assert [bool(each) for each in marks] == [True, *[False] * (len(marks) - 1)]


def test_it_is_not_numbered_dated_or_signed(word: Word) -> None:
    blank = [each.text for each in paragraphs(word) if BLANK.search(each.text)]
    assert len(blank) == 2
    enclosed = [each.text for each in paragraphs(word) if "Kèm theo Báo cáo" in each.text]
    assert len(enclosed) == 2
    assert not [each for each in enclosed if re.search(r"số +\d|ngày +\d", each)]
    signature = next(t for t in word.tables if "TL. GIÁM ĐỐC" in t.rows[0].cells[1].text)
    assert signature.rows[0].cells[1].text.strip() == "TL. GIÁM ĐỐC\nCHÁNH VĂN PHÒNG"
    assert (word.core_properties.author, word.core_properties.last_modified_by) == ("", "")


def test_the_file_says_that_it_is_a_draft() -> None:
    name = file_name("docx", Period(2025, 10))
    assert name == "DỰ THẢO - Báo cáo CCHC tháng 10-2025.docx"
    fixed_name = file_name("docx", Period(2025, 10), 2)
    assert fixed_name == "DỰ THẢO - Báo cáo CCHC tháng 10-2025 (số liệu khóa lần 2).docx"


# Figures


def test_the_figures_are_those_of_the_summary(word: Word, lived: Lived) -> None:
    said, totals, cells = text(word), lived.summary["totals"], lived.summary["cells"]
    assert f"đã nhận {totals['answered']}/{totals['duties']} lượt báo cáo" in said
    assert f"đúng hạn {totals['on_time']}, sau hạn {totals['late']}; chưa" in said
    assert f"chưa nhận {totals['missing']}" in said
    done = cells["done_on_time"] + cells["done_late"]
    assert f"Đã hoàn thành: {done} nhiệm vụ" in said
    assert f"gồm {cells['done_on_time']} nhiệm vụ hoàn thành đúng hạn" in said
    assert f"{cells['open_in_time']} nhiệm vụ trong hạn" in said
    assert f"và {cells['open_overdue']} nhiệm vụ quá hạn" in said
    assert f"báo cáo {lived.summary['by_status']['blocked']} lượt nhiệm vụ có khó khăn" in said


def test_the_fields_add_up_to_the_summary(word: Word, lived: Lived) -> None:
    table = next(each for each in word.tables if each.rows[0].cells[1].text == "Lĩnh vực")
    *fields, total = [[number(cell) for cell in row[2:]] for row in rows(table)[1:]]
    assert len(fields) == 8
    assert [sum(column) for column in zip(*fields, strict=True)] == total
    assert total[1:] == list(lived.summary["cells"].values())


def test_the_estimate_by_field_is_that_of_the_summary(word: Word, lived: Lived) -> None:
    told = lived.summary["forecast"]
    last = "Chưa gắn nhiệm vụ"
    table = next(each for each in word.tables if each.rows[0].cells[-1].text == last)
    *names, whole = [row[1] for row in rows(table)[1:]]
    *fields, total = [[points(cell) for cell in row[2:]] for row in rows(table)[1:]]
    keys = ("max", "done", "open", "late", "stuck", "uncovered")
    assert (names, whole) == ([each["field"] for each in told["fields"]], "Tổng cộng")
    assert fields == [[each[key] for key in keys] for each in told["fields"]]
    assert total == [told[key] for key in keys]
    assert [sum(column) for column in zip(*fields, strict=True)] == pytest.approx(total)
    for most, *parts in (*fields, total):
        assert sum(parts) == pytest.approx(most)
    said = text(word)
    assert "Ước tính, không phải kết quả chấm điểm" in said
    assert f"{written(told['done'])} điểm gắn với nhiệm vụ đã hoàn thành" in said


def points(text: str) -> float:
    return float(text.replace(",", "."))


def written(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def later(lived: Lived) -> tuple[Snapshot, tuple[Changes, ...]]:
    """The same period fixed again after one answer came, one changed and one was taken back."""
    entries = list(lived.snapshot.entries)
    done = [n for n, each in enumerate(entries) if each.line.status is Status.DONE]
    none = next(n for n, each in enumerate(entries) if each.line.status is None)
    for place, status, percent in ((none, Status.BLOCKED, 40), (done[1], Status.BLOCKED, None)):
        line = replace(entries[place].line, status=status, note="Chờ ý kiến", late=True)
        entries[place] = replace(entries[place], line=line, percent=percent)
    entries[done[2]] = replace(entries[done[2]], line=replace(entries[done[2]].line, status=None))
    now = replace(lived.snapshot, entries=tuple(entries))
    return now, changes_since(now, fixed(lived.snapshot, 1), None)


def test_what_changed_since_the_last_issue_has_an_annex_of_its_own(lived: Lived) -> None:
    now, changes = later(lived)
    word = Document(BytesIO(word_report(book_of(now, changes))))
    said = text(word)
    assert "5. Thay đổi so với số liệu đã khóa lần 1" in said
    counted = "có 3 lượt báo cáo thay đổi, gồm: báo cáo bổ sung 1, sửa nội dung đã báo cáo 1, rút"
    assert counted in said
    head, *lines = rows(next(t for t in word.tables if t.rows[0].cells[1].text == "Kỳ báo cáo"))
    assert head[4:] == ["Số liệu đã chốt", "Số liệu mới"]
    new = "Khó khăn, vướng mắc, 40%, báo cáo sau hạn; nội dung: Chờ ý kiến"
    assert [row[4:] for row in lines if row[4] == "Chưa báo cáo"] == [["Chưa báo cáo", new]]
    assert [row[4] for row in lines if row[5] == "Chưa báo cáo"] == ["Đã hoàn thành"]
    assert {row[1] for row in lines} == {"10/2025"}
    assert [section.orientation for section in word.sections] == [
        WD_ORIENT.PORTRAIT,
        *[WD_ORIENT.LANDSCAPE] * 3,
    ]


def test_an_issue_without_changes_says_so_and_a_first_draft_says_nothing(lived: Lived) -> None:
    same = changes_since(lived.snapshot, fixed(lived.snapshot, 2), None)
    said = text(Document(BytesIO(word_report(book_of(lived.snapshot, same)))))
    assert "Không có thay đổi so với số liệu đã khóa lần 2" in said
    assert "Phụ lục III" not in said
    assert "đã chốt" not in text(Document(BytesIO(word_report(lived.book))))


def test_the_annex_has_a_row_for_every_task_and_its_rows_add_up(word: Word, lived: Lived) -> None:
    table = next(each for each in word.tables if each.rows[0].cells[1].text == "Nhiệm vụ")
    head, *lines, total = rows(table)
    assert head == [
        "STT",
        "Nhiệm vụ",
        "Chủ trì",
        "Phối hợp",
        "Thời hạn",
        "Kết quả, sản phẩm",
        "Tiến độ (%)",
        "Đánh giá",
        "Ghi chú",
    ]
    assert [row[0] for row in lines] == [str(n) for n in range(1, len(lines) + 1)]
    assert [row[1].split(".")[0] for row in lines] == [row.code for row in lived.book.tasks]
    counts = [re.findall(r"(\d+)/(\d+) lượt", row[8])[-1] for row in lines]
    added = [sum(int(each[n]) for each in counts) for n in (0, 1)]
    totals = lived.summary["totals"]
    assert added == [totals["answered"], totals["duties"]]
    assert total[8] == f"{added[0]}/{added[1]} lượt báo cáo"


def test_the_second_annex_is_the_summary_of_each_unit(word: Word, lived: Lived) -> None:
    table = next(each for each in word.tables if each.rows[0].cells[1].text == "Phòng, đơn vị")
    *units, total = rows(table)[1:]
    for row, unit in zip(units, lived.summary["units"], strict=True):
        assert row[1] == unit["name"]
        counts = [unit[name] for name in ("duties", "answered", "on_time", "late")]
        assert [number(cell) for cell in row[2:7]] == [*counts, len(unit["missing"])]
        assert row[8] == ", ".join(each["task"] for each in unit["missing"])
    sums = [sum(number(row[column]) for row in units) for column in range(2, 7)]
    assert [number(cell) for cell in total[2:7]] == sums


def test_a_share_of_nothing_is_a_dash(lived: Lived) -> None:
    empty = bind([], lived.book.cycle, lived.now)
    said = text(Document(BytesIO(word_report(empty))))
    assert "đã nhận 0/0 lượt báo cáo (—)" in said
    assert "0%" not in said


def test_numbers_and_shares_are_written_the_vietnamese_way(lived: Lived) -> None:
    book = bind(lived.book.entries * 10, lived.book.cycle, lived.now)
    said = text(Document(BytesIO(word_report(book))))
    totals = as_json(book.summary)["totals"]
    assert f"{totals['duties']:,}".replace(",", ".") in said
    assert re.search(r"\(\d+,\d%\)", said)


def test_what_people_wrote_stays_text(lived: Lived) -> None:
    """Markup, placeholders and characters that Word cannot hold change nothing."""
    first = lived.book.entries[0]
    wild = "A & B <w:p/> {{ month }} \x0b\x00 hết\ndòng"
    changed = replace(first, line=replace(first.line, note=wild, title=wild))
    book = bind([changed, *lived.book.entries[1:]], lived.book.cycle, lived.now)
    assert "A & B <w:p/> {{ month }} hết dòng" in text(Document(BytesIO(word_report(book))))


def settled(book: Book) -> Book:
    """The same period, but the lead unit of the first task owes nothing any more."""
    code = book.tasks[0].code
    entries = [e for e in book.entries if (e.line.task_code, e.line.part) != (code, "lead")]
    return bind(entries, book.cycle, book.summary.as_of)


def test_a_task_finished_before_is_told_apart(lived: Lived) -> None:
    book = settled(lived.book)
    assert [row.cell for row in book.tasks].count(SETTLED) == 1
    said = text(Document(BytesIO(word_report(book))))
    assert "Ngoài ra, 1 nhiệm vụ đã được đơn vị chủ trì hoàn thành từ kỳ trước" in said
    assert f"Tổng số: {len(book.tasks) - 1} nhiệm vụ" in said
    assert "Ngoài ra" not in text(Document(BytesIO(word_report(lived.book))))


# The template


def test_no_placeholder_is_left(content: bytes) -> None:
    with ZipFile(BytesIO(content)) as parts:
        for name in parts.namelist():
            assert b"{{" not in parts.read(name), name
            assert b"{%" not in parts.read(name), name


def test_the_shipped_template_is_the_described_one() -> None:
    """Otherwise: python -m documents.report.template"""
    made = BytesIO()
    built().save(made)
    with ZipFile(SHIPPED) as shipped, ZipFile(made) as fresh:
        assert shipped.namelist() == fresh.namelist()
        different = [n for n in shipped.namelist() if shipped.read(n) != fresh.read(n)]
    assert different == []


def test_the_office_can_change_the_template(lived: Lived, tmp_path: Path) -> None:
    template = with_placeholder(tmp_path, "Kỳ {{ month }}: {{ totals.duties }} lượt")
    said = text(Document(BytesIO(word_report(lived.book, template))))
    assert f"Kỳ 10: {lived.summary['totals']['duties']} lượt" in said


@pytest.mark.parametrize(
    ("placeholder", "key", "named"),
    [
        ("{{ thangg }} và {{ nam_x }}", "document.unknown", "nam_x, thangg"),
        ("{{ totals.nothing }}", "document.unknown", "nothing"),
        ("{% for u in units %}{{ u.nme }}{% endfor %}", "document.unknown", "nme"),
        ("{{ month", "document.broken", "{{ month"),
        ("{{ month + }}", "document.broken", "{{ month + }}"),
        ("{{ month | nosuch }}", "document.broken", "{{ month | nosuch }}"),
        ("{{ year / 0 }}", "document.broken", "{{ year / 0 }}"),
        ("{%p if totals.late %}", "document.broken", "{%p if totals.late %}"),
        ("{% endfor %}", "document.broken", "{% endfor %}"),
        ("{{ month.__class__.__mro__ }}", "document.unknown", "__class__"),
    ],
)
def test_a_broken_placeholder_is_named(
    lived: Lived, tmp_path: Path, placeholder: str, key: str, named: str
) -> None:
    template = with_placeholder(tmp_path, placeholder)
    with pytest.raises(Refusal) as refused:
        word_report(lived.book, template)
    assert refused.value.key == key
    assert list(refused.value.facts.values()) == [named]


@pytest.mark.parametrize("bytes_", [b"", b"hello", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_not_words_is_refused(lived: Lived, tmp_path: Path, bytes_: bytes) -> None:
    template = tmp_path / "mau.docx"
    template.write_bytes(bytes_)
    with pytest.raises(Refusal) as refused:
        word_report(lived.book, template)
    assert (refused.value.key, dict(refused.value.facts)) == (
        "document.not_word",
        {"file": "mau.docx"},
    )


# In a real program


def test_a_real_program_opens_it_and_numbers_its_pages(
    content: bytes, office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(content)
    pages = office.pages(file)
    first = [page.split("\n")[0].strip() for page in pages]
    annexes = [n for n, line in enumerate(first) if line.startswith("Phụ lục")]
    assert first[0].startswith("UBND THÀNH PHỐ HẢI PHÒNG")
    assert len(annexes) == 2
    for begin, end in ((0, annexes[0]), (annexes[0], annexes[1]), (annexes[1], len(pages))):
        assert first[begin + 1 : end] == [str(n) for n in range(2, end - begin + 1)]
    assert all("Nhiệm vụ" in pages[n] for n in range(annexes[0], annexes[1]))


def facts_of(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}


def test_the_book_has_the_summary_of_the_simulation(lived: Lived) -> None:
    told = {name: value for name, value in lived.summary.items() if name != "forecast"}
    assert as_json(lived.book.summary) == told
    assert facts_of(lived.book.summary.totals) == lived.summary["totals"]


def test_the_names_are_those_of_the_department(lived: Lived) -> None:
    other = DepartmentNames(
        name="Sở Xây dựng",
        authority="UBND tỉnh A",
        place="A",
        symbol="SXD",
        plan="77/KH-SXD",
        plan_date=date(2026, 2, 5),
        signs_for="KT. GIÁM ĐỐC",
        signer_post="PHÓ GIÁM ĐỐC",
        signer="Trần Thị B",
    )
    said = text(Document(BytesIO(report_docx.word_report(lived.book, None, other))))
    for part in (
        "UBND TỈNH A", "SỞ XÂY DỰNG", "/BC-SXD", "A, ngày", "của Sở Xây dựng./.",
        "Thực hiện Kế hoạch số 77/KH-SXD ngày 05 tháng 02 năm 2026 của Sở Xây dựng, Văn phòng",
        "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trần Thị B",
    ):  # fmt: skip
        assert part in said
    assert not [part for part in OF_THE_SAMPLE if part in said]


def test_without_names_nobody_else_is_named(lived: Lived) -> None:
    said = text(Document(BytesIO(report_docx.word_report(lived.book))))
    assert "Văn phòng Sở tổng hợp, báo cáo kết quả" in said
    assert not [part for part in OF_THE_SAMPLE if part in said]

"""Word annexes of many offices: what stands around, between and inside the rows of their tables."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from domain.imports.drafts import of_annex
from domain.imports.plan_diff import compare_plans, compare_with_annex
from domain.reporting.plans import Recurrence
from tests.documents.annex_files import (
    HEADING,
    ROWS,
    counted,
    ignored,
    letter,
    read,
    reasons,
    sign,
    table,
    tasks,
)

EMPTY = ("",) * 4
W = nsdecls("w")
LEAD_MISSING = "import.lead_missing"


def row(number: str, task: str = "", lead: str = "VP", deadline: str = "25/10/2025") -> Any:
    return number, task or f"Việc {number}", lead, "", deadline, "Báo cáo"


def styled(document: Any, *rows: Any, merged: tuple[int, ...] = ()) -> Any:
    """A table some rows of which are merged over their whole width."""
    made = table(document, *rows)
    for at in merged:
        cells = made.rows[at].cells
        cells[0].merge(cells[-1])
    return made


def numbered(cell: Any, level: int = 0, number: int = 5) -> None:
    """Give a cell's first paragraph an automatic number."""
    xml = f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    cell.paragraphs[0]._p.get_or_add_pPr().append(parse_xml(xml))


def test_parts_of_one_annex_each_with_a_title_and_a_table_of_their_own(tmp_path: Path) -> None:
    document = letter()
    document.add_paragraph("I. CẢI CÁCH THỂ CHẾ")
    table(document, HEADING, row("1", "Rà soát"), row("2", "Ban hành"))
    document.add_paragraph("II. CẢI CÁCH THỦ TỤC HÀNH CHÍNH")
    table(document, HEADING, row("1", "Công khai"))
    sign(document)
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 3 + 2 + 1)
    assert reading.errors == ()
    assert [(task.title, task.field) for task in reading.lines] == [
        ("Rà soát", "CẢI CÁCH THỂ CHẾ"),
        ("Ban hành", "CẢI CÁCH THỂ CHẾ"),
        ("Công khai", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH"),
    ]


def test_section_rows_merged_or_not_marked_or_named(tmp_path: Path) -> None:
    document = letter()
    styled(
        document,
        HEADING,
        ("A. NHIỆM VỤ CHUNG", *("",) * 5),
        row("1"),
        ("Lĩnh vực: Cải cách tài chính công", *("",) * 5),
        row("2"),
        ("IV", "Hiện đại hóa hành chính", *EMPTY),
        row("3"),
        ("", "CHẾ ĐỘ BÁO CÁO", *EMPTY),
        row("4"),
        merged=(1, 3),
    )
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 9)
    assert ignored(reading) == ["outside", "heading", *["section"] * 4]
    assert {task.code: task.field for task in reading.lines} == {
        "1": "NHIỆM VỤ CHUNG",
        "2": "Cải cách tài chính công",
        "3": "Hiện đại hóa hành chính",
        "4": "CHẾ ĐỘ BÁO CÁO",
    }


def test_a_title_a_unit_of_measure_and_empty_rows_inside_the_table(tmp_path: Path) -> None:
    document = letter()
    styled(
        document,
        ("DANH MỤC NHIỆM VỤ NĂM 2026", *("",) * 5),
        HEADING,
        ("", "Đơn vị tính: nhiệm vụ", *EMPTY),
        row("1", deadline="Quý I"),
        ("",) * 6,
        row("2", deadline="30/6"),
        ("", "Tổng cộng: 02 nhiệm vụ", *EMPTY),
        merged=(0,),
    )
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 6)
    assert reading.errors == ()
    assert [task.deadline for task in reading.lines] == [date(2026, 3, 31), date(2026, 6, 30)]
    assert {task.field for task in reading.lines} == {""}


def test_a_row_that_only_goes_on_is_joined_to_the_task_above(tmp_path: Path) -> None:
    document = letter()
    table(
        document,
        HEADING,
        row("1", "Rà soát, sửa đổi các quy trình nội bộ"),
        ("", "và trình Giám đốc Sở phê duyệt", "", "P. Quản lý", "", "; Tờ trình"),
        row("2"),
        ("", "Ban hành quy chế", *EMPTY),
    )
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 5)
    assert ignored(reading) == ["outside", "heading", "continued"]
    assert [error.reason for error in reading.errors] == [LEAD_MISSING]
    assert [task.code for task in reading.lines] == ["1", "2"]
    assert reading.lines[0].outside == "P. Quản lý"
    assert reading.rows[0].doubted == {"task", "coordinating"}


def test_words_go_on_over_a_page_and_are_marked_to_be_looked_at(tmp_path: Path) -> None:
    document = letter()
    table(document, HEADING, row("1", "Rà soát các quy trình"))
    table(document, HEADING, ("", "và trình phê duyệt", *EMPTY), row("2"))
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 2 + 3)
    assert reading.errors == ()
    assert [task.title for task in reading.lines] == [
        "Rà soát các quy trình và trình phê duyệt",
        "Việc 2",
    ]
    assert "task" in reading.rows[0].doubted


def test_a_lead_and_a_deadline_merged_over_tasks_hold_for_each(tmp_path: Path) -> None:
    document = letter()
    made = table(
        document,
        HEADING,
        row("1", lead="Phòng QLTM", deadline="Quý IV/2025"),
        ("2", "Việc 2", "", "", "", "Báo cáo"),
        ("3", "Việc 3", "", "", "", "Báo cáo"),
    )
    made.cell(1, 2).merge(made.cell(3, 2))
    made.cell(1, 4).merge(made.cell(3, 4))
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 4)
    found = [(task.lead_codes, task.deadline) for task in reading.lines]
    assert found == [(("P_QLTM",), date(2025, 12, 31))] * 3


def test_a_merged_lead_goes_on_into_the_next_page_s_table_only_when_it_is_written(
    tmp_path: Path,
) -> None:
    document = letter()
    table(document, HEADING, row("1"), row("2"))
    document.add_paragraph("2")
    table(document, HEADING, ("3", "Việc 3", "", "", "30/11/2025", "Báo cáo"))
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 3 + 2)
    assert reasons(reading) == {2: "lead_missing"}


@pytest.mark.parametrize(
    ("cell", "leads", "partners"),
    [
        ("VP (chủ trì); P. QLTM, P. QLNL (phối hợp)", "VP", "P_QLTM P_QLNL"),
        ("Chủ trì: VP Sở\nPhối hợp: P. QLTM, P. QLNL", "VP", "P_QLTM P_QLNL"),
        ("- Chủ trì: Phòng QLTM;\n- Phối hợp: Các đơn vị trực thuộc.", "P_QLTM", "TTKC CCQLTT"),
        ("Đơn vị chủ trì: VP. Đơn vị phối hợp: P. QLTM", "VP", "P_QLTM"),
        ("CT: VP; PH: P. QLTM", "VP", "P_QLTM"),
        ("Văn phòng Sở chủ trì, phối hợp với Phòng QLTM", "VP", "P_QLTM"),
        ("Văn phòng Sở chủ trì; các phòng chuyên môn phối hợp", "VP",
         "P_KHTC P_QLTM P_QLCN P_QLNL P_KTATMT P_XNK"),
        ("Văn phòng Sở (đơn vị chủ trì), Phòng QLTM (đơn vị phối hợp)", "VP", "P_QLTM"),
        ("Phòng QLTM, Phòng QLNL", "P_QLTM P_QLNL", ""),
        ("Phối hợp: P. QLTM\nChủ trì: VP", "VP", "P_QLTM"),
        ("VP (chủ trì), P. QLTM, P. QLNL (phối hợp)", "VP", "P_QLTM P_QLNL"),
        ("VP; P. QLTM, P. QLNL (phối hợp)", "VP", "P_QLTM P_QLNL"),
    ],
)  # fmt: skip
def test_leads_and_partners_in_one_cell(
    tmp_path: Path, cell: str, leads: str, partners: str
) -> None:
    heading = ("STT", "Nội dung công việc", "Đơn vị thực hiện", "Thời gian hoàn thành")
    document = letter()
    table(document, heading, ("1", "Việc", cell, "30/11/2025"))
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 2)
    assert reading.errors == ()
    task = reading.lines[0]
    assert (task.lead_codes, task.coordinating_codes) == (
        tuple(leads.split()),
        tuple(partners.split()),
    )


def test_automatic_numbers_of_two_levels_number_the_tasks(tmp_path: Path) -> None:
    document = letter()
    made = table(document, HEADING, row("", "Một"), row("", "Hai"), row("", "Ba"))
    for each in made.rows[1:]:
        numbered(each.cells[0])
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 4)
    assert [task.code for task in reading.lines] == ["1", "2", "3"]


def test_an_automatic_number_may_stand_before_the_task_itself(tmp_path: Path) -> None:
    document = letter()
    made = table(
        document,
        HEADING[1:],
        ("Một", "VP", "", "Quý IV/2025", ""),
        ("Hai", "VP", "", "Quý IV/2025", ""),
    )
    for each in made.rows[1:]:
        numbered(each.cells[0])
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 3)
    assert [task.title for task in reading.lines] == ["1. Một", "2. Hai"]


def test_tracked_changes_boxes_controls_and_breaks_are_read_as_seen(tmp_path: Path) -> None:
    document = letter()
    made = table(document, HEADING, row("1", "x"), row("2"))
    paragraph = made.cell(1, 1).paragraphs[0]._p
    for run in list(paragraph):
        paragraph.remove(run)
    pieces = (
        "<w:r><w:t>Ban hành</w:t></w:r>",
        "<w:r><w:br/></w:r>",
        '<w:ins w:id="1" w:author="a"><w:r><w:t>kế hoạch</w:t></w:r></w:ins>',
        '<w:del w:id="2" w:author="a"><w:r><w:delText>quyết định</w:delText></w:r></w:del>',
        '<w:moveFrom w:id="3" w:author="a"><w:r><w:t>nháp</w:t></w:r></w:moveFrom>',
        "<w:sdt><w:sdtContent><w:r><w:t>\u00a0năm 2025</w:t></w:r></w:sdtContent></w:sdt>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>giấu</w:t></w:r>",
    )
    for piece in pieces:
        paragraph.append(parse_xml(piece.replace(">", f" {W}>", 1)))
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 3)
    assert tasks(reading)["1"].title == "Ban hành kế hoạch năm 2025"


@pytest.mark.parametrize(
    "lost",
    [
        "Error: Reference source not found",  # LibreOffice, for what a .doc refers to
        "Error! Reference source not found.",  # Word, the same two
        "Lỗi! Không tìm thấy nguồn tham chiếu.",
    ],
)
def test_a_reference_to_what_is_gone_is_no_part_of_a_task(tmp_path: Path, lost: str) -> None:
    document = letter()
    table(document, HEADING, row("1", f"Theo {lost}"), row("2", "Báo cáo lỗi: không tìm thấy"))
    reading = read(tmp_path, document)
    assert reasons(reading) == {2: "cell_unreadable"}
    assert list(tasks(reading)) == ["2"]


def test_a_deleted_row_is_said_and_an_inserted_one_is_a_task(tmp_path: Path) -> None:
    document = letter()
    made = table(document, HEADING, row("1"), row("2"), row("3"))
    for at, mark in ((1, "del"), (2, "ins")):
        properties = made.rows[at]._tr.get_or_add_trPr()
        properties.append(parse_xml(f'<w:{mark} {W} w:id="{at}" w:author="a"/>'))
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 4)
    assert list(tasks(reading)) == ["2", "3"]
    assert reasons(reading) == {2: "hidden_row"}


def test_an_annex_inside_a_cell_of_a_layout_table_is_found(tmp_path: Path) -> None:
    document = letter()
    frame = document.add_table(rows=1, cols=1)
    inner = frame.cell(0, 0).add_table(rows=2, cols=6)
    for line, texts in zip(inner.rows, (HEADING, row("1")), strict=True):
        for cell, text in zip(line.cells, texts, strict=True):
            cell.text = text
    reading = read(tmp_path, document)
    assert reading.errors == ()
    assert [task.lead_codes for task in reading.lines] == [("VP",)]


def test_a_list_of_tasks_in_a_text_box_or_a_landscape_section_is_found(tmp_path: Path) -> None:
    document = letter()
    document.add_section()
    table(document, HEADING, row("1"))
    document.add_section()
    document.add_paragraph("Nơi nhận: như trên")
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 2)


def test_the_draft_s_other_tables_are_left_out_with_a_reason(tmp_path: Path) -> None:
    document = letter()
    scores = ("STT", "Chỉ số thành phần", "Điểm chuẩn", "Điểm tự đánh giá", "Nguyên nhân")
    table(document, scores, ("1", "Chỉ đạo", "10", "9", "Chậm"))
    document.add_paragraph("PHỤ LỤC II")
    table(document, HEADING, row("1"))
    table(document, ("STT", "Họ tên", "Điện thoại"), ("1", "Nguyễn Văn A", "0912"))
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 2 + 2 + 2)
    assert reading.errors == ()
    assert ignored(reading) == ["outside", "outside", "outside", "heading", "outside", "outside"]


def test_all_of_the_plan_s_columns_in_two_heading_rows(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("BIỂU KHẮC PHỤC TỒN TẠI, HẠN CHẾ CHỈ SỐ CCHC NĂM 2024")
    document.add_paragraph("(Kèm theo Kế hoạch số 5064/KH-SCT ngày 23 tháng 9 năm 2025)")
    made = table(
        document,
        ("TT", "Lĩnh vực/tiêu chí", "Điểm\nchuẩn", "Điểm đạt 2024", "Nguyên nhân",
         "Giải pháp khắc phục", "Kết quả/Sản phẩm", "Đơn vị thực hiện", "",
         "Thời gian\nhoàn thành"),
        ("", "", "", "", "", "", "", "Chủ trì", "Phối hợp", ""),
        ("1", "1.1 Kế hoạch", "3,00", "2,5", "Chậm", "Đôn đốc", "Báo cáo", "VP", "P.KHTC",
         "Quý IV/2025"),
        ("2", "1.2 Tuyên truyền", "1,5", "1", "Ít tin", "Đăng tin", "Tin, bài", "VPS", "",
         "Hàng tháng (trước ngày 25)"),
    )  # fmt: skip
    made.cell(0, 7).merge(made.cell(0, 8))
    reading = read(tmp_path, document)
    assert counted(reading, 4)
    first, second = reading.lines
    assert (first.criterion, first.limitation, first.title) == ("1.1 Kế hoạch", "Chậm", "Đôn đốc")
    assert (first.output, first.max_score, first.deadline) == ("Báo cáo", 3.0, date(2025, 12, 31))
    assert (first.lead_codes, first.coordinating_codes) == (("VP",), ("P_KHTC",))
    assert (second.lead_codes, second.recurrence) == (("VP",), Recurrence.MONTHLY)


@pytest.mark.parametrize(
    "typed",
    [
        "Ðo 5 m² đất",
        "Đo 5\u00a0m² đất",
        "Đo 5 m\u00ad² đ\u200bất",
        "\u200eĐo 5 m² đa\u0302\u0301t",
        "Đo 5 m² \ufeffđất",
    ],
)
def test_the_same_words_typed_otherwise_are_the_same_task(tmp_path: Path, typed: str) -> None:
    document = letter()
    table(document, HEADING, row("1", typed, lead="V\u200bP"))
    [task] = read(tmp_path, document).lines
    assert task.title == "Đo 5 m² đất"
    assert task.lead_codes == ("VP",)


def test_an_emptied_cell_of_a_new_annex_is_what_the_new_annex_says(tmp_path: Path) -> None:
    """A person's row may be partial; a plan is a whole document, signed anew."""
    before, after = letter(), letter()
    table(before, HEADING, row("1"))
    table(after, HEADING, row("1", deadline=""))
    was, now = read(tmp_path, before).lines, read(tmp_path, after).lines
    [change] = compare_plans(was, now).changed
    assert change.names == ("deadline", "deadline_text")


def test_a_column_that_a_new_annex_leaves_out_changes_nothing(tmp_path: Path) -> None:
    before, after = letter(), letter()
    table(before, HEADING, row("1"))
    table(after, HEADING[:4], row("1")[:4], row("2")[:4])
    was, now = read(tmp_path, before).lines, of_annex(read(tmp_path, after))
    told = compare_with_annex(was, now)
    assert (told.changed, [each.code for each in told.new]) == ((), ["2"])


def test_an_annex_without_a_column_of_partners_ends_no_part(tmp_path: Path) -> None:
    before, after = letter(), letter()
    table(before, HEADING, *ROWS)
    table(after, (*HEADING[:3], *HEADING[4:]), *((*each[:3], *each[4:]) for each in ROWS))
    was, now = read(tmp_path, before).lines, of_annex(read(tmp_path, after))
    told = compare_with_annex(was, now)
    assert (told.changed, told.kept) == ((), ("coordinating_codes",))


def test_leads_that_are_written_with_their_partners_say_who_takes_part(tmp_path: Path) -> None:
    before, after = letter(), letter()
    table(before, HEADING, *ROWS)
    heading = ("STT", "Nhiệm vụ", "Đơn vị thực hiện", "Thời hạn", "Sản phẩm")
    leads = ("VP Sở (chủ trì), P. QLTM (phối hợp)", "Chi cục QLTT", "TTKC&TVPTCN")
    both = zip(ROWS, leads, strict=True)
    table(after, heading, *((*each[:2], lead, *each[4:]) for each, lead in both))
    was, now = read(tmp_path, before).lines, of_annex(read(tmp_path, after))
    told = compare_with_annex(was, now)
    assert [(each.code, each.names) for each in told.changed] == [("3", ("coordinating_codes",))]
    assert told.kept == ()


def test_a_partner_that_leads_now_no_longer_takes_part_beside(tmp_path: Path) -> None:
    before, after = letter(), letter()
    table(before, HEADING, ROWS[0])
    row = (*ROWS[0][:2], "P. QLTM", *ROWS[0][4:])
    table(after, (*HEADING[:3], *HEADING[4:]), row)
    was, now = read(tmp_path, before).lines, of_annex(read(tmp_path, after))
    [change] = compare_with_annex(was, now).changed
    assert change.names == ("lead_codes", "coordinating_codes")

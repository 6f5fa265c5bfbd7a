"""Annexes in the layouts of real plans: every good row comes in right, every faulty one waits."""

from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import Workbook

from documents.plan.reader import read_plan
from domain.imports.plan_rows import PlanReading
from tests.documents.annex_files import UNITS, Texts, sign, table

DIVISIONS = "P_KHTC P_QLTM P_QLCN P_QLNL P_KTATMT P_XNK"
UNDER = f"{DIVISIONS} TTKC CCQLTT"
TEAMS = " ".join(f"DQL{at:02}" for at in range(1, 11))
Row = tuple[str, str, str, str, str]


def good(reading: PlanReading) -> list[Row]:
    """Code, leads, partners, others as text, and the day or how often."""
    return [
        (
            task.code,
            " ".join(task.lead_codes),
            " ".join(task.coordinating_codes),
            task.outside,
            str(task.deadline or task.recurrence.value),
        )
        for task in reading.lines
    ]


def held(reading: PlanReading) -> dict[tuple[str, int], list[str]]:
    return {
        (row.part, row.number): [each.reason.removeprefix("import.") for each in row.wrong]
        for row in reading.rows
        if row.wrong
    }


def word(folder: Path, made: Any) -> PlanReading:
    made.save(str(folder / "a.docx"))
    return read_plan(folder / "a.docx", UNITS)


def sheets(folder: Path, **rows: list[Texts]) -> PlanReading:
    book = Workbook()
    book.remove(book.active)
    for name, lines in rows.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append(list(line))
    book.save(folder / "a.xlsx")
    return read_plan(folder / "a.xlsx", UNITS)


SECTIONS = [
    ("TT", "Nội dung nhiệm vụ", "Sản phẩm", "Đơn vị chủ trì", "Đơn vị phối hợp",
     "Thời gian hoàn thành", "Ghi chú"),
    ("I", "CẢI CÁCH THỂ CHẾ", *[""] * 5),
    ("1", "Rà soát văn bản", "Kế hoạch", "Văn phòng Sở", "Các phòng, đơn vị thuộc Sở",
     "Quý I/2026", ""),
    ("2", "Thi hành pháp luật", "Báo cáo", "-nt-", "Sở Tư pháp; các phòng chuyên môn",
     "Trước 20/11/2026", ""),
    ("3", "Tuyên truyền", "Tin bài", "VP Sở", "UBND các quận, huyện", "Thường xuyên", ""),
    ("II", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", *[""] * 5),
    ("1", "Rà soát, đơn giản hóa TTHC", *[""] * 5),
    ("1.1", "Lĩnh vực thương mại", "Báo cáo", "Phòng QLTM", "Văn phòng Sở", "30/6/2026", ""),
    ("1.2", "Lĩnh vực năng lượng", "nt", "Phòng QL Năng lượng", "Như trên",
     "Tháng 10–12/2026", ""),
    ("2", "Số hóa hồ sơ", "Hồ sơ", "Các phòng, đơn vị thuộc Sở",
     "Trung tâm Phục vụ hành chính công thành phố", "Hằng tháng", ""),
    ("", "Cộng mục II: 03 nhiệm vụ", *[""] * 5),
    ("III", "TỔ CHỨC BỘ MÁY", *[""] * 5),
    ("1", "Kiểm tra kỷ cương", "Biên bản", "VP; Chi cục QLTT", "", "31/9/2026", ""),
    ("2", "Bồi dưỡng", "Lớp học", "Văn phòng", "Các đơn vị có liên quan", "Cả năm", ""),
    ("Tổng cộng: 07 nhiệm vụ", *[""] * 6),
]  # fmt: skip


def test_duties_given_in_sections_with_ditto_marks_and_totals(tmp_path: Path) -> None:
    made = Document()
    made.add_paragraph("PHỤ LỤC PHÂN CÔNG NHIỆM VỤ")
    made.add_paragraph("(Kèm theo Kế hoạch số 12/KH-SCT ngày 15/01/2026 của Sở Công Thương)")
    annex = table(made, *SECTIONS)
    for at in (1, 5, 11):
        annex.cell(at, 1).merge(annex.cell(at, 6))
    sign(made)
    reading = word(tmp_path, made)
    assert good(reading) == [
        ("I.1", "VP", UNDER, "", "2026-03-31"),
        ("I.2", "VP", DIVISIONS, "Sở Tư pháp", "2026-11-20"),
        ("I.3", "VP", "", "UBND các quận, huyện", "continuous"),
        ("II.1.1", "P_QLTM", "VP", "", "2026-06-30"),
        ("II.1.2", "P_QLNL", "VP", "", "2026-12-31"),
        ("II.2", f"VP {UNDER}", "", "Trung tâm Phục vụ hành chính công thành phố", "monthly"),
        ("III.2", "VP", "", "Các đơn vị có liên quan", "continuous"),
    ]
    assert held(reading) == {("1", 13): ["deadline_unreadable"]}
    assert reading.lines[4].output == "Báo cáo"


def test_two_annexes_with_two_heading_rows_and_swapped_columns(tmp_path: Path) -> None:
    made = Document()
    made.add_paragraph("PHỤ LỤC I")
    made.add_paragraph("DANH MỤC NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2026")
    first = table(
        made,
        ("STT", "Nhiệm vụ/giải pháp", "Kết quả", "Tổ chức thực hiện", "", "Thời hạn", "Ghi chú"),
        ("", "", "", "Chủ trì", "Phối hợp", "", ""),
        tuple(f"({at})" for at in range(1, 8)),
        ("1", "Đối thoại", "Hội nghị", "Phòng Quản lý Công nghiệp, Phòng Quản lý Thương mại",
         "Hiệp hội doanh nghiệp; VCCI", "Quý II, Quý IV", ""),
        ("2", "Nâng cao chỉ số", "Báo cáo", "Lãnh đạo Sở; Văn phòng Sở",
         "Các sở, ban, ngành thành phố, UBND các xã, phường, đặc khu", "Tháng 6 và tháng 12", ""),
        ("3", "An toàn hóa chất", "Kế hoạch", "Phòng KTAT-MT", "Công an thành phố",
         "Trước ngày 30 tháng 9 năm 2026", ""),
        ("4", "Hỗ trợ xuất khẩu", "Chương trình", "XNK", "", "Định kỳ 6 tháng", ""),
        ("5", "Khuyến công", "Đề án", "TT Khuyến công", "P.KHTC", "Theo tiến độ đề án", ""),
    )  # fmt: skip
    first.cell(0, 3).merge(first.cell(0, 4))
    for column in (0, 1, 2, 5, 6):
        first.cell(0, column).merge(first.cell(1, column))
    made.add_paragraph("PHỤ LỤC II")
    table(
        made,
        ("TT", "Nội dung công việc", "Đơn vị phối hợp", "Đơn vị chủ trì", "Sản phẩm", "Thời gian"),
        ("1", "Ký số", "Sở Khoa học và Công nghệ", "Văn phòng Sở", "Văn bản", "Năm 2026"),
        ("2", "Giám sát", "", "Đội trưởng Đội QLTT số 1", "Nhật ký", "Hằng tuần"),
    )
    reading = word(tmp_path, made)
    assert held(reading) == {}
    outside = "Các sở, ban, ngành thành phố; UBND các xã, phường, đặc khu"
    assert [row[1:] for row in good(reading)] == [
        ("P_QLCN P_QLTM", "", "Hiệp hội doanh nghiệp; VCCI", "2026-12-31"),
        ("LD VP", "", outside, "2026-12-31"),
        ("P_KTATMT", "", "Công an thành phố", "2026-09-30"),
        ("P_XNK", "", "", "semiannual"),
        ("TTKC", "P_KHTC", "", "once"),
        ("VP", "", "Sở Khoa học và Công nghệ", "2026-12-31"),
        ("DQL01", "", "", "weekly"),
    ]


def test_a_table_over_pages_with_faulty_rows(tmp_path: Path) -> None:
    made = Document()
    made.add_paragraph("Phụ lục nhiệm vụ năm 2026")
    heading = ("Số TT", "Nội dung", "Cơ quan, đơn vị chủ trì", "Cơ quan, đơn vị phối hợp",
               "Thời gian thực hiện, hoàn thành", "Sản phẩm, kết quả")  # fmt: skip
    pages = [
        [heading, ("1", "Tuyên truyền", "VP", "Báo Hải Phòng, Đài PTTH", "Tháng 02/2026", "")],
        [("2", "Hội thi", "VP", "Đoàn TNCS Hồ Chí Minh Sở", "19/5/2026", "Hội thi")],
        [heading, ("3", "Khảo sát", "VP Sở", "Bưu điện thành phố", "15/10–15/11/2026", ""),
         ("4", "Liên ngành", "Sở Tài chính", "VP", "30/11/2026", ""),
         ("5", "", "VP", "", "30/11/2026", ""), ("6", "Không đơn vị", "", "VP", "Quý 11/2026", "")],
    ]  # fmt: skip
    for page in pages:
        table(made, *page)
        made.add_paragraph("")
    reading = word(tmp_path, made)
    assert good(reading) == [
        ("1", "VP", "", "Báo Hải Phòng, Đài PTTH", "2026-02-28"),
        ("2", "VP", "", "Đoàn TNCS Hồ Chí Minh Sở", "2026-05-19"),
        ("3", "VP", "", "Bưu điện thành phố", "2026-11-15"),
    ]
    assert held(reading) == {
        ("3", 3): ["unit_outside"],
        ("3", 4): ["task_missing"],
        ("3", 5): ["lead_missing", "deadline_unreadable"],
    }


def test_two_sheets_with_titles_groups_and_another_order_of_columns(tmp_path: Path) -> None:
    reading = sheets(
        tmp_path,
        PL1=[
            ("SỞ CÔNG THƯƠNG HẢI PHÒNG",),
            ("PHỤ LỤC 1: PHÂN CÔNG NHIỆM VỤ NĂM 2025",),
            (),
            ("TT", "Tên nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn", "Sản phẩm"),
            (1, "Nhiệm vụ chung", "", "", "", ""),
            ("1.1", "Chỉ đạo", "Văn phòng Sở", "Các phòng, đơn vị", "Tháng 1/2025", "Văn bản"),
            ("1.2", "Sơ kết", "//", "//", "Trước 20/6", "Báo cáo"),
            ("1.3", "Thanh tra", "Thanh tra Sở", "Các phòng", "Quý III", "Kết luận"),
            ("1.3", "Trùng số", "VP", "", "Quý III", ""),
            ("1.4", "Thị trường", "Các Đội QLTT", "Chi cục QLTT", "Hằng quý", "Báo cáo"),
            ("1.5", "Khác", "Theo phân công tại Quyết định số 15/QĐ-SCT", "", "30/9/2025", ""),
        ],
        PL2=[
            ("PHỤ LỤC 2",),
            ("NHIỆM VỤ ĐỘT XUẤT",),
            ("(Kèm theo Kế hoạch)",),
            ("STT", "Nội dung", "Kết quả", "Đơn vị thực hiện", "Phối hợp", "Tiến độ"),
            (1, "Kiến nghị cử tri", "Văn bản", "P.QLNL", "Công ty Điện lực", "Khi có yêu cầu"),
            (2, "Bình ổn", "Kế hoạch", "P. QL Thương mại; Chi cục QLTT", "", "Trước 15/12/2025"),
        ],
    )
    assert [row[1:] for row in good(reading)] == [
        ("VP", UNDER, "", "2025-01-31"),
        ("VP", UNDER, "", "2025-06-20"),
        (TEAMS, "CCQLTT", "", "quarterly"),
        ("P_QLNL", "", "Công ty Điện lực", "once"),
        ("P_QLTM CCQLTT", "", "", "2025-12-15"),
    ]
    assert held(reading) == {
        ("PL1", 8): ["unit_not_known"],
        ("PL1", 9): ["code_twice"],
        ("PL1", 11): ["unit_elsewhere"],
    }


def test_a_field_in_a_column_of_its_own_below_sections(tmp_path: Path) -> None:
    reading = sheets(
        tmp_path,
        KH=[
            ("KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2026",),
            ("STT", "Lĩnh vực", "Nhiệm vụ cụ thể", "Chủ trì", "Phối hợp", "Thời hạn"),
            ("A", "NHIỆM VỤ TRỌNG TÂM", "", "", "", ""),
            (1, "Thể chế", "Xây dựng VBQPPL", "VP", "Sở Tư pháp", "Q3/2026"),
            (2, "", "Rà soát VBQPPL", "VP", "", "12/2026"),
            (3, "Tài chính công", "Quyết toán", "P.KHTC", "Kho bạc Nhà nước", "Quý I hằng năm"),
            ("", "", "Cộng: 3 nhiệm vụ", "", "", ""),
        ],
    )
    assert held(reading) == {}
    assert [(task.field, str(task.deadline)) for task in reading.lines] == [
        ("Thể chế", "2026-09-30"),
        ("Thể chế", "2026-12-31"),
        ("Tài chính công", "2026-03-31"),
    ]


def test_quarters_with_a_column_each_say_the_deadline(tmp_path: Path) -> None:
    """Ticks under "Thời gian thực hiện": the last ticked period counts, and it is a doubt."""
    when = "Thời gian thực hiện"
    reading = sheets(
        tmp_path,
        PL=[
            ("KẾ HOẠCH NĂM 2026",),
            ("STT", "Nội dung", "Chủ trì", when, "", "", ""),
            ("", "", "", "Quý I", "Quý II", "Quý III", "Quý IV"),
            ("1", "Thống kê thủ tục", "VP", "x", "x", "", ""),
            ("2", "Tọa đàm", "TTKC", "", "", "X", ""),
            ("3", "Tự kiểm tra", "VP", "", "", "", "15/11"),
            ("4", "Khảo sát", "VP", "", "chưa rõ", "", ""),
        ],
    )
    assert [(task.code, str(task.deadline)) for task in reading.lines] == [
        ("1", "2026-06-30"),
        ("2", "2026-09-30"),
        ("3", "2026-11-15"),
    ]
    assert held(reading) == {("PL", 7): ["deadline_unreadable"]}
    doubts = [each.reason for row in reading.rows for each in row.doubts]
    assert doubts.count("import.doubt_ticked") == 3


def test_months_with_a_column_each_need_no_title_above(tmp_path: Path) -> None:
    months = ("T10/2025", "T11/2025", "T12/2025")
    reading = sheets(
        tmp_path,
        PL=[
            ("STT", "Nội dung", "Chủ trì", *months),
            ("1", "Rà soát", "VP", "", "✓", ""),
            ("2", "Báo cáo", "P. QLTM", "x", "x", "x"),
        ],
    )
    assert [str(task.deadline) for task in reading.lines] == ["2025-11-30", "2025-12-31"]


def test_targets_by_quarter_are_no_deadlines(tmp_path: Path) -> None:
    heading = ("STT", "Nội dung", "Chủ trì", "Thời hạn", "Quý I", "Quý II")
    reading = sheets(tmp_path, PL=[heading, ("1", "Rà soát", "VP", "31/12/2025", "100", "200")])
    assert good(reading) == [("1", "VP", "", "", "2025-12-31")]

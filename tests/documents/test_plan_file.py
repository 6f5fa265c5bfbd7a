"""Annexes of many layouts: every row of each is a task, an error, or ignored for a reason."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from documents.plan.reader import read_plan
from domain.reporting.plans import Recurrence
from tests.documents.annex_files import (
    HEADING,
    ROWS,
    TITLE,
    UNITS,
    counted,
    hide,
    ignored,
    letter,
    read,
    reasons,
    sheet,
    sign,
    table,
    tasks,
)

DIVISIONS = ("P_KHTC", "P_QLTM", "P_QLCN", "P_QLNL", "P_KTATMT", "P_XNK")


def row(number: str = "1", **cells: str) -> tuple[str, ...]:
    """A good row with some cells changed."""
    usual = dict(zip(HEADING, ROWS[0], strict=True)) | {"STT": number, "Nhiệm vụ": f"Việc {number}"}
    names = {"task": "Nhiệm vụ", "lead": "Đơn vị chủ trì", "partners": "Đơn vị phối hợp"}
    names |= {"deadline": "Thời hạn", "output": "Sản phẩm"}
    return tuple((usual | {names[name]: text for name, text in cells.items()}).values())


def test_a_word_annex_stands_between_letterhead_and_signature(tmp_path: Path) -> None:
    document = letter()
    table(document, HEADING, *ROWS)
    sign(document)
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 4 + 1)
    assert reading.errors == ()
    assert ignored(reading) == ["outside", "heading", "outside"]
    first, second, third = reading.lines
    assert (first.lead_codes, first.coordinating_codes) == (("VP",), ("P_QLTM",))
    assert (first.deadline, first.recurrence) == (date(2025, 10, 25), Recurrence.ONCE)
    assert (second.lead_codes, second.deadline) == (("CCQLTT",), date(2025, 12, 31))
    assert (third.lead_codes, third.coordinating_codes) == (("TTKC",), DIVISIONS)
    assert (third.deadline, third.recurrence) == (None, Recurrence.MONTHLY)
    assert (third.title, third.output, third.deadline_text) == (
        "Báo cáo định kỳ",
        "Báo cáo",
        "Hằng tháng",
    )


def test_two_heading_rows_with_merged_cells_and_numbered_columns(tmp_path: Path) -> None:
    document = letter()
    made = table(
        document,
        ("TT", "Nội dung nhiệm vụ", "Đơn vị thực hiện", "", "Tiến độ hoàn thành", "Kết quả"),
        ("", "", "Chủ trì", "Phối hợp", "", ""),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
        *ROWS,
    )
    made.cell(0, 2).merge(made.cell(0, 3))
    for column in (0, 1, 4, 5):
        made.cell(0, column).merge(made.cell(1, column))
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 6)
    assert ignored(reading) == ["outside", "heading", "heading", "numbers"]
    assert tasks(reading)["1"].coordinating_codes == ("P_QLTM",)
    assert tasks(reading)["2"].deadline == date(2025, 12, 31)


def test_sections_are_fields_and_numbers_may_begin_again(tmp_path: Path) -> None:
    document = letter()
    made = table(
        document,
        HEADING,
        ("I", "Cải cách thể chế", "", "", "", ""),
        row("1", task="Rà soát văn bản"),
        row("2"),
        ("II. CẢI CÁCH THỦ TỤC", "", "", "", "", ""),
        row("1", task="Công khai thủ tục"),
        ("Tổng cộng", "", "", "", "", ""),
    )
    made.cell(4, 0).merge(made.cell(4, 5))
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 7)
    assert {task.code: task.field for task in reading.lines} == {
        "I.1": "Cải cách thể chế",
        "I.2": "Cải cách thể chế",
        "II.1": "CẢI CÁCH THỦ TỤC",
    }
    assert ignored(reading) == ["outside", "heading", "section", "section", "total"]


def test_a_number_used_again_in_the_next_section_is_an_error(tmp_path: Path) -> None:
    sections = (("I", "Thể chế", *("",) * 4), ("II", "Thủ tục", *("",) * 4))
    book = sheet(HEADING, sections[0], row("1"), row("2"), sections[1], row("2", task="Khác"))
    reading = read(tmp_path, book)
    assert counted(reading, 6)
    assert reasons(reading) == {6: "code_twice"}


def test_a_field_lasts_over_a_page_and_ends_with_its_own_numbers(tmp_path: Path) -> None:
    document = letter()
    empty = ("",) * 4
    table(document, HEADING, ("I", "Thể chế", *empty), ("1", "Rà soát", *empty), row("1.1"))
    table(document, HEADING, row("1.2"), row("2"), ("II", "Thủ tục", *empty), row("3"))
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 4 + 5)
    assert {task.code: task.field for task in reading.lines} == {
        "1.1": "Rà soát",
        "1.2": "Rà soát",
        "2": "Thể chế",
        "3": "Thủ tục",
    }


def test_a_span_of_time_has_two_columns_and_its_end_counts(tmp_path: Path) -> None:
    book = sheet(
        ("STT", "Nhiệm vụ", "Thời gian thực hiện", None, "Đơn vị thực hiện"),
        (None, None, "Bắt đầu", "Kết thúc", None),
        (1, "Việc một", "01/9/2025", "30/9/2025", "VP"),
    )
    reading = read(tmp_path, book)
    assert counted(reading, 3)
    assert [task.deadline for task in reading.lines] == [date(2025, 9, 30)]


def test_letters_stand_below_a_number_and_a_detail_below_its_group(tmp_path: Path) -> None:
    heading = ("STT", "Nhiệm vụ", "Nội dung cụ thể", "Đơn vị chủ trì", "Thời hạn")
    document = letter()
    made = table(
        document,
        heading,
        ("1", "Thể chế", "Rà soát", "VP", "30/9"),
        ("2", "", "Ban hành", "VP", "30/9"),
    )
    made.cell(1, 1).merge(made.cell(2, 1))
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 3)
    found = [(task.field, task.title) for task in reading.lines]
    assert found == [("Thể chế", "Rà soát"), ("Thể chế", "Ban hành")]
    empty = ("",) * 4
    lettered = (
        ("1", "Một", *empty),
        row("a)"),
        row("b)"),
        ("2", "Hai", *empty),
        row("a)", task="x"),
    )
    reading = read(tmp_path, sheet(HEADING, *lettered))
    assert counted(reading, 6)
    assert {task.code: task.field for task in reading.lines} == {
        "1.a": "Một",
        "1.b": "Một",
        "2.a": "Hai",
    }


@pytest.mark.parametrize(
    ("above", "year"),
    [
        (
            ["KẾ HOẠCH", "Cải cách năm 2026", "Căn cứ Quyết định ngày 5/12/2025", "đến năm 2030"],
            2026,
        ),
        (["PHỤ LỤC", "(Kèm theo Kế hoạch số 5/KH-SCT ngày 10/01/2026)"], 2026),
        (["Số: 12/KH-SCT ngày 05 tháng 01 năm 2027", "PHỤ LỤC NHIỆM VỤ NĂM 2026"], 2026),
        (["Danh sách"], None),
    ],
)
def test_the_year_of_an_annex(tmp_path: Path, above: list[str], year: int | None) -> None:
    document = Document()
    for line in above:
        document.add_paragraph(line)
    table(document, HEADING, row("1"))
    assert read(tmp_path, document).year == year


def test_as_above_repeats_the_cell_above(tmp_path: Path) -> None:
    reading = read(tmp_path, sheet(HEADING, row("1"), row("2", lead="nt", deadline="Như trên")))
    assert counted(reading, 3)
    assert [task.lead_codes for task in reading.lines] == [("VP",), ("VP",)]
    assert reading.lines[1].deadline == date(2025, 10, 25)


def test_a_table_goes_on_over_pages_with_and_without_its_heading(tmp_path: Path) -> None:
    document = letter()
    table(document, HEADING, row("1"), row("2"))
    document.add_paragraph("")
    table(document, HEADING, row("3"), HEADING, row("4"))
    document.add_paragraph("")
    table(document, row("5"), row("6", lead=""))
    sign(document)
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 3 + 4 + 2 + 1)
    assert list(tasks(reading)) == ["1", "2", "3", "4", "5"]
    assert reasons(reading) == {2: "lead_missing"}


def test_a_field_and_a_lead_merged_over_rows_hold_for_each(tmp_path: Path) -> None:
    book = sheet(
        ("STT", "Lĩnh vực", "Nhiệm vụ, giải pháp", "Cơ quan chủ trì", "Thời hạn hoàn thành"),
        (1, "Thể chế", "Việc một", "Phòng Quản lý Thương mại", "30/9"),
        (2, None, "Việc hai", None, "Tháng 11/2025"),
        (3, "Tài chính", "Việc ba", "Phòng Kế hoạch – Tài chính", None),
        title=TITLE,
    )
    book.active.merge_cells("B3:B4")
    book.active.merge_cells("D3:D4")
    reading = read(tmp_path, book)
    assert counted(reading, 5)
    found = [(task.code, task.field, task.lead_codes, task.deadline) for task in reading.lines]
    assert found == [
        ("1", "Thể chế", ("P_QLTM",), date(2025, 9, 30)),
        ("2", "Thể chế", ("P_QLTM",), date(2025, 11, 30)),
        ("3", "Tài chính", ("P_KHTC",), None),
    ]


def test_hidden_rows_and_hidden_sheets_are_errors(tmp_path: Path) -> None:
    book = sheet(HEADING, row("1"), row("2"), row("3"), title=TITLE)
    book.active.row_dimensions[4].hidden = True
    other = book.create_sheet("Cũ")
    other.append(HEADING)
    other.append(row("9"))
    other.sheet_state = "hidden"
    reading = read(tmp_path, book)
    assert counted(reading, 5 + 2)
    assert list(tasks(reading)) == ["1", "3"]
    assert [(e.row, e.reason) for e in reading.errors] == [
        (4, "import.hidden_row"),
        (2, "import.hidden_row"),
    ]
    assert reading.errors[1].file == "phu-luc.xlsx [Cũ]"


def test_a_hidden_row_of_a_word_table_is_an_error(tmp_path: Path) -> None:
    document = letter()
    made = table(document, HEADING, row("1"), row("2"))
    hide(made.rows[1])
    reading = read(tmp_path, document)
    assert counted(reading, 1 + 3)
    assert reasons(reading) == {2: "hidden_row"}


def test_every_sheet_with_an_annex_is_read(tmp_path: Path) -> None:
    book = sheet(HEADING, row("1"), title=TITLE)
    second = book.create_sheet("Phụ lục 2")
    second.append(("Ghi chép nội bộ",))
    second.append(HEADING)
    second.append(row("1", task="Việc khác", deadline="30/9"))
    book.create_sheet("Danh bạ").append(("Tên", "Điện thoại"))
    reading = read(tmp_path, book)
    assert counted(reading, 3 + 3 + 1)
    assert [(task.title, task.deadline) for task in reading.lines] == [
        ("Việc 1", date(2025, 10, 25)),
        ("Việc khác", date(2025, 9, 30)),
    ]
    assert len({task.code for task in reading.lines}) == 2


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("Văn phòng Sở\nPhòng QLTM", ("VP", "P_QLTM")),
        ("VP; P.QLTM", ("VP", "P_QLTM")),
        ("Văn phòng, Phòng Quản lý\nThương mại", ("VP", "P_QLTM")),
        ("Phòng Kế hoạch - Tài chính và Chi cục QLTT", ("P_KHTC", "CCQLTT")),
        ("- VP Sở\n- Trung tâm Khuyến công và Tư vấn phát triển công nghiệp", ("VP", "TTKC")),
        ("Các phòng chuyên môn", DIVISIONS),
        ("Các phòng, đơn vị thuộc Sở", ("VP", *DIVISIONS, "TTKC", "CCQLTT")),
        ("P_QLCN;P_QLNL", ("P_QLCN", "P_QLNL")),
        (unicodedata.normalize("NFD", "Phòng Quản lý Năng lượng"), ("P_QLNL",)),
        ("PHÒNG KỸ THUẬT AN TOÀN - MÔI TRƯỜNG", ("P_KTATMT",)),
    ],
)
def test_several_leads_in_one_cell(tmp_path: Path, cell: str, codes: tuple[str, ...]) -> None:
    reading = read(tmp_path, sheet(HEADING, row(lead=cell, partners="")))
    assert counted(reading, 2)
    assert [task.lead_codes for task in reading.lines] == [codes]


def test_leads_and_partners_may_share_a_column(tmp_path: Path) -> None:
    book = sheet(
        ("STT", "Công việc", "Phân công thực hiện", "Thời gian hoàn thành"),
        ("1", "Việc một", "Chủ trì: VP Sở; Phối hợp: P. QLTM, P. QLCN", "30/11/2025"),
        ("2", "Việc hai", "Văn phòng Sở (chủ trì); Chi cục QLTT (phối hợp)", "30/11/2025"),
    )
    reading = read(tmp_path, book)
    assert counted(reading, 3)
    assert [(task.lead_codes, task.coordinating_codes) for task in reading.lines] == [
        (("VP",), ("P_QLTM", "P_QLCN")),
        (("VP",), ("CCQLTT",)),
    ]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row("2", lead="Sở Tài chính"), "unit_outside"),
        (row("2", lead="Phòng Thanh tra"), "unit_not_known"),
        (row("2", lead="VP, Phòng Thanh tra"), "unit_not_known"),
        (row("2", lead="Theo phân công tại Quyết định số 12/QĐ-SCT"), "unit_elsewhere"),
        (row("2", lead="Phòng"), "unit_ambiguous"),
        (row("2", lead="Các phòng, đơn vị liên quan"), "unit_ambiguous"),
        (row("2", lead=""), "lead_missing"),
        (row("2", task=""), "task_missing"),
        (row("2", deadline="31/11/2025"), "deadline_unreadable"),
        (row("2", deadline="khẩn trương"), "deadline_unreadable"),
        (row("2", deadline="31:10/2025"), "deadline_unreadable"),
        (row("2", deadline="Quý 11/2026"), "deadline_unreadable"),
        (row("01"), "code_twice"),
        (row("2", task="Việc 1"), "row_twice"),
    ],
)
def test_a_bad_row_says_what_is_wrong(tmp_path: Path, bad: tuple[str, ...], reason: str) -> None:
    reading = read(tmp_path, sheet(HEADING, row("1"), bad, row("3")))
    assert counted(reading, 4)
    assert reasons(reading) == {3: reason}
    assert list(tasks(reading)) == ["1", "3"]


def test_days_of_excel_and_numbers_as_text(tmp_path: Path) -> None:
    book = sheet(
        HEADING,
        row("1", deadline=""),
        row("2", deadline=""),
        row("3", deadline=""),
        row("4", deadline=""),
        title=TITLE,
    )
    page = book.active
    for at, (value, form) in enumerate(
        [
            (date(2025, 10, 25), "dd/mm/yyyy"),
            (date(2025, 11, 1), "mmm-yy"),
            (date(2031, 9, 30), "d-mmm"),
            ("45955", "@"),
        ],
        start=3,
    ):
        page.cell(at, 5).value = value
        page.cell(at, 5).number_format = form
    page["A4"] = 2.0
    reading = read(tmp_path, book)
    assert counted(reading, 6)
    assert {code: task.deadline for code, task in tasks(reading).items()} == {
        "1": date(2025, 10, 25),
        "2": date(2025, 11, 30),
        "3": date(2025, 9, 30),
        "4": date(2025, 10, 25),
    }


def test_a_formula_that_was_never_computed_is_an_error(tmp_path: Path) -> None:
    reading = read(tmp_path, sheet(HEADING, row("1", deadline="=TODAY()"), row("2")))
    assert counted(reading, 3)
    assert reasons(reading) == {2: "cell_unreadable"}


def test_a_year_is_the_title_s_and_not_that_of_the_letter(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Căn cứ Quyết định ngày 27/12/2024; phấn đấu đến năm 2030")
    document.add_paragraph("PHỤ LỤC")
    document.add_paragraph("Khắc phục hạn chế năm 2024, nâng cao chỉ số năm 2025")
    document.add_paragraph("(Kèm theo Kế hoạch ngày 02 tháng 01 năm 2026)")
    table(document, HEADING, row("1", deadline="Quý III"))
    reading = read(tmp_path, document)
    assert reading.year == 2025
    assert reading.lines[0].deadline == date(2025, 9, 30)


def test_without_any_year_a_day_cannot_be_read(tmp_path: Path) -> None:
    reading = read(tmp_path, sheet(HEADING, row("1", deadline="30/9")))
    assert reasons(reading) == {2: "deadline_unreadable"}


def test_signatures_below_a_sheet_are_left_out_with_a_reason(tmp_path: Path) -> None:
    book = sheet(
        ("UBND THÀNH PHỐ HẢI PHÒNG",),
        ("PHỤ LỤC NHIỆM VỤ NĂM 2025",),
        HEADING,
        row("1"),
        ("", "Tổng số: 1 nhiệm vụ"),
        (None, None, None, None, "Hải Phòng, ngày 23 tháng 9 năm 2025"),
        (None, None, None, None, "GIÁM ĐỐC"),
        (None, None, None, None, "Nguyễn Văn Mẫu"),
    )
    reading = read(tmp_path, book)
    assert counted(reading, 8)
    assert ignored(reading) == ["outside", "outside", "heading", "total", "note", "note", "note"]


def test_a_day_in_words_is_no_signature(tmp_path: Path) -> None:
    heading = ("Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn")
    day = "Trước ngày 25 tháng 10 năm 2025"
    reading = read(tmp_path, sheet(heading, ("Việc một", "", day), ("Việc hai", "VP", day)))
    assert counted(reading, 3)
    assert reasons(reading) == {2: "lead_missing"}
    assert [task.deadline for task in reading.lines] == [date(2025, 10, 25)]


def test_csv_of_an_office_with_a_title_and_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "phu-luc.csv"
    lines = [TITLE, ";".join(HEADING), '1;Việc một;"VP, P.QLTM";;Tháng 12;Báo cáo']
    path.write_text("\n".join(lines), "utf-8-sig")
    reading = read_plan(path, UNITS)
    assert counted(reading, 3)
    assert reading.lines[0].lead_codes == ("VP", "P_QLTM")
    assert reading.lines[0].deadline == date(2025, 12, 31)


def test_misspelt_headings_and_other_columns(tmp_path: Path) -> None:
    heading = (
        "Số TT",
        "Tiêu chí",
        "Tồn tại, hạn chế năm 2024",
        "Nhiệm vụ, giải pháp khắc phục tồn tại, hạn chế",
        "Lãnh đạo Sở phụ trách",
        "Đơn vị chủ chì thực hiện",
        "Cơ quan phối hợp",
        "Thời gian bắt đầu",
        "Thời hạn hoàn thành",
        "Điểm tối đa",
        "Điểm đạt năm 2024",
        "Ghi chú",
    )
    cells = (
        "1",
        "1.1",
        "Chậm",
        "Đôn đốc",
        "Giám đốc",
        "VP",
        "KHTC",
        "1/10",
        "25/10/2025",
        "2,5",
        "1",
    )
    reading = read(tmp_path, sheet(heading, (*cells, "")))
    assert counted(reading, 2)
    line = reading.lines[0]
    assert (line.criterion, line.limitation, line.title) == ("1.1", "Chậm", "Đôn đốc")
    assert (line.lead_codes, line.coordinating_codes) == (("VP",), ("P_KHTC",))
    assert (line.deadline, line.max_score) == (date(2025, 10, 25), 2.5)


def test_a_file_without_an_annex_is_one_error(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "Danh bạ"
    reading = read(tmp_path, book)
    assert [error.reason for error in reading.errors] == ["import.no_annex"]
    assert ignored(reading) == ["outside"]


def test_a_damaged_file_is_one_error(tmp_path: Path) -> None:
    for name in ("a.docx", "a.xlsx"):
        path = tmp_path / name
        path.write_bytes(b"not a package")
        assert [e.reason for e in read_plan(path, UNITS).errors] == ["import.unreadable_file"]


@pytest.mark.parametrize(
    ("partners", "codes", "outside", "doubt"),
    [
        ("P. QLTM; UBND các xã, phường", ("P_QLTM",), "UBND các xã, phường", "outside"),
        ("Sở Tài chính, Sở Nội vụ và VP Sở", ("VP",), "Sở Tài chính, Sở Nội vụ", "outside"),
        ("Các phòng, đơn vị liên quan", (), "Các phòng, đơn vị liên quan", "vague"),
        ("Các sở, ban, ngành; UBND các quận, huyện", (),
         "Các sở, ban, ngành; UBND các quận, huyện", "outside"),
        ("Phòng Quản lý Thươg mại", (), "Phòng Quản lý Thươg mại", "not_known"),
        ("Theo Quyết định số 5, mục II", (), "Theo Quyết định số 5, mục II", "elsewhere"),
        ("Phòng Quản lý Năng lượng và các cơ quan, đơn vị có liên quan", ("P_QLNL",),
         "các cơ quan, đơn vị có liên quan", "vague"),
    ],
)  # fmt: skip
def test_whoever_only_takes_part_never_refuses_a_task(
    tmp_path: Path, partners: str, codes: tuple[str, ...], outside: str, doubt: str
) -> None:
    reading = read(tmp_path, sheet(HEADING, row(lead="Chi cục QLTT", partners=partners)))
    [task] = reading.lines
    assert (task.coordinating_codes, task.outside) == (codes, outside)
    assert {each.reason for each in reading.rows[0].doubts} == {f"import.doubt_{doubt}"}


@pytest.mark.parametrize(
    ("lead", "codes", "outside", "doubts"),
    [
        ("Các sở, ban, ngành", ("VP", *DIVISIONS, "TTKC", "CCQLTT"), "", ["group"]),
        ("Các phòng, đơn vị thuộc Sở", ("VP", *DIVISIONS, "TTKC", "CCQLTT"), "", ["group"]),
        ("Các cơ quan, đơn vị", ("VP", *DIVISIONS, "TTKC", "CCQLTT"), "", ["group"]),
        ("VP và các đơn vị liên quan", ("VP",), "các đơn vị liên quan", ["vague"]),
        ("Chi cục QLTT; UBND các xã, phường", ("CCQLTT",), "UBND các xã, phường", ["outside"]),
        ("XNK", ("P_XNK",), "", []),
    ],
)
def test_collective_and_mixed_leads_are_doubted_and_not_refused(
    tmp_path: Path, lead: str, codes: tuple[str, ...], outside: str, doubts: list[str]
) -> None:
    reading = read(tmp_path, sheet(HEADING, row(lead=lead, partners="")))
    [task] = reading.lines
    assert (task.lead_codes, task.outside) == (codes, outside)
    assert [each.reason.removeprefix("import.doubt_") for each in reading.rows[0].doubts] == doubts


def test_every_reason_of_a_row_is_named(tmp_path: Path) -> None:
    bad = row("1", lead="Phòng Thanh tra, Phòng Y", deadline="31/11/2025", task="Việc khác")
    reading = read(tmp_path, sheet(HEADING, row("1"), bad))
    assert counted(reading, 3)
    assert [error.reason.removeprefix("import.") for error in reading.errors] == [
        "code_twice",
        "unit_not_known",
        "deadline_unreadable",
    ]
    assert reading.errors[1].facts["value"] == "Phòng Thanh tra, Phòng Y"


def test_a_merged_number_is_one_group_of_tasks(tmp_path: Path) -> None:
    book = sheet(HEADING, row("1"), row("2", task="Rà soát"), row("", task="Ban hành"), row("3"))
    book.active.merge_cells("A3:A4")
    reading = read(tmp_path, book)
    assert reading.errors == ()
    assert [(task.code, task.title) for task in reading.lines] == [
        ("1", "Việc 1"),
        ("2", "Rà soát"),
        ("2.2", "Ban hành"),
        ("3", "Việc 3"),
    ]


def test_a_task_without_a_number_takes_none_of_another(tmp_path: Path) -> None:
    reading = read(tmp_path, sheet(HEADING, row("", task="Một"), row("1", task="Hai")))
    assert [(task.code, task.title) for task in reading.lines] == [("1*", "Một"), ("1", "Hai")]


def test_a_later_sheet_s_heading_stands_anywhere_and_swaps_columns(tmp_path: Path) -> None:
    book = sheet(HEADING, row("1"), row("2"), title=TITLE)
    other = book.create_sheet("Phụ lục 2")
    swapped = ("TT", "Nhiệm vụ", "Đơn vị phối hợp", "Đơn vị chủ trì", "Thời hạn", "Sản phẩm")
    for line in (("SỞ CÔNG THƯƠNG",), ("PHỤ LỤC 2",), ("Nhiệm vụ quý IV",), swapped):
        other.append(line)
    other.append(("3", "Việc 3", "P. QLTM", "VP", "25/10/2025", ""))
    reading = read(tmp_path, book)
    assert reading.errors == ()
    assert counted(reading, 1 + 3 + 5)
    last = reading.lines[-1]
    assert (last.lead_codes, last.coordinating_codes, last.field) == (("VP",), ("P_QLTM",), "")


def test_a_heading_said_otherwise_in_the_middle_of_a_table_is_one(tmp_path: Path) -> None:
    swapped = ("TT", "Nội dung", "Đơn vị phối hợp", "Đơn vị chủ trì", "Thời gian", "Kết quả")
    line = ("2", "Việc 2", "P. QLTM", "VP", "25/10/2025", "")
    reading = read(tmp_path, sheet(HEADING, row("1", partners=""), swapped, line))
    assert counted(reading, 4)
    assert [task.lead_codes for task in reading.lines] == [("VP",), ("VP",)]


def test_a_table_of_the_same_width_about_something_else_is_no_continuation(tmp_path: Path) -> None:
    document = letter()
    table(document, HEADING, row("1"))
    document.add_paragraph("DANH SÁCH TỔ GIÚP VIỆC")
    table(document, ("1", "Nguyễn Văn A", "Tổ trưởng", "", "0900", ""))
    reading = read(tmp_path, document)
    assert [task.code for task in reading.lines] == ["1"]
    assert reading.errors == ()


def test_totals_of_parts_and_marks_of_footnotes(tmp_path: Path) -> None:
    total = ("", "Cộng mục I: 02 nhiệm vụ", "", "", "", "")
    marked = row("2", deadline="30/11/2025¹", lead="VP Sở(*)")
    reading = read(tmp_path, sheet(HEADING, row("1"), marked, total))
    assert ignored(reading) == ["heading", "total"]
    assert [task.deadline for task in reading.lines][1] == date(2025, 11, 30)
    assert reading.errors == ()

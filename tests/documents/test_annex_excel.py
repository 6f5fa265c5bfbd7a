"""Excel and CSV annexes of many offices: sheets, formulas, hidden parts, headings, encodings."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from documents.plan.reader import read_plan
from domain.reporting.plans import Recurrence
from tests.documents.annex_files import (
    HEADING,
    TITLE,
    UNITS,
    Texts,
    counted,
    ignored,
    read,
    reasons,
    sheet,
    tasks,
)

DAY = date(2025, 10, 25)


def row(
    number: object = "1", task: str = "", lead: str = "VP", deadline: object = "25/10"
) -> Texts:
    return number, task or f"Việc {number}", lead, "", deadline, "Báo cáo"


def test_columns_in_any_order_with_more_of_them_and_no_numbers(tmp_path: Path) -> None:
    heading = ("THỜI HẠN\nHOÀN THÀNH", "Sản phẩm hoàn thành", "Kinh phí", "Căn cứ",
               "ĐƠN VỊ\nCHỦ TRÌ", "NỘI DUNG CÔNG VIỆC", "Ghi chú", "Đơn vị phối hợp")  # fmt: skip
    cells = ("30/11/2025", "Báo cáo", "0", "KH 5064", "P.QLTM", "Rà soát", "gấp", "VPS")
    reading = read(tmp_path, sheet(heading, cells))
    assert counted(reading, 2)
    [task] = reading.lines
    assert (task.title, task.output, task.deadline) == ("Rà soát", "Báo cáo", date(2025, 11, 30))
    assert (task.lead_codes, task.coordinating_codes) == (("P_QLTM",), ("VP",))


@pytest.mark.parametrize(
    "heading",
    [
        ("TT", "Nhiệm vụ, giải pháp", "Cơ quan, đơn vị chủ trì", "Thời gian thực hiện"),
        ("STT", "NỘI DUNG NHIỆM VỤ", "ĐƠN VỊ CHỦ TRÌ", "TIẾN ĐỘ THỰC HIỆN"),
        ("stt", "noi dung cong viec", "don vi chu tri", "thoi han hoan thanh"),
        ("S.T.T", "Nội dung công việc", "Đơn vị chủ tri", "Thời hạn hoàn thàn"),
        ("No.", "Task", "Lead unit", "Deadline"),
        ("STT", "Công việc", "Người thực hiện", "Tiến độ"),
        ("Số\nTT", "Tên nhiệm vụ\n(ghi rõ)", "Đơn vị\nchủ trì\nthực hiện", "Thời hạn (ngày)"),
        ("TT", "Nhiệm vụ", "Đơn vị/cá nhân chủ trì", "Thời điểm hoàn thành"),
        ("STT", "Nội dung", "Chủ trì", "Hạn hoàn thành"),
        ("STT", "Nhiệm vụ khắc phục", "Bộ phận chủ trì", "Thời gian hoàn thành (dự kiến)"),
        ("STT", "Các nhiệm vụ chủ yếu", "Đơn vị chủ trì tham mưu", "Mốc thời gian hoàn thành"),
        ("STT", "Nhiệm vụ", "Đơn vị chịu trách nhiệm chính", "Thời gian"),
    ],
)
def test_a_heading_is_known_by_what_it_means(tmp_path: Path, heading: Texts) -> None:
    for spelling in ("NFC", "NFD"):
        spelt = [unicodedata.normalize(spelling, str(each)) for each in heading]
        reading = read(tmp_path, sheet(spelt, ("1", "Rà soát", "VP", "30/11/2025")))
        assert counted(reading, 2)
        assert reading.errors == ()
        [task] = reading.lines
        assert (task.code, task.title, task.lead_codes, task.deadline) == (
            "1",
            "Rà soát",
            ("VP",),
            date(2025, 11, 30),
        )


def test_an_english_annex(tmp_path: Path) -> None:
    heading = ("No.", "Field", "Task", "Output", "Lead unit", "Coordinating units", "Deadline")
    cells = ("1", "Reform", "Review", "Report", "Office", "P_QLTM", "30/11/2025")
    reading = read(tmp_path, sheet(heading, cells))
    assert counted(reading, 2)
    assert reasons(reading) == {2: "unit_not_known"}


@pytest.mark.parametrize(
    ("numbers", "codes"),
    [
        (("1", "1.1", "1.2"), ["1", "1.1", "1.2"]),
        (("01", "02", "03"), ["01", "02", "03"]),
        ((1.0, 2.0, 3.0), ["1", "2", "3"]),
        ((1.1, 1.2, 1.3), ["1.1", "1.2", "1.3"]),
        (("a)", "b)", "c)"), ["a", "b", "c"]),
        (("1)", "(2)", "3."), ["1", "2", "3"]),
        (("I", "II", "III"), ["I", "II", "III"]),
        (("NV01", "NV02", "NV03"), ["NV01", "NV02", "NV03"]),
    ],
)
def test_numbers_of_every_kind(tmp_path: Path, numbers: Texts, codes: list[str]) -> None:
    rows = [row(number, f"Việc {at}") for at, number in enumerate(numbers)]
    reading = read(tmp_path, sheet(HEADING, *rows, title=TITLE))
    assert counted(reading, 1 + 1 + 3)
    assert reading.errors == ()
    assert [task.code for task in reading.lines] == codes


def test_hidden_columns_and_filtered_rows_are_not_silent(tmp_path: Path) -> None:
    book = sheet(HEADING, row("1"), row("2"), title=TITLE)
    book.active.column_dimensions["D"].hidden = True
    book.active.row_dimensions[4].hidden = True
    reading = read(tmp_path, book)
    assert counted(reading, 4)
    assert list(tasks(reading)) == ["1"]
    assert reasons(reading) == {4: "hidden_row"}


def test_a_lead_in_a_hidden_column_is_doubted(tmp_path: Path) -> None:
    book = sheet(HEADING, row("1"), title=TITLE)
    book.active.column_dimensions["C"].hidden = True
    reading = read(tmp_path, book)
    assert counted(reading, 3)
    assert "lead" in reading.rows[0].doubted


def test_each_sheet_is_a_field(tmp_path: Path) -> None:
    book = sheet(HEADING, row(1, "Rà soát"), row(2))
    book.active.title = "Cải cách thể chế"
    other = book.create_sheet("Tài chính công")
    for each in (HEADING, row(1, "Quyết toán")):
        other.append(each)
    for page in book:
        page["E2"] = "Quý IV/2025"
    book.worksheets[0]["E3"] = "Quý IV/2025"
    reading = read(tmp_path, book)
    assert counted(reading, 5)
    assert len({task.code for task in reading.lines}) == 3
    assert [task.title for task in reading.lines] == ["Rà soát", "Việc 2", "Quyết toán"]
    assert [task.field for task in reading.lines] == [
        "Cải cách thể chế",
        "Cải cách thể chế",
        "Tài chính công",
    ]


def test_error_cells_are_errors_only_where_they_matter(tmp_path: Path) -> None:
    book = sheet((*HEADING, "Kinh phí"), (*row("1"), "#REF!"), (*row("2"), ""), title=TITLE)
    book.active["C4"] = "#REF!"
    reading = read(tmp_path, book)
    assert counted(reading, 4)
    assert reasons(reading) == {4: "cell_unreadable"}


def test_rich_text_merged_cells_and_days_of_1904(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    page = book.active
    page.append([TITLE])
    page.append(HEADING)
    page.append(row("1", deadline=DAY))
    page.append(row("2", deadline=None))
    page.append(row("3", deadline="2025-10-25"))
    page["C3"] = CellRichText("Phòng ", TextBlock(InlineFont(b=True), "QLTM"))
    page.merge_cells("C3:C4")
    page.merge_cells("E3:E4")
    reading = read(tmp_path, book)
    assert counted(reading, 5)
    found = [(task.lead_codes, task.deadline) for task in reading.lines]
    assert found == [(("P_QLTM",), DAY), (("P_QLTM",), DAY), (("VP",), DAY)]


@pytest.mark.parametrize("number", [45955, 45955.0, "45955", 45955.5])
def test_serial_numbers_of_days(tmp_path: Path, number: object) -> None:
    reading = read(tmp_path, sheet(HEADING, row("1", deadline=number)))
    assert [task.deadline for task in reading.lines] == [DAY]


def test_a_deadline_before_the_letter_of_another_century_is_doubted(tmp_path: Path) -> None:
    reading = read(tmp_path, sheet(HEADING, row("1", deadline="25/10/2052"), title=TITLE))
    assert counted(reading, 3)
    assert "deadline" in reading.rows[0].doubted


@pytest.mark.parametrize(
    ("separator", "encoding"),
    [(";", "utf-8"), (",", "utf-8-sig"), ("\t", "utf-16"), (";", "utf-16-le"), (";", "cp1258")],
)
def test_csv_of_every_office(tmp_path: Path, separator: str, encoding: str) -> None:
    rows = (
        HEADING,
        ("1", "Rà soát văn bản", "Phòng Quản lý Thương mại", "", "30/11/2025", "Báo cáo"),
    )
    text = "\r\n".join(separator.join(each) for each in rows)
    if encoding == "cp1258":
        text = vietnamese_1258(text)
    path = tmp_path / "phu-luc.csv"
    path.write_bytes(text.encode(encoding))
    reading = read_plan(path, UNITS)
    assert reading.errors == ()
    assert counted(reading, 2)
    [task] = reading.lines
    assert (task.title, task.lead_codes, task.deadline) == (
        "Rà soát văn bản",
        ("P_QLTM",),
        date(2025, 11, 30),
    )


def vietnamese_1258(text: str) -> str:
    """Letters as Windows-1258 has them: the tone is a sign of its own behind its vowel."""
    spelt = ""
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(each for each in parts if each in "\u0300\u0301\u0303\u0309\u0323")
        rest = unicodedata.normalize("NFC", "".join(e for e in parts if e not in tones))
        spelt += rest + tones
    return spelt


def test_csv_with_line_breaks_in_its_cells_names_the_line_seen_in_excel(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = ["STT,Nhiệm vụ,Đơn vị chủ trì,Thời hạn", '1,"Rà\nsoát",VP,30/11/2025',
             "2,Việc hai,Sở Tài chính,30/11/2025"]  # fmt: skip
    path.write_text("\n".join(lines), "utf-8")
    reading = read_plan(path, UNITS)
    assert counted(reading, 3)
    assert reasons(reading) == {3: "unit_outside"}


def test_three_thousand_rows_are_all_there(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    page = book.create_sheet("Phụ lục")
    page.append(HEADING)
    for at in range(1, 3001):
        page.append((at, f"Việc {at}", "VP Sở; P. QLTM", "Các phòng chuyên môn", "30/11/2025", ""))
    reading = read(tmp_path, book)
    assert counted(reading, 3001)
    assert len(reading.lines) == 3000


def test_a_sheet_formatted_down_to_its_last_row_is_read(tmp_path: Path) -> None:
    book = sheet(HEADING, row("1"), title=TITLE)
    book.active["A1048576"] = " "
    book.active.row_dimensions[1048576].height = 15
    reading = read(tmp_path, book)
    assert [task.code for task in reading.lines] == ["1"]


def test_a_note_under_the_table_and_a_signature_of_three_columns(tmp_path: Path) -> None:
    book = sheet(
        HEADING,
        row("1"),
        ("Ghi chú: các đơn vị báo cáo trước ngày 25",),
        (None, "NGƯỜI LẬP BIỂU", None, None, "GIÁM ĐỐC"),
        (None, "(Ký, ghi rõ họ tên)", None, None, "(Ký, đóng dấu)"),
        (None, "Nguyễn Thị Mẫu", None, None, "Trần Văn Mẫu"),
        title=TITLE,
    )
    reading = read(tmp_path, book)
    assert counted(reading, 7)
    assert reading.errors == ()
    assert ignored(reading) == ["outside", "heading", *["note"] * 4]


def test_how_often_in_a_column_of_its_own(tmp_path: Path) -> None:
    heading = (*HEADING[:5], "Chế độ báo cáo")
    book = sheet(
        heading,
        (*row("1", deadline="31/12/2025")[:5], "Hằng quý"),
        (*row("2", deadline="")[:5], "monthly"),
        (*row("3", deadline="30/11/2025")[:5], ""),
        (*row("4", deadline="30/11/2025")[:5], "lúc nào đó"),
    )
    reading = read(tmp_path, book)
    assert counted(reading, 5)
    found = [(task.deadline, task.recurrence) for task in reading.lines]
    assert found == [
        (date(2025, 12, 31), Recurrence.QUARTERLY),
        (None, Recurrence.MONTHLY),
        (date(2025, 11, 30), Recurrence.ONCE),
    ]
    assert reasons(reading) == {5: "recurrence_unknown"}

"""Rosters of many offices: units as rows, positions in words, phones that lost their zero."""

from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from documents.roster.table import read_roster
from domain.imports.roster_rows import RosterReading
from domain.imports.roster_vocabulary import role_of_position
from domain.text.phones import from_a_list, international
from tests.documents.annex_files import Texts, sheet, table
from tests.documents.test_roster_table import KNOWN

HEADING = ("TT", "Họ và tên", "Chức vụ", "Đơn vị", "Điện thoại")


def read(folder: Path, *rows: Texts, title: str = "") -> RosterReading:
    path = folder / "ds.xlsx"
    sheet(*rows, title=title).save(str(path))
    return read_roster(path, KNOWN)


def reasons(reading: RosterReading) -> dict[int, str]:
    return {error.row: error.reason.removeprefix("import.") for error in reading.errors}


@pytest.mark.parametrize("titles", [("Họ và tên", ""), ("Họ đệm", "Tên")])
def test_a_name_may_stand_in_two_columns(tmp_path: Path, titles: tuple[str, str]) -> None:
    made = sheet(
        ("TT", *titles, "Chức vụ", "Đơn vị"),
        (1, "Lý Thị", "Một", "Chuyên viên", "Phòng Thương mại"),
        (2, "Lý Văn Hai", "", "Chuyên viên", "Phòng Thương mại"),
        ("TT", *titles, "Chức vụ", "Đơn vị"),
        (3, "Lý Văn", "=NA()", "Chuyên viên", "Phòng Thương mại"),
    )
    page = made.active
    assert page is not None
    for area in ("B1:C1", "B4:C4") if not titles[1] else ():
        page.merge_cells(area)
    made.save(tmp_path / "ds.xlsx")
    reading = read_roster(tmp_path / "ds.xlsx", KNOWN)
    assert [each.name for each in reading.lines] == ["Lý Thị Một", "Lý Văn Hai"]
    assert reasons(reading) == {5: "cell_unreadable"}


def test_units_stand_as_rows_above_their_people(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        ("STT", "HỌ VÀ TÊN", "CHỨC VỤ/CHỨC DANH", "SỐ ĐIỆN THOẠI (ZALO)"),
        ("I", "VĂN PHÒNG SỞ", "", ""),
        (1, "Lý Thị Một", "Chánh Văn phòng", 912345671),
        (2, "Lý Văn Hai", "Chuyên viên", 912345672.0),
        ("II. Phòng Thương mại", "", "", ""),
        (1, "Lý Thị Ba", "Phó Trưởng phòng phụ trách", "0912.345.673"),
        ("", "Tổng cộng: 03 người", "", ""),
        ("", "NGƯỜI LẬP BIỂU", "", "CHÁNH VĂN PHÒNG"),
        title="DANH SÁCH CÁN BỘ NĂM 2025",
    )
    assert reading.errors == ()
    assert [(each.name, each.unit_code, each.role, each.phone) for each in reading.lines] == [
        ("Lý Thị Một", "VP", "chanh_van_phong", "+84912345671"),
        ("Lý Văn Hai", "VP", "cong_chuc", "+84912345672"),
        ("Lý Thị Ba", "P_TM", "pho_phong", "+84912345673"),
    ]
    whys = [each.why.removeprefix("import.ignored_") for each in reading.ignored]
    assert whys == ["unit", "unit", "total", "note"]


def test_a_heading_of_two_rows(tmp_path: Path) -> None:
    book = sheet(
        ("TT", "Họ và tên", "Đơn vị công tác", "Chức vụ", "Liên hệ", None),
        (None, None, None, None, "Di động", "Email"),
        (1, "Lý Thị Một", "VP Sở", "Chuyên viên", "0912345671", "mot@x.vn"),
    )
    for column in "ABCD":
        book.active.merge_cells(f"{column}1:{column}2")
    book.active.merge_cells("E1:F1")
    path = tmp_path / "ds.xlsx"
    book.save(str(path))
    [one] = read_roster(path, KNOWN).lines
    assert (one.phone, one.email, one.unit_code) == ("+84912345671", "mot@x.vn", "VP")


def test_a_list_in_word_is_read_too(tmp_path: Path) -> None:
    document = Document()
    table(document, ("SỞ CÔNG THƯƠNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))
    table(document, HEADING, ("1", "Lý Thị Một", "Chuyên viên", "VP", "0912345671"))
    path = tmp_path / "ds.docx"
    document.save(str(path))
    assert [each.name for each in read_roster(path, KNOWN).lines] == ["Lý Thị Một"]


def test_two_people_of_one_name_need_a_phone_or_a_code(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        HEADING,
        (1, "Lý Văn An", "Chuyên viên", "VP", "0912345671"),
        (2, "Lý Văn An", "Chuyên viên", "VP", "0912345672"),
        (3, "Lý Văn An", "Chuyên viên", "VP", ""),
        (4, "Lý Văn Bình", "Chuyên viên", "VP", "0912345672"),
    )
    assert len({each.code for each in reading.lines}) == len(reading.lines) == 2
    assert reasons(reading) == {4: "name_twice", 5: "phone_twice"}


def test_somebody_known_keeps_the_code_though_a_namesake_stands_above(tmp_path: Path) -> None:
    lan = ("Phạm Thị Lan", "Chuyên viên", "Phòng Thương mại")
    reading = read(tmp_path, HEADING, (1, *lan, "0912345671"), (2, *lan, "0500000007"))
    assert [each.code for each in reading.lines] == ["CB008", "LAN"]


def test_a_person_without_a_unit_or_with_a_bad_phone_is_an_error(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        HEADING,
        (1, "Lý Văn An", "Chuyên viên", "", "0912345671"),
        (2, "Lý Văn Ba", "Chuyên viên", "VP", "091234567"),
        (3, "Lý Văn Tư", "Chuyên viên", "VP", "O912345671"),
        (4, "Lý Văn Năm", "Chuyên viên", "Các phòng", ""),
        (5, "Lý Văn Sáu", "Chuyên viên", "Phòng", ""),
    )
    assert reasons(reading) == {
        2: "empty",
        3: "phone_unreadable",
        4: "phone_unreadable",
        5: "unit_ambiguous",
        6: "unit_ambiguous",
    }


def test_a_second_head_and_no_position_are_doubted(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        HEADING,
        (1, "Lý Văn An", "Trưởng phòng", "Phòng Thương mại", ""),
        (2, "Lý Văn Ba", "Q. Trưởng phòng", "Phòng Thương mại", ""),
        (3, "Lý Văn Tư", "", "Phòng Thương mại", ""),
    )
    assert [[each.reason for each in row.doubts] for row in reading.rows] == [
        [],
        ["import.doubt_second_head"],
        ["import.doubt_position"],
    ]


def test_units_below_themselves_or_named_twice_are_errors(tmp_path: Path) -> None:
    book = sheet(HEADING, (1, "Lý Văn An", "Chuyên viên", "Phòng A", ""))
    page = book.create_sheet("Đơn vị")
    for each in (
        ("Mã đơn vị", "Tên đơn vị", "Đơn vị cấp trên"),
        ("LD", "Lãnh đạo Sở", ""),
        ("A", "Phòng A", "A"),
        ("B", "Phòng B", "C"),
        ("C", "Phòng C", "B"),
        ("D", "Phòng D", "X"),
        ("D", "Phòng Đ", "LD"),
    ):
        page.append(each)
    path = tmp_path / "ds.xlsx"
    book.save(str(path))
    found = {(each.row, each.reason) for each in read_roster(path, KNOWN).refused}
    assert found == {
        (3, "import.unit_circle"),
        (4, "import.unit_circle"),
        (5, "import.unit_circle"),
        (6, "import.unit_unknown"),
        (7, "import.code_twice"),
    }


@pytest.mark.parametrize(
    ("position", "kind", "role"),
    [
        ("Trưởng phòng", "phong", "truong_phong"),
        ("Quyền Trưởng phòng", "phong", "truong_phong"),
        ("Phụ trách phòng", "phong", "truong_phong"),
        ("Phó Trưởng phòng", "phong", "pho_phong"),
        ("Phó Trưởng phòng phụ trách phòng", "phong", "pho_phong"),
        ("P. Trưởng phòng", "phong", "pho_phong"),
        ("Phó phòng", "phong", "pho_phong"),
        ("PTP", "phong", "pho_phong"),
        ("TP", "phong", "truong_phong"),
        ("Chánh Văn phòng", "van_phong", "chanh_van_phong"),
        ("Phó Chánh Văn phòng", "van_phong", "pho_phong"),
        ("Chi cục trưởng", "chi_cuc", "truong_phong"),
        ("Phó Chi cục trưởng", "chi_cuc", "pho_phong"),
        ("Giám đốc Trung tâm", "trung_tam", "truong_phong"),
        ("Phó Giám đốc Trung tâm", "trung_tam", "pho_phong"),
        ("Đội trưởng", "doi", "truong_phong"),
        ("Phó Đội trưởng", "doi", "pho_phong"),
        ("Giám đốc Sở", "lanh_dao", "giam_doc"),
        ("Bí thư Đảng ủy, Giám đốc Sở", "lanh_dao", "giam_doc"),
        ("Đảng ủy viên, Phó Giám đốc Sở", "lanh_dao", "pho_giam_doc"),
        ("Chuyên viên, Phó Chủ tịch Công đoàn", "phong", "cong_chuc"),
        ("Chuyên viên kiêm Trưởng ban Thanh tra nhân dân", "phong", "cong_chuc"),
        ("Chuyên viên chính", "phong", "cong_chuc"),
        ("Đầu mối", "phong", "cong_chuc"),
        ("Viên chức", "trung_tam", "vien_chuc"),
        ("Lái xe", "van_phong", "nguoi_lao_dong"),
    ],
)
def test_a_position_in_words_makes_a_role(position: str, kind: str, role: str) -> None:
    assert role_of_position(position, kind) == role


def test_a_focal_point_may_be_named_where_the_position_stands(tmp_path: Path) -> None:
    reading = read(tmp_path, HEADING, (1, "Lý Văn An", "Chuyên viên (đầu mối CCHC)", "VP", ""))
    assert [each.focal for each in reading.lines] == [True]


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("912345678", "+84912345678"),
        ("0912 345 678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("(+84) 0912.345.678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0084912345678", "+84912345678"),
        ("'0912345678", "+84912345678"),
        ("2253842345", "+842253842345"),
        ("+1 650 253 0000", "+16502530000"),
    ],
)
def test_a_phone_of_a_list_is_one_at_home(written: str, phone: str) -> None:
    assert from_a_list(written) == phone


def test_what_a_messenger_tells_is_never_taken_for_a_number_at_home() -> None:
    assert international("298123456") == "+298123456"


def test_phones_as_address_books_leave_them(tmp_path: Path) -> None:
    written = ["\u202d0912000001\u202c", "\u200e0912000002", "0912\u2011000\u2011003",
               "0912\u2013000\u2013004", "\ufeff0912000005", "\u20660912000006\u2069",
               "0912\xad000012", "0912000007 (Zalo)", "0912.000.008; 0988.000.008",
               "01692000011"]  # fmt: skip
    rows = [(at, f"Lý Văn {at}", "Chuyên viên", "VP", each) for at, each in enumerate(written)]
    reading = read(tmp_path, HEADING, *rows)
    assert reading.errors == ()
    phones = [line.phone for line in reading.lines]
    assert phones[:7] == [f"+8491200000{at}" for at in range(1, 7)] + ["+84912000012"]
    assert phones[7:] == ["+84912000007", "+84912000008", "+841692000011"]
    doubts = [[(each.reason, each.suggestions) for each in row.doubts] for row in reading.rows]
    assert doubts[:7] == [[]] * 7
    assert doubts[7:] == [
        [("import.doubt_phone_more", ())],
        [("import.doubt_phone_more", ("0988000008",))],
        [("import.doubt_phone_old", ("0392000011",))],
    ]


def test_a_letter_in_a_phone_is_an_error_with_a_suggestion(tmp_path: Path) -> None:
    reading = read(tmp_path, HEADING, (1, "Lý Văn An", "Chuyên viên", "VP", "O912000013"))
    [error] = reading.errors
    assert (error.reason, error.facts) == ("import.phone_unreadable", {"guess": "0912000013"})


def test_cells_that_cannot_be_read_are_errors_of_their_row(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    for row in (HEADING, *((at, f"Lý {at}", "Chuyên viên", "VP", "") for at in range(1, 5))):
        page.append(row)
    for place, value in (
        ("C2", "#N/A"),
        ("E3", "=VLOOKUP(1,2,3)"),
        ("D4", "#REF!"),
        ("B5", "#NAME?"),
    ):
        page[place] = value
    path = tmp_path / "a.xlsx"
    book.save(path)
    reading = read_roster(path, KNOWN)
    assert reading.lines == ()
    assert [(e.row, e.reason) for e in reading.errors] == [
        (at, "import.cell_unreadable") for at in (2, 3, 4, 5)
    ]


def test_every_reason_of_a_person_is_named(tmp_path: Path) -> None:
    reading = read(tmp_path, HEADING, (1, "Lý Văn An", "Chuyên viên", "Phòng X", "09"))
    assert [error.reason for error in reading.errors] == [
        "import.unit_not_known",
        "import.phone_unreadable",
    ]


def test_names_in_old_encodings_are_converted_and_marked(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        ("STT", "Hä vµ tªn", "Chøc vô", "§¬n vÞ", "§iÖn tho¹i"),
        (1, "NguyÔn ThÞ VÝ Dô", "Tr\xadëng phßng", "Phßng Th\xad¬ng m¹i", "0912000001"),
    )
    [person] = reading.lines
    assert (person.name, person.role, person.unit_code) == (
        "Nguyễn Thị Ví Dụ",
        "truong_phong",
        "P_TM",
    )
    assert {each.facts["value"] for each in reading.rows[0].doubts} == {"TCVN3"}


@pytest.mark.parametrize(
    "name",
    [
        "Đ/c Phạm Thị Lan",
        "PHẠM THỊ LAN",
        "Phạm Thi\u0323 Lan",
        "Pham Thi Lan",
        "Bà Phạm\u00ad Thị Lan",
    ],
)
def test_the_same_person_in_another_spelling_is_nobody_new(tmp_path: Path, name: str) -> None:
    reading = read(tmp_path, HEADING, (1, name, "Chuyên viên", "Phòng Thương mại", ""))
    assert [each.code for each in reading.lines] == ["LAN"]
    assert [row.doubts for row in reading.rows] == [()]


def test_a_name_that_differs_in_marks_is_doubted_and_nobody_else_is_taken(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        HEADING,
        (1, "Phạm Thị Làn", "Chuyên viên", "Phòng Thương mại", ""),
        (2, "Phạm Thị Lan", "Chuyên viên", "Phòng Thương mại", ""),
    )
    assert [each.code for each in reading.lines] == ["CB008", "LAN"]
    [alone] = read(
        tmp_path, HEADING, (1, "Phạm Thị Làn", "Chuyên viên", "Phòng Thương mại", "")
    ).rows
    assert (alone.code, [each.reason for each in alone.doubts]) == (
        "LAN",
        ["import.doubt_name_alike"],
    )


def test_what_a_row_leaves_empty_of_somebody_known_is_not_said(tmp_path: Path) -> None:
    [lan] = read(tmp_path, HEADING, (1, "Phạm Thị Lan", "", "", "")).lines
    assert (lan.code, lan.unit_code) == ("LAN", "P_TM")
    assert (lan.role, lan.position, lan.focal, lan.phone) == ("", "", None, "")


def test_of_two_telephones_below_one_title_the_mobile_is_taken(tmp_path: Path) -> None:
    made = Workbook()
    page = made.active
    for line in (
        ("TT", "Họ và tên", "Ngày sinh", None, "Chức vụ", "Điện thoại", None, "Đơn vị"),
        (None, None, "Nam", "Nữ", None, "Cơ quan", "Di động", None),
        (1, "Lý Văn Một", "1/1/1980", None, "Trưởng phòng", "02253842124", "0912345671", "P_TM"),
    ):
        page.append(line)
    for area in ("A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:G1", "H1:H2"):
        page.merge_cells(area)
    made.save(tmp_path / "ds.xlsx")
    reading = read_roster(tmp_path / "ds.xlsx", KNOWN)
    assert reasons(reading) == {}
    assert [line.phone for line in reading.lines] == ["+84912345671"]


def test_a_telephone_of_the_office_is_nobodys_own(tmp_path: Path) -> None:
    heading = ("TT", "Họ và tên", "Đơn vị", "ĐT cơ quan", "ĐT di động")
    reading = read(tmp_path, heading, (1, "Lý Văn Một", "P_TM", "02253842124", "0912345671"))
    assert [line.phone for line in reading.lines] == ["+84912345671"]


def test_people_below_a_unit_that_nobody_knows_are_held_back(tmp_path: Path) -> None:
    """They were taken to be of the unit above, and the unit to be somebody."""
    reading = read(
        tmp_path,
        ("TT", "Họ và tên", "Chức vụ", "Điện thoại"),
        ("I", "Phòng Thương mại", "", ""),
        (1, "Lý Văn Một", "Trưởng phòng", "0912345671"),
        ("II", "Phòng Đối ngoại", "", ""),
        (1, "Lý Văn Hai", "Trưởng phòng", "0912345672"),
        ("", "Trung tâm Số", "", ""),
        (1, "Lý Văn Ba", "Giám đốc", "0912345673"),
        ("", "", "", "TL. GIÁM ĐỐC"),
    )
    assert reasons(reading) == {5: "unit_not_known", 7: "unit_not_known"}
    assert [(line.name, line.unit_code) for line in reading.lines] == [("Lý Văn Một", "P_TM")]


def test_a_sheet_for_each_unit_bears_its_name(tmp_path: Path) -> None:
    made = Workbook()
    for name, person in (("P.Thương mại", "Lý Văn Một"), ("Văn phòng", "Lý Văn Hai")):
        page = made.create_sheet(name)
        page.append(("TT", "Họ đệm và tên", "Chức danh", "SĐT"))
        page.append((1, person, "Chuyên viên", ""))
    made.save(tmp_path / "ds.xlsx")
    reading = read_roster(tmp_path / "ds.xlsx", KNOWN)
    assert [line.unit_code for line in reading.lines] == ["P_TM", "VP"]


def test_people_are_called_ong_ba(tmp_path: Path) -> None:
    heading = ("STT", "Phòng, đơn vị", "Ông/Bà", "Chức vụ")
    reading = read(
        tmp_path,
        heading,
        (1, "Văn phòng", "Lý Thị Một", "Q. Phó Chánh Văn phòng"),
        (2, "Văn phòng", "Lý Thị Hai", "Kế toán trưởng - Phó Trưởng phòng"),
        (3, "Văn phòng", "Lý Thị Ba", "Kế toán trưởng"),
    )
    assert [line.role for line in reading.lines] == ["pho_phong", "pho_phong", "cong_chuc"]

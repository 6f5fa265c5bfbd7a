"""Rosters as offices make them: columns by their Vietnamese headings, errors per row."""

from pathlib import Path

from documents.roster.table import read_roster
from domain.imports.roster_rows import Known, RosterReading
from tests.department import OFFICIALS, UNITS
from tests.documents.annex_files import Texts, sheet

HEADING = ("TT", "Họ và tên", "Chức vụ", "Phòng, đơn vị", "Điện thoại", "Email", "Đầu mối")
LAN = ("1", "Phạm Thị Lan", "Chuyên viên", "Phòng Thương mại", "0500 000 007", "lan@x.vn", "x")
HAI = ("2", "Hà Trưởng", "Trưởng phòng", "P. Thương mại", "0500000005", "", "")
NEW = ("3", "Ngô Văn Mới", "Phó Trưởng phòng", "P_CN", "", "", "")
KNOWN = Known(
    UNITS,
    frozenset(("CB007", *(line.code for line in OFFICIALS))),
    {line.phone: line.code for line in OFFICIALS},
    {(line.name, line.unit_code): line.code for line in OFFICIALS},
)


def read(folder: Path, *rows: Texts, title: str = "") -> RosterReading:
    path = folder / "danh-sach.xlsx"
    sheet(*rows, title=title).save(str(path))
    return read_roster(path, KNOWN)


def test_people_are_understood_by_headings_and_units_by_name(tmp_path: Path) -> None:
    read_ = read(tmp_path, HEADING, LAN, HAI, NEW, title="DANH SÁCH CÁN BỘ, CÔNG CHỨC")
    assert read_.errors == ()
    lan, hai, new = read_.lines
    assert (lan.code, lan.unit_code, lan.phone, lan.email) == (
        "LAN",
        "P_TM",
        "+84500000007",
        "lan@x.vn",
    )
    assert (lan.role, lan.focal) == ("cong_chuc", True)
    assert (hai.code, hai.unit_code, hai.role) == ("HAI", "P_TM", "truong_phong")
    assert (new.code, new.unit_code, new.role) == ("CB008", "P_CN", "pho_phong")


def test_every_row_is_a_person_or_an_error(tmp_path: Path) -> None:
    rows = (
        LAN,
        ("2", "", "Chuyên viên", "P_TM", "", "", ""),
        ("3", "Lý Văn A", "Chuyên viên", "Phòng Không có", "", "", ""),
        ("4", "Lý Văn B", "Chuyên viên", "", "", "", ""),
        ("5", "Lý Văn C", "Chuyên viên", "P_TM", "mười", "", ""),
        ("6", "Lý Văn D", "Chuyên viên", "P_TM", "", "", "chắc là có"),
        LAN,
        ("", "", "", "", "", "", ""),
    )
    read_ = read(tmp_path, HEADING, *rows)
    assert len(read_.lines) + len(read_.errors) == 7
    assert [(error.row, error.column, error.reason) for error in read_.errors] == [
        (3, "Họ và tên", "import.empty"),
        (4, "Phòng, đơn vị", "import.unit_not_known"),
        (5, "Phòng, đơn vị", "import.empty"),
        (6, "Điện thoại", "import.phone_unreadable"),
        (7, "Đầu mối", "import.yes_or_no"),
        (8, "", "import.code_twice"),
    ]


def test_somebody_who_moves_is_known_by_phone_or_only_name(tmp_path: Path) -> None:
    moved = ("1", "Võ Văn Minh", "Chuyên viên", "Phòng Công nghiệp", "", "", "")
    [minh] = read(tmp_path, HEADING, moved).lines
    assert (minh.code, minh.unit_code) == ("MINH", "P_CN")


def test_a_bad_row_names_whom_it_means(tmp_path: Path) -> None:
    wrong = ("1", "Võ Văn Minh", "Chuyên viên", "Phòng Không có", "", "", "")
    assert read(tmp_path, HEADING, wrong).unread == ("MINH",)


def test_a_sheet_may_name_the_units(tmp_path: Path) -> None:
    book = sheet(HEADING, ("1", "Lý Văn A", "Trưởng phòng", "Phòng Năng lượng", "", "", ""))
    page = book.create_sheet("Đơn vị")
    page.append(("Mã đơn vị", "Tên đơn vị", "Đơn vị cấp trên"))
    page.append(("LD", "Lãnh đạo Sở", ""))
    page.append(("P_NL", "Phòng Năng lượng", "LD"))
    path = tmp_path / "so.xlsx"
    book.save(str(path))
    read_ = read_roster(path, KNOWN)
    assert [(unit.code, unit.kind, unit.parent_code) for unit in read_.units] == [
        ("LD", "lanh_dao", None),
        ("P_NL", "phong", "LD"),
    ]
    assert [line.unit_code for line in read_.lines] == ["P_NL"]


def test_csv_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    path.write_text("Họ tên;Đơn vị;Chức danh\nPhạm Thị Lan;P. TM;Chuyên viên\n", "utf-8-sig")
    [lan] = read_roster(path, KNOWN).lines
    assert (lan.code, lan.unit_code) == ("LAN", "P_TM")


def test_what_is_no_roster_is_one_error(tmp_path: Path) -> None:
    assert [e.reason for e in read(tmp_path, ("A", "B", "C")).errors] == ["import.no_roster"]
    broken = tmp_path / "hong.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    assert [e.reason for e in read_roster(broken, KNOWN).errors] == ["import.unreadable_file"]

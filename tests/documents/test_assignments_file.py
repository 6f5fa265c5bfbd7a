"""Who is given what, by workbook: codes or clear names, and an error for every other row."""

from pathlib import Path

from documents.assignments.reader import Assignable, read_assignments
from domain.imports.rows import AssignmentLine, Parsed
from tests.department import OFFICIALS, TASKS, UNITS
from tests.documents.annex_files import Texts, sheet

HEADING = ("TT", "Mã nhiệm vụ", "Đơn vị", "Người được giao")
KNOWN = Assignable(
    frozenset(task.code for task in TASKS), UNITS, {each.code: each.name for each in OFFICIALS}
)


def read(folder: Path, *rows: Texts) -> Parsed[AssignmentLine]:
    path = folder / "phan-cong.xlsx"
    sheet(HEADING, *rows, title="Phân công nhiệm vụ").save(str(path))
    return read_assignments(path, KNOWN)


def test_codes_and_clear_names_are_understood(tmp_path: Path) -> None:
    read_ = read(
        tmp_path, (1, "NV-1", "P_TM", "LAN"), (2, "NV-3", "Phòng Thương mại", "Võ văn minh")
    )
    assert read_.errors == ()
    assert read_.lines == (
        AssignmentLine("NV-1", "P_TM", "LAN"),
        AssignmentLine("NV-3", "P_TM", "MINH"),
    )


def test_every_other_row_is_an_error(tmp_path: Path) -> None:
    read_ = read(
        tmp_path,
        (1, "NV-9", "P_TM", "LAN"),
        (2, "NV-1", "Phòng Không có", "LAN"),
        (3, "NV-1", "P_TM", "Ai đó"),
        (4, "NV-1", "P_TM", "LAN"),
        (5, "NV-1", "P_TM", "MINH"),
    )
    assert len(read_.lines) + len(read_.errors) == 5
    assert [(error.row, error.column, error.reason) for error in read_.errors] == [
        (3, "Mã nhiệm vụ", "import.task_unknown"),
        (4, "Đơn vị", "import.unit_unknown"),
        (5, "Người được giao", "import.official_unknown"),
        (7, "Mã nhiệm vụ", "import.row_twice"),
    ]


def test_all_sheets_are_read_sections_hidden_rows_and_every_reason(tmp_path: Path) -> None:
    title = ("TT", "Mã NV", "Phòng/đơn vị", "Công chức thực hiện")
    book = sheet(
        title,
        ("I. PHÒNG THƯƠNG MẠI", "", "", ""),
        (1, "NV-1", "", "Phạm Thị Lan"),
        title,
        (2, "NV-9", "Phòng Không có", "Ai đó"),
        title="Phân công nhiệm vụ",
    )
    page, other = book.active, book.create_sheet("Phòng CN")
    assert page is not None
    page.merge_cells("A3:D3")
    for row in (title, (1, "NV-1", "P_CN", "TAM"), (2, "NV-2", "P_CN", "TAM")):
        other.append(row)
    other.row_dimensions[3].hidden = True
    book.save(tmp_path / "a.xlsx")
    read_ = read_assignments(tmp_path / "a.xlsx", KNOWN)
    assert read_.lines == (
        AssignmentLine("NV-1", "P_TM", "LAN"),
        AssignmentLine("NV-1", "P_CN", "TAM"),
    )
    wrong = [
        (error.file, error.row, error.reason.removeprefix("import.")) for error in read_.errors
    ]
    assert wrong == [
        ("a.xlsx [Sheet]", 6, "task_unknown"),
        ("a.xlsx [Sheet]", 6, "unit_unknown"),
        ("a.xlsx [Sheet]", 6, "official_unknown"),
        ("a.xlsx [Phòng CN]", 3, "hidden_row"),
    ]


def test_a_file_without_its_columns_is_one_error(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    assert [e.reason for e in read_assignments(path, KNOWN).errors] == ["import.columns_missing"]

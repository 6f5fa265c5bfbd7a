"""The workbook to assign with: everybody who may be chosen is offered, and it reads back."""

import io
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from documents.assignments.reader import Assignable, read_assignments
from documents.assignments.workbook import assignments_book, assignments_preview
from domain.people.officials import Official, Post, Role
from domain.people.units import Tree, Unit
from domain.reporting.assignments import Charge, may_take
from tests.department import UNITS

TREE = Tree(
    [
        Unit(1, "LD", "Lãnh đạo Sở", "lanh_dao", None),
        Unit(3, "P_TM", "Phòng Thương mại", "phong", 1),
        Unit(4, "P_CN", "Phòng Công nghiệp", "phong", 1),
    ]
)


def person(number: int, code: str, name: str, unit_id: int) -> Official:
    posts = (Post(Role.OFFICIAL, unit_id),)
    return Official(number, code, name, "Chuyên viên", unit_id, posts=posts)


PEOPLE = (
    person(7, "LAN", "Phạm Thị Lan", 3),
    person(8, "MINH", "Võ Văn Minh", 3),
    person(9, "TAM", "Trịnh Minh Tâm", 4),
)
CHARGES = (
    Charge(1, 1, 3, "NV-1", "Báo cáo hồ sơ", 7),
    Charge(2, 1, 4, "NV-1", "Báo cáo hồ sơ", None),
)


def known(own: frozenset[str] | None = None) -> Assignable:
    return Assignable(
        frozenset({"NV-1", "NV-2"}),
        UNITS,
        {each.code: each.name for each in PEOPLE},
        frozenset({("NV-1", "P_TM"), ("NV-1", "P_CN")}),
        may_take(PEOPLE, TREE),
        own,
    )


def test_the_workbook_offers_each_units_people_and_reads_back(tmp_path: Path) -> None:
    content = assignments_book(CHARGES, PEOPLE, TREE)
    book: Any = load_workbook(io.BytesIO(content))
    page, lists = book.worksheets
    assert lists.sheet_state == "hidden"
    rules = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    assert rules == {"E4": "'Danh sách'!$A$1:$A$2", "E5": "'Danh sách'!$B$1:$B$1"}
    assert [cell.value for cell in lists["A"]] == ["LAN · Phạm Thị Lan", "MINH · Võ Văn Minh"]
    page["E4"].value = lists["A2"].value
    path = tmp_path / "phan-cong.xlsx"
    book.save(path)
    read = read_assignments(path, known())
    assert [(line.task_code, line.unit_code, line.official_code) for line in read.lines] == [
        ("NV-1", "P_TM", "MINH")
    ]
    assert (read.errors, read.blank) == ((), 1)


def test_what_does_not_go_together_is_an_error_and_stands_in_the_preview(tmp_path: Path) -> None:
    path = tmp_path / "phan-cong.csv"
    rows = ["Mã nhiệm vụ,Đơn vị,Người thực hiện", "NV-1,P_CN,LAN", "NV-2,P_TM,LAN", "NV-1,P_TM,"]
    path.write_text("\n".join(rows), "utf-8")
    read = read_assignments(path, known())
    assert [error.reason for error in read.errors] == [
        "import.official_elsewhere",
        "import.task_not_of_unit",
    ]
    assert read_assignments(path, known(frozenset({"P_TM"}))).errors[0].reason == (
        "import.unit_not_yours"
    )
    assert len(read.rows) == len(read.lines) + len(read.errors) + read.blank == 3
    content = assignments_preview(read.rows, CHARGES, PEOPLE, TREE, lambda key, **_: key)
    page: Any = load_workbook(io.BytesIO(content)).worksheets[0]
    assert [cell.value for cell in page[4]] == [
        "NV-1", "Báo cáo hồ sơ", "P_CN", "Phòng Công nghiệp", "LAN", "",
        "import.official_elsewhere",
    ]  # fmt: skip
    assert page["E4"].fill.fgColor.rgb == "FFFFFF00"

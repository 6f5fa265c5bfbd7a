"""What an import would change, by table."""

from dataclasses import replace
from datetime import date

import pytest

from domain.imports.plan_diff import compare_plans, with_spared
from domain.imports.roster_diff import compare_rosters, members_after
from domain.imports.roster_vocabulary import role_of_position
from domain.people.officials import Role
from tests.department import OFFICIALS, TASKS

FIRST, SECOND, THIRD = TASKS
MEMBERS = members_after(OFFICIALS, {line.unit_code: "phong" for line in OFFICIALS}, {})


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({}, None),
        ({"title": "Khác"}, ("title",)),
        ({"lead_codes": ("VP",)}, ("lead_codes",)),
        ({"lead_codes": ("P_CN",), "coordinating_codes": ("P_TM",)}, None),
        ({"deadline": date(2025, 12, 1), "deadline_text": "1/12/2025"}, None),
    ],
)
def test_a_task_is_changed_in_the_fields_that_differ(
    change: dict[str, object], names: tuple[str, ...] | None
) -> None:
    after = replace(FIRST, **change)  # type: ignore[arg-type] # fields by name
    told = compare_plans(TASKS, (after, SECOND, THIRD))
    assert (told.new, told.ended) == ((), ())
    expected = names or (tuple(change) if change else ())
    assert [each.names for each in told.changed] == ([expected] if expected else [])


def test_the_order_of_units_does_not_count() -> None:
    before = replace(FIRST, coordinating_codes=("A", "B"))
    after = replace(FIRST, coordinating_codes=("B", "A"))
    assert compare_plans([before], [after]).changed == ()


def test_tasks_are_new_or_ended_by_their_codes() -> None:
    told = compare_plans((FIRST, SECOND), (SECOND, THIRD))
    assert [task.code for task in told.new] == ["NV-3"]
    assert [task.code for task in told.ended] == ["NV-1"]


def test_a_task_whose_row_is_bad_is_not_ended() -> None:
    lines = with_spared((SECOND,), TASKS, ["NV-1"])
    assert [task.code for task in compare_plans(TASKS, lines).ended] == ["NV-3"]


def test_people_are_new_moved_changed_or_gone() -> None:
    by_code = {each.code: each for each in MEMBERS}
    minh, lan, dep = by_code["MINH"], by_code["LAN"], by_code["DEP"]
    after = [
        replace(minh, unit_code="P_CN"),
        replace(lan, roles=frozenset({Role.HEAD}), phone="+84500000099"),
        replace(dep, code="NEW"),
    ]
    told = compare_rosters([minh, lan, dep], after)
    assert [(each.code, each.from_unit, each.to_unit) for each in told.moved] == [
        ("MINH", "P_TM", "P_CN")
    ]
    assert [(each.code, each.names) for each in told.changed] == [("LAN", ("roles", "phone"))]
    assert [each.code for each in told.new] == ["NEW"]
    assert [each.code for each in told.left] == ["DEP"]
    assert compare_rosters([minh, lan, dep], after, spared=["DEP"]).left == ()


@pytest.mark.parametrize(
    ("position", "kind", "role"),
    [
        ("Giám đốc Sở", "lanh_dao", "giam_doc"),
        ("Phó Giám đốc Sở phụ trách CCHC", "lanh_dao", "pho_giam_doc"),
        ("Chánh Văn phòng", "van_phong", "chanh_van_phong"),
        ("Phó Chánh Văn phòng", "van_phong", "pho_phong"),
        ("Trưởng phòng", "phong", "truong_phong"),
        ("Quyền Trưởng phòng", "phong", "truong_phong"),
        ("Phó trưởng phòng", "phong", "pho_phong"),
        ("Giám đốc Trung tâm", "trung_tam", "truong_phong"),
        ("Phó Giám đốc Trung tâm", "trung_tam", "pho_phong"),
        ("Chi cục trưởng", "chi_cuc", "truong_phong"),
        ("Đội phó", "doi", "pho_phong"),
        ("Kế toán trưởng", "trung_tam", "cong_chuc"),
        ("Chuyên viên chính", "phong", "cong_chuc"),
        ("Viên chức", "trung_tam", "vien_chuc"),
        ("", "phong", "cong_chuc"),
    ],
)
def test_a_position_makes_a_role(position: str, kind: str, role: str) -> None:
    assert role_of_position(position, kind) == role

"""The word for a department in running text is taken from its name."""

import pytest

from domain.people.department_names import UNNAMED, DepartmentNames


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Sở Công Thương", "Sở"),
        ("SỞ XÂY DỰNG TỈNH A", "Sở"),
        ("Ban Quản lý Khu kinh tế", "Ban"),
        ("Chi cục Kiểm lâm", "Chi cục"),
        ("Cục Thống kê tỉnh", "Cục"),
        ("Ủy ban nhân dân xã Tân Lập", "Ủy ban nhân dân"),
        ("Sởn", "cơ quan"),
        ("Báo Ninh Bình", "cơ quan"),
    ],
)
def test_the_kind_stands_at_the_beginning(name: str, called: str) -> None:
    assert DepartmentNames(name=name).called == called


def test_what_somebody_has_set_stands_before_what_the_name_says() -> None:
    assert DepartmentNames(name="Báo Ninh Bình", body="Báo").called == "Báo"


def test_without_a_name_it_is_the_usual_one() -> None:
    assert UNNAMED.called == "Sở"

"""What leaves for a spreadsheet is text there, whatever somebody is called."""

import csv
from pathlib import Path

import pytest

from nhacviec.cli.support import cell
from nhacviec.onboarding.importing import DEMO_DATA
from tests.program.shell import Shell


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ('=HYPERLINK("http://x";"A")', '\'=HYPERLINK("http://x";"A")'),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("+84500000001", "+84500000001"),
        ("-5", "-5"),
        ("Phạm Thị Lan", "Phạm Thị Lan"),
        (7, "7"),
    ],
)
def test_a_formula_is_shown_as_text(value: object, shown: str) -> None:
    assert cell(value) == shown


def test_what_leaves_for_a_spreadsheet_carries_no_formula(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    people = tmp_path / "officials.csv"
    people.write_text(
        "code,full_name,phone,unit_code,role,position_vi,focal\n"
        '=X1,"=1+1 Lan",0903000111,LD,giam_doc,Giám đốc,\n',
        "utf-8",
    )
    assert shell("import", "roster", DEMO_DATA / "units.csv", people).returncode == 0
    printed = shell("invite", "--format", "csv").stdout
    [row] = csv.DictReader(printed.splitlines())
    assert not any(each.startswith("=") for each in row.values())
    affected = tmp_path / "affected.csv"
    assert shell("personal", "breach", "--output", affected).returncode == 0
    with affected.open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert [each for each in row.values() if "1+1 Lan" in each] == ["'=1+1 Lan"]


def test_a_second_invitation_says_whose_first_one_is_void(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    people = DEMO_DATA / "units.csv", DEMO_DATA / "officials.csv"
    assert shell("import", "roster", *people).returncode == 0
    assert shell("invite", "--official", "CB021").stderr == ""
    again = shell("invite", "--official", "CB021").stderr
    assert "Mã cũ của 1 đồng chí không còn dùng được: CB021." in again

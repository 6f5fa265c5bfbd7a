"""Two departments in one installation, on the command line: --root says which one is meant."""

import asyncio
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from domain.reporting.policy import Policy
from scheduler.reporting import cycles
from storage.engine.database import open_database
from tests import department
from tests.flows.departments.test_two_departments import MARK, found_another
from tests.flows.world import at
from tests.program.shell import Shell

OCTOBER = ("--month", "2025-10")
OTHER = f"LD_{MARK}"
BOTH = f"LD, {OTHER}"


async def opened(shell: Shell) -> None:
    db = await open_database(shell.database)
    await department.found(db, at("2025-10-01 00:00"))
    await found_another(db, at("2025-10-01 00:00"))
    await cycles.plan_periods(db, Policy(), at("2025-10-01 00:00"))
    await cycles.open_periods(db, at("2025-10-20 09:00"))
    await db.close()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path, at("2025-10-20 10:00"))
    asyncio.run(opened(made))
    return made


@pytest.mark.parametrize(
    "command",
    [
        ("summary", *OCTOBER),
        ("report", "issue", *OCTOBER),
        ("report", "list", *OCTOBER),
        ("briefing",),
        ("dissemination",),
        ("acceptance",),
    ],
)
def test_nothing_is_told_before_one_is_named(shell: Shell, command: tuple[str, ...]) -> None:
    ended = shell(*command)
    assert ended.returncode == 1
    assert BOTH in ended.stderr


def test_a_summary_is_about_the_department_that_is_named(shell: Shell) -> None:
    own = shell("summary", *OCTOBER, "--root", "LD", "--format", "json").stdout
    other = shell("summary", *OCTOBER, "--root", OTHER, "--format", "json").stdout
    assert len(json.loads(own)["units"]) == len(json.loads(other)["units"]) > 0
    assert MARK not in own
    assert MARK in other


def test_a_briefing_is_about_the_department_that_is_named(shell: Shell) -> None:
    own = shell("briefing", "--root", "LD", "--format", "json").stdout
    other = shell("briefing", "--root", OTHER, "--format", "json").stdout
    assert MARK not in own
    assert MARK in other


@pytest.mark.parametrize("command", ["dissemination", "acceptance"])
def test_lists_are_of_the_department_that_is_named(shell: Shell, command: str) -> None:
    assert json.loads(shell(command, "--root", OTHER, "--json").stdout) == []


def test_a_unit_is_enough_to_know_its_department(shell: Shell) -> None:
    told = shell("summary", *OCTOBER, "--unit", f"P_TM_{MARK}", "--format", "json").stdout
    assert [unit["code"] for unit in json.loads(told)["units"]] == [f"P_TM_{MARK}"]


def test_each_department_has_its_own_issued_reports(shell: Shell) -> None:
    shell("report", "issue", *OCTOBER, "--root", OTHER)
    assert "Chưa có lần khóa" in shell("report", "list", *OCTOBER, "--root", "LD").stdout
    assert "Chưa có lần khóa" not in shell("report", "list", *OCTOBER, "--root", OTHER).stdout
    shown = ("report", "show", *OCTOBER, "--number", "1", "--root")
    assert MARK in shell(*shown, OTHER).stdout
    assert shell(*shown, "LD").returncode == 1
    assert shell("report", "changes", *OCTOBER, "--root", OTHER).returncode == 0


def test_a_proof_of_another_department_is_refused(shell: Shell) -> None:
    duty = ("proof", "--duty", f"{MARK}-NV-1@P_TM_{MARK}", *OCTOBER)
    assert MARK in shell(*duty).stdout
    assert MARK in shell(*duty, "--root", OTHER).stdout
    ended = shell(*duty, "--root", "LD")
    assert ended.returncode == 1
    assert "cơ quan khác" in ended.stderr


def test_assignments_are_written_and_brought_in_for_one_department(
    shell: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "phan-cong.xlsx"
    shell("assignments", "--output", path, "--root", OTHER)
    rows = [
        row[0] for row in load_workbook(path).worksheets[0].iter_rows(min_row=4, values_only=True)
    ]
    assert rows
    assert all(str(code).startswith(MARK) for code in rows if code)
    assert shell("import", "assignments", path, "--root", OTHER).returncode == 0
    assert shell("import", "assignments", path, "--root", "LD").returncode == 1


def test_each_department_is_named_on_its_own(shell: Shell) -> None:
    told = shell("department", "set", "name", "Sở Xây dựng", "--root", OTHER)
    assert told.stdout.strip() == f"Đã đặt name của {OTHER}: Sở Xây dựng"
    shell("department", "set", "plan_date", "23/9/2025", "--root", OTHER)
    shown = shell("department", "show", "--root", OTHER).stdout
    assert "name: Sở Xây dựng\n" in shown
    assert "plan_date: 2025-09-23\n" in shown
    assert "name: chưa đặt\n" in shell("department", "show", "--root", "LD").stdout
    assert "Tên cơ quan" in shell("doctor").stdout


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [("nane", "x", "Không có mục «nane»"), ("plan_date", "hôm qua", "Không đọc được ngày")],
)
def test_a_name_that_is_none_is_refused(shell: Shell, key: str, value: str, said: str) -> None:
    told = shell("department", "set", key, value, "--root", "LD")
    assert told.returncode == 1
    assert said in told.stdout + told.stderr

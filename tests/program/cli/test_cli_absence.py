"""Absences on the command line."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from domain.calendar.work_calendar import local_day
from nhacviec.runtime import clock
from storage.engine.database import open_database
from tests import department
from tests.program.shell import Shell


async def _founded(shell: Shell) -> None:
    db = await open_database(shell.database)
    await department.found(db, clock.now())
    await db.close()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path)
    asyncio.run(_founded(made))
    return made


def test_an_absence_is_recorded_listed_and_ended(shell: Shell) -> None:
    today = local_day(clock.now())
    later = today + timedelta(days=3)
    days = ("--from", today.isoformat(), "--to", later.isoformat())
    made = shell("absence", "add", "LAN", *days, "--stand-in", "MINH")
    assert "Phạm Thị Lan vắng mặt" in made.stdout
    assert "Võ Văn Minh thay" in made.stdout
    assert "đã được ghi nhận" in shell("absence", "add", "LAN", *days, "--stand-in", "MINH").stdout
    listed = shell("absence", "list").stdout
    assert (
        listed == f"1. Phạm Thị Lan: từ {today:%d/%m/%Y} đến {later:%d/%m/%Y}, Võ Văn Minh thay\n"
    )
    assert "Đã kết thúc" in shell("absence", "end", "1").stdout
    assert shell("absence", "list").stdout == ""
    assert shell("absence", "end", "1").returncode == 1
    assert shell("absence", "add", "KHONG", *days).returncode == 1
    assert shell("absence", "add", "LAN", *days, "--stand-in", "LAN").returncode == 1


def test_a_day_off_is_shown_decreed_and_taken_back(shell: Shell) -> None:
    day = local_day(clock.now()) + timedelta(days=10)
    while day.weekday() > 4:
        day += timedelta(days=1)
    shown = shell("calendar", "off", day.isoformat())
    assert "Chưa thay đổi gì" in shown.stdout
    assert shell("calendar", "undo", day.isoformat()).returncode == 1
    done = shell("calendar", "off", day.isoformat(), "--name", "bão số 9", "--yes")
    assert f"{day:%d/%m/%Y} (bão số 9)" in done.stdout
    again = shell("calendar", "off", day.isoformat(), "--yes")
    assert again.returncode == 1
    assert "đã là ngày nghỉ" in again.stderr
    assert "Đã bỏ ngày nghỉ" in shell("calendar", "undo", day.isoformat(), "--yes").stdout
    assert shell("calendar", "off", (day - timedelta(days=30)).isoformat()).returncode == 1

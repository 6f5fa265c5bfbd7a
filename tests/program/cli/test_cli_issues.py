"""The register of difficulties on the command line: listing it, and deciding on an entry."""

import asyncio
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from storage.engine.database import open_database
from tests.flows.issues.test_issues import is_stuck
from tests.flows.world import World
from tests.program.shell import Shell


async def lived(shell: Shell) -> None:
    """Two difficulties of one unit, raised in chat."""
    world = await World.create(await open_database(shell.database), shell.folder)
    minh, lan = await world.phone("MINH"), await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    await is_stuck(minh, "Thiếu kinh phí; đề xuất: bổ sung")
    await is_stuck(lan, "Phần mềm lỗi", task="NV-1")
    await world.db.close()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path)
    asyncio.run(lived(made))
    return made


def test_the_register_is_listed_and_decided_on(shell: Shell) -> None:
    listed = shell("issues").stdout
    assert "chưa giải quyết: 2" in listed
    assert "Số 1 · NV-3: Thiếu kinh phí\n– đề xuất: bổ sung" in listed
    wanted = ("--by", "PGD", "--decision", "Làm việc với Sở Tài chính", "--next", "2099-11-10")
    decided = shell("issues", "decide", "1", *wanted)
    assert "Đã ghi ý kiến cho vướng mắc số 1" in decided.stdout, decided.stderr
    assert "Gửi tới: Võ Văn Minh." in decided.stdout
    assert "Chưa liên hệ được" not in decided.stdout
    closed = shell("issues", "decide", "2", "--by", "MAI", "--decision", "Đã sửa lỗi", "--close")
    assert "Đã ghi nhận vướng mắc số 2 (NV-1) được giải quyết" in closed.stdout
    [told] = json.loads(shell("issues", "--json").stdout)
    assert {name: told[name] for name in ("number", "unit", "task", "cause", "proposal")} == {
        "number": 1,
        "unit": "P_TM",
        "task": "NV-3",
        "cause": "Thiếu kinh phí",
        "proposal": "bổ sung",
    }
    [decision] = told["decisions"]
    assert (decision["by"], decision["next_date"]) == ("Bùi Phó Giám", "2099-11-10")
    everything = json.loads(shell("issues", "--all", "--json").stdout)
    assert [each["state"] for each in everything] == ["open", "closed"]
    assert "Ý kiến chỉ đạo (Mai Đầu Mối" in shell("issues", "--all").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("1", "--by", "HAI", "--decision", "x"), "chưa được phân quyền"),
        (("1", "--by", "AI", "--decision", "x"), "Không tìm thấy cán bộ"),
        (("9", "--by", "MAI", "--decision", "x"), "Không có vướng mắc số 9"),
        (("1", "--by", "MAI", "--decision", " "), "không được để trống"),
        (("1", "--by", "MAI", "--decision", "x", "--next", "2025-10-01"), "phải ở sau hôm nay"),
    ],
)
def test_what_cannot_be_decided_is_told_in_one_line(
    shell: Shell, words: tuple[str, ...], told: str
) -> None:
    ended = shell("issues", "decide", *words)
    assert ended.returncode == 1
    assert told in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_the_files_of_the_period_show_what_was_decided(shell: Shell, tmp_path: Path) -> None:
    wanted = ("--by", "PGD", "--decision", "Họp với Sở Tài chính.", "--next", "2099-11-10")
    assert shell("issues", "decide", "1", *wanted).returncode == 0
    book = tmp_path / "book.xlsx"
    shell("summary", "--month", "2025-10", "--format", "xlsx", "--output", book)
    rows = list(load_workbook(book)["Vướng mắc"].iter_rows(values_only=True))
    assert [(row[0], row[1], row[6], row[8]) for row in rows[1:]] == [
        (1, "NV-3", "Thiếu kinh phí", "Họp với Sở Tài chính."),
        (2, "NV-1", "Phần mềm lỗi", None),
    ]

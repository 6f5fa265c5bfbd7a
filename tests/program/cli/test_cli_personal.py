"""Personal data as the administrator has it: what is held, erasure, a breach."""

import asyncio
import csv
import io
import re
from pathlib import Path

import pytest
from docx import Document

from domain.messaging.messages import IncomingEvent
from storage.engine.database import open_database
from storage.tables import METADATA
from tests.flows.world import World, at
from tests.program.shell import Shell

BEHAVIOUR = re.compile(
    r"online|typing|presence|last_seen|(?<!calendar_feeds\.)read_at|user_agent|ip_address|location"
)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path, at("2025-10-20 08:00"))
    asyncio.run(_lived(made))
    return made


async def _lived(shell: Shell) -> None:
    world = await World.create(await open_database(shell.database), shell.folder)
    lan = await world.phone("LAN")
    await lan.writes("/trogiup")
    office = await world.phone("MAI")
    await office.writes("/hieusai chị Lan chờ tiền về, gọi 0912345678")
    await office.writes("vướng")
    await world.db.close()


def test_what_is_held_is_written_into_a_file(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "lan.docx"
    assert shell("personal", "show", "--official", "LAN", "--output", path).returncode == 0
    text = "\n".join(each.text for each in Document(str(path)).paragraphs)
    assert "Phạm Thị Lan" in text
    assert "+84500000007" in text
    unknown = shell("personal", "show", "--official", "NOBODY", "--output", path)
    assert (unknown.returncode, "NOBODY" in unknown.stderr) == (1, True)


def test_misread_replies_come_out_as_a_labelled_file_without_names(shell: Shell) -> None:
    told = shell("interpret", "--examples").stdout
    assert told == (
        'phenomenon,part,label,text\nmisread,tuning,blocked,"chị Nam chờ tiền về, gọi …"\n'
    )


def test_nothing_is_erased_by_mistake(shell: Shell, tmp_path: Path) -> None:
    first = shell("personal", "erase", "--official", "LAN")
    assert (first.returncode, "--yes" in first.stderr) == (1, True)
    assert "Đã xóa" in shell("personal", "erase", "--official", "LAN", "--yes").stdout
    path = tmp_path / "lan.docx"
    shell("personal", "show", "--official", "LAN", "--output", path)
    text = "\n".join(each.text for each in Document(str(path)).paragraphs)
    assert "+84500000007" not in text
    assert "Số điện thoại: không có" in text
    assert shell("audit", "verify").returncode == 0


def test_after_a_breach_it_is_known_who_is_affected_and_until_when_to_say_so(
    shell: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "affected.csv"
    told = shell("personal", "breach", "--output", path, "--known-at", "2025-10-19 10:30")
    assert "10:30 ngày 20/10/2025 (24 giờ)" in told.stdout
    assert "10:30 ngày 22/10/2025 (72 giờ)" in told.stdout
    assert path.stat().st_mode & 0o077 == 0
    listed = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    [lan] = [each for each in listed if each["Mã"] == "LAN"]
    assert (lan["Có số điện thoại"], lan["Kênh trò chuyện"]) == ("x", "phone")
    assert "+84500000007" not in path.read_text("utf-8")


def test_nothing_is_kept_of_what_people_do_online() -> None:
    columns = [str(each) for table in METADATA.sorted_tables for each in table.c]
    assert [each for each in columns if BEHAVIOUR.search(each)] == []
    assert not [each for each in IncomingEvent.__dataclass_fields__ if BEHAVIOUR.search(each)]

"""The log on the command line: who did what, and nobody's name where it lies."""

import asyncio
import json
from pathlib import Path

import pytest

from storage.engine.database import Database, open_database
from storage.people import officials, personal_data
from storage.tables import AUDIT
from tests import department
from tests.flows.world import World, at
from tests.program.shell import Shell

ALL = ("audit", "list", "--since", "2025-10-01", "--until", "2025-10-31")
CODES = {each.code for each in department.OFFICIALS}
NAMES = {each.name for each in department.OFFICIALS}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path, at("2025-10-29 09:00"))
    asyncio.run(_lived(made))
    return made


async def _lived(shell: Shell) -> None:
    """Lan answered, was absent, and her head answered for her."""
    world = await World.create(await open_database(shell.database, durable=False), shell.folder)
    lan, hai = await world.phone("LAN"), await world.phone("HAI")
    await world.until("2025-10-17 08:31")
    await lan.writes("NV-1 xong")
    await lan.writes("đúng")
    await world.until("2025-10-28 09:00")
    await hai.taps("Trả lời thay")
    await hai.taps("NV-2")
    await hai.taps("Đang thực hiện")
    await world.db.close()


async def _opened(shell: Shell) -> Database:
    return await open_database(shell.database)


def test_the_log_itself_names_nobody(shell: Shell) -> None:
    async def words() -> set[str]:
        db = await _opened(shell)
        async with db.read() as tx:
            rows = (await tx.execute(AUDIT.select())).all()
        await db.close()
        kept = [(row.actor, row.subject, *row.facts.values()) for row in rows]
        return {str(each) for entry in kept for each in entry}

    found = asyncio.run(words())
    assert len(found) > 20
    for each in found:
        assert not CODES & set(each.replace(":", " ").split())
        assert not any(name in each for name in NAMES)


def test_whoever_keeps_the_office_reads_who_did_what(shell: Shell) -> None:
    shell("unlink", "--official", "LAN")
    told = shell(*ALL).stdout
    assert "LAN Phạm Thị Lan  report  duty:" in told
    assert "HAI Hà Trưởng  report  duty:" in told
    assert "administrator  link.ended  LAN Phạm Thị Lan" in told
    about = json.loads(shell(*ALL, "--official", "LAN", "--json").stdout)
    assert {each["actor"] for each in about} >= {"LAN Phạm Thị Lan", "administrator"}
    assert all("LAN Phạm Thị Lan" in (each["actor"], each["subject"]) for each in about)


def test_a_time_without_entries_and_a_stranger_are_said_in_a_sentence(shell: Shell) -> None:
    nothing = shell("audit", "list", "--since", "2024-01-01", "--until", "2024-01-02").stdout
    assert nothing.strip() == "Không có mục nhật ký nào trong khoảng này."
    assert "AI" in shell("audit", "list", "--official", "AI").stderr


def test_what_somebody_did_who_was_erased_leads_to_nobody_and_the_chain_holds(
    shell: Shell,
) -> None:
    async def forget() -> None:
        db = await _opened(shell)
        async with db.begin() as tx:
            lan = await officials.find_by_code(tx, "LAN")
            assert lan is not None
            await personal_data.rename(tx, lan.id, "XOA0001", "Đã xóa")
        await db.close()

    asyncio.run(forget())
    told = shell(*ALL).stdout
    assert "Phạm Thị Lan" not in told
    assert "Đã xóa" not in told
    assert "HAI Hà Trưởng  report  duty:" in told
    assert "nguyên vẹn" in shell("audit", "verify").stdout

"""A phone is lost: whoever has it now is a stranger, and its owner comes back with a new code."""

import asyncio
from pathlib import Path

import pytest

from storage.engine.database import open_database
from tests.flows.world import World
from tests.program.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


async def _lives(shell: Shell) -> World:
    return await World.create(await open_database(shell.database, durable=False), shell.folder)


async def test_a_lost_phone_opens_nothing_any_more(shell: Shell) -> None:
    world = await _lives(shell)
    lan, found = await world.phone("LAN"), world.stranger("LAN")
    await world.until("2025-10-17 09:00")
    assert "NV-1" in lan.messages[-1].text
    await world.db.close()
    ended = await asyncio.to_thread(shell, "unlink", "--official", "LAN")
    assert "Đã ngắt 1 kênh của LAN" in ended.stdout
    world.use(await open_database(shell.database, durable=False))
    for words in ("/nhiemvu", "/donvi", "1"):
        await found.writes(words)
        assert "mã mời" in found.messages[-1].text
    told = len(found.messages)
    await world.until("2025-10-24 15:00")
    assert len(found.messages) == told
    await world.db.close()


def test_nobody_of_that_code_is_one_line(shell: Shell) -> None:
    ended = shell("unlink", "--official", "NOBODY")
    assert ended.returncode == 1
    assert "NOBODY" in ended.stderr

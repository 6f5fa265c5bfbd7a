"""python-zalo-bot, a library that others use, as a client of our fake of Zalo."""

import asyncio
import json
import subprocess
import venv
from typing import Any

import pytest

from tests.channels.fake_zalo import TOKEN, running
from tests.channels.zalo_house import LAN

PACKAGE = "python-zalo-bot==0.1.9"
CLIENT = """
import asyncio, json, sys
from zalo_bot import Bot
async def main():
    async with Bot(sys.argv[1], base_url=sys.argv[2]) as bot:
        me = await bot.get_me()
        update = await bot.get_update(timeout=5)
        sent = await bot.send_message(update.message.chat.id, "Đã nhận: " + update.message.text)
        refused = await bot.send_message("nobody", "x")
        told = [str(me.id), update.message.text, update.message.chat.id, sent.message_id, refused]
        print(json.dumps(told))
asyncio.run(main())
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An interpreter that has the library."""
    folder = tmp_path_factory.mktemp("zalo")
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, PACKAGE], check=False, timeout=240).returncode:
        pytest.skip(f"{PACKAGE} cannot be had: our fake of Zalo is not tried by it")
    return str(folder / "bin" / "python")


async def test_the_library_reads_our_fake_as_it_reads_zalo(python: str) -> None:
    async with running() as server:
        server.zalo.message(LAN, "xin chào")
        told = await _run(python, TOKEN, server.url)
        assert told[:3] == ["1", "xin chào", LAN]
        assert [each.text for each in server.zalo.sees(LAN)] == ["Đã nhận: xin chào"]
        assert told[3] == server.zalo.sees(LAN)[0].id
        assert told[4] is None, "a refusal is HTTP 200: the library says nothing of it"


async def _run(python: str, *given: str) -> list[Any]:
    program = await asyncio.create_subprocess_exec(
        *(python, "-c", CLIENT, *given), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    out, err = await asyncio.wait_for(program.communicate(), 60)
    assert program.returncode == 0, err.decode()[-2000:]
    told: list[Any] = json.loads(out)
    return told

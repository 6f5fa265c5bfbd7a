"""A Bot API that others wrote (npm: telegram-test-api): its polls return at once."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.telegram.channel import TelegramChannel
from tests.channels.telegram_house import FAR, Ear, options, says
from tests.conftest import free_port
from tests.peers.conftest import program, running

PACKAGE = "telegram-test-api@4.2.1"
TOKEN, CHAT, SOON_S = "123456:emulated", 4001, 30
BEGIN = (
    "const made = require('telegram-test-api'); const Server = made.default || made;"
    "new Server({{port: {port}, host: '127.0.0.1'}}).start();"
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which it is installed."""
    npm, folder = program("npm"), tmp_path_factory.mktemp("emulator")
    quiet = ["--no-audit", "--no-fund", "--silent"]
    done = subprocess.run([npm, "install", *quiet, PACKAGE], cwd=folder, check=False, timeout=240)
    if done.returncode:
        pytest.skip(f"{PACKAGE} cannot be had: what the service does beside it is not exercised")
    return folder


@pytest.fixture
async def emulator(installed: Path) -> AsyncIterator[httpx.AsyncClient]:
    """What people do there."""
    port = free_port()
    command = [program("node"), "-e", BEGIN.format(port=port)]
    with running(command, installed, port):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            yield client


def written(kind: str, **more: Any) -> dict[str, Any]:
    person = {"id": CHAT, "first_name": "Minh", "username": "minh", "is_bot": False}
    chat = {"id": CHAT, "type": "private", "first_name": "Minh"}
    return {"botToken": TOKEN, "from": person, "chat": chat, "date": 1_790_000_000, **more}


async def test_what_people_write_and_tap_is_heard_and_answered(
    emulator: httpx.AsyncClient,
) -> None:
    url = str(emulator.base_url).rstrip("/")
    channel = TelegramChannel(TOKEN, lambda: FAR, lambda _alarm: None, options(url))
    ear = Ear()
    listening = asyncio.create_task(channel.listen(ear))
    try:
        await emulator.post("/sendMessage", json=written("message", text="đã xong"))
        await _heard(ear, 1)
        assert (ear.heard[0].text, ear.heard[0].chat.address) == ("đã xong", str(CHAT))
        number = await channel.send(str(CHAT), says("Chọn một việc", "v1:mine:0:0"))
        asked = await emulator.post("/getUpdates", json={"token": TOKEN, "chatId": CHAT})
        [shown] = [each["message"] for each in asked.json()["result"]]
        assert shown["text"] == "Chọn một việc"
        assert shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "v1:mine:0:0"
        await channel.edit(str(CHAT), number, says("Đã ghi nhận"))
        tapped = {"data": "v1:mine:0:0", "message": {**written("tap"), "message_id": int(number)}}
        await emulator.post("/sendCallback", json=written("tap", **tapped))
        await _heard(ear, 2)
        assert ear.heard[1].tap == "v1:mine:0:0"
    finally:
        listening.cancel()
        await asyncio.wait([listening])
        await channel.close()


async def _heard(ear: Ear, count: int) -> None:
    async with asyncio.timeout(SOON_S):
        while len(ear.heard) < count:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)

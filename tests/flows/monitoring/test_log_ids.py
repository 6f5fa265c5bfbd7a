"""Each line that is logged while something is treated says what it was, and is redacted."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.protocol import SendFailed
from bot.channels.web.app import application
from bot.inbound import processor
from bot.rendering.rendered import Rendered
from domain.messaging.messages import Reply
from nhacviec.monitoring import log
from tests.flows.world import World

SECRET = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
library = logging.getLogger("somelibrary")


class Lines:
    """What the program writes to its log."""

    def __init__(self) -> None:
        self.kept = io.StringIO()

    def of(self, logger: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.kept.getvalue().splitlines()]
        return [line for line in lines if line["logger"] == logger]


@pytest.fixture
def lines() -> Iterator[Lines]:
    root = logging.getLogger()
    before, level, found = root.handlers[:], root.level, Lines()
    log.set_up("INFO", as_json=True)
    handler = logging.StreamHandler(found.kept)
    handler.setFormatter(root.handlers[0].formatter)
    root.handlers = [*before, handler]
    yield found
    log.set_up("DEBUG")
    root.handlers[:] = before
    root.setLevel(level)


async def test_what_a_channel_logs_names_the_message_also_when_several_leave_at_once(
    world: World, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(address: str, _message: Rendered) -> str:
        library.warning("opening %s", address)
        await asyncio.sleep(0.02)
        library.warning("with %s no line to %s", SECRET, address)
        raise SendFailed("no_line")

    for code in ("LAN", "MINH", "HAI"):
        await world.phone(code)
    monkeypatch.setattr(world.messenger, "send", slow)
    await world.until("2025-10-20 08:29")
    told: dict[str, set[int]] = {}
    for line in lines.of("somelibrary"):
        told.setdefault(line["event"].split()[-1], set()).add(line["outbox_id"])
    assert len(told) >= 2
    assert all(len(messages) == 1 for messages in told.values())
    assert len(set.union(*told.values())) == len(told)
    assert SECRET not in lines.kept.getvalue()


async def test_what_is_logged_about_something_heard_names_it(
    world: World, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def think(_scene: object) -> list[Reply]:
        library.warning("thinking")
        return []

    monkeypatch.setattr(processor, "decide", think)
    lan = await world.phone("LAN")
    await lan.writes("xin chào các đồng chí")
    await lan.writes("xin chào lần nữa")
    assert [line["inbox"] for line in lines.of("somelibrary")] == [1, 2]
    library.warning("afterwards")
    assert "inbox" not in lines.of("somelibrary")[-1]


async def test_what_is_logged_about_a_request_carries_its_number(lines: Lines) -> None:
    async def page(_request: Request) -> Response:
        library.warning("reading")
        await asyncio.sleep(0.01)
        structlog.get_logger("somelibrary").warning("read")
        return PlainTextResponse("")

    transport = httpx.ASGITransport(application([Route("/", page)]))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        await asyncio.gather(*(client.get("/") for _ in range(3)))
    numbers = [line["request"] for line in lines.of("somelibrary")]
    assert sorted(numbers) == [1, 1, 2, 2, 3, 3]

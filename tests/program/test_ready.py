"""What the service says of itself to whoever asks whether it still works."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
from starlette.applications import Starlette

from bot.rendering.rendered import Rendered
from domain.messaging.messages import Chat
from domain.reporting.policy import Policy
from nhacviec.monitoring.health import health
from nhacviec.runtime import service
from nhacviec.runtime.clock import StillClock
from scheduler.monitoring.liveness import STANDS_STILL_S, Pulse
from storage.engine.database import Database
from storage.messaging import chat_links
from tests import department
from tests.flows.world import at
from tests.program.test_service import Working

MOMENT_S = 60.0


class Stuck(Working):
    """Takes a message and does not come back before it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = asyncio.Event()

    async def send(self, address: str, message: Rendered) -> str:
        self.said.append(message.html)
        await self.let_go.wait()
        return "m1"


async def _asked(site: Starlette, path: str) -> tuple[int, Any]:
    transport = httpx.ASGITransport(site)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.get(path)
    return answer.status_code, answer.json()


async def test_a_loop_that_stands_still_is_named_and_the_others_are_not(sqlite: Database) -> None:
    clock = StillClock(at("2025-10-01 00:00"))
    await department.found(sqlite, clock())
    async with sqlite.begin() as tx:
        await chat_links.add(tx, 7, Chat("working", "LAN"), clock())
    hands = [0.0]
    stuck = Stuck()
    made = service.assemble(sqlite, clock, Policy(), {"working": stuck})
    made = replace(made, pulse=Pulse(lambda: hands[0]))
    site = Starlette(routes=health(made))
    assert await _asked(site, "/readyz") == (503, {"ok": False, "still": []})

    running = asyncio.create_task(made.run())
    try:
        async with asyncio.timeout(MOMENT_S):
            while not stuck.said:  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.01)
            assert await _asked(site, "/readyz") == (200, {"ok": True, "still": []})
            hands[0] += STANDS_STILL_S + 1
            while len((await _asked(site, "/readyz"))[1]["still"]) != 1:  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.1)
        status, told = await _asked(site, "/readyz")
        assert status == 503
        assert told["still"][0].startswith("out ")
        assert await _asked(site, "/healthz") == (200, {"ok": True})
    finally:
        stuck.let_go.set()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

"""The small department with its pages served on loopback, time standing until it is turned."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import uvicorn
from sqlalchemy import select

from bot.channels.web.channel import WebChannel
from bot.channels.web.push import WebPush
from bot.channels.web.signed_links import Links
from bot.delivery.dependencies import HandlerDependencies
from bot.files.file_store import FileStore
from bot.files.virus_scan import unscanned
from domain.messaging.messages import Chat
from domain.reporting.policy import Policy
from nhacviec.runtime.clock import StillClock, new_code, new_token
from nhacviec.runtime.run import board, pages, site, web_server
from nhacviec.runtime.service import ServiceOptions, assemble
from storage.engine.database import open_database
from storage.messaging import chat_links
from storage.people import officials
from storage.tables import INBOX
from tests import department
from tests.conftest import free_port
from tests.flows.world import World, at, sqlite_url
from web.application import board_routes

HOST = "127.0.0.1"
SECRET = "a secret of the tests"
CONTACT = "https://nhacviec.example"
NEWS = "Có tin mới từ hệ thống nhắc việc"


@dataclass
class WebHouse:
    """A world whose only channel is the web."""

    world: World
    web: WebChannel
    url: str
    server: uvicorn.Server

    @classmethod
    @asynccontextmanager
    async def running(
        cls, folder: Path, services: tuple[str, ...] = (), database: str = ""
    ) -> AsyncIterator["WebHouse"]:
        db = await open_database(database or sqlite_url(folder), durable=False)
        clock = StillClock(at("2025-10-01 00:00"))
        await department.found(db, clock())
        world, web, port = World(db, clock, Policy(), folder / "files"), WebChannel(), free_port()
        url = f"http://{HOST}:{port}"
        ground = site(db, clock, folder / "files", SECRET, url)
        needed = HandlerDependencies(url, new_token, new_code=new_code)
        store = FileStore(folder / "files", new_token)
        around = ServiceOptions(
            archive=ground.archive, file_store=store, scan=unscanned, dependencies=needed
        )
        shown = pages(ground, web)
        push = WebPush(db, ground.links, clock, NEWS, contact=CONTACT, services=services)
        world.service = assemble(
            db, clock, Policy(), {web.name: web}, replace(around, chores=(push.drain,))
        )
        await world.service.keep_house()
        desk = board(ground, url)
        server = web_server([*shown.routes(), *push.routes(), *board_routes(desk)], HOST, port)
        desk.live.ends = lambda: server.should_exit
        house = cls(world, web, url, server)
        try:
            async with house._alive():
                yield house
        finally:
            await db.close()

    async def linked(self, client: httpx.AsyncClient, code: str = "LAN") -> str:
        """The path of a chat that belongs to an official."""
        path = str((await client.post("/")).headers["location"])
        address = Links(SECRET).address(path.rpartition("/")[2])
        assert address is not None
        async with self.world.db.begin() as tx:
            person = await officials.find_by_code(tx, code)
            assert person is not None
            chat = Chat(self.web.name, address)
            await chat_links.add(tx, person.id, chat, self.world.clock())
        return path

    @asynccontextmanager
    async def _alive(self) -> AsyncIterator[None]:
        parts = [
            asyncio.create_task(self.web.listen(self.world.service.inbound.hear)),
            asyncio.create_task(self.server.serve()),
            asyncio.create_task(self._settle_for_ever()),
        ]
        while not self.server.started:  # noqa: ASYNC110 - the server offers no event to wait for
            await asyncio.sleep(0.01)
        try:
            yield
        finally:
            self.server.should_exit = True
            await parts[1]
            for part in (parts[0], parts[2]):
                part.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await part

    async def _settle_for_ever(self) -> None:
        """Answer what is heard, as the running service would."""
        wake = self.world.service.inbound.wake
        while True:
            await wake.wait()
            wake.clear()
            await self.world.service.settle()

    async def until(self, text: str) -> None:
        await self.world.until(text)

    async def heard(self) -> list[str]:
        """Every text in the inbox."""
        async with self.world.db.read() as tx:
            return [each["text"] for each in (await tx.execute(select(INBOX.c.event))).scalars()]


@asynccontextmanager
async def served(server: uvicorn.Server) -> AsyncIterator[None]:
    """Open until the block ends."""
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - the server offers no event to wait for
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await running

"""Zalo bots of one department: its people share them, and so does its budget."""

import asyncio
import contextlib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from domain.messaging.messages import Chat
from domain.messaging.quota import Quota
from domain.people.chat_links import Home
from domain.reporting.policy import Policy
from nhacviec.config.department_bots import ZaloBot
from nhacviec.config.settings import Settings
from nhacviec.onboarding.invitations import BotAddress, Invitation, Offer, invite
from nhacviec.runtime.clock import TurnedClock
from nhacviec.runtime.run import run_service
from storage.engine.database import Database, open_database
from storage.messaging import chat_links
from storage.people import officials
from tests import department
from tests.channels.fake_zalo import Server, Zalo
from tests.channels.loopback import opened
from tests.conftest import free_port
from tests.flows.departments.test_department_bots import Bot, token_files, until
from tests.flows.departments.test_two_departments import MARK, found_another
from tests.flows.world import Phone, World, at, sqlite_url

FAR = f"LD_{MARK}"
HERE, SECOND, AWAY, TELEGRAM = "zalo:LD", "zalo2:LD", f"zalo:{FAR}", f"telegram:{FAR}"
HOMES = {
    HERE: Home("LD", "https://zalo.example.vn/here"),
    SECOND: Home("LD", "https://zalo.example.vn/second"),
    TELEGRAM: Home(FAR, "https://t.me/far_bot"),
    AWAY: Home(FAR, "https://zalo.example.vn/far"),
}
QUOTAS = {
    HERE: Quota(1, 3000, "LD"),
    SECOND: Quota(2, 3000, "LD"),
    AWAY: Quota(50, 3000, FAR),
    "zalo": Quota(50, 3000),
}


@pytest.fixture
async def world(sqlite: Database, tmp_path: Path) -> World:
    """Two departments; one has two Zalo bots, the other one and a Telegram bot."""
    world = await World.create(sqlite, tmp_path)
    await found_another(sqlite, world.clock())
    world.more = {name: Bot(name) for name in HOMES}
    world.outside["homes"] = HOMES
    world.use(sqlite)
    await world.service.keep_house()
    return world


async def invited(world: World, *, official: str = "", unit: str = "") -> list[Invitation]:
    places = {name: BotAddress(f"https://zalo.example.vn/{name}", q) for name, q in QUOTAS.items()}
    offer = Offer(15, "http://127.0.0.1", zalo=places)
    return await invite(world.db, world.clock(), unit=unit, official=official, offer=offer)


async def test_people_are_shared_out_among_the_bots_of_their_own_department(world: World) -> None:
    here = [each.zalo.rpartition("/")[2] for each in await invited(world, unit="P_TM")]
    assert here == [SECOND, HERE, SECOND, ""]
    there = {each.zalo.rpartition("/")[2] for each in await invited(world, unit=f"P_TM_{MARK}")}
    assert there == {AWAY}


async def test_the_wrong_bot_shows_the_way_on_the_same_messenger(world: World) -> None:
    [issued] = await invited(world, official=f"MINH_{MARK}")
    wrong, right = Phone(world, "7", HERE), Phone(world, "7", AWAY)
    await wrong.writes(issued.code)
    wrong.shows(("https://zalo.example.vn/far", "vẫn còn hiệu lực"))
    await right.writes(issued.code)
    await right.taps("Đồng ý")
    assert "Đã kết nối" in right.messages[-1].text


async def test_a_bot_that_is_too_small_holds_back_its_own_department_only(world: World) -> None:
    async with world.db.begin() as tx:
        for code in ("LAN", "MINH", "TAM", f"MINH_{MARK}"):
            person = await officials.find_by_code(tx, code)
            assert person is not None
            channel = AWAY if MARK in code else HERE
            await chat_links.add(tx, person.id, Chat(channel, code), world.clock())
    world.quotas[HERE] = Quota(users=2, messages=3000, unit="LD")
    world.quotas[AWAY] = Quota(users=50, messages=3000, unit=FAR)
    await world.until("2025-10-17 09:00")
    Phone(world, "MINH", HERE).shows()
    there = Phone(world, f"MINH_{MARK}", AWAY)
    assert any("NV-3" in each.text for each in there.messages)


TOKENS = ("1450000000000000001:secretOfTheBotHere", "1450000000000000002:secretOfTheBotFar")
CONNECTED = "Đã kết nối"


class TwoBots(Server):
    """One Zalo server that knows two bots."""

    def __init__(self, tokens: tuple[str, str]) -> None:
        super().__init__(Zalo(), tokens[0])
        self.other = Server(Zalo(), tokens[1])

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self.other.token in scope.get("path", ""):
            await self.other(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def close(self) -> None:
        self.other.closing.set()
        await super().close()


def said(zalo: Zalo, chat: str, words: str) -> list[str]:
    return [each.text for each in zalo.sees(chat) if words in each.text]


async def connect(zalo: Zalo, chat: str, code: str) -> None:
    """Type the code, agree."""
    zalo.message(chat, code)
    await until(lambda: said(zalo, chat, "Đồng ý"), f"the notice for {chat}")
    zalo.message(chat, "1")
    await until(lambda: said(zalo, chat, CONNECTED), f"{chat} connected")


async def two_departments(url: str, now: datetime) -> dict[str, str]:
    """Founded in a database; returns an invitation's code for one person of each."""
    db = await open_database(url)
    await department.found(db, now)
    await found_another(db, now)
    offer, codes = Offer(30, "http://127.0.0.1"), {}
    for official in ("MINH", f"MINH_{MARK}"):
        [issued] = await invite(db, now, unit="", official=official, offer=offer)
        codes[official] = issued.code
    await db.close()
    return codes


async def test_two_departments_with_a_zalo_bot_each_live_through_the_same_days(
    tmp_path: Path,
) -> None:
    clock = TurnedClock(at("2025-10-01 09:00"))
    codes = await two_departments(sqlite_url(tmp_path), clock())
    bots = [
        ZaloBot(unit=unit, token_file=path, link=f"https://zalo.example.vn/{unit}")
        for unit, path in token_files(tmp_path, TOKENS).items()
    ]
    server = TwoBots(TOKENS)
    async with (
        server.client,
        server.other.client,
        opened(server, 0, server.zalo.push_for_ever()),
    ):
        known = Settings(
            database_url=sqlite_url(tmp_path),
            files_dir=tmp_path / "files",
            http_port=free_port(),
            zalo_bots=bots,
            zalo_api_url=server.url,
        )
        service = asyncio.create_task(run_service(known, Policy(), clock))
        here, there = server.zalo, server.other.zalo
        try:
            there.message("minh", codes["MINH"])
            await until(lambda: said(there, "minh", "/LD"), "the way to the own bot")
            await connect(here, "minh", codes["MINH"])
            await connect(there, "far", codes[f"MINH_{MARK}"])
            clock.turn_to(at("2025-10-17 08:30"))
            await until(lambda: said(here, "minh", "1 nhiệm vụ"), "the digest here")
            await until(lambda: said(there, "far", "1 nhiệm vụ"), "the digest there")
        finally:
            service.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await service
    assert not said(here, "minh", MARK)
    assert all(MARK in text for text in said(there, "far", "1 nhiệm vụ"))
    assert not said(there, "minh", "nhiệm vụ")

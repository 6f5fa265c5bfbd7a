"""A bot per department: whoever comes to the wrong one is shown the way, and learns nothing."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.messaging.messages import Chat
from domain.people.chat_links import Home
from domain.reporting.policy import Policy
from nhacviec.config.department_bots import TelegramBot
from nhacviec.config.settings import Settings
from nhacviec.onboarding.invitations import Invitation, Offer, invite
from nhacviec.runtime.clock import TurnedClock
from nhacviec.runtime.run import run_service
from storage.engine.database import Database, open_database
from storage.messaging import chat_links
from storage.plans import roster_import
from tests import department
from tests.channels.fake_telegram import Server, Telegram
from tests.channels.loopback import opened
from tests.conftest import free_port
from tests.flows.departments.test_two_departments import MARK, OFFICIALS, found_another, offices
from tests.flows.world import Messenger, Phone, World, at, sqlite_url

FAR = f"LD_{MARK}"
HERE_BOT, FAR_BOT = "telegram:LD", f"telegram:{FAR}"
LINKS = {"LD": "https://t.me/here_bot", FAR: "https://t.me/far_bot"}
OFFER = Offer(15, "http://127.0.0.1", bots={"LD": "here_bot", FAR: "far_bot"})


class Bot(Messenger):
    """A bot of one department."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


@pytest.fixture
async def world(sqlite: Database, tmp_path: Path) -> World:
    """Two departments, each with a bot of its own."""
    world = await World.create(sqlite, tmp_path)
    await found_another(sqlite, world.clock())
    world.more = {name: Bot(name) for name in (HERE_BOT, FAR_BOT)}
    units = {HERE_BOT: "LD", FAR_BOT: FAR}
    world.outside["homes"] = {name: Home(unit, LINKS[unit]) for name, unit in units.items()}
    world.use(sqlite)
    await world.service.keep_house()
    return world


async def invited(world: World, code: str) -> Invitation:
    [issued] = await invite(world.db, world.clock(), unit="", official=code, offer=OFFER)
    return issued


async def test_a_code_is_taken_by_the_bot_of_the_own_department_only(world: World) -> None:
    right, wrong = Phone(world, "7", HERE_BOT), Phone(world, "7", FAR_BOT)
    issued = await invited(world, "MINH")
    assert issued.telegram.startswith("https://t.me/here_bot?start=")
    assert (await invited(world, f"MINH_{MARK}")).telegram.startswith("https://t.me/far_bot?")
    issued = await invited(world, "MINH")
    await wrong.writes(issued.code)
    wrong.shows(("kênh của Lãnh đạo Sở", "https://t.me/here_bot", "vẫn còn hiệu lực"))
    assert MARK not in wrong.messages[-1].text
    await right.writes(issued.code)
    await right.taps("Đồng ý")
    assert "Đã kết nối" in right.messages[-1].text


async def test_a_phone_card_is_taken_by_the_bot_of_the_own_department_only(world: World) -> None:
    right, wrong = Phone(world, "8", FAR_BOT), Phone(world, "8", HERE_BOT)
    await wrong.shares_contact("+84590000007")
    wrong.shows("https://t.me/far_bot")
    await right.shares_contact("+84590000007")
    right.shows(f"Phạm Thị Lan {MARK}")


async def test_a_stranger_is_shown_the_units_of_the_bot_and_can_ask_for_no_other(
    world: World,
) -> None:
    stranger = Phone(world, "9", FAR_BOT)
    await stranger.writes("/start")
    labels = [button.label for each in stranger.messages for button in each.buttons]
    offered = [label for label in labels if any(unit.name in label for unit in department.UNITS)]
    assert len(offered) == len(department.UNITS)
    assert all(MARK in label for label in offered)
    elsewhere = Phone(world, "9", HERE_BOT)
    await elsewhere.writes("/start")
    first = [each.text for each in elsewhere.messages]
    await elsewhere.presses(stranger.button("Phòng Thương mại"))
    assert [each.text for each in elsewhere.messages] == first * 2


async def test_who_was_moved_before_agreeing_is_shown_the_way(world: World) -> None:
    phone = Phone(world, "7", HERE_BOT)
    await phone.writes((await invited(world, "MINH")).code)
    world.outside["homes"] = {HERE_BOT: Home(FAR), FAR_BOT: Home("LD", LINKS["LD"])}
    world.use(world.db)
    await phone.taps("Đồng ý")
    assert "https://t.me/here_bot" in phone.messages[-1].text
    async with world.db.read() as tx:
        assert await chat_links.find(tx, Chat(HERE_BOT, "7")) is None


async def test_a_bot_in_trouble_alarms_the_office_of_its_department(world: World) -> None:
    here, there = await offices(world)
    await world.until("2025-10-06 09:00")
    world.service.alarms.of(FAR)("telegram.token")
    await world.service.settle()
    there.shows("Telegram")
    here.shows()
    world.service.alarms("telegram.token")
    await world.service.settle()
    here.shows("Telegram")


async def test_who_is_moved_to_another_department_is_let_go_and_shown_the_way(
    world: World,
) -> None:
    minh, lan = Phone(world, "8", HERE_BOT), Phone(world, "7", HERE_BOT)
    for phone, code in ((minh, "MINH"), (lan, "LAN")):
        await phone.writes((await invited(world, code)).code)
        await phone.taps("Đồng ý")
        phone.seen = len(phone.messages)
    lines = [
        replace(each, unit_code=f"P_TM_{MARK}") if each.code == "MINH" else each
        for each in (*department.OFFICIALS, *OFFICIALS)
    ]
    async with world.db.begin() as tx:
        await roster_import.save(tx, (), lines, world.clock())
    await world.service.keep_house()
    await world.service.keep_house()
    await world.service.settle()
    minh.shows(("đã chuyển sang", MARK, "https://t.me/far_bot"))
    await world.until("2025-10-17 08:31")
    minh.shows()
    lan.shows("3 nhiệm vụ")  # one of them was his


class TwoBots(Server):
    """One Bot API server that knows two bots."""

    def __init__(self, tokens: tuple[str, str]) -> None:
        super().__init__(Telegram(), tokens[0])
        self.other = Server(Telegram(), tokens[1])

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self.other.token in scope.get("path", ""):
            await self.other(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def close(self) -> None:
        self.other.closing.set()
        await super().close()


TOKENS = ("111111:AAtokenOfTheBotOfThisDepartment00", "222222:AAtokenOfTheBotOfTheOtherDepartment")
PATIENCE_S = 20


async def until(seen: Callable[[], object], what: str) -> None:
    for _ in range(PATIENCE_S * 50):
        if seen():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"never seen: {what}")


async def connect(telegram: Telegram, chat: int, number: str) -> None:
    """Share the own phone card, agree."""

    def buttons() -> list[str]:
        rows = [row for each in telegram.sees(chat) for row in each.buttons]
        return [tap for row in rows for label, tap in row if "Đồng ý" in label]

    telegram.contact(chat, number, user_id=chat)
    await until(buttons, f"the notice for {number}")
    telegram.tap(chat, buttons()[0])
    await until(lambda: said(telegram, chat, "Đã kết nối"), f"{number} connected")


def token_files(folder: Path, tokens: Sequence[str]) -> dict[str, Path]:
    """For each of the two departments a file that only the service may read."""
    paths = {unit: folder / unit for unit in ("LD", FAR)}
    for path, token in zip(paths.values(), tokens, strict=True):
        path.write_text(token)
        path.chmod(0o600)
    return paths


def said(telegram: Telegram, chat: int, words: str) -> list[str]:
    return [each.text for each in telegram.sees(chat) if words in each.text]


async def test_two_departments_with_a_bot_each_live_through_the_same_days(tmp_path: Path) -> None:
    clock = TurnedClock(at("2025-10-01 09:00"))
    db = await open_database(sqlite_url(tmp_path))
    await department.found(db, clock())
    await found_another(db, clock())
    await db.close()
    bots = [
        TelegramBot(unit=unit, token_file=path, bot=unit.lower())
        for unit, path in token_files(tmp_path, TOKENS).items()
    ]
    server = TwoBots(TOKENS)
    async with opened(server, 0, server.telegram.push_for_ever()):
        known = Settings(
            database_url=sqlite_url(tmp_path),
            files_dir=tmp_path / "files",
            http_port=free_port(),
            telegram_bots=bots,
            telegram_api_url=server.url,
        )
        service = asyncio.create_task(run_service(known, Policy(), clock))
        here, there = server.telegram, server.other.telegram
        try:
            there.contact(2007, "84500000007", user_id=2007)
            await until(lambda: said(there, 2007, "https://t.me/ld"), "the way to the own bot")
            await connect(here, 2007, "84500000007")
            await connect(there, 3007, "84590000007")
            clock.turn_to(at("2025-10-17 08:30"))
            await until(lambda: said(here, 2007, "2 nhiệm vụ"), "the digest here")
            await until(lambda: said(there, 3007, "2 nhiệm vụ"), "the digest there")
        finally:
            service.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await service
    assert not said(here, 2007, MARK)
    assert not here.sees(3007)
    assert all(MARK in text for text in said(there, 3007, "2 nhiệm vụ"))
    assert not said(there, 2007, "nhiệm vụ")

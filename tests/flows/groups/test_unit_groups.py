"""The Telegram group of a unit: linked by its head, told what shames nobody, any other one left."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.channels.telegram.channel import TelegramChannel
from domain.messaging.messages import Chat
from nhacviec.runtime.office_jobs import Rounds
from storage.messaging import chat_links
from storage.people import officials
from storage.tables import AUDIT, INBOX
from tests import department
from tests.channels.fake_telegram import TOKEN, Telegram, running
from tests.channels.telegram_house import options
from tests.flows.world import World

HAI, LAN, BOT = 6100002005, 6100002007, 123456789
STRANGER, GROUP, OTHER, GROWN = 6100009999, -4001, -4002, -1001234567890
ONE_WAY = pytest.mark.parametrize("world", ["buttons"], indirect=True)


@dataclass
class Groups:
    """A world with a bot on Telegram, whose updates are taken as they come."""

    world: World
    telegram: Telegram

    async def settle(self) -> None:
        """Until the bot has taken what happened, and all that follows is done."""
        async with asyncio.timeout(20):
            while self.telegram.pending():  # noqa: ASYNC110 - as short as the test
                await asyncio.sleep(0.005)
        await self.world.service.settle()

    async def sees(self, chat: int, *expected: str) -> None:
        """What was said there since the last look: these messages and nothing else."""
        await self.settle()
        new = [m.text for m in self.telegram.sees(chat)][self.seen.get(chat, 0) :]
        assert len(new) == len(expected), new
        for text, wanted in zip(new, expected, strict=True):
            assert wanted in text
        self.seen[chat] = self.seen.get(chat, 0) + len(new)

    async def taps(self, chat: int, label: str) -> None:
        [tap] = [
            tap
            for text, tap in (b for row in self.telegram.sees(chat)[-1].buttons for b in row)
            if label in text
        ]
        self.telegram.tap(chat, tap)
        await self.settle()

    def __post_init__(self) -> None:
        self.seen: dict[int, int] = {}


@asynccontextmanager
async def on_telegram(world: World, *, on: bool = True) -> AsyncIterator[Groups]:
    async with running() as server:
        patient = {"connect": 10.0, "read": 10.0, "pool": 10.0, "whole": 30.0, "grace": 30.0}
        wanted = options(server.url, unit_groups=on, pace=None, **patient)
        channel = TelegramChannel(TOKEN, world.clock, lambda _: None, wanted)
        async with world.db.begin() as tx:
            for code, chat in {"HAI": HAI, "LAN": LAN}.items():
                person = await officials.find_by_code(tx, code)
                assert person
                await chat_links.add(tx, person.id, Chat("telegram", str(chat)), world.clock())
        server.telegram.know([HAI, LAN])
        world.more["telegram"] = channel  # type: ignore[assignment] # a real channel beside the one in memory
        world.outside["unit_groups"] = on
        await world.keeps(Rounds(unit_groups=on))
        listening = asyncio.create_task(channel.listen(world.service.inbound.hear))
        try:
            yield Groups(world, server.telegram)
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
            await channel.close()


@ONE_WAY
async def test_a_unit_hears_in_its_group_what_concerns_everybody(world: World) -> None:
    minh, cvp = await world.phone("MINH"), await world.phone("CVP")
    async with on_telegram(world) as groups:
        await is_linked_by_the_head_alone(groups)
        await answers_in_private(groups)
        await world.until("2025-10-20 09:00")
        await groups.sees(GROUP, "còn 3 trong 3 báo cáo chưa gửi, hạn")
        groups.telegram.message(LAN, "NV-1 xong, NV-2 xong")
        await groups.settle()
        await groups.taps(LAN, "Đúng")
        await minh.writes("NV-3 xong")
        await world.until("2025-10-20 16:30")
        await groups.sees(GROUP, "đã gửi đủ 3 báo cáo kỳ tháng")
        told = " ".join(message.text for message in groups.telegram.sees(GROUP))
        people = [name for line in department.OFFICIALS for name in (line.code, line.name)]
        assert not [each for each in [*people, "NV-"] if each in told]

        groups.telegram.grow_group(GROUP, HAI, GROWN)
        await groups.settle()
        await cvp.writes("/nhom")
        assert "• Phòng Thương mại: «G»" in cvp.messages[-1].text
        await cvp.taps("Bỏ liên kết nhóm")
        assert groups.telegram.left[-1] == GROWN
    async with world.db.read() as tx:
        log = [row.action for row in await tx.execute(select(AUDIT).order_by(AUDIT.c.id))]
    kept = [each for each in log if each.startswith("group.")]
    assert kept == ["group.asked", "group.asked", "group.linked", "group.ended"]


async def is_linked_by_the_head_alone(groups: Groups) -> None:
    telegram = groups.telegram
    telegram.join_group(OTHER, LAN)
    await groups.sees(LAN, "Chỉ lãnh đạo phòng, đơn vị")
    telegram.join_group(OTHER, STRANGER)
    await groups.settle()
    assert telegram.left == [OTHER, OTHER]
    telegram.join_group(GROUP, HAI)
    await groups.sees(HAI, "Liên kết nhóm này với Phòng Thương mại?")
    telegram.group_message(GROUP, HAI, "/nhom@nhac_viec_bot")
    await groups.sees(HAI, "Liên kết nhóm này với Phòng Thương mại?")
    await groups.taps(HAI, "Liên kết với")
    await groups.sees(GROUP, "nhóm nhận tin chung về báo cáo tháng của Phòng Thương mại")


async def answers_in_private(groups: Groups) -> None:
    telegram = groups.telegram
    telegram.group_message(GROUP, LAN, "/nhiemvu")
    telegram.group_message(GROUP, STRANGER, "xong", reply_to_message={"from": {"id": BOT}})
    telegram.group_message(GROUP, STRANGER, "/nhiemvu")
    telegram.group_message(GROUP, LAN, "chuyện riêng của phòng")
    await groups.sees(LAN, "Hệ thống không đọc nội dung trong nhóm")
    await groups.sees(GROUP, "Hệ thống không trả lời trong nhóm")
    async with groups.world.db.read() as tx:
        stored = {row.event["text"] for row in await tx.execute(select(INBOX))}
    assert not {"chuyện riêng của phòng", "xong"} & stored


@ONE_WAY
async def test_what_is_not_confirmed_is_left_and_what_is_taken_out_is_forgotten(
    world: World,
) -> None:
    async with on_telegram(world) as groups:
        telegram = groups.telegram
        telegram.join_group(GROUP, HAI)
        await groups.sees(HAI, "Liên kết nhóm này")
        await world.pass_time(days=1, minutes=1)
        assert telegram.left == [GROUP]
        await groups.taps(HAI, "Liên kết với")
        await groups.sees(HAI, "không còn chờ xác nhận")

        telegram.join_group(OTHER, HAI)
        await groups.sees(HAI, "Liên kết nhóm này")
        await groups.taps(HAI, "Liên kết với")
        telegram.join_group(OTHER, STRANGER, "kicked")
        await groups.settle()
        await world.until("2025-10-20 16:30")
        await groups.sees(OTHER, "nhóm nhận tin chung")

        telegram.join_group(GROUP, HAI)
        await groups.settle()
        await groups.taps(HAI, "Liên kết với")
        world.rounds = Rounds(unit_groups=False)
        world.use(world.db)
        await world.pass_time(days=1)
        assert telegram.left == [GROUP, GROUP], "switched off, the groups are left"

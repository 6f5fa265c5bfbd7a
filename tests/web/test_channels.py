"""The channels on the board: who is on which, what waits, what did not arrive, what is left."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.protocol import SendFailed
from domain.messaging.health_findings import What
from domain.messaging.quota import Quota
from storage.board.channels import Bot, Heard
from storage.messaging import rate_limits
from storage.monitoring import health_findings
from tests.flows.world import World, at
from tests.web.desk import at_desk, board_of
from web.pages.channels import page


async def test_what_was_refused_and_what_waits_is_shown(world_on_both: World) -> None:
    world = world_on_both
    await world.phone("LAN")
    await world.phone("MINH")
    world.messenger.failures["LAN"] = [SendFailed("rejected", refused=True)]
    await world.until("2025-10-17 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    await office.opens("/bang/kenh")
    office.shows("Tình trạng kênh", "phone Tốt 3", "Không có cảnh báo nào")
    office.shows("Nhắc Phạm Thị Lan", "không gửi được", "rejected")
    assert "Nhắc Võ Văn Minh" not in office.page
    await office.opens("/bang/bao-cao")
    office.shows("Tháng 10/2025 0% của 4 việc", "Phòng Thương mại 0", "Phòng Công nghiệp 0")


async def test_a_channel_that_is_down_is_named_and_so_is_an_alarm(world: World) -> None:
    await world.phone("LAN")
    await world.until("2025-10-17 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    async with world.db.begin() as tx:
        await rate_limits.note_outcome(tx, "phone", worked=False, now=world.clock())
        await health_findings.begin(tx, What.CHANNEL, {"count": 3}, world.clock())
    await office.opens("/bang/kenh")
    office.shows("phone Gián đoạn", "không gửi được từ 09:00", "Một kênh ngừng gửi : 3 mục")


async def test_the_budget_is_that_of_the_own_bots(world: World) -> None:
    await world.until("2025-10-17 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    quotas = {"phone": Quota(50, 300), "phone:OTHER": Quota(1, 1, "OTHER")}
    office.sits_at(replace(board_of(world), quotas=quotas))
    await office.opens("/bang/kenh")
    office.shows("Hạn mức phone, tháng 10/2025", "/300 tin", "Người nối bot: 1/50")
    assert "OTHER" not in office.page


NOW = at("2025-10-20 09:00")
MINUTE = timedelta(minutes=1)
FREE = Bot(None, NOW - MINUTE)


@pytest.mark.parametrize(
    ("bot", "heard", "standing"),
    [
        (None, None, "well"),
        (FREE, Heard(True, NOW - MINUTE), "well"),
        (FREE, Heard(False, NOW - MINUTE), "behind"),
        (Bot(None, NOW + MINUTE), Heard(False, NOW - MINUTE), "pausing"),
        (Bot(None, NOW + MINUTE), Heard(True, NOW - 3 * MINUTE), "silent"),
        (Bot(NOW, NOW), Heard(True, NOW - 3 * MINUTE), "down"),
    ],
)
def test_the_worst_that_is_known_is_told(
    bot: Bot | None, heard: Heard | None, standing: str
) -> None:
    assert page._standing(bot, heard, NOW) == standing

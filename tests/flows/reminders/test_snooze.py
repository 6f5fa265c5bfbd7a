"""An owner chooses when to be reminded: within the rules, and never instead of the head."""

import pytest

from tests.flows.conftest import EVERY_WAY
from tests.flows.world import Phone, World


async def minh_alone(world: World, until: str) -> Phone:
    minh = await world.phone("MINH")
    await world.until(until)
    minh.seen = len(minh.messages)
    return minh


@EVERY_WAY
async def test_a_wish_in_words_is_kept_and_moves_nothing_else(world: World) -> None:
    hai = await world.phone("HAI")
    minh = await minh_alone(world, "2025-10-22 09:00")
    await minh.writes("Nhắc tôi lúc 14:00 nhé")
    minh.shows(("lúc 14:00 ngày 22/10/2025", "không thay đổi"))
    await world.until("2025-10-22 14:01")
    minh.shows(("Theo giờ đồng chí đã hẹn", "NV-3"))
    await world.until("2025-10-23 14:01")
    assert "NV-3" in hai.messages[-1].text
    minh.shows()


async def test_on_the_due_day_a_wish_stands_for_the_next_reminder(world: World) -> None:
    minh = await minh_alone(world, "2025-10-24 08:01")
    await minh.taps("Nhắc tôi chiều nay")
    minh.shows("lúc 14:00 ngày 24/10/2025")
    await minh.writes("nhac toi luc 3 gio chieu")
    minh.shows("lúc 15:00 ngày 24/10/2025")
    await world.until("2025-10-24 16:00")
    minh.shows("Theo giờ đồng chí đã hẹn")
    await minh.writes("nhắc tôi lúc 16:30")
    minh.shows("đã có đủ hai tin nhắc")
    await world.until("2025-10-24 17:00")
    await minh.writes("nhắc tôi sáng mai")
    minh.shows("không hẹn nhắc sau thời điểm đó")


@EVERY_WAY
async def test_tomorrow_morning_replaces_the_first_reminder_of_that_day(world: World) -> None:
    minh = await minh_alone(world, "2025-10-23 09:00")
    await minh.writes("nhắc tôi lúc 7h sáng mai")
    minh.shows(("07:30 ngày 24/10/2025", "ngoài giờ gửi tin"))
    await world.until("2025-10-24 13:00")
    minh.shows("Theo giờ đồng chí đã hẹn")
    await world.until("2025-10-24 17:00")
    minh.shows("Hôm nay là hạn gửi báo cáo")


async def test_a_wish_ends_with_the_answer_and_is_no_answer_itself(world: World) -> None:
    minh = await minh_alone(world, "2025-10-22 09:00")
    await minh.taps("NV-3")
    await minh.writes("nhắc tôi sau 2 tiếng")
    minh.seen = len(minh.messages)
    await minh.taps("Đang thực hiện")
    minh.shows("Đã ghi nhận: NV-3")
    await world.until("2025-10-22 17:00")
    minh.shows()


async def test_a_wish_without_a_time_is_asked_back(world: World) -> None:
    minh = await minh_alone(world, "2025-10-22 09:00")
    await minh.writes("nhắc lại nhé")
    minh.shows("muốn được nhắc lúc nào")
    await minh.taps("Nhắc tôi sáng mai")
    minh.shows("lúc 08:00 ngày 23/10/2025")


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_after_downtime_a_wish_and_a_reminder_are_one_message(world: World) -> None:
    minh = await minh_alone(world, "2025-10-22 09:00")
    await minh.writes("nhắc tôi lúc 16:00")
    minh.shows("16:00")
    await world.is_down_until("2025-10-24 09:00")
    minh.shows("Hôm nay là hạn gửi báo cáo")

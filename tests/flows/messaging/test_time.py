"""Time, outages and restarts."""

from domain.messaging.messages import File
from tests.flows.world import World


async def test_after_an_outage_each_person_gets_one_message(world: World) -> None:
    lan, hai = await world.phone("LAN"), await world.phone("HAI")
    await world.until("2025-10-20 18:00")
    lan.shows("2 nhiệm vụ")
    await world.is_down_until("2025-10-24 12:00")
    lan.shows()
    await world.until("2025-10-24 18:00")
    lan.shows("Hôm nay là hạn")
    hai.shows("còn 3 nhiệm vụ")


async def test_a_whole_ladder_slept_through_ends_in_the_highest_step(world: World) -> None:
    lan, hai, office = await world.phone("LAN"), await world.phone("HAI"), await world.phone("MAI")
    deputy = await world.phone("PGD")
    await world.until("2025-10-16 18:00")
    await world.is_down_until("2025-10-30 09:00")
    lan.shows("có hạn gửi")
    hai.shows("chưa nhận được báo cáo")
    office.shows("của 2 phòng, đơn vị chưa có báo cáo")
    deputy.shows("Kính báo cáo đồng chí")


async def test_nothing_leaves_at_night_or_on_a_rest_day(world: World) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-16 18:00")
    await world.is_down_until("2025-10-18 10:00")
    await world.until("2025-10-20 07:29")
    lan.shows()
    await world.until("2025-10-20 07:31")
    lan.shows("2 nhiệm vụ")


async def test_an_answer_at_night_is_answered_at_night(world: World) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-18 23:30")
    lan.shows("2 nhiệm vụ")
    await lan.writes("/nhiemvu")
    lan.shows("NV-1")


async def test_an_answer_between_planning_and_sending_withdraws_the_reminder(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-18 09:00")
    minh.shows("NV-3")
    await world.is_down_until("2025-10-22 12:00")
    await minh.taps("NV-3")
    await minh.taps("Đang thực hiện")
    minh.seen = len(minh.messages)
    await world.until("2025-10-22 18:00")
    minh.shows()


async def test_a_conversation_survives_a_restart(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    await world.restart()
    await minh.writes("đang thực hiện")
    assert "Đã ghi nhận: NV-3" in minh.messages[-1].text
    await world.restart()
    await minh.writes("", File("x", "anh.jpg", "image/jpeg", 10))
    assert "Đã nhận minh chứng cho NV-3" in minh.messages[-1].text


async def test_a_period_opens_by_itself_every_month(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    minh.shows("tháng 10/2025")
    await minh.taps("NV-3")
    await minh.taps("Đang thực hiện")
    minh.seen = len(minh.messages)
    await world.service.keep_house()
    await world.until("2025-11-18 08:31")
    minh.shows("tháng 11/2025")

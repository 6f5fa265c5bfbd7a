"""Five working days before the first rung, what is still lacking is told to those who can help."""

from bot.channels.protocol import SendFailed
from domain.messaging.quota import Budget, Quota, Used
from nhacviec.runtime.office_jobs import Rounds
from tests.flows.assignments.test_assigning import headless, read
from tests.flows.world import World

ROUNDS = Rounds(readiness_days=5)


async def test_heads_hear_of_their_own_unit_and_the_office_of_everything(
    world_on_both: World,
) -> None:
    world = world_on_both
    hai, office = await world.phone("HAI"), await world.phone("MAI")
    await headless(world)
    await world.keeps(ROUNDS)
    await world.until("2025-10-10 08:29")
    hai.shows()
    office.shows()
    await world.until("2025-10-10 08:31")
    hai.shows(
        (
            "Kỳ báo cáo tháng 10/2025 mở lúc 08:30",
            "Phòng Thương mại\n• còn 3 đồng chí chưa kết nối: Đặng Phó, Phạm Thị Lan, Võ Văn Minh",
        )
    )
    assert "Phòng Công nghiệp" not in hai.messages[-1].text
    office.shows(
        (
            "Tình hình sẵn sàng cho kỳ báo cáo tháng 10/2025",
            "Phòng Công nghiệp\n• chưa có người đứng đầu\n• chưa có đầu mối",
            "1 đồng chí chưa kết nối: Trịnh Minh Tâm",
            "nhiệm vụ chưa có người thực hiện: NV-1",
            "Lịch làm việc năm 2026: chưa có",
        )
    )
    await office.taps("Phân công nhiệm vụ")
    office.shows("chưa có người thực hiện")
    await world.restart()
    await world.service.keep_house()
    await world.until("2025-10-17 08:00")
    hai.shows()
    office.shows()


async def test_who_is_connected_meanwhile_is_not_named(world: World) -> None:
    hai = await world.phone("HAI")
    for code in ("DEP", "LAN", "MINH"):
        await world.phone(code)
    await world.keeps(ROUNDS)
    await world.until("2025-10-10 08:31")
    hai.shows()


async def test_a_chat_that_no_longer_takes_messages_is_told_apart(world: World) -> None:
    office, minh = await world.phone("MAI"), await world.phone("MINH")
    world.messenger.failures["MINH"] = [SendFailed("blocked", permanent=True)]
    await minh.writes("/trogiup")
    await office.writes("/sansang")
    office.shows(("kênh không còn nhận được tin: Võ Văn Minh", "Tình hình sẵn sàng:"))


async def test_the_board_is_of_the_office_alone_and_tells_the_budget(world: World) -> None:
    office, hai = await world.phone("MAI"), await world.phone("HAI")
    await hai.writes("/sansang")
    hai.shows("chưa được phân quyền")
    await world.until("2025-10-17 09:00")
    read(office)
    assert (await world.service.inbound.dependencies.budget(world.clock(), "LD")) is None
    await office.writes("/sansang")
    assert "Bot Zalo" not in office.messages[-1].text


async def test_the_letter_to_the_office_brings_the_budget(world: World) -> None:
    async def budget(_now: object, _unit: str) -> Budget:
        return Budget(Used(60, 2000), Quota(50, 3000), 1500, asked=60)

    office = await world.phone("MAI")
    world.outside["budget"] = budget
    await world.keeps(ROUNDS)
    await world.until("2025-10-10 08:31")
    office.shows("Bot Zalo: 60/50 người, 2000/3000 tin nhắn tháng này, một kỳ cần khoảng 1500 tin")
    assert "cần chuyển 20 người sang kênh khác" in office.messages[-1].text


async def test_when_everybody_is_connected_nobody_is_named(world: World) -> None:
    for code in ("GD", "PGD", "CVP", "HAI", "DEP", "LAN", "MINH", "TAM"):
        await world.phone(code)
    office = await world.phone("MAI")
    await office.writes("/sansang")
    office.shows("Phòng Công nghiệp\n• chưa có đầu mối")
    assert "Phòng Thương mại" not in office.messages[-1].text

"""What the head, the Office and the leaders do with silence."""

import pytest

from tests.flows.conftest import EVERY_WAY
from tests.flows.world import World


async def test_the_head_reminds_again_within_two_messages_a_day(world: World) -> None:
    minh, hai = await world.phone("MINH"), await world.phone("HAI")
    await world.until("2025-10-23 14:01")
    minh.seen = len(minh.messages)
    hai.shows("Võ Văn Minh: NV-3")
    await hai.taps("Nhắc lại ngay")
    hai.shows("Đã gửi nhắc lại tới")
    minh.shows(("Theo đề nghị của đồng chí Hà Trưởng", "NV-3"))
    await hai.taps("Nhắc lại ngay")
    minh.shows()


@EVERY_WAY
async def test_taking_it_in_hand_moves_the_next_rung_by_one_working_day_once(world: World) -> None:
    hai, office = await world.phone("HAI"), await world.phone("MAI")
    deputy, tam = await world.phone("PGD"), await world.phone("TAM")
    for code in ("LAN", "MINH"):
        await world.phone(code)
    await world.until("2025-10-27 08:31")
    hai.seen, tam.seen = len(hai.messages), len(tam.messages)
    await hai.taps("Tôi xử lý")
    hai.shows("Đã ghi nhận đồng chí xử lý 3 nhiệm vụ")
    await hai.taps("Tôi xử lý")
    hai.shows("không lùi thêm")
    await world.until("2025-10-28 08:31")
    office.shows(("còn 1 nhiệm vụ của 1 phòng", "Phòng Công nghiệp"))
    await world.until("2025-10-29 08:31")
    office.shows(("còn 4 nhiệm vụ của 2 phòng",))
    deputy.shows(("còn 1 nhiệm vụ",))
    await world.until("2025-10-30 08:31")
    deputy.shows(("còn 4 nhiệm vụ",))
    await world.until("2025-11-06 08:31")
    deputy.shows()
    office.shows()


@EVERY_WAY
async def test_the_head_answers_on_behalf_and_the_owner_is_told(world: World) -> None:
    minh, hai = await world.phone("MINH"), await world.phone("HAI")
    await world.phone("LAN")
    await world.until("2025-10-27 08:31")
    minh.seen = len(minh.messages)
    await hai.taps("Trả lời thay")
    await hai.taps("NV-3")
    hai.seen = len(hai.messages)
    await hai.taps("Đang thực hiện")
    hai.shows("đồng chí trả lời thay Võ Văn Minh")
    minh.shows(("Đồng chí Hà Trưởng đã trả lời thay", "NV-3"))
    await minh.writes("/lichsu")
    minh.shows("Hà Trưởng trả lời thay")


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_a_message_about_one_unit_gives_no_power_over_another(world: World) -> None:
    hai, tam = await world.phone("HAI"), await world.phone("TAM")
    await world.until("2025-10-27 08:31")
    tam.seen = len(tam.messages)
    await tam.presses(hai.button("Tôi xử lý"))
    tam.shows("chưa được phân quyền")


async def test_an_owner_who_was_never_reached_is_not_said_to_be_silent(world: World) -> None:
    hai = await world.phone("HAI")
    await world.phone("LAN")
    await world.until("2025-10-23 14:01")
    hai.shows(
        (
            "NV-1 Báo cáo hồ sơ đúng hạn; NV-2 Công khai thủ tục",
            "Chưa liên hệ được",
            "Võ Văn Minh: NV-3",
        )
    )


async def test_a_unit_without_a_reachable_head_is_told_to_its_deputy(world: World) -> None:
    deputy_head, office = await world.phone("DEP"), await world.phone("MAI")
    await world.phone("TAM")
    await world.until("2025-10-27 08:31")
    deputy_head.shows("Phòng Thương mại", "chưa nhận được báo cáo của Phòng Thương mại")
    office.shows()


async def test_the_head_sees_the_unit_and_the_leaders_see_the_whole(world: World) -> None:
    hai, director, minh = (
        await world.phone("HAI"),
        await world.phone("GD"),
        await world.phone("MINH"),
    )
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    await minh.taps("Khó khăn, vướng mắc")
    await minh.writes("Thiếu kinh phí")
    await hai.writes("/donvi")
    hai.shows(("Đã trả lời 1/3", "NV-3: Thiếu kinh phí", "Phạm Thị Lan"))
    await director.writes("/giaoban")
    director.shows(("Kính báo cáo đồng chí Giám đốc", "Thiếu kinh phí", "3/4"))


async def test_the_office_gets_the_summary_by_month_and_unit(world: World) -> None:
    mai, minh = await world.phone("MAI"), await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    await minh.taps("Đã hoàn thành")
    await mai.writes("/summary")
    mai.shows(
        ("1/4 nhiệm vụ", "25%"), "Biểu đồ", ("Phòng Thương mại: 1/3", "Phạm Thị Lan (NV-1, NV-2)")
    )
    await mai.writes("/tonghop 10/2025 P_CN")
    mai.shows(("0/1 nhiệm vụ",), "Biểu đồ", ("Phòng Công nghiệp: 0/1",))
    await mai.writes("/summary 9/2025")
    mai.shows("Chưa có kỳ báo cáo tháng 09/2025")
    await mai.writes("/summary KHONGCO")
    mai.shows("Không tìm thấy đơn vị")

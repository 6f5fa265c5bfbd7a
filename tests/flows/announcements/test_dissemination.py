"""The Office makes something known; each person confirms; the rest is asked again, then listed."""

import pytest

from bot.channels.protocol import SendFailed
from tests.flows.assignments.test_assigning import read
from tests.flows.world import Phone, World

PLAN = "Quán triệt Kế hoạch 5064/KH-SCT về cải cách hành chính"


async def makes_known(office: Phone, text: str = PLAN, units: str = "tất cả") -> None:
    await office.writes("/quantriet")
    await office.taps("Soạn nội dung mới")
    await office.writes(text)
    await office.writes(units)
    await office.taps("Gửi")


async def test_everybody_is_asked_once_and_confirms_by_button_or_by_words(world: World) -> None:
    office, lan, minh = (
        await world.phone("MAI"),
        await world.phone("LAN"),
        await world.phone("MINH"),
    )
    await world.until("2025-10-06 09:00")
    await makes_known(office)
    office.shows(
        "Chưa có nội dung nào",
        "Đề nghị đồng chí nhập nội dung",
        "Gửi tới đơn vị nào",
        (PLAN, "Gửi tới: tất cả các phòng, đơn vị"),
        "Đã xếp lịch gửi tới 8 đồng chí; 6 đồng chí chưa kết nối kênh nào",
    )
    for phone in (lan, minh):
        phone.shows((PLAN, "Văn phòng Sở quán triệt tới đồng chí"))
    await lan.taps("Đã nắm rõ")
    lan.shows("Đã ghi nhận đồng chí xác nhận")
    await lan.taps("Đã nắm rõ")
    lan.shows("đã xác nhận «Đã nắm rõ» trước đó")
    await minh.writes("Đã nắm rõ ạ.")
    minh.shows("Đã ghi nhận đồng chí xác nhận")
    await office.writes("/quantriet")
    office.shows(
        (
            "Tổng số: 8 đồng chí; đã gửi 2, đã chuyển tới ứng dụng 2, đã xác nhận 2 (25%)",
            "Phòng Thương mại: 4 đồng chí; đã gửi 2, đã chuyển tới ứng dụng 2, đã xác nhận 2 (50%)",
            "– chưa liên hệ được: Đặng Phó, Hà Trưởng",
        )
    )


async def test_whoever_has_not_confirmed_is_asked_twice_more_then_the_head_gets_names(
    world_on_both: World,
) -> None:
    world = world_on_both
    office, hai = await world.phone("MAI"), await world.phone("HAI")
    lan, minh = await world.phone("LAN"), await world.phone("MINH")
    await world.until("2025-10-06 09:00")
    await makes_known(office, units="p_tm")
    await lan.taps("Đã nắm rõ")
    read(office, hai, lan, minh)
    await world.until("2025-10-08 08:31")
    minh.shows(("Văn phòng Sở chưa nhận được xác nhận của đồng chí", PLAN))
    hai.shows("chưa nhận được xác nhận")
    await hai.taps("Đã nắm rõ")
    read(hai)
    await world.restart()
    await world.until("2025-10-10 08:31")
    minh.shows("chưa nhận được xác nhận")
    await world.until("2025-10-13 08:31")
    hai.shows(
        (
            "Phòng Thương mại: đã xác nhận 2/4 (50%)",
            "• chưa xác nhận: Võ Văn Minh",
            "• chưa liên hệ được (Hệ thống chưa gửi được tin nhắn): Đặng Phó",
        )
    )
    await world.until("2025-10-17 08:00")
    for phone in (office, lan, minh, hai):
        phone.shows()


async def test_a_message_that_did_not_arrive_is_sent_but_not_delivered(world: World) -> None:
    office, lan, minh = (
        await world.phone("MAI"),
        await world.phone("LAN"),
        await world.phone("MINH"),
    )
    world.messenger.failures["LAN"] = [SendFailed("lost", uncertain=True)]
    world.messenger.failures["MINH"] = [SendFailed("blocked", permanent=True)]
    await world.until("2025-10-06 09:00")
    await makes_known(office, units="P_TM")
    read(office, lan, minh)
    await office.writes("/quantriet")
    office.shows("4 đồng chí; đã gửi 1, đã chuyển tới ứng dụng 0, đã xác nhận 0 (0%)")
    assert "chưa liên hệ được: " in office.messages[-1].text


async def test_a_new_version_asks_again_and_the_old_one_is_worth_nothing(world: World) -> None:
    office, lan, minh = (
        await world.phone("MAI"),
        await world.phone("LAN"),
        await world.phone("MINH"),
    )
    await world.until("2025-10-06 09:00")
    await makes_known(office, units="P_TM")
    await lan.taps("Đã nắm rõ")
    old = minh.button("Đã nắm rõ")
    await office.writes("/quantriet")
    read(office, lan, minh)
    await office.taps("Gửi phiên bản mới")
    await office.writes("Kế hoạch sửa đổi số 6000/KH-SCT")
    await office.taps("Tiếp tục")
    await office.taps("Gửi")
    office.shows(
        "nhập nội dung", "Đã chọn: Phòng Thương mại", "Gửi tới: Phòng Thương mại", "4 đồng"
    )
    for phone in (lan, minh):
        phone.shows(("Kế hoạch sửa đổi", "phiên bản 2, thay nội dung đã gửi trước đây"))
    await minh.presses(old)
    minh.shows("đã có phiên bản mới", ("Kế hoạch sửa đổi", "phiên bản 2"))
    await minh.writes("đã nắm rõ")
    minh.shows("Đã ghi nhận")
    await office.writes("/quantriet")
    office.shows(("(phiên bản 2)", "đã xác nhận 1 (25%)", "chưa xác nhận: Phạm Thị Lan"))
    await world.until("2025-10-08 08:31")
    lan.shows("Kế hoạch sửa đổi")


async def test_units_are_picked_one_after_the_other_and_nothing_goes_without_a_yes(
    world: World,
) -> None:
    office, lan, tam = await world.phone("MAI"), await world.phone("LAN"), await world.phone("TAM")
    await world.until("2025-10-06 09:00")
    await office.writes("/quantriet")
    await office.taps("Soạn nội dung mới")
    await office.writes("x" * 1501)
    read(office)
    await office.writes(PLAN)
    await office.taps("Phòng Thương mại")
    await office.taps("Phòng Công nghiệp")
    await office.taps("✓ Phòng Thương mại")
    await office.taps("Tiếp tục")
    office.shows(*["Gửi tới đơn vị nào"] * 4, "Gửi tới: Phòng Công nghiệp.")
    await office.taps("Không")
    office.shows("Chưa gửi gì")
    lan.shows()
    tam.shows()


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_it_is_of_the_office_alone_and_each_confirms_for_himself(world: World) -> None:
    office, lan, tam = await world.phone("MAI"), await world.phone("LAN"), await world.phone("TAM")
    await world.until("2025-10-06 09:00")
    await makes_known(office, units="P_TM")
    read(lan)
    await lan.writes("/quantriet")
    lan.shows("chưa được phân quyền")
    await lan.presses(office.button("Soạn nội dung mới"))
    lan.shows("chưa được phân quyền")
    await tam.presses(lan.button("Đã nắm rõ"))
    tam.shows("chưa được phân quyền")
    await tam.writes("đã nắm rõ")
    assert "Đã ghi nhận" not in tam.messages[-1].text


async def test_after_downtime_everybody_is_asked_once(world: World) -> None:
    office, minh = await world.phone("MAI"), await world.phone("MINH")
    await world.until("2025-10-06 09:00")
    await makes_known(office, units="P_TM")
    read(minh)
    await world.is_down_until("2025-10-10 20:00")
    minh.shows()
    await world.is_down_until("2025-10-13 08:00")
    minh.shows("chưa nhận được xác nhận")
    await world.until("2025-10-16 08:00")
    minh.shows()


async def test_who_confirms_before_the_message_leaves_is_not_asked(world: World) -> None:
    office, lan, minh = [await world.phone(code) for code in ("MAI", "LAN", "MINH")]
    await world.until("2025-10-06 20:00")
    await makes_known(office, units="P_TM")
    await minh.writes("đã nắm rõ")
    minh.shows("Đã ghi nhận đồng chí xác nhận")
    lan.shows()
    await world.is_down_until("2025-10-07 08:00")
    minh.shows()
    lan.shows("Văn phòng Sở quán triệt tới đồng chí")

"""The main job, from the opening of a period to the deputy director's phone."""

from tests.flows.world import World


async def test_silence_climbs_from_the_owner_to_the_deputy_director(world_on_both: World) -> None:
    world = world_on_both
    lan, hai = await world.phone("LAN"), await world.phone("HAI")
    office, deputy = await world.phone("CVP"), await world.phone("PGD")

    await world.until("2025-10-17 08:29")
    lan.shows()
    await world.until("2025-10-17 08:31")
    lan.shows(("NV-1", "NV-2", "chậm nhất 17:00 thứ Sáu, 24/10/2025", "2 nhiệm vụ"))
    await world.until("2025-10-22 09:00")
    lan.shows("còn 2 nhiệm vụ chưa có báo cáo")
    hai.shows()

    await world.until("2025-10-23 14:01")
    hai.shows(
        ("Phòng Thương mại còn 3 nhiệm vụ", "Phạm Thị Lan: NV-1 Báo cáo hồ sơ đúng hạn; NV-2")
    )
    office.shows(
        ("không có người nhận thông báo", "NV-1 Báo cáo hồ sơ đúng hạn – Phòng Công nghiệp")
    )
    await world.until("2025-10-24 17:00")
    lan.shows("Hôm nay là hạn", "Hôm nay là hạn")
    await world.until("2025-10-26 23:00")
    lan.shows()
    hai.shows()

    await world.until("2025-10-27 08:31")
    hai.shows(("chưa nhận được báo cáo của Phòng Thương mại", "NV-3"))
    office.shows(("không có người nhận thông báo", "Phòng Công nghiệp"))
    await world.until("2025-10-28 08:31")
    office.shows(("còn 4 nhiệm vụ của 2 phòng, đơn vị", "Chưa liên hệ được Võ Văn Minh: NV-3"))
    deputy.shows()
    await world.until("2025-10-29 08:31")
    deputy.shows(
        ("Kính báo cáo đồng chí Phó Giám đốc", "NV-3 Sáng kiến cải cách – Phòng Thương mại")
    )
    await world.until("2025-11-14 08:00")
    for phone in (hai, office, deputy):
        phone.shows()


async def test_an_answer_keeps_everybody_quiet(world: World) -> None:
    minh, hai = await world.phone("MINH"), await world.phone("HAI")
    lan = await world.phone("LAN")

    await world.until("2025-10-17 08:31")
    minh.shows("NV-3")
    await minh.taps("NV-3")
    minh.shows(("NV-3", "Đề nghị đồng chí chọn kết quả"))
    await minh.taps("Đang thực hiện")
    minh.shows(("Đã ghi nhận: NV-3 – Đang thực hiện", "Đồng chí đã trả lời đủ"))

    lan.shows("2 nhiệm vụ")
    await lan.taps("Tất cả đang thực hiện")
    lan.shows("Ghi nhận 2 nhiệm vụ")
    await lan.taps("Đúng, ghi tất cả")
    lan.shows("Đã ghi nhận 2 nhiệm vụ")

    await world.until("2025-11-14 08:00")
    minh.shows()
    lan.shows()
    hai.shows()

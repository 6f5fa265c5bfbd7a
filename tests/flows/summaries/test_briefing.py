"""Before each briefing the leaders get one page: what is new since the last one."""

import io

from docx import Document

from domain.summaries.briefing import BriefingSchedule
from nhacviec.runtime.office_jobs import Rounds
from tests.flows.assignments.test_assigning import read
from tests.flows.world import World

ROUNDS = Rounds(rhythm=BriefingSchedule())


async def test_every_monday_the_leaders_and_the_office_hear_what_is_new(
    world_on_both: World,
) -> None:
    world = world_on_both
    director, deputy, office = [await world.phone(code) for code in ("GD", "PGD", "MAI")]
    lan, minh = await world.phone("LAN"), await world.phone("MINH")
    await world.keeps(ROUNDS)
    await world.until("2025-10-13 08:00")
    for phone in (director, deputy, office):
        phone.shows()
    await world.until("2025-10-17 08:31")
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")
    await minh.taps("NV-3")
    await minh.taps("Khó khăn, vướng mắc")
    await minh.writes("Thiếu kinh phí")
    await world.until("2025-10-17 16:01")
    for phone in (deputy, office):
        phone.shows("1 khó khăn, vướng mắc mới")
    await world.until("2025-10-20 07:29")
    director.shows()
    await world.until("2025-10-20 07:31")
    new = ("Mới hoàn thành\n• Phòng Thương mại: NV-1", "Phòng Thương mại – NV-3: Thiếu kinh phí")
    director.shows(("Kính báo cáo đồng chí Giám đốc Sở", *new, "Kính trình đồng chí"))
    deputy.shows(("Kính báo cáo đồng chí Phó Giám đốc", *new))
    office.shows(("Kính gửi Văn phòng Sở", *new))
    lan.seen = len(lan.messages)
    await world.until("2025-10-27 07:31")
    director.shows("Từ giao ban trước (07:30 ngày 20/10/2025 đến 07:30 ngày 27/10/2025)")
    assert "Không có nhiệm vụ mới hoàn thành" in director.messages[-1].text
    await world.until("2025-10-28 09:00")
    await lan.taps("NV-2")
    await lan.taps("Đã hoàn thành")
    await world.restart()
    await world.service.keep_house()
    await world.until("2025-11-03 07:31")
    late = "Đã báo cáo sau hạn\n• Phòng Thương mại: NV-2"
    unreached = "Quá hạn do chưa liên hệ được người được giao\n• Phòng Công nghiệp: NV-1"
    director.shows(("Mới hoàn thành\n• Phòng Thương mại: NV-2", late, unreached))


async def test_on_a_day_off_the_briefing_is_on_the_next_working_day(world: World) -> None:
    office = await world.phone("MAI")
    world.clock.turn_to(world.clock())
    await world.keeps(Rounds(rhythm=BriefingSchedule(weekday=5)))
    await world.until("2025-10-20 07:29")
    office.shows()
    await world.until("2025-10-20 07:31")
    office.shows("Từ giao ban trước")


async def test_without_a_rhythm_nothing_is_sent_but_the_page_is_there(world: World) -> None:
    director, lan = await world.phone("GD"), await world.phone("LAN")
    await world.keeps(ROUNDS)
    await world.keeps(Rounds())
    await world.until("2025-10-20 09:00")
    director.shows()
    await director.writes("/giaoban")
    director.shows(("Kính báo cáo", "Không có nhiệm vụ mới hoàn thành"))
    read(lan)
    await lan.writes("/giaoban")
    lan.shows("chưa được phân quyền")


async def test_after_downtime_one_page_tells_it_all(world: World) -> None:
    director, lan = await world.phone("GD"), await world.phone("LAN")
    await world.keeps(ROUNDS)
    await world.until("2025-10-17 08:31")
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")
    await world.is_down_until("2025-10-29 20:00")
    director.shows()
    await world.is_down_until("2025-10-30 07:31")
    director.shows(("Mới hoàn thành", "NV-1", "Phòng Thương mại: NV-2"))


async def test_the_same_page_comes_as_a_word_file(editing_world: World) -> None:
    world = editing_world
    director, minh = await world.phone("GD"), await world.phone("MINH")
    await world.keeps(ROUNDS)
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    await minh.taps("Khó khăn, vướng mắc")
    await minh.writes("Thiếu kinh phí")
    await world.until("2025-10-20 07:31")
    await director.taps("Bản Word")
    director.shows("Từ giao ban trước", "Tài liệu phục vụ giao ban đến 07:30 ngày 20/10/2025")
    name, content = director.messages[-1].file
    assert name == "Giao ban 20-10-2025.docx"
    text = "\n".join(each.text for each in Document(io.BytesIO(content)).paragraphs)
    assert "1. Khó khăn, vướng mắc mới (1)\n- Phòng Thương mại, NV-3: Thiếu kinh phí." in text
    assert "nhiều kỳ" not in text
    read(minh)
    await minh.presses(director.button("Bản Word"))
    minh.shows("chưa được phân quyền")


async def test_who_is_late_again_is_told_to_the_director_and_the_office_alone(
    editing_world: World,
) -> None:
    world = editing_world
    director, deputy, office = [await world.phone(code) for code in ("GD", "PGD", "MAI")]
    for code in ("LAN", "MINH"):
        await world.phone(code)
    await world.until("2025-11-01 08:00")
    await world.service.keep_house()
    await office.writes("/giaoban")
    assert "nhiều kỳ" not in office.messages[-1].text
    await world.until("2025-11-27 09:00")
    read(director, deputy, office)
    for phone in (director, deputy, office):
        await phone.writes("/giaoban")
    often = "nhiều kỳ (chỉ gửi Giám đốc Sở và Văn phòng Sở)\n• Phòng Thương mại: 10/2025, 11/2025"
    director.shows(often)
    office.shows(often)
    deputy.shows("Kính báo cáo đồng chí Phó Giám đốc")
    assert "nhiều kỳ" not in deputy.messages[-1].text
    assert "Phòng Công nghiệp: 10/2025" not in director.messages[-1].text
    for phone, told in ((director, True), (deputy, False)):
        await phone.taps("Bản Word")
        document = Document(io.BytesIO(phone.messages[-1].file[1]))
        text = "\n".join(each.text for each in document.paragraphs)
        assert ("- Phòng Thương mại: kỳ tháng 10/2025, 11/2025." in text) is told


async def test_who_is_absent_is_named_as_such(world: World) -> None:
    tam, office = await world.phone("TAM"), await world.phone("MAI")
    await world.until("2025-10-20 09:00")
    await tam.writes("/vangmat từ 20/10 đến 31/10, không có người thay")
    await tam.taps("Ghi nhận")
    await world.until("2025-10-29 09:00")
    await office.writes("/giaoban")
    told = office.messages[-1].text
    assert "người được giao đang vắng mặt\n• Phòng Công nghiệp: NV-1" in told
    assert "Mới quá hạn gửi báo cáo\n• Phòng Công nghiệp" not in told


async def test_who_is_late_again_is_a_fact_and_stands_in_no_other_view(
    editing_world: World,
) -> None:
    world = editing_world
    director, deputy, office, hai, lan = [
        await world.phone(code) for code in ("GD", "PGD", "MAI", "HAI", "LAN")
    ]
    await world.until("2025-11-27 09:00")
    for phone in (director, deputy, office, hai, lan):
        for command in ("/summary", "/donvi", "/nhiemvu", "/lichsu", "/chot", "/nghiemthu"):
            await phone.writes(command)
    everything = [each.text for phone in (hai, lan, deputy) for each in phone.messages]
    everything += [each.text for phone in (director, office) for each in phone.messages]
    assert not [text for text in everything if "nhiều kỳ" in text]
    for phone in (hai, lan):
        read(phone)
        await phone.writes("/giaoban")
        phone.shows("chưa được phân quyền")
    await director.writes("/giaoban")
    told = director.messages[-1].text
    assert "• Phòng Thương mại: 10/2025, 11/2025" in told
    for reproach in ("phê bình", "yếu kém", "vi phạm", "kỷ luật", "trách nhiệm", "!"):
        assert reproach not in told.casefold()


async def test_whoever_may_see_the_briefing_is_told_of_it_in_help_and_menu(world: World) -> None:
    for code, may in (("GD", True), ("PGD", True), ("MAI", True), ("HAI", False), ("LAN", False)):
        phone = await world.phone(code)
        await phone.writes("/trogiup")
        assert ("/giaoban" in phone.messages[-1].text) is may


async def test_the_office_says_when_the_leaders_meet(world: World) -> None:
    director, office, lan = [await world.phone(code) for code in ("GD", "MAI", "LAN")]
    await world.keeps(ROUNDS)
    await world.until("2025-10-17 09:00")
    read(director, office, lan)
    await lan.writes("/lichgiaoban thứ Ba")
    lan.shows("chưa được phân quyền")
    await office.writes("/lichgiaoban")
    office.shows("Giao ban tiếp theo: 07:30 ngày 20/10/2025")
    await office.writes("/lichgiaoban hằng tuần")
    office.shows("chưa thay đổi gì")
    await office.writes("/lichgiaoban thứ Ba 8 giờ")
    office.shows("Lần tiếp theo: 08:00 ngày 21/10/2025")
    await world.restart()
    await world.service.keep_house()
    await world.until("2025-10-21 07:59")
    director.shows()
    await world.until("2025-10-21 08:01")
    director.shows("Từ giao ban trước")
    read(office)
    await office.writes("/lichgiaoban không")
    office.shows("Đã tắt lịch giao ban")
    await world.until("2025-11-05 09:00")
    assert not any("Từ giao ban trước" in each.text for each in director.unread)

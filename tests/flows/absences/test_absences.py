"""Somebody is away: the stand-in is asked, the head is told, and nobody is blamed."""

from datetime import date

import pytest

from actions.people import absences as leave
from domain.calendar.work_calendar import local_day
from domain.messaging.buttons import ButtonAction
from domain.messaging.moments import Moments
from domain.people.absences import AbsenceSpan
from storage.audit import log as audit
from storage.people import absences, officials, open_items, vacancies
from storage.reports import duties
from tests.flows.conftest import EVERY_WAY
from tests.flows.world import Phone, World


def read(*phones: Phone) -> None:
    """Whatever has come so far is of no interest to the story."""
    for phone in phones:
        phone.seen = len(phone.messages)


async def is_away(
    world: World, code: str, first: date, last: date, stand_in: str | None = None
) -> None:
    """Recorded where nobody looks on: by the command line."""
    async with world.db.begin() as tx:
        person = await officials.find_by_code(tx, code)
        instead = await officials.find_by_code(tx, stand_in) if stand_in else None
        assert person is not None
        span = AbsenceSpan(first, last, instead.id if instead else None)
        await leave.record(tx, person.id, span, leave.By(None, Moments.at_once(world.clock())))


async def is_back(world: World, code: str) -> None:
    async with world.db.begin() as tx:
        person = await officials.find_by_code(tx, code)
        assert person is not None
        found = (await absences.away(tx, local_day(world.clock())))[person.id]
        await leave.end(tx, found, leave.By(None, Moments.at_once(world.clock())))


@EVERY_WAY
async def test_the_stand_in_is_asked_and_both_names_are_kept(world: World) -> None:
    lan, minh, hai = await world.phone("LAN"), await world.phone("MINH"), await world.phone("HAI")
    await world.until("2025-10-15 09:00")
    await lan.writes("/vangmat từ 16/10 đến 24/10, đồng chí Võ Văn Minh thay")
    lan.shows(("Phạm Thị Lan vắng mặt từ thứ Năm, 16/10/2025", "đồng chí Võ Văn Minh thay"))
    await lan.taps("Ghi nhận")
    lan.shows(("Đã ghi nhận", "đồng chí Võ Văn Minh thay"))
    minh.shows(("đồng chí được ghi nhận là người thay", "hết thứ Sáu, 24/10/2025"))
    hai.shows(("Phạm Thị Lan vắng mặt", "Võ Văn Minh thay"))

    await world.until("2025-10-17 08:31")
    lan.shows()
    minh.shows(("NV-1", "(thay đồng chí Phạm Thị Lan)", "3. NV-3"))
    assert "NV-3 Sáng kiến cải cách (thay" not in minh.messages[-1].text
    await minh.taps("NV-1")
    minh.shows("người được giao: Phạm Thị Lan")
    await minh.taps("Đang thực hiện")
    minh.shows(("đồng chí trả lời thay Phạm Thị Lan", "NV-2", "NV-3"))
    lan.shows(("Võ Văn Minh đã trả lời thay", "NV-1"))

    await lan.writes("/lichsu NV-1")
    lan.shows(("Võ Văn Minh thay Phạm Thị Lan", "Phạm Thị Lan từ"))
    await world.until("2025-10-23 14:01")
    read(minh, lan)
    hai.shows(("Phạm Thị Lan (Võ Văn Minh thay): NV-2", "Võ Văn Minh: NV-3"))


async def test_step_by_step_with_buttons(world: World) -> None:
    lan, minh = await world.phone("LAN"), await world.phone("MINH")
    await world.until("2025-10-20 09:00")
    read(lan, minh)
    await lan.writes("/vangmat")
    lan.shows("Hiện chưa ghi nhận ai vắng mặt")
    await lan.taps("Tôi vắng mặt")
    lan.shows("vắng mặt những ngày nào")
    await lan.writes("24/10 đến 20/10")
    lan.shows("Ngày cuối đứng trước ngày đầu")
    await lan.writes("không rõ")
    lan.shows("vắng mặt những ngày nào")
    await lan.taps("Đến hết thứ Sáu")
    lan.shows("Ai thay đồng chí Phạm Thị Lan từ 20/10/2025 đến 24/10/2025")
    await lan.writes("Nguyễn Không Có")
    lan.shows("Chưa tìm thấy đúng một người")
    await lan.taps("Võ Văn Minh")
    lan.shows("đồng chí Võ Văn Minh thay. Nếu đúng, đồng chí chọn «Ghi nhận»")
    await lan.taps("Ghi nhận")
    lan.shows("Đã ghi nhận đồng chí Phạm Thị Lan vắng mặt")
    minh.shows(("Phạm Thị Lan còn 2 nhiệm vụ", "1. NV-1", "2. NV-2"))
    await lan.writes("/vangmat từ 20/10 đến 24/10, Minh thay")
    await lan.writes("ghi")
    lan.shows("«Ghi nhận»", "đã được ghi nhận trước đó")
    minh.shows()

    await lan.writes("/vangmat")
    lan.shows("Phạm Thị Lan: từ 20/10/2025 đến 24/10/2025, Võ Văn Minh thay")
    await lan.taps("Kết thúc vắng mặt")
    lan.shows("Đã kết thúc vắng mặt")
    minh.shows("Phạm Thị Lan trở lại làm việc từ hôm nay")
    await minh.writes("/nhiemvu")
    minh.shows("1 nhiệm vụ")
    async with world.db.read() as tx:
        assert "away.end" in await audit.actions(tx)


async def test_the_head_records_an_absence_from_the_escalation_and_gives_the_work_away(
    world: World,
) -> None:
    lan, minh, hai = await world.phone("LAN"), await world.phone("MINH"), await world.phone("HAI")
    await world.until("2025-10-23 14:01")
    read(lan, minh, hai)
    await hai.taps("Báo vắng mặt")
    hai.shows("Đồng chí nào vắng mặt")
    await hai.taps("Phạm Thị Lan")
    await hai.taps("Hôm nay")
    await hai.writes("không")
    read(hai)
    await hai.taps("Ghi nhận")
    hai.shows(
        ("Đã ghi nhận đồng chí Phạm Thị Lan vắng mặt", "không có người thay"),
        ("giao cho người khác", "NV-1", "NV-2"),
    )
    lan.shows(("Đồng chí được ghi nhận vắng mặt", "Hà Trưởng ghi nhận"))
    await hai.taps("Chuyển NV-1")
    hai.shows(("NV-1", "Đề nghị đồng chí chọn người nhận"))
    await hai.taps("Võ Văn Minh")
    hai.shows("chỉ kỳ báo cáo này, hay cả các kỳ sau")
    await hai.taps("Chỉ kỳ này")
    hai.shows(("Đã chuyển NV-1", "Võ Văn Minh"))
    minh.shows(("Hà Trưởng phân công đồng chí", "NV-1", "Đồng chí còn phải báo cáo: NV-3"))
    lan.shows("nay do đồng chí Võ Văn Minh thực hiện")


async def test_without_a_stand_in_the_head_is_asked_and_the_lists_say_absent(world: World) -> None:
    lan, hai, mai = await world.phone("LAN"), await world.phone("HAI"), await world.phone("MAI")
    await world.phone("MINH")
    await is_away(world, "LAN", date(2025, 10, 16), date(2025, 10, 31))
    await world.until("2025-10-17 08:31")
    lan.shows(("Đồng chí được ghi nhận vắng mặt",))
    hai.shows(
        "Phạm Thị Lan vắng mặt",
        ("NV-1", "thay đồng chí Phạm Thị Lan", "đề nghị giao cho người khác"),
    )
    await world.until("2025-10-27 08:31")
    lan.shows()
    head = hai.messages[-1].text
    assert "Vắng mặt, chưa có người thay:\n• Phạm Thị Lan (16/10/2025 – 31/10/2025): NV-1" in head
    assert "Phạm Thị Lan chưa trả lời" not in head
    read(hai)
    await hai.taps("Chuyển việc")
    hai.shows("Đồng chí chọn nhiệm vụ để chuyển")
    await hai.taps("NV-2")
    await hai.taps("Võ Văn Minh")
    await hai.taps("Cả các kỳ sau")
    hai.shows("Đề nghị đồng chí chọn người nhận", "chỉ kỳ báo cáo này", "Đã phân công NV-2")
    read(mai)
    await mai.writes("/summary")
    assert "Phạm Thị Lan (NV-1) – vắng mặt từ 16/10/2025 đến 31/10/2025" in mai.messages[-1].text


async def test_an_absent_head_is_replaced_by_stand_in_then_deputy_then_the_office(
    world: World,
) -> None:
    hai, dep, lan = await world.phone("HAI"), await world.phone("DEP"), await world.phone("LAN")
    mai = await world.phone("MAI")
    await world.phone("MINH")
    await is_away(world, "HAI", date(2025, 10, 23), date(2025, 10, 23), "LAN")
    await is_away(world, "HAI", date(2025, 10, 24), date(2025, 10, 27))
    await world.until("2025-10-22 09:00")
    read(hai, dep, lan, mai)
    await world.until("2025-10-23 14:01")
    hai.shows()
    dep.shows()
    lan.shows(("Phòng Thương mại còn 3 nhiệm vụ",))
    await lan.writes("/donvi")
    lan.shows("Phòng Thương mại – kỳ báo cáo")
    await lan.taps("Trả lời thay")
    lan.shows("Đồng chí chọn nhiệm vụ để trả lời thay")
    await lan.taps("NV-3")
    lan.shows("người được giao: Võ Văn Minh")
    await world.until("2025-10-24 08:30")
    read(lan)
    await lan.writes("/donvi")
    lan.shows("chưa được phân quyền")
    await is_away(world, "DEP", date(2025, 10, 27), date(2025, 10, 27))
    await world.until("2025-10-24 17:00")
    read(dep, mai)
    await world.until("2025-10-27 08:31")
    dep.shows()
    hai.shows()
    mai.shows(("không có người nhận thông báo", "Phòng Thương mại"))


async def test_a_unit_with_nobody_left_is_an_open_item_of_the_office(world_on_both: World) -> None:
    world = world_on_both
    tam, mai = await world.phone("TAM"), await world.phone("MAI")
    await is_away(world, "TAM", date(2025, 10, 16), date(2025, 10, 31))
    await world.until("2025-10-16 09:00")
    read(tam, mai)
    await world.until("2025-10-17 08:31")
    tam.shows()
    assert "NV-1 Báo cáo hồ sơ đúng hạn – Phòng Công nghiệp" in mai.messages[-1].text
    async with world.db.begin() as tx:
        assert [duty.unit_id for duty in await vacancies.keep(tx, world.clock())] == [4]
        assert [item.facts["task"] for item in await open_items.all_open(tx)] == ["NV-1"]
    await is_back(world, "TAM")
    async with world.db.read() as tx:
        assert await open_items.all_open(tx) == []
    read(tam, mai)
    await world.until("2025-10-22 08:31")
    tam.shows("đồng chí trở lại làm việc", "còn 1 nhiệm vụ")
    mai.shows()


# Resolved at the moment of sending: messages are written at 08:30, and leave a minute later


async def held(*_: object) -> bool:
    return False


async def test_who_became_absent_before_it_left_is_not_asked_but_the_stand_in_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan, minh = await world.phone("LAN"), await world.phone("MINH")
    with monkeypatch.context() as patch:
        patch.setattr(type(world.service.outbound), "serve", held)
        await world.until("2025-10-17 08:30")
    await is_away(world, "LAN", date(2025, 10, 17), date(2025, 10, 17), "MINH")
    await world.until("2025-10-17 09:00")
    assert [message.text for message in lan.messages if "cần báo cáo" in message.text] == []
    asked = [message.text for message in minh.messages if "cần báo cáo" in message.text]
    assert len(asked) == 1
    assert all(code in asked[0] for code in ("NV-1", "NV-2", "NV-3"))
    assert sum("NV-1" in message.text for message in minh.messages) == 2  # and who stands in


async def test_who_came_back_before_it_left_is_asked_and_the_stand_in_is_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan, tam = await world.phone("LAN"), await world.phone("TAM")
    await is_away(world, "LAN", date(2025, 10, 16), date(2025, 10, 24), "MINH")
    minh = await world.phone("MINH")
    await world.until("2025-10-16 15:00")
    read(lan, minh, tam)
    with monkeypatch.context() as patch:
        patch.setattr(type(world.service.outbound), "serve", held)
        await world.until("2025-10-17 08:30")
    await is_back(world, "LAN")
    await world.until("2025-10-17 09:00")
    assert sum("cần báo cáo" in message.text for message in lan.unread) == 1
    asked = [message.text for message in minh.unread if "cần báo cáo" in message.text]
    assert len(asked) == 1
    assert "NV-1" not in asked[0]


async def test_whose_duty_went_to_somebody_else_before_it_left_is_not_asked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hai, minh, dep = await world.phone("HAI"), await world.phone("MINH"), await world.phone("DEP")
    await world.until("2025-10-16 15:00")
    read(hai, minh, dep)
    with monkeypatch.context() as patch:
        patch.setattr(type(world.service.outbound), "serve", held)
        await world.until("2025-10-17 08:30")
        async with world.db.begin() as tx:
            duty = await duties.find_open_period(tx, "NV-3", 3)
            assert duty is not None
            await duties.hand_over(tx, duty.id, 6, now=world.clock())
    await world.until("2025-10-17 09:00")
    minh.shows()
    dep.shows(("NV-3", "cần báo cáo"))
    hai.shows()


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_nobody_records_the_absence_of_somebody_elsewhere(world: World) -> None:
    tam, lan, hai = await world.phone("TAM"), await world.phone("LAN"), await world.phone("HAI")
    await tam.presses(str(ButtonAction("absent", 7)))
    tam.shows("chưa được phân quyền")
    await lan.presses(str(ButtonAction("abswho")))
    lan.shows("chưa được phân quyền")
    await hai.presses(str(ButtonAction("absent", 4)))
    hai.shows("chưa được phân quyền")
    await is_away(world, "LAN", date(2025, 10, 2), date(2025, 10, 3))
    await world.until("2025-10-01 09:00")
    read(tam)
    await tam.presses(str(ButtonAction("absend", 1)))
    tam.shows("chưa được phân quyền")

"""A lead sees what the coordinating units answered, asks for what is missing, and is not blamed."""

from domain.messaging.buttons import ButtonAction
from storage.audit import log as audit
from storage.reports import duties
from tests.flows.assignments.test_assigning import read
from tests.flows.world import World

TRADE, INDUSTRY = 3, 4


async def duty(world: World, unit_id: int) -> int:
    """The duty of a unit in the task that both share."""
    async with world.db.read() as tx:
        found = await duties.find_open_period(tx, "NV-1", unit_id)
    assert found is not None
    return found.id


async def test_the_lead_sees_the_partners_and_asks_the_one_who_has_not_answered(
    world_on_both: World,
) -> None:
    world = world_on_both
    lan, tam, hai = await world.phone("LAN"), await world.phone("TAM"), await world.phone("HAI")
    await world.until("2025-10-20 09:00")
    read(lan, tam, hai)
    await lan.writes("/nhiemvu")
    await lan.taps("NV-1")
    read(lan)
    await lan.taps("Đơn vị phối hợp (0/1)")
    lan.shows(("Đơn vị phối hợp:", "• Phòng Công nghiệp: chưa có báo cáo – Trịnh Minh Tâm"))
    assert "quá hạn" not in lan.messages[-1].text
    await lan.taps("Đề nghị cập nhật: Phòng Công nghiệp")
    lan.shows("Đã chuyển đề nghị cập nhật NV-1 tới đồng chí Trịnh Minh Tâm (Phòng Công nghiệp)")
    tam.shows(("Phạm Thị Lan (Phòng Thương mại, đơn vị chủ trì) đề nghị", "1. NV-1"))
    await lan.taps("Đề nghị cập nhật: Phòng Công nghiệp")
    lan.shows("một lần mỗi ngày")
    tam.shows()
    await tam.taps("NV-1")
    await tam.taps("Khó khăn, vướng mắc")
    await tam.writes("Chờ số liệu")
    await lan.taps("Đề nghị cập nhật: Phòng Công nghiệp")
    lan.shows("đã có báo cáo cho NV-1")
    await lan.writes("/nhiemvu")
    await lan.taps("NV-1")
    await lan.taps("Đơn vị phối hợp (1/1)")
    assert "Phòng Công nghiệp: Khó khăn, vướng mắc, lúc 09:00" in lan.messages[-1].text
    assert "Chờ số liệu" in lan.messages[-1].text
    async with world.db.read() as tx:
        assert (await audit.actions(tx)).count("partner.ask") == 1


async def test_nobody_gets_a_third_message_in_a_day_nor_one_at_night(world: World) -> None:
    lan, tam, hai = await world.phone("LAN"), await world.phone("TAM"), await world.phone("HAI")
    await world.until("2025-10-20 20:00")
    read(lan, tam, hai)
    await hai.presses(str(ButtonAction("partners", await duty(world, TRADE))))
    hai.shows("Đơn vị phối hợp:")
    await hai.taps("Đề nghị cập nhật")
    hai.shows("Đã chuyển đề nghị")
    tam.shows()
    await world.until("2025-10-21 07:31")
    tam.shows("Hà Trưởng (Phòng Thương mại, đơn vị chủ trì) đề nghị")
    await world.until("2025-10-24 15:00")
    read(lan, tam)
    await hai.taps("Đề nghị cập nhật")
    assert "đã nhận đủ hai tin trong ngày" in hai.messages[-1].text
    tam.shows()


async def test_an_answer_that_comes_first_takes_the_request_back(world: World) -> None:
    tam, hai = await world.phone("TAM"), await world.phone("HAI")
    await world.until("2025-10-20 20:00")
    await hai.presses(str(ButtonAction("partners", await duty(world, TRADE))))
    await hai.taps("Đề nghị cập nhật")
    await tam.taps("NV-1")
    await tam.taps("Đang thực hiện")
    read(tam)
    await world.until("2025-10-21 12:00")
    tam.shows()


async def test_whoever_cannot_be_reached_is_named_as_such(world: World) -> None:
    hai = await world.phone("HAI")
    await world.until("2025-10-20 09:00")
    await hai.presses(str(ButtonAction("partners", await duty(world, TRADE))))
    await hai.taps("Đề nghị cập nhật")
    assert "chưa liên hệ được đồng chí Trịnh Minh Tâm" in hai.messages[-1].text


async def test_in_the_place_of_somebody_absent_the_stand_in_is_asked(world: World) -> None:
    lan, tam, dep = [await world.phone(code) for code in ("LAN", "TAM", "DEP")]
    await tam.writes("/vangmat từ 20/10 đến 24/10, đồng chí Đặng Phó thay")
    await tam.taps("Ghi nhận")
    await world.until("2025-10-20 09:00")
    read(lan, tam, dep)
    await lan.presses(str(ButtonAction("partners", await duty(world, TRADE))))
    await lan.taps("Đề nghị cập nhật")
    assert "tới đồng chí Đặng Phó" in lan.messages[-1].text
    dep.shows(("Phạm Thị Lan (Phòng Thương mại, đơn vị chủ trì) đề nghị", "NV-1"))
    tam.shows()


async def test_only_the_lead_asks_and_a_partner_sees_no_other_unit(world: World) -> None:
    minh, tam, office = [await world.phone(code) for code in ("MINH", "TAM", "MAI")]
    await world.until("2025-10-20 09:00")
    read(minh, tam, office)
    for phone in (minh, tam):
        await phone.presses(str(ButtonAction("partners", await duty(world, TRADE))))
        phone.shows("chưa được phân quyền")
    for phone in (minh, tam, office):
        for number in (await duty(world, TRADE), await duty(world, INDUSTRY), 99):
            await phone.presses(str(ButtonAction("askpartner", number)))
        phone.shows(*["chưa được phân quyền"] * 3)
    await office.presses(str(ButtonAction("partners", await duty(world, TRADE))))
    office.shows("Đơn vị phối hợp:")
    await tam.writes("/nhiemvu")
    await tam.taps("NV-1")
    assert not any("Đơn vị phối hợp (" in button.label for button in tam.messages[-1].buttons)


async def test_the_summary_names_the_unit_that_a_task_waits_for(world: World) -> None:
    lan, tam, office = [await world.phone(code) for code in ("LAN", "TAM", "MAI")]
    await world.until("2025-10-20 09:00")
    await lan.writes("/nhiemvu")
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")
    await world.until("2025-10-24 09:00")
    await office.writes("/summary")
    assert not any("Chờ đơn vị phối hợp" in each.text for each in office.messages)
    await world.until("2025-10-28 09:00")
    read(office, tam)
    await office.writes("/summary")
    text = "\n".join(each.text for each in office.unread)
    assert "• NV-1 (Phòng Thương mại): Phòng Công nghiệp quá hạn, chưa có báo cáo" in text
    assert "• Phòng Thương mại: 1/3, đúng hạn 1, sau hạn 0" in text

"""More time for a report: asked before the due time, decided by one tap, followed by the ladder."""

from dataclasses import replace

import pytest

from domain.reporting.policy import Decider, Policy
from storage.people import officials
from tests import department
from tests.flows.conftest import EVERY_WAY
from tests.flows.world import Phone, World


async def asks(phone: Phone, day: str, reason: str = "Chờ số liệu, đã làm 60%") -> None:
    """From the duty's view: press, type the day, say why."""
    await phone.taps("NV-3")
    await phone.taps("Xin gia hạn")
    await phone.writes(day)
    await phone.writes(reason)
    phone.seen = len(phone.messages)


@EVERY_WAY
async def test_what_is_granted_is_followed_by_the_ladder_and_both_dates_are_told(
    world: World,
) -> None:
    minh, hai, mai = await world.phone("MINH"), await world.phone("HAI"), await world.phone("MAI")
    await world.phone("LAN")
    await world.until("2025-10-22 09:00")
    minh.seen = len(minh.messages)
    await minh.taps("NV-3")
    await minh.taps("Xin gia hạn")
    minh.shows("NV-3", ("Đề nghị gia hạn NV-3", "17:00 thứ Sáu, 24/10/2025"))
    await minh.taps("thứ Sáu, 31/10/2025")
    minh.shows(("Gia hạn NV-3 đến thứ Sáu, 31/10/2025", "nêu lý do"))
    await minh.writes("Chờ số liệu, đã làm 60%")
    minh.shows(("Đã gửi đề nghị gia hạn", "vẫn áp dụng"))
    mai.shows(("đề nghị gia hạn NV-3", "Từ thứ Sáu, 24/10/2025 đến thứ Sáu, 31/10/2025", "60%"))
    hai.seen = len(hai.messages)
    await mai.taps("Đồng ý")
    mai.shows(("Đã ghi nhận: đồng ý gia hạn NV-3", "Võ Văn Minh, Hà Trưởng"))
    minh.shows(("Mai Đầu Mối đồng ý gia hạn NV-3", "nhắc theo hạn mới"))
    hai.shows("đồng ý gia hạn NV-3")
    await world.until("2025-10-29 08:31")
    for_friday = ("NV-3", "chậm nhất 17:00 thứ Sáu, 31/10/2025")
    minh.shows(for_friday, for_friday)
    await hai.writes("/donvi")
    assert "NV-3: gia hạn đến thứ Sáu, 31/10/2025" in hai.messages[-1].text
    await world.until("2025-10-31 16:00")
    await minh.taps("NV-3")
    await minh.taps("Đã hoàn thành")
    assert "sau hạn" not in minh.messages[-1].text
    await mai.writes("/summary")
    assert "NV-3: gia hạn từ thứ Sáu, 24/10/2025 đến thứ Sáu, 31/10/2025" in mai.messages[-1].text


async def test_an_extended_duty_climbs_on_its_own_days_beside_the_others(world: World) -> None:
    minh, hai, mai = await world.phone("MINH"), await world.phone("HAI"), await world.phone("MAI")
    await world.phone("LAN")
    await world.until("2025-10-22 09:00")
    await asks(minh, "đến 29/10")
    await mai.taps("Đồng ý")
    await world.until("2025-10-24 15:00")
    for phone in (minh, hai, mai):
        phone.seen = len(phone.messages)
    await world.until("2025-10-27 08:31")
    minh.shows(("NV-3", "thứ Tư, 29/10/2025"))
    hai.shows(("2 nhiệm vụ", "NV-1", "NV-2"))
    assert "NV-3" not in hai.messages[-1].text
    await world.until("2025-10-30 08:31")
    hai.shows("NV-3", ("1 nhiệm vụ", "hạn 17:00 thứ Tư, 29/10/2025", "NV-3"))
    await world.until("2025-10-31 08:31")
    assert "hạn 17:00 thứ Tư, 29/10/2025" in mai.messages[-1].text
    minh.seen = len(minh.messages)
    await minh.taps("NV-3")
    await minh.taps("Đang thực hiện")
    assert "sau hạn" in minh.messages[-1].text


async def test_an_unfit_day_is_refused_with_a_sentence_and_asked_for_again(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-22 09:00")
    await minh.taps("NV-3")
    await minh.taps("Xin gia hạn")
    minh.seen = len(minh.messages)
    for typed, said in (
        ("24/10", "không sau"),
        ("đến 1/11", "không phải ngày làm việc"),
        ("30/11", "sau khi kỳ báo cáo đóng"),
        ("em xin lùi 2 ngày ạ", "không phải ngày làm việc"),
        ("26", "không phải ngày làm việc"),
    ):
        await minh.writes(typed)
        minh.shows(said, "Đề nghị gia hạn NV-3")
    await minh.writes("càng muộn càng tốt")
    minh.shows("chưa đọc được ngày")
    await minh.writes("thứ Sáu tuần sau")
    minh.shows("Gia hạn NV-3 đến thứ Sáu, 31/10/2025")


@EVERY_WAY
async def test_what_is_refused_or_undecided_is_judged_by_the_original_date(world: World) -> None:
    minh, mai = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-22 09:00")
    await asks(minh, "31/10")
    mai.seen = len(mai.messages)
    await minh.writes("xin gia hạn NV-3")
    minh.shows("đang chờ quyết định")
    await mai.taps("Không đồng ý, nêu lý do")
    mai.shows("nêu ý kiến")
    await mai.writes("Số liệu đã có từ tuần trước")
    mai.shows("không đồng ý gia hạn NV-3")
    minh.shows(("không đồng ý gia hạn NV-3", "Số liệu đã có", "Hạn ban đầu vẫn áp dụng"))
    await mai.taps("Đồng ý")
    mai.shows("không còn chờ quyết định")
    await asks(minh, "29/10")
    await world.until("2025-10-24 08:01")
    minh.shows("Hôm nay là hạn gửi báo cáo")
    await world.until("2025-10-28 09:00")
    mai.seen = len(mai.messages)
    await mai.writes("/giahan")
    mai.shows(("đang chờ quyết định: 1", "NV-3"))
    await mai.taps("Đồng ý NV-3")
    mai.shows("ghi rõ lý do đồng ý muộn")
    await mai.writes("Văn phòng xem chậm")
    mai.shows("vẫn tính theo hạn ban đầu")
    await world.until("2025-10-29 08:01")
    minh.seen = len(minh.messages)
    await minh.taps("NV-3")
    await minh.taps("Đang thực hiện")
    assert "sau hạn" in minh.messages[-1].text


async def test_after_the_due_time_nothing_can_be_asked_for(world: World) -> None:
    minh, hai = await world.phone("MINH"), await world.phone("HAI")
    await world.phone("LAN")
    await world.until("2025-10-23 14:01")
    await hai.taps("Xin gia hạn")
    await hai.taps("NV-3")
    assert "Đề nghị gia hạn NV-3" in hai.messages[-1].text
    await world.until("2025-10-24 17:00")
    await hai.taps("thứ Tư, 29/10/2025")
    assert "không nhận đề nghị gia hạn" in hai.messages[-1].text
    minh.seen = len(minh.messages)
    await minh.writes("/giahan NV-3")
    minh.shows("không nhận đề nghị gia hạn")


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_only_who_decides_can_decide(world: World) -> None:
    minh, hai, mai = await world.phone("MINH"), await world.phone("HAI"), await world.phone("MAI")
    tam, gd = await world.phone("TAM"), await world.phone("GD")
    await world.until("2025-10-22 09:00")
    await asks(minh, "31/10")
    for phone in (minh, hai, tam, gd):
        phone.seen = len(phone.messages)
        await phone.presses(mai.button("Đồng ý"))
        phone.shows("chưa được phân quyền")
    await tam.presses(minh.button("Xin gia hạn"))
    tam.shows("chưa được phân quyền")


async def test_the_deputy_director_decides_from_the_message_that_climbed(world: World) -> None:
    minh, lan = await world.phone("MINH"), await world.phone("LAN")
    mai, deputy = await world.phone("MAI"), await world.phone("PGD")
    await world.until("2025-10-22 09:00")
    await asks(minh, "31/10")
    await lan.taps("NV-1")
    await lan.taps("Khó khăn, vướng mắc")
    await lan.writes("Chờ ý kiến Sở Tài chính")
    await world.until("2025-10-29 09:00")
    climbed = deputy.messages[-1]
    labels = [button.label for button in climbed.buttons]
    assert any("Đề nghị gia hạn đang chờ (1)" in label for label in labels)
    assert any("Vướng mắc đang chờ (1)" in label for label in labels)
    deputy.seen, minh.seen = len(deputy.messages), len(minh.messages)
    await deputy.taps("Đề nghị gia hạn đang chờ")
    deputy.shows(("NV-3", "31/10/2025"))
    await deputy.taps("Đồng ý NV-3")
    deputy.shows("ghi rõ lý do đồng ý muộn")
    await deputy.writes("Chờ văn bản của Bộ")
    deputy.shows("gia hạn NV-3")
    minh.shows("Bùi Phó Giám")
    mai.seen = len(mai.messages)
    await mai.writes("/giahan")
    mai.shows("Không có đề nghị gia hạn")


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_the_policy_may_leave_it_to_the_deputy_director(world: World) -> None:
    world.policy = Policy(extension_decider=Decider.DEPUTY_DIRECTOR)
    world.use(world.db)
    await world.service.keep_house()
    minh, deputy, mai = (
        await world.phone("MINH"),
        await world.phone("PGD"),
        await world.phone("MAI"),
    )
    await world.until("2025-10-22 09:00")
    await asks(minh, "31/10")
    deputy.shows("đề nghị gia hạn NV-3")
    mai.shows()
    await deputy.taps("Đồng ý")
    deputy.shows("gia hạn NV-3")
    minh.shows("Bùi Phó Giám đồng ý gia hạn")


async def test_the_day_is_said_back_and_can_be_put_right_before_the_request_is_kept(
    world: World,
) -> None:
    minh, mai = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-22 09:00")
    for phone in (minh, mai):
        phone.seen = len(phone.messages)
    await minh.writes("xin gia hạn NV-3 đến thứ năm tuần sau")
    minh.shows(("Gia hạn NV-3 đến thứ Năm, 30/10/2025", "Nếu chưa đúng ngày"))
    await minh.writes("không phải, 29/10")
    minh.shows("Gia hạn NV-3 đến thứ Tư, 29/10/2025")
    await minh.writes("chưa đúng")
    minh.shows("Đề nghị gia hạn NV-3")
    await minh.writes("ngày 31")
    minh.shows("Gia hạn NV-3 đến thứ Sáu, 31/10/2025")
    mai.shows()
    await minh.writes("chờ số liệu đến 30/10")
    minh.shows("Đã gửi đề nghị gia hạn NV-3 đến thứ Sáu, 31/10/2025")
    mai.shows(("đến thứ Sáu, 31/10/2025", "chờ số liệu đến 30/10"))


async def test_whoever_decides_gives_more_time_without_being_asked(world: World) -> None:
    minh, hai, mai = await world.phone("MINH"), await world.phone("HAI"), await world.phone("MAI")
    await world.until("2025-10-22 09:00")
    for phone in (minh, hai, mai):
        phone.seen = len(phone.messages)
    await mai.writes("/giahan NV-3 P_TM")
    mai.shows(("Gia hạn NV-3", "(Phòng Thương mại)", "Hạn hiện tại: 17:00 thứ Sáu, 24/10/2025"))
    await mai.writes("26/10")
    mai.shows(("Gia hạn NV-3", "chủ Nhật, 26/10/2025", "nêu lý do"))
    await mai.writes("chờ số liệu")
    mai.shows("không phải ngày làm việc", "Hạn hiện tại")
    await mai.taps("thứ Sáu, 31/10/2025")
    mai.shows("Gia hạn NV-3 (Phòng Thương mại) đến thứ Sáu, 31/10/2025")
    await mai.writes("chờ số liệu của Sở Tài chính")
    mai.shows(("Đã ghi nhận: gia hạn NV-3", "Võ Văn Minh, Hà Trưởng"))
    minh.shows(("Mai Đầu Mối gia hạn NV-3", "chờ số liệu của Sở Tài chính", "nhắc theo hạn mới"))
    hai.shows("gia hạn NV-3")
    await minh.writes("/giahan NV-1")
    assert "NV-1" not in minh.messages[-1].text, "of another: only what is owed can be asked for"


async def test_a_deputy_who_is_not_in_charge_decides_nothing(editing_world: World) -> None:
    world = editing_world
    other = replace(
        department.OFFICIALS[1], code="PGD2", phone="+84500000010", position="Phó Giám đốc Sở"
    )
    async with world.db.begin() as tx:
        await officials.save(tx, (*department.OFFICIALS, other), world.clock())
    minh, mai, deputy = [await world.phone(code) for code in ("MINH", "MAI", "PGD2")]
    await world.until("2025-10-22 09:00")
    await asks(minh, "31/10/2025")
    [grant, *_] = [each.tap for each in mai.messages[-1].buttons if each.label.endswith("Đồng ý")]
    await deputy.presses(grant)
    assert "chưa được phân quyền" in deputy.messages[-1].text
    await mai.taps("Đồng ý")
    assert "đồng ý gia hạn NV-3" in mai.messages[-1].text

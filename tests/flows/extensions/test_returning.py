"""A report is sent back with a reason and a new time, and the ladder runs again for it."""

from dataclasses import replace
from datetime import date

import pytest

from bot.features.extensions.conversation import RETURNED, _day
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Chat, IncomingEvent
from tests.flows.conftest import EVERY_WAY
from tests.flows.world import Phone, World, at


async def answers(phone: Phone, status: str = "Đã hoàn thành") -> None:
    await phone.taps("NV-3")
    await phone.taps(status)
    phone.seen = len(phone.messages)


@EVERY_WAY
async def test_a_returned_report_is_told_counted_apart_and_climbs_again(world: World) -> None:
    minh, hai, mai = await world.phone("MINH"), await world.phone("HAI"), await world.phone("MAI")
    await world.until("2025-10-22 09:00")
    await answers(minh)
    hai.seen = len(hai.messages)
    await hai.writes("/tralai NV-3")
    hai.shows(("Võ Văn Minh: Đã hoàn thành", "nội dung cần chỉnh sửa"))
    await hai.writes("Thiếu số liệu quý III")
    hai.shows("Hạn gửi lại NV-3")
    await hai.writes("thứ Ba tuần sau")
    hai.shows(("Hạn gửi lại NV-3: thứ Ba, 28/10/2025", "Nếu chưa đúng"))
    await hai.writes("không phải, thứ Hai tuần sau")
    hai.shows("Hạn gửi lại NV-3: thứ Hai, 27/10/2025")
    minh.shows()
    await hai.writes("đúng")
    hai.shows(("Đã trả lại NV-3 lần 1", "thứ Hai, 27/10/2025", "Võ Văn Minh"))
    minh.shows(("Hà Trưởng trả lại báo cáo NV-3", "Thiếu số liệu quý III", "27/10/2025"))
    await mai.writes("/summary P_TM")
    whole, _, units = mai.messages[-3:]
    assert "chưa có 2, " in whole.text
    assert "trả lại để chỉnh sửa 1" in whole.text
    assert "trả lại để chỉnh sửa (lần 1): Võ Văn Minh (NV-3)" in units.text
    await world.until("2025-10-24 14:01")
    minh.shows("chậm nhất 17:00 thứ Hai, 27/10/2025")
    await world.until("2025-10-27 14:01")
    minh.shows(("Hôm nay là hạn gửi báo cáo", "trả lại lần 1"), ("Hôm nay là hạn", "trả lại lần 1"))
    hai.seen = len(hai.messages)
    await world.until("2025-10-28 08:31")
    hai.shows(("1 nhiệm vụ", "hạn 17:00 thứ Hai, 27/10/2025", "NV-3"))
    await answers(minh)
    await world.until("2025-10-31 17:00")
    hai.shows()
    await minh.writes("/lichsu")
    minh.shows(("trả lại để chỉnh sửa – Hà Trưởng", "Đã hoàn thành"))


async def test_the_office_sends_back_twice_and_the_first_lateness_is_kept(world: World) -> None:
    minh, mai = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-29 09:00")
    await answers(minh)
    await mai.writes("/summary")
    await mai.taps("Trả lại báo cáo")
    await mai.taps("NV-3")
    await mai.writes("Chưa có minh chứng")
    mai.seen = len(mai.messages)
    await mai.taps("thứ Sáu, 31/10/2025")
    mai.shows("Đã trả lại NV-3 lần 1")
    minh.shows(("lần 1", "Chưa có minh chứng"))
    await minh.taps("Đã hoàn thành")
    minh.shows("sau hạn")
    await mai.writes("/tralai NV-3 P_TM")
    await mai.writes("Minh chứng không đọc được")
    await mai.taps("thứ Năm, 30/10/2025")
    minh.shows(("lần 2", "Minh chứng không đọc được"))
    await minh.taps("Đang thực hiện")
    assert "sau hạn" in minh.messages[-1].text


async def test_undoing_the_second_answer_leaves_the_report_returned(world: World) -> None:
    minh, hai = await world.phone("MINH"), await world.phone("HAI")
    await world.until("2025-10-22 09:00")
    await answers(minh)
    await hai.writes("/tralai NV-3")
    await hai.writes("Thiếu số liệu")
    await hai.taps("thứ Sáu, 24/10/2025")
    minh.seen = len(minh.messages)
    await minh.taps("Đang thực hiện")
    await minh.taps("Hoàn tác")
    assert "trở lại trạng thái chưa có báo cáo" in minh.messages[-1].text
    await hai.writes("/donvi")
    assert "NV-3: trả lại lần 1, hạn thứ Sáu, 24/10/2025" in hai.messages[-1].text


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_a_changed_report_is_looked_at_before_it_is_sent_back(world: World) -> None:
    minh, hai, tam = await world.phone("MINH"), await world.phone("HAI"), await world.phone("TAM")
    await world.until("2025-10-22 09:00")
    await answers(minh)
    await hai.writes("/donvi")
    await hai.taps("Trả lại báo cáo")
    pressed = hai.button("NV-3")
    await minh.writes("Đã gửi đủ số liệu")
    hai.seen, tam.seen = len(hai.messages), len(tam.messages)
    await hai.presses(pressed)
    hai.shows(("vừa được cập nhật", "Đã gửi đủ số liệu"))
    await tam.presses(pressed)
    tam.shows("chưa được phân quyền")
    minh.seen = len(minh.messages)
    await minh.presses(pressed)
    minh.shows("chưa được phân quyền")
    await hai.writes("Thiếu chữ ký")
    await hai.writes("2/11")
    assert "không phải ngày làm việc" in hai.unread[-2].text
    await hai.writes("29/10")
    await hai.writes("đúng")
    assert "Đã trả lại NV-3" in hai.messages[-1].text


def test_a_day_that_was_offered_for_another_duty_is_not_taken_for_this_one() -> None:
    data, day = {"duty_id": 1}, date(2025, 10, 31)
    here, there = (str(ButtonAction(RETURNED, number, day.toordinal())) for number in (1, 2))
    heard = IncomingEvent(Chat("web", "x"), "1", at("2025-10-24 09:00"), tap=here)
    assert _day(data, heard) == day
    assert _day(data, replace(heard, tap=there)) is None
    assert _day(data, replace(heard, tap=here.replace(RETURNED, "extday"))) is None

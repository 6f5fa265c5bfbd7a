"""A misread reply is reported, looked over by the Office, and kept without names."""

import pytest

from domain.replies.misreadings import Misreading
from storage.office import misreadings
from tests.flows.world import World


async def kept(world: World) -> list[Misreading]:
    async with world.db.read() as tx:
        return list(await misreadings.examples(tx))


async def test_an_official_reports_what_was_said_last_and_the_office_keeps_it(
    world: World,
) -> None:
    minh, office = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-17 08:31")
    await minh.writes("đang làm, chị Hoa còn ký")
    for phone in (minh, office):
        phone.seen = len(phone.messages)
    await minh.writes("/hieusai")
    minh.shows(("«đang làm, chị Nam còn ký»", "hiểu là: Đang thực hiện", "nghĩa là gì"))
    await minh.taps("Khó khăn, vướng mắc")
    minh.shows(("Văn phòng Sở sẽ xem lại", "không tự thay đổi"))
    office.shows("được báo là Hệ thống hiểu sai")
    await office.writes("/hieusai")
    office.shows(
        "Có 1 câu được báo",
        ("«đang làm, chị Nam còn ký»", "hiểu: Đang thực hiện", "cho biết: Khó khăn, vướng mắc"),
    )
    await office.taps("Ghi vào bộ mẫu")
    office.shows("Đã ghi vào bộ mẫu")
    (example,) = await kept(world)
    assert (example.text, example.meant) == ("đang làm, chị Nam còn ký", "blocked")


async def test_the_words_may_follow_the_command_and_the_meaning_may_be_typed(world: World) -> None:
    minh, office = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-17 08:31")
    for phone in (minh, office):
        phone.seen = len(phone.messages)
    await minh.writes("/hieusai xong rồi")
    minh.shows("«xong rồi» được Hệ thống hiểu là: Đã hoàn thành")
    await minh.writes("có thể")
    minh.shows("chọn nghĩa đúng")
    await minh.writes("chưa làm")
    minh.shows("Văn phòng Sở sẽ xem lại")
    office.shows("hiểu sai")
    await office.writes("/hieusai")
    office.shows("Có 1 câu", "«xong rồi»")
    await office.taps("Bỏ câu này")
    office.shows("Đã bỏ câu này")
    await office.writes("/hieusai đang chờ tiền về")
    office.shows("hiểu là:")
    await office.writes("vướng")
    office.shows("Đã ghi câu này vào bộ mẫu")
    assert [each.text for each in await kept(world)] == ["đang chờ tiền về"]


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_others_neither_look_over_nor_keep(world: World) -> None:
    minh, tam, office = [await world.phone(name) for name in ("MINH", "TAM", "MAI")]
    await world.until("2025-10-17 08:31")
    await minh.writes("/hieusai xong rồi")
    await minh.taps("Đang thực hiện")
    await office.writes("/hieusai")
    tap = office.button("Ghi vào bộ mẫu")
    tam.seen = len(tam.messages)
    await tam.presses(tap)
    tam.shows("chưa được phân quyền")
    assert await kept(world) == []


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_the_report_that_rests_on_the_words_can_be_put_right(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    await minh.writes("/hieusai")
    assert "Chưa thấy câu trả lời" in minh.messages[-1].text
    await minh.writes("đang làm được 60%")
    await minh.writes("/hieusai")
    await minh.taps("Đã hoàn thành")
    minh.seen = len(minh.messages)
    await minh.taps("Sửa lại")
    assert "NV-3" in minh.messages[-1].text

"""What a person may ask about the data that is held: to see, correct, withdraw, have it erased."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from scheduler.retention import forget
from storage.audit import log as audit
from storage.audit import seals
from storage.messaging import chat_links, delivery_log
from storage.people import officials, open_items, personal_data
from storage.reports import cycles, duties
from storage.tables import CONSENTS, INBOX, LINKS, OFFICIALS, OUTBOX_MESSAGES, REQUESTS
from tests.flows.conftest import EVERY_WAY
from tests.flows.world import Phone, World


def read(*phones: Phone) -> None:
    for phone in phones:
        phone.seen = len(phone.messages)


async def met(world: World) -> tuple[Phone, Phone]:
    lan, cvp = await world.phone("LAN"), await world.phone("CVP")
    await world.until("2025-10-06 09:00")
    read(lan, cvp)
    return lan, cvp


async def of_person(world: World, code: str) -> dict[str, Any]:
    async with world.db.read() as tx:
        row = (await tx.execute(select(OFFICIALS).where(OFFICIALS.c.code == code))).one()
    return {"phone": row.phone, "email": row.email, "name": row.name, "id": row.id}


@EVERY_WAY
async def test_everybody_sees_what_is_held(world: World) -> None:
    lan, _ = await met(world)
    await lan.writes("/dulieu")
    lan.shows(
        ("Phạm Thị Lan", "+84500000007", "không lưu việc đồng chí trực tuyến"),
        "Bản đầy đủ dữ liệu cá nhân",
    )
    async with world.db.read() as tx:
        person = await officials.find_by_code(tx, "LAN")
        assert person is not None
        facts = await personal_data.held(tx, person.id)
    assert facts["phone"] == "+84500000007"
    assert [each["channel"] for each in facts["chats"]] == [lan.channel]


@EVERY_WAY
async def test_who_withdraws_hears_nothing_more_here_and_the_office_knows(world: World) -> None:
    lan, cvp = await met(world)
    await lan.writes("/rutdongy")
    lan.shows(("ngắt kênh này ngay", "Đồng chí có chắc chắn"))
    await lan.taps("Giữ nguyên")
    lan.shows("được giữ nguyên")
    await lan.writes("/rutdongy")
    await lan.taps("Rút lại sự đồng ý")
    lan.shows("ngắt kênh này ngay", "kênh này đã ngắt")
    cvp.shows(("Phạm Thị Lan", "không còn kênh nào"))
    async with world.db.read() as tx:
        newest = select(CONSENTS).order_by(CONSENTS.c.id.desc()).limit(1)
        consent = (await tx.execute(newest)).one()
    assert (consent.agreed, len(consent.text_hash)) == (False, 64)
    await world.until("2025-10-17 08:31")
    lan.shows()
    await lan.writes("/nhiemvu")
    assert "NV-1" not in lan.messages[-1].text


@EVERY_WAY
async def test_an_erasure_is_asked_for_acknowledged_and_carried_out(world: World) -> None:
    lan, cvp = await met(world)
    await lan.writes("/xoa")
    lan.shows("trong 20 ngày")
    await lan.taps("Đề nghị xóa dữ liệu")
    lan.shows("chậm nhất hết ngày 26/10/2025")
    cvp.shows(("Phạm Thị Lan", "xóa dữ liệu cá nhân", "26/10/2025"))
    await lan.writes("/xoa")
    await lan.taps("Đề nghị xóa dữ liệu")
    lan.shows("trong 20 ngày", "đã được tiếp nhận trước đó")
    cvp.shows()
    await cvp.writes("/yeucau")
    cvp.shows("đang chờ trả lời: 1", ("Phạm Thị Lan", "26/10/2025"))
    await cvp.taps("Thực hiện xóa")
    cvp.shows("không lấy lại được")
    await cvp.taps("Thực hiện xóa")
    cvp.shows("Đã ghi nhận hoàn thành")
    lan.shows("Đây là tin cuối cùng")
    person = await of_person(world, "LAN")
    assert (person["phone"], person["email"], person["name"]) == ("", "", "Phạm Thị Lan")
    await forget(world.db, world.clock())
    async with world.db.read() as tx:
        for table in (LINKS, CONSENTS, INBOX, OUTBOX_MESSAGES):
            addresses = set((await tx.execute(select(table.c.address))).scalars())
            assert lan.address not in addresses, table.name
        here = OUTBOX_MESSAGES.c.official_id == person["id"]
        assert set(
            (await tx.execute(select(OUTBOX_MESSAGES.c.sent_html).where(here))).scalars()
        ) <= {""}
        assert await open_items.all_open(tx) == []
        assert await audit.first_broken(tx) is None
        assert await seals.first_broken(tx) is None
    await world.until("2025-10-17 08:31")
    lan.shows()


async def test_the_record_of_what_was_sent_outlives_the_words(world: World) -> None:
    lan, cvp = await world.phone("LAN"), await world.phone("CVP")
    await world.until("2025-10-17 08:31")
    await lan.writes("NV-1 xong")
    await lan.writes("đúng")
    before = await _proven(world)
    assert before
    read(lan, cvp)
    await lan.writes("/xoa")
    await lan.taps("Đề nghị xóa dữ liệu")
    read(cvp)
    await cvp.writes("/yeucau")
    await cvp.taps("Thực hiện xóa")
    cvp.shows("đang chờ trả lời: 1", "Phạm Thị Lan", "nhiệm vụ chưa báo cáo")
    await cvp.taps("Thực hiện xóa")
    await forget(world.db, world.clock())
    assert await _proven(world) == before


async def _proven(world: World) -> list[tuple[str, int | None, str]]:
    """When the person was reminded of a duty, at which step, and what the messenger said."""
    async with world.db.read() as tx:
        person = await officials.find_by_code(tx, "LAN")
        assert person is not None
        cycle = await cycles.get(tx, 1)
        mine = await duties.of_owner(tx, person.id, 1)
        [duty] = [each for each in mine if each.task_code == "NV-1"]
        spoken = await delivery_log.of_duty(tx, duty.id, cycle)
    return [
        (each.logical_at.isoformat(), each.rung, str([str(event.state) for event in each.events]))
        for each in spoken
        if each.official_id == person.id
    ]


async def test_whoever_comes_back_after_an_erasure_stays(editing_world: World) -> None:
    world = editing_world
    lan, cvp = await met(world)
    await lan.writes("/xoa")
    await lan.taps("Đề nghị xóa dữ liệu")
    await cvp.taps("Thực hiện xóa")
    await cvp.taps("Thực hiện xóa")
    await world.pass_time(days=1)
    again = await world.phone("LAN")
    await again.writes("/trogiup")
    await forget(world.db, world.clock())
    await again.writes("/nhiemvu")
    assert "nhập mã mời" not in again.messages[-1].text
    async with world.db.read() as tx:
        assert len(await chat_links.of(tx, (await of_person(world, "LAN"))["id"])) == 1
        words = (await tx.execute(select(OUTBOX_MESSAGES.c.sent_html))).scalars().all()
    assert any("Đồng chí có thể" in each for each in words)
    assert not any("tin cuối cùng" in each for each in words)


async def test_a_correction_is_put_off_once_with_a_reason_and_then_made(
    editing_world: World,
) -> None:
    world = editing_world
    lan, cvp = await met(world)
    await lan.writes("/dulieu")
    await lan.taps("Thông tin chưa đúng")
    read(lan)
    await lan.writes("Chức vụ của tôi là Chuyên viên chính")
    lan.shows("chậm nhất hết ngày 16/10/2025")
    cvp.shows(("Chuyên viên chính", "16/10/2025"))
    await cvp.taps("Gia hạn trả lời")
    cvp.shows("lý do gia hạn")
    await cvp.writes("Chờ quyết định bổ nhiệm")
    cvp.shows("đến hết ngày 26/10/2025")
    lan.shows(("26/10/2025", "Chờ quyết định bổ nhiệm"))
    await cvp.writes("/yeucau")
    waiting = cvp.messages[-1]
    assert "Chuyên viên chính" in waiting.text
    assert "Gia hạn trả lời" not in str(waiting.buttons)
    await cvp.taps("Đã sửa xong")
    lan.shows("đã sửa thông tin")


async def test_a_refusal_is_told_with_its_reason(editing_world: World) -> None:
    world = editing_world
    lan, cvp = await met(world)
    await lan.writes("/xoa")
    await lan.taps("Đề nghị xóa dữ liệu")
    read(lan)
    await cvp.taps("Không thực hiện")
    await cvp.writes("Đang có khiếu nại phải giải quyết")
    lan.shows("Đang có khiếu nại phải giải quyết")
    assert (await of_person(world, "LAN"))["phone"] == "+84500000007"
    await cvp.taps("Thực hiện xóa")
    assert "đã được trả lời trước đó" in cvp.messages[-1].text


async def test_the_office_is_reminded_before_the_last_day_and_every_day_after_it(
    editing_world: World,
) -> None:
    world = editing_world
    lan, cvp = await met(world)
    await lan.writes("/dulieu")
    await lan.taps("Thông tin chưa đúng")
    await lan.writes("Sai chức vụ")
    read(lan, cvp)
    await world.until("2025-10-13 09:00")
    cvp.shows(("Phạm Thị Lan", "còn 5 ngày"))
    await world.until("2025-10-16 09:00")
    assert [each for each in cvp.messages if "hết hạn trả lời hôm nay" in each.text]
    await world.until("2025-10-17 09:00")
    assert [each for each in cvp.messages if "đã quá hạn trả lời" in each.text]


async def test_only_the_own_office_decides(editing_world: World) -> None:
    world = editing_world
    lan, _ = await met(world)
    hai = await world.phone("HAI")
    await lan.writes("/xoa")
    await lan.taps("Đề nghị xóa dữ liệu")
    read(hai)
    await hai.writes("/yeucau")
    hai.shows("chưa được phân quyền")
    await hai.presses("v1:reqsure:1:0")
    assert (await of_person(world, "LAN"))["phone"] == "+84500000007"


@pytest.mark.parametrize(("day", "kept"), [("2026-03-31 09:00", True), ("2026-04-01 09:00", False)])
async def test_words_of_a_year_are_forgotten_after_the_march_of_the_next(
    editing_world: World, day: str, kept: bool
) -> None:
    world = editing_world
    lan, _ = await met(world)
    await lan.writes("/trogiup")
    await world.is_down_until(day)
    await forget(world.db, world.clock())
    async with world.db.read() as tx:
        heard = [each["text"] for each in (await tx.execute(select(INBOX.c.event))).scalars()]
        early = OUTBOX_MESSAGES.c.created_at < world.clock().replace(month=1, day=1)
        said = (await tx.execute(select(OUTBOX_MESSAGES.c.sent_html).where(early))).scalars().all()
        assert await chat_links.of(tx, (await of_person(world, "LAN"))["id"])
    assert ("/trogiup" in heard) is kept
    assert any("Đồng chí có thể" in each for each in said) is kept
    assert await forget(world.db, world.clock()) == 0


async def test_nobody_who_left_can_be_reached_thirty_days_later(editing_world: World) -> None:
    world = editing_world
    lan, _ = await met(world)
    async with world.db.begin() as tx:
        left = update(OFFICIALS).where(OFFICIALS.c.code == "LAN")
        await tx.execute(left.values(ended_at=world.clock()))
    for day, phone in (("2025-11-05 09:00", "+84500000007"), ("2025-11-06 09:01", "")):
        await world.is_down_until(day)
        await forget(world.db, world.clock())
        assert (await of_person(world, "LAN"))["phone"] == phone
    async with world.db.read() as tx:
        addresses = (await tx.execute(select(LINKS.c.address))).scalars()
        assert lan.address not in set(addresses)


async def test_of_somebody_who_left_not_even_the_name_stays(editing_world: World) -> None:
    world = editing_world
    lan, cvp = await met(world)
    await lan.writes("/xoa")
    await lan.taps("Đề nghị xóa dữ liệu")
    who = (await of_person(world, "LAN"))["id"]
    async with world.db.begin() as tx:
        left = update(OFFICIALS).where(OFFICIALS.c.code == "LAN")
        await tx.execute(left.values(ended_at=world.clock()))
    await cvp.writes("/yeucau")
    await cvp.taps("Thực hiện xóa")
    await cvp.taps("Thực hiện xóa")
    async with world.db.read() as tx:
        row = (await tx.execute(select(OFFICIALS).where(OFFICIALS.c.id == who))).one()
        assert await audit.first_broken(tx) is None
        asked = (await tx.execute(select(REQUESTS.c.state, REQUESTS.c.due_on))).all()
    assert (row.code, "đã xóa dữ liệu" in row.name, row.phone) == (f"XOA{who:04d}", True, "")
    assert [tuple(each) for each in asked] == [("done", date(2025, 10, 26))]

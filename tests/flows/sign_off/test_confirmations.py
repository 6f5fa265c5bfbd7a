"""A unit that confirms its reports counts as reported once its head has said so."""

from datetime import date
from pathlib import Path

import pytest

from domain.messaging.buttons import ButtonAction
from storage.audit import log as audit
from storage.engine.database import open_database
from storage.office import summaries
from storage.people import open_items
from storage.reports import cycles, sign_offs
from tests.flows.absences.test_absences import is_away
from tests.flows.assignments.test_assigning import read
from tests.flows.conftest import EVERY_WAY
from tests.flows.world import Phone, World, sqlite_url

TRADE = 3


async def confirming(world: World, *units: int) -> None:
    async with world.db.begin() as tx:
        for unit_id in units or (TRADE,):
            assert await sign_offs.switch(tx, unit_id, on=True, now=world.clock())


async def answer(phone: Phone, *codes: str) -> None:
    for code in codes:
        await phone.writes("/nhiemvu")
        await phone.taps(code)
        await phone.taps("Đang thực hiện")


async def answer_all(lan: Phone, minh: Phone) -> None:
    await answer(lan, "NV-1", "NV-2")
    await answer(minh, "NV-3")


async def standing(world: World) -> str | None:
    async with world.db.read() as tx:
        cycle = await cycles.newest(tx, 1)
        assert cycle is not None
        found = (await sign_offs.of_units(tx, cycle.id)).get("P_TM")
    return found.standing.value if found else None


async def test_the_head_is_asked_once_all_answers_are_there_and_confirms_them(
    world_on_both: World,
) -> None:
    world = world_on_both
    await confirming(world)
    hai, lan, minh = [await world.phone(code) for code in ("HAI", "LAN", "MINH")]
    office = await world.phone("MAI")
    await world.until("2025-10-17 09:00")
    await answer(lan, "NV-1", "NV-2")
    hai.shows()
    await minh.taps("NV-3")
    await minh.taps("Khó khăn, vướng mắc")
    hai.shows(("Phòng Thương mại đã có đủ báo cáo", "Kính đề nghị"))
    await minh.writes("Thiếu kinh phí")
    hai.shows()
    await office.writes("/summary")
    assert "chưa chốt" in office.messages[-1].text
    await hai.taps("Chốt báo cáo đơn vị: Phòng Thương mại")
    hai.shows(
        (
            "Chưa chốt báo cáo đơn vị.",
            "1. NV-1 Báo cáo hồ sơ đúng hạn – Đang thực hiện (Phạm Thị Lan)",
            "3. NV-3 Sáng kiến cải cách – Khó khăn, vướng mắc; Thiếu kinh phí (Võ Văn Minh)",
        )
    )
    assert "Còn thiếu" not in hai.messages[-1].text
    await hai.taps("Chốt báo cáo đơn vị")
    hai.shows(("Đã chốt báo cáo tháng 10/2025 của Phòng Thương mại lúc 09:00", "chốt lại"))
    assert "sau hạn" not in hai.messages[-1].text
    assert await standing(world) == "confirmed"
    read(office)
    await office.writes("/summary")
    assert "đã chốt 09:00 ngày 17/10/2025" in office.messages[-1].text
    await world.until("2025-10-30 17:00")
    hai.shows()
    async with world.db.read() as tx:
        assert "confirm_unit" in await audit.actions(tx)


@EVERY_WAY
async def test_an_answer_after_the_confirmation_opens_it_again_and_the_head_is_asked_once(
    world: World,
) -> None:
    await confirming(world)
    hai, lan, minh = [await world.phone(code) for code in ("HAI", "LAN", "MINH")]
    office = await world.phone("MAI")
    await world.until("2025-10-17 09:00")
    await answer_all(lan, minh)
    await hai.writes("chốt")
    await hai.writes("Chốt")
    hai.shows("đã có đủ báo cáo", "Chưa chốt báo cáo đơn vị.", "Đã chốt báo cáo")
    await world.until("2025-10-20 09:00")
    await lan.writes("/nhiemvu")
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")
    await lan.writes("Đã ký ban hành")
    hai.shows(("có báo cáo mới hoặc sửa đổi sau khi chốt", "chốt lại"))
    assert await standing(world) == "changed"
    await office.writes("/tonghop")
    assert "Phòng Thương mại: 3/3, đúng hạn 3, sau hạn 0; đã sửa sau khi chốt" in (
        office.messages[-1].text
    )
    await hai.writes("/chot")
    hai.shows(("Đã sửa sau khi chốt", "NV-1 Báo cáo hồ sơ đúng hạn – Đã hoàn thành"))
    await hai.taps("Chốt báo cáo đơn vị")
    hai.shows("Đã chốt báo cáo")
    await world.until("2025-10-30 17:00")
    hai.shows()


async def test_a_head_is_asked_on_the_due_day_then_the_office_then_the_deputy(
    world: World,
) -> None:
    await confirming(world)
    hai, lan, minh, tam = [await world.phone(code) for code in ("HAI", "LAN", "MINH", "TAM")]
    office, deputy = await world.phone("MAI"), await world.phone("PGD")
    await world.until("2025-10-17 09:00")
    await answer_all(lan, minh)
    await answer(tam, "NV-1")
    hai.shows("đã có đủ báo cáo")
    read(office, tam)
    await world.until("2025-10-24 07:59")
    hai.shows()
    await world.until("2025-10-24 08:01")
    hai.shows(("hạn 17:00 thứ Sáu, 24/10/2025", "Chưa chốt báo cáo đơn vị:", "• Phòng Thương mại"))
    await world.until("2025-10-24 14:01")
    hai.shows("Chưa chốt báo cáo đơn vị:")
    office.shows()
    await world.until("2025-10-27 08:31")
    hai.shows("Chưa chốt báo cáo đơn vị:")
    await world.until("2025-10-28 08:31")
    office.shows(("Kính gửi Văn phòng Sở", "Chưa chốt báo cáo đơn vị:\n• Phòng Thương mại"))
    await world.until("2025-10-29 08:31")
    deputy.shows(("Kính báo cáo đồng chí Phó Giám đốc", "Phòng Thương mại", "cho ý kiến"))
    await world.until("2025-10-29 16:00")
    for phone in (hai, office, deputy):
        phone.shows()
    await hai.writes("/chot")
    await hai.taps("Chốt báo cáo đơn vị")
    assert "sau hạn" in hai.messages[-1].text


async def test_whoever_gets_a_digest_anyway_reads_of_it_there(world: World) -> None:
    await confirming(world)
    hai, lan = await world.phone("HAI"), await world.phone("LAN")
    office = await world.phone("MAI")
    await world.until("2025-10-17 09:00")
    await answer(lan, "NV-1", "NV-2")
    await world.until("2025-10-27 08:00")
    read(hai, office)
    await world.until("2025-10-27 08:31")
    hai.shows(("chưa nhận được báo cáo", "NV-3", "Chưa chốt báo cáo đơn vị", "còn thiếu 1 báo cáo"))
    read(office)
    await world.until("2025-10-28 08:31")
    office.shows(("chưa có báo cáo", "NV-3", "Chưa chốt báo cáo đơn vị:\n• Phòng Thương mại"))


async def test_what_is_missing_is_said_first_and_may_be_answered_there(world: World) -> None:
    await confirming(world)
    hai, lan = await world.phone("HAI"), await world.phone("LAN")
    await world.phone("MINH")
    await world.until("2025-10-17 09:00")
    await answer(lan, "NV-1", "NV-2")
    await hai.writes("/donvi")
    await hai.taps("Chốt báo cáo đơn vị")
    read(hai)
    await hai.taps("Chốt báo cáo đơn vị: Phòng")
    text = hai.messages[-1].text
    hai.shows(("Còn thiếu 1 báo cáo:", "1. NV-3 Sáng kiến cải cách – Võ Văn Minh"))
    assert text.index("NV-3") < text.index("NV-1")
    await hai.taps("NV-3")
    await hai.taps("Đang thực hiện")
    hai.shows("NV-3", ("Đã ghi nhận: NV-3", "trả lời thay Võ Văn Minh"), "đã có đủ báo cáo")
    await hai.writes("/chot")
    assert "NV-3 Sáng kiến cải cách – Đang thực hiện (Hà Trưởng thay Võ Văn Minh)" in (
        hai.messages[-1].text
    )


async def test_a_unit_may_be_confirmed_with_what_is_missing_named(world: World) -> None:
    await confirming(world)
    hai, lan = await world.phone("HAI"), await world.phone("LAN")
    await world.until("2025-10-17 09:00")
    await answer(lan, "NV-1")
    await hai.writes("/chot")
    await hai.taps("Chốt báo cáo đơn vị (còn thiếu 2)")
    hai.shows("Còn thiếu 2 báo cáo:", "còn thiếu 2 báo cáo")
    assert await standing(world) == "confirmed"
    async with world.db.read() as tx:
        cycle = await cycles.newest(tx, 1)
        assert cycle is not None
        known = await sign_offs.of_units(tx, cycle.id)
        assert len(await summaries.lines(tx, cycle.id)) == 4
        assert known["P_TM"].holds


async def test_what_changed_while_it_was_looked_at_is_shown_again(world: World) -> None:
    await confirming(world)
    hai, lan, minh = [await world.phone(code) for code in ("HAI", "LAN", "MINH")]
    await world.until("2025-10-17 09:00")
    await answer_all(lan, minh)
    await hai.writes("/chot")
    read(hai)
    seen = hai.button("Chốt báo cáo đơn vị")
    await lan.writes("/nhiemvu")
    await lan.taps("NV-1")
    await lan.taps("Khó khăn, vướng mắc")
    await hai.presses(seen)
    hai.shows(("vừa thay đổi sau khi hiển thị, chưa chốt", "Khó khăn, vướng mắc"))
    assert await standing(world) == "waiting"


async def test_without_a_reachable_head_the_deputy_is_asked_else_it_is_an_open_item(
    world: World,
) -> None:
    await confirming(world)
    lan, minh, office, tam = [await world.phone(code) for code in ("LAN", "MINH", "MAI", "TAM")]
    await world.until("2025-10-17 09:00")
    await answer_all(lan, minh)
    await answer(tam, "NV-1")
    read(office)
    await world.until("2025-10-24 14:01")
    office.shows(("không liên hệ được người đứng đầu", "• Phòng Thương mại", "rà soát"))
    async with world.db.read() as tx:
        assert "no_head" in [item.kind for item in await open_items.all_open(tx)]
    dep = await world.phone("DEP")
    await world.until("2025-10-27 08:31")
    dep.shows("Chưa chốt báo cáo đơn vị")
    await dep.taps("Chốt báo cáo đơn vị")
    await dep.taps("Chốt báo cáo đơn vị")
    dep.shows("NV-1", "Đã chốt báo cáo")
    async with world.db.read() as tx:
        assert "no_head" not in [item.kind for item in await open_items.all_open(tx)]


async def test_the_office_switches_a_unit_on_and_off(world: World) -> None:
    office, hai, lan, minh = [await world.phone(code) for code in ("MAI", "HAI", "LAN", "MINH")]
    await world.until("2025-10-17 09:00")
    await answer_all(lan, minh)
    await hai.writes("/chot")
    hai.shows("không phải chốt báo cáo")
    await office.writes("/chot")
    office.shows(("Chốt báo cáo đơn vị", "Phòng Thương mại – đang tắt"))
    await office.taps("Bật chốt: Phòng Thương mại")
    office.shows("Phòng Thương mại – đang bật; tháng 10/2025: chưa chốt")
    hai.shows("đã có đủ báo cáo")
    await office.taps("Tắt chốt: Phòng Thương mại")
    office.shows("Phòng Thương mại – đang tắt")
    assert await standing(world) is None
    await world.until("2025-10-30 16:00")
    hai.shows()


async def test_only_the_head_confirms_and_only_the_office_switches(world: World) -> None:
    await confirming(world)
    hai, tam, lan, office = [await world.phone(code) for code in ("HAI", "TAM", "LAN", "MAI")]
    await world.until("2025-10-17 09:00")
    read(hai, tam, lan, office)
    await lan.writes("/chot")
    lan.shows("chưa được phân quyền")
    await hai.writes("/chot")
    read(hai)
    for phone in (tam, lan, office):
        for tap in (ButtonAction("closeunit", 1), ButtonAction("closeyes", 1)):
            await phone.presses(str(tap))
            phone.shows("chưa được phân quyền")
    await hai.presses(str(ButtonAction("switch", TRADE, 0)))
    hai.shows("chưa được phân quyền")
    await hai.presses(str(ButtonAction("closeunit", 99)))
    hai.shows("không còn dùng được")


async def test_after_downtime_the_head_is_asked_once(world: World) -> None:
    await confirming(world)
    hai, lan, minh = [await world.phone(code) for code in ("HAI", "LAN", "MINH")]
    await world.until("2025-10-17 09:00")
    await answer_all(lan, minh)
    read(hai)
    await world.is_down_until("2025-10-27 10:00")
    hai.shows("Chưa chốt báo cáo đơn vị:")


@pytest.mark.parametrize("words", ["không", "thôi"])
async def test_the_head_may_leave_it(world: World, words: str) -> None:
    await confirming(world)
    hai = await world.phone("HAI")
    await world.until("2025-10-17 09:00")
    await hai.writes("/chot")
    await hai.writes(words)
    hai.shows("Còn thiếu 3 báo cáo", "Chưa chốt.")


async def test_a_period_that_was_confirmed_stays_so_after_a_restart(tmp_path: Path) -> None:
    db = await open_database(sqlite_url(tmp_path), durable=False)
    world = await World.create(db, tmp_path)
    await confirming(world)
    hai = await world.phone("HAI")
    await world.until("2025-10-17 09:00")
    await hai.writes("/chot")
    await hai.taps("Chốt báo cáo đơn vị")
    await world.restart()
    assert await standing(world) == "confirmed"
    await world.db.close()


async def test_who_stands_in_for_the_deputy_director_is_told_of_units_that_have_not_confirmed(
    world: World,
) -> None:
    """The digest of late reports knew the stand-in, the unit's confirmation did not."""
    await confirming(world)
    lan, minh, tam = [await world.phone(code) for code in ("LAN", "MINH", "TAM")]
    deputy, director, office = [await world.phone(code) for code in ("PGD", "GD", "MAI")]
    await is_away(world, "PGD", date(2025, 10, 29), date(2025, 10, 31), "GD")
    await world.until("2025-10-17 09:00")
    await answer_all(lan, minh)
    await answer(tam, "NV-1")
    await world.until("2025-10-28 09:00")
    read(deputy, director, office)
    await world.until("2025-10-29 09:00")
    director.shows(("Kính báo cáo đồng chí Giám đốc Sở", "• Phòng Thương mại", "cho ý kiến"))
    deputy.shows()
    office.shows()


async def test_who_stands_in_for_a_head_confirms_for_the_unit(world: World) -> None:
    await confirming(world)
    hai, lan, minh = [await world.phone(code) for code in ("HAI", "LAN", "MINH")]
    await is_away(world, "HAI", date(2025, 10, 17), date(2025, 10, 17), "MINH")
    await world.until("2025-10-17 09:00")
    await answer(lan, "NV-1", "NV-2")
    read(hai, minh)
    await answer(minh, "NV-3")
    hai.shows()
    assert "đã có đủ báo cáo" in minh.messages[-1].text
    await minh.taps("Chốt báo cáo đơn vị: Phòng Thương mại")
    await minh.taps("Chốt báo cáo đơn vị")
    assert "Đã chốt báo cáo tháng 10/2025 của Phòng Thương mại" in minh.messages[-1].text

"""Nobody is retired by accident: a second question, nobody ends first of all, and a way back."""

from typing import Any

import pytest

from storage.people import officials
from storage.plans import import_changes
from tests.department import OFFICIALS
from tests.documents.annex_files import sheet
from tests.flows.imports.test_imports import (
    HEADING,
    ROSTER,
    ROWS,
    annex,
    roster,
    sends,
    tasks,
    written,
)
from tests.flows.world import Phone, World


def two_rows() -> bytes:
    """A roster of two: whoever sends it, and one more."""
    kept = [line for line in OFFICIALS if line.code in ("MAI", "LAN")]
    rows = [
        (e.code, e.name, e.unit_code, e.position, e.role, "x" if e.focal else "", e.phone)
        for e in kept
    ]
    return written(sheet(ROSTER, *rows))


async def shown(world: World, mai: Phone, name: str, content: bytes, command: str) -> None:
    await mai.writes(command)
    await sends(world, mai, name, content)
    mai.seen = len(mai.messages)


async def serving(world: World) -> set[str]:
    async with world.db.read() as tx:
        return {each.code for each in (await officials.roster(tx)).officials}


EVERYBODY = {line.code for line in OFFICIALS}


async def test_a_roster_of_two_rows_asks_a_second_time_and_names_all(editing_world: World) -> None:
    world = editing_world
    mai = await world.phone("MAI")
    await shown(world, mai, "hai-dong.xlsx", two_rows(), "/nhapdanhsach")
    await mai.taps("Xác nhận")
    mai.shows(
        (
            "sẽ kết thúc 7 trong 9 cán bộ",
            "Nguyễn Giám Đốc, Giám đốc, Lãnh đạo Sở",
            "Hà Trưởng, trưởng đơn vị, Phòng Thương mại",
            "Võ Văn Minh (Phòng Thương mại)",
            "trong tệp kèm theo",
        )
    )
    assert mai.messages[-1].file[0] == "Danh sách sẽ kết thúc.xlsx"
    assert await serving(world) == EVERYBODY
    await mai.taps("Chỉ thêm và sửa, không kết thúc ai")
    mai.shows("Đã nhập danh sách cán bộ, 0 thay đổi")
    assert await serving(world) == EVERYBODY


async def test_what_comes_of_a_single_leaver_is_told_with_the_preview(world: World) -> None:
    mai, _ = await world.phone("MAI"), await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    await shown(world, mai, "danh-sach.xlsx", roster(without="MINH"), "/nhapdanhsach")
    told = mai.messages[-1].text
    assert "không còn trong danh sách: 1" in told
    assert "1 việc đang chờ báo cáo đổi người" in told
    assert "Ngắt 1 kênh liên lạc" in told
    await shown(world, mai, "danh-sach.xlsx", roster(), "/nhapdanhsach")
    assert "đổi người" not in mai.messages[-1].text


async def test_a_mere_yes_ends_nobody_and_words_do(world: World) -> None:
    mai = await world.phone("MAI")
    await shown(world, mai, "hai-dong.xlsx", two_rows(), "/nhapdanhsach")
    await mai.writes("ĐÚNG")
    mai.shows("sẽ kết thúc 7 trong 9 cán bộ")
    await mai.writes("đúng")
    mai.shows("sẽ kết thúc 7 trong 9 cán bộ")
    await mai.writes("chỉ thêm và sửa")
    mai.shows("Đã nhập danh sách cán bộ, 0 thay đổi")
    assert await serving(world) == EVERYBODY
    await shown(world, mai, "hai-dong.xlsx", two_rows(), "/nhapdanhsach")
    await mai.writes("ĐÚNG")
    await mai.writes("kết thúc 7")
    assert await serving(world) == {"MAI", "LAN"}


async def test_what_was_ended_comes_back_with_chats_and_duties(world_on_both: World) -> None:
    world = world_on_both
    mai, minh = await world.phone("MAI"), await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    await shown(world, mai, "hai-dong.xlsx", two_rows(), "/nhapdanhsach")
    await mai.taps("Xác nhận")
    mai.seen = len(mai.messages) - 1
    mai.shows(("2 việc đang chờ báo cáo đổi người", "Ngắt 1 kênh liên lạc"))
    await mai.taps("Kết thúc 7 mục và nhập")
    assert await serving(world) == {"MAI", "LAN"}
    minh.seen = len(minh.messages)
    await minh.writes("/nhiemvu")
    assert "NV-3" not in minh.messages[-1].text
    mai.seen = len(mai.messages)
    await mai.taps("Hoàn tác lần nhập này")
    mai.shows(("sẽ trả lại như trước", "7 cán bộ"))
    assert await serving(world) == {"MAI", "LAN"}
    await mai.taps("Hoàn tác")
    mai.shows(("Đã hoàn tác", "7 cán bộ"))
    assert await serving(world) == EVERYBODY
    minh.seen = len(minh.messages)
    await minh.writes("/nhiemvu")
    minh.shows("NV-3")
    await mai.taps("Hoàn tác lần nhập này")
    mai.seen = len(mai.messages) - 1
    mai.shows("đã được hoàn tác")


async def test_what_came_later_stays_and_is_told(world: World) -> None:
    mai = await world.phone("MAI")
    line = ("MOI", "Ngô Văn Mới", "P_TM", "Chuyên viên", "cong_chuc", "", "0912345678")
    rows = [
        (e.code, e.name, e.unit_code, e.position, e.role, "x" if e.focal else "", e.phone)
        for e in OFFICIALS
        if e.code not in ("MINH", "DEP")
    ]
    await shown(world, mai, "moi.xlsx", written(sheet(ROSTER, *rows, line)), "/nhapdanhsach")
    await mai.taps("Xác nhận")
    mai.shows("Đã nhập danh sách cán bộ, 3 thay đổi")
    await world.phone("MOI")
    await mai.taps("Hoàn tác lần nhập này")
    mai.seen = len(mai.messages) - 1
    mai.shows(("2 cán bộ", "Ngô Văn Mới: đã kết nối với Hệ thống"))
    await mai.taps("Hoàn tác")
    assert await serving(world) == {*EVERYBODY, "MOI"}


async def test_after_seven_days_there_is_no_way_back(world: World) -> None:
    mai = await world.phone("MAI")
    await shown(world, mai, "danh-sach.xlsx", roster(without="MINH"), "/nhapdanhsach")
    await mai.taps("Xác nhận")
    button = mai.button("Hoàn tác lần nhập này")
    await world.pass_time(days=7, hours=1)
    mai.seen = len(mai.messages)
    await mai.presses(button)
    mai.shows("đã quá 7 ngày")
    async with world.db.begin() as tx:
        assert await import_changes.prune(tx, world.clock()) == 1
        assert await import_changes.prune(tx, world.clock()) == 0


async def test_a_plan_comes_back_as_it_was(world_on_both: World) -> None:
    world = world_on_both
    mai = await world.phone("MAI")
    before = await tasks(world)
    await shown(world, mai, "phu-luc.docx", annex(*ROWS), "/nhapkehoach")
    await mai.taps("Xác nhận")
    assert set(await tasks(world)) == {"NV-1", "NV-7"}
    await mai.writes("/nhapkehoach")
    await mai.taps("Hoàn tác phu-luc.docx")
    mai.seen = len(mai.messages) - 1
    mai.shows(("sẽ trả lại như trước", "4 nhiệm vụ"))
    await mai.taps("Hoàn tác")
    assert await tasks(world) == before


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_nobody_else_takes_an_import_back(world: World) -> None:
    mai, hai = await world.phone("MAI"), await world.phone("HAI")
    await shown(world, mai, "danh-sach.xlsx", roster(without="MINH"), "/nhapdanhsach")
    await mai.taps("Xác nhận")
    hai.seen = len(hai.messages)
    await hai.presses(mai.button("Hoàn tác lần nhập này"))
    hai.shows("chưa được phân quyền")
    assert "MINH" not in await serving(world)


def many(count: int) -> Any:
    return [
        (f"V-{at}", f"Việc {at}", "Phòng Thương mại", "", "Hằng tháng", "") for at in range(count)
    ]


async def test_a_plan_that_ends_many_tasks_asks_a_second_time(world: World) -> None:
    mai = await world.phone("MAI")
    await shown(world, mai, "nhieu.xlsx", written(sheet(HEADING, *many(6))), "/nhapkehoach")
    await mai.taps("Xác nhận")
    mai.seen = len(mai.messages)
    await shown(world, mai, "it.docx", annex(*ROWS), "/nhapkehoach")
    await mai.taps("Xác nhận")
    mai.shows(("sẽ kết thúc 6 trong 6 nhiệm vụ", "V-5 Việc 5"))
    await mai.taps("Chỉ thêm và sửa, không kết thúc nhiệm vụ nào")
    assert len(await tasks(world)) == 8

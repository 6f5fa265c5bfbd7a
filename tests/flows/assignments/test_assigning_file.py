"""Assigning by workbook: fetched, filled in, sent back, looked at, confirmed; everybody is told."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.documents.annex_files import sheet
from tests.flows.assignments.test_assigning import owner_of, read
from tests.flows.imports.test_imports import actions, preview, sends, written
from tests.flows.world import World

HEADING = ("Mã nhiệm vụ", "Đơn vị", "Người thực hiện")
LAN, MINH, TAM = 7, 8, 9


def table(*rows: tuple[str, str, str]) -> bytes:
    return written(sheet(HEADING, *rows))


async def test_a_head_fetches_the_workbook_fills_it_in_and_sends_it_back(
    editing_world: World,
) -> None:
    world = editing_world
    hai, lan, minh = [await world.phone(code) for code in ("HAI", "LAN", "MINH")]
    await world.until("2025-10-17 08:31")
    read(hai, lan, minh)
    await hai.writes("/phancong")
    await hai.taps("Tải bảng phân công")
    hai.shows("3 nhiệm vụ", "Bảng phân công nhiệm vụ")
    name, content = hai.messages[-1].file
    assert name == "Bảng phân công nhiệm vụ.xlsx"
    book: Any = load_workbook(io.BytesIO(content))
    page, lists = book.worksheets
    assert {row[2].value for row in page.iter_rows(min_row=4)} == {"P_TM"}
    offered = [cell.value for cell in lists["A"]]
    assert "MINH · Võ Văn Minh" in offered
    for row in page.iter_rows(min_row=4):
        if row[0].value in ("NV-1", "NV-2"):
            row[4].value = "MINH · Võ Văn Minh"
    await sends(world, hai, "phan-cong.xlsx", written(book))
    hai.shows(
        "đang đọc tệp phan-cong.xlsx",
        ("Đọc được 3 dòng", "0 dòng lỗi", "thay đổi: 2", "NV-1 (P_TM): Phạm Thị Lan → Võ Văn Minh"),
    )
    assert preview(hai).sheetnames[0] == "Phân công nhiệm vụ"
    assert await owner_of(world, "NV-1", 3) == LAN
    await hai.taps("Xác nhận")
    hai.shows("Đã phân công, 2 thay đổi")
    assert await owner_of(world, "NV-1", 3) == MINH
    lan.shows(("các nhiệm vụ sau nay do đồng chí khác thực hiện", "NV-1", "NV-2"))
    minh.shows(("Hà Trưởng phân công đồng chí thực hiện 2 nhiệm vụ", "NV-1", "NV-2"))
    await minh.taps("Danh sách nhiệm vụ")
    assert "Đồng chí có 3 nhiệm vụ" in minh.messages[-1].text
    assert "import.assignments" in await actions(world)
    await hai.taps("Xác nhận")
    hai.shows("không còn chờ xác nhận")


async def test_a_head_assigns_nothing_of_another_unit(world: World) -> None:
    hai = await world.phone("HAI")
    await world.until("2025-10-17 08:31")
    read(hai)
    await hai.writes("/nhapphancong")
    content = table(("NV-1", "P_CN", "TAM"), ("NV-1", "P_TM", "TAM"), ("NV-1", "P_TM", "Minh Nào"))
    await sends(world, hai, "phan-cong.xlsx", content)
    hai.shows(
        "gửi tệp phân công",
        "đang đọc",
        (
            "Chưa đọc được nội dung nào",
            "Đơn vị P_CN không thuộc phạm vi",
            "Cán bộ TAM không thuộc đơn vị P_TM",
            "Không có cán bộ mã Minh Nào",
        ),
    )


async def test_the_office_assigns_in_all_units_by_words_alone(world: World) -> None:
    office, tam = await world.phone("MAI"), await world.phone("TAM")
    await world.until("2025-10-17 08:31")
    read(office, tam)
    await sends(world, office, "phan-cong.xlsx", table(("NV-3", "P_TM", "Phạm Thị Lan")))
    office.shows("cho biết đây là tệp gì")
    await office.taps("Bảng phân công nhiệm vụ")
    office.shows("đang đọc", ("thay đổi: 1", "NV-3 (P_TM): Võ Văn Minh → Phạm Thị Lan"))
    await office.writes("đúng")
    office.shows("Đã phân công, 1 thay đổi")
    assert await owner_of(world, "NV-3", 3) == LAN


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_nobody_else_may_and_rights_are_asked_again_at_the_press(world: World) -> None:
    lan, hai = await world.phone("LAN"), await world.phone("HAI")
    await lan.writes("/nhapphancong")
    lan.shows("chưa được phân quyền")
    await hai.writes("/phancong")
    form = hai.button("Tải bảng phân công")
    await lan.presses(form)
    lan.shows("chưa được phân quyền")
    await hai.writes("/nhapphancong")
    await sends(world, hai, "phan-cong.xlsx", table(("NV-3", "P_TM", "LAN")))
    await lan.presses(hai.button("Xác nhận"))
    lan.shows("chưa được phân quyền")
    async with world.db.begin() as tx:
        await tx.exec_driver_sql("UPDATE positions SET role = 'official' WHERE official_id = 5")
    read(hai)
    await hai.taps("Xác nhận")
    hai.shows("chưa được phân quyền")


async def test_who_answers_already_is_not_told_again(world: World) -> None:
    hai, lan = await world.phone("HAI"), await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    read(hai, lan)
    await hai.writes("/nhapphancong")
    await sends(world, hai, "phan-cong.xlsx", table(("NV-1", "P_TM", "LAN"), ("NV-3", "P_TM", "")))
    assert "Đọc được 1 dòng, 1 dòng để trống" in hai.messages[-1].text
    assert "thay đổi: 0" in hai.messages[-1].text
    await hai.taps("Xác nhận")
    assert "Đã phân công, 0 thay đổi" in hai.messages[-1].text
    lan.shows()


async def test_a_head_takes_an_assignment_by_file_back(editing_world: World) -> None:
    world = editing_world
    hai, lan, minh = [await world.phone(code) for code in ("HAI", "LAN", "MINH")]
    await world.until("2025-10-17 08:31")
    await hai.writes("/nhapphancong")
    await sends(
        world, hai, "phan-cong.xlsx", table(("NV-1", "P_TM", "MINH"), ("NV-2", "P_TM", "MINH"))
    )
    await hai.taps("Xác nhận")
    assert await owner_of(world, "NV-1", 3) == MINH
    await minh.writes("/nhiemvu")
    await minh.taps("NV-2")
    await minh.taps("Đang thực hiện")
    read(hai, lan, minh)
    await hai.taps("Hoàn tác lần nhập này")
    hai.shows(
        ("sẽ trả lại như trước", "2 phân công", "Không hoàn tác được", "NV-2", "đã có báo cáo")
    )
    assert await owner_of(world, "NV-1", 3) == MINH
    await hai.taps("Hoàn tác")
    hai.shows("Đã hoàn tác lần nhập phan-cong.xlsx")
    assert await owner_of(world, "NV-1", 3) == LAN
    assert await owner_of(world, "NV-2", 3) == MINH
    assert "import.undone" in await actions(world)
    await hai.taps("Hoàn tác")
    hai.shows("đã được hoàn tác")

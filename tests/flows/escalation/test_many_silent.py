"""So much is unanswered that nobody could read a list of codes on a phone."""

import re
from dataclasses import replace
from io import BytesIO

from openpyxl import load_workbook

from domain.imports.rows import OfficialLine, UnitLine
from storage.people import officials, units
from storage.plans import plans
from storage.plans.plans import Source
from tests import department
from tests.flows.world import Phone, World

LONG = "Tham mưu xây dựng, trình ban hành kế hoạch kiểm tra công tác cải cách hành chính năm 2026"
SHORTEST_LIMIT = 2000  # of a message on the messenger that takes least
TASKS = 12
UNITS = 12


async def busy(world: World) -> None:
    """Twelve more divisions with heads, and twelve long tasks that every division leads."""
    more = [UnitLine(f"P{n}", f"Phòng Quản lý năng lượng số {n}", "", "phong", "LD") for n in _n()]
    heads = [
        OfficialLine(
            f"H{n}", f"Vũ Trưởng {n}", f"+8450001{n:04}", f"P{n}", "truong_phong", "Trưởng", False
        )
        for n in _n()
    ]
    monthly = department.TASKS[0]
    leads = ("P_TM", "P_CN", *(each.code for each in more))
    tasks = [
        replace(monthly, code=f"DA-{n}", title=LONG, lead_codes=leads, coordinating_codes=())
        for n in range(1, TASKS + 1)
    ]
    async with world.db.begin() as tx:
        now = world.clock()
        await units.save(tx, (*department.UNITS, *more), now)
        await officials.save(tx, (*department.OFFICIALS, *heads), now)
        await plans.save(
            tx,
            root_unit_id=1,
            lines=(*department.TASKS, *tasks),
            source=Source("many", "many"),
            now=now,
        )


def _n() -> range:
    return range(1, UNITS + 1)


def reads_well(phone: Phone, *parts: str) -> None:
    """One message, short enough for any messenger, with titles and never a chain of codes."""
    phone.shows(parts)
    text = phone.messages[-1].text
    assert len(text) <= SHORTEST_LIMIT
    assert not re.search(r"DA-\d+, DA-\d+", text)
    assert re.search(r"trình ban hành kế hoạch( \w+)*… ?", text)  # cut at a whole word


async def test_the_head_the_office_and_the_leader_read_how_many_and_the_worst_five(
    world: World,
) -> None:
    await busy(world)
    hai, office, deputy = [await world.phone(code) for code in ("HAI", "MAI", "PGD")]
    for code in ("LAN", "MINH"):
        await world.phone(code)
    await world.until("2025-10-27 08:29")
    for phone in (hai, office, deputy):
        phone.seen = len(phone.messages)
    await world.until("2025-10-27 08:31")
    reads_well(
        hai,
        "của Phòng Thương mại đối với 15 nhiệm vụ",
        "• Phạm Thị Lan: 14 nhiệm vụ",
        "• Võ Văn Minh: 1 nhiệm vụ",
        "5 nhiệm vụ cần quan tâm trước:",
    )
    office.seen = len(office.messages)
    await world.until("2025-10-28 08:31")
    office.shows(("của 14 phòng, đơn vị chưa có báo cáo", "• Phòng Thương mại: 15 nhiệm vụ"))
    assert len(office.messages[-1].text) <= SHORTEST_LIMIT
    await world.until("2025-10-29 08:31")
    reads_well(
        deputy,
        "Kính báo cáo đồng chí Phó Giám đốc",
        "• Phòng Thương mại: 15 nhiệm vụ (đồng chí Hà Trưởng phụ trách)",
        "đơn vị khác:",
        "5 nhiệm vụ cần quan tâm trước:",
        "Hiện không có khó khăn, vướng mắc hoặc đề nghị gia hạn chờ đồng chí quyết định",
    )
    assert "Phạm Thị Lan" not in deputy.messages[-1].text


async def test_one_tap_shows_the_whole_list_and_whoever_may_answers_from_it(world: World) -> None:
    await busy(world)
    hai, lan, deputy = [await world.phone(code) for code in ("HAI", "LAN", "PGD")]
    await world.until("2025-10-27 08:31")
    hai.seen = len(hai.messages)
    await hai.taps("Xem đủ danh sách (15)")
    hai.shows(
        ("1–10 trong 15 nhiệm vụ", "10. ", "– Phạm Thị Lan", "Võ Văn Minh (chưa liên hệ được)")
    )
    assert len(hai.messages[-1].text) <= SHORTEST_LIMIT
    await hai.taps("Xem tiếp (5)")
    hai.shows(("11–15 trong 15 nhiệm vụ", "DA-9"))
    await hai.taps("Trang trước")
    hai.shows("1–10 trong 15 nhiệm vụ")
    lan.seen = len(lan.messages)
    await hai.taps("NV-2")
    await hai.taps("Đang thực hiện")
    hai.shows("chọn kết quả thực hiện", "đồng chí trả lời thay Phạm Thị Lan")
    lan.shows("Đồng chí Hà Trưởng đã trả lời thay")
    await world.until("2025-10-29 08:31")
    deputy.seen = len(deputy.messages)
    await deputy.taps("Xem đủ danh sách")
    deputy.shows(("1–10 trong", "• DA-1 "))
    assert "trả lời thay" not in deputy.messages[-1].text


async def test_the_whole_list_can_be_had_as_a_file(editing_world: World) -> None:
    world = editing_world
    await busy(world)
    hai, _ = await world.phone("HAI"), await world.phone("LAN")
    await world.until("2025-10-27 08:31")
    await hai.taps("Xem đủ danh sách (15)")
    await hai.taps("Tải danh sách (Excel)")
    name, content = hai.messages[-1].file
    assert name == "Chưa có báo cáo 2025-10.xlsx"
    heading, *lines = load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    assert heading[:3] == ("Đơn vị", "Mã", "Nhiệm vụ")
    assert len(lines) == 15
    assert {line[0] for line in lines} == {"Phòng Thương mại"}
    told = {line[3]: line[4] for line in lines}
    assert told == {"Phạm Thị Lan": "chưa trả lời", "Võ Văn Minh": "chưa liên hệ được"}
    assert [line[2] for line in lines if line[1] == "DA-1"] == [LONG], "titles are whole"

"""An official with 152 tasks, a department of 300 units: no message is too long to read."""

from dataclasses import replace

from domain.imports.rows import UnitLine
from storage.people import units
from storage.plans import plans
from storage.plans.plans import Source
from tests import department
from tests.flows.world import Phone, World

TASKS, UNITS = 150, 300


async def much_to_do(world: World) -> None:
    """150 more tasks of the division whose only official is LAN beside MINH; 300 more units."""
    monthly = department.TASKS[0]
    tasks = [replace(monthly, code=f"DA-{n:03}", title=f"Việc {n}") for n in range(1, TASKS + 1)]
    more = [UnitLine(f"D{n}", f"Phòng số {n}", "", "phong", "LD") for n in range(1, UNITS + 1)]
    async with world.db.begin() as tx:
        await units.save(tx, (*department.UNITS, *more), world.clock())
        lines = (*department.TASKS, *tasks)
        await plans.save(
            tx,
            root_unit_id=1,
            lines=lines,
            source=Source("many", "many"),
            now=world.clock(),
        )


def buttons(phone: Phone) -> list[str]:
    return [each.label for each in phone.messages[-1].buttons]


async def test_152_tasks_are_thirty_at_a_time_and_all_can_be_reached(world: World) -> None:
    await much_to_do(world)
    lan = await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    lan.shows(("152 nhiệm vụ", "30. DA-030", "và 122 nhiệm vụ nữa", "tìm"))
    assert "DA-031" not in lan.messages[-1].text
    await lan.taps("Xem tiếp (122)")
    lan.shows(("tiếp theo (122 trong 152)", "1. DA-031", "30. DA-060", "và 92 nhiệm vụ nữa"))
    await lan.taps("DA-060")
    await lan.taps("Đã hoàn thành")
    assert "và 121 nhiệm vụ nữa" in lan.messages[-1].text
    await lan.writes("/nhiemvu")
    assert "(từ số 1 đến số 30" in lan.messages[-1].text
    seen = 30
    while any("Xem tiếp" in each for each in buttons(lan)):
        await lan.taps("Xem tiếp")
        seen += lan.messages[-1].text.count("NV-") + lan.messages[-1].text.count("DA-")
    assert seen == 152
    lan.seen = len(lan.messages)
    await lan.writes("tìm Việc 149")
    lan.shows("DA-149")


async def test_the_office_chooses_among_300_units_by_page_and_by_name(world: World) -> None:
    await much_to_do(world)
    office = await world.phone("CVP")
    await office.writes("/quantriet")
    await office.taps("Soạn nội dung mới")
    await office.writes("Thực hiện nghiêm giờ làm việc")
    office.seen = len(office.messages)
    await office.taps("Xem tiếp (284)")
    office.shows("Gõ «tìm»")
    await office.writes("tìm phòng số 299")
    await office.taps("Phòng số 299")
    office.shows("Gửi tới", ("Gửi tới", "Đã chọn: Phòng số 299"))


async def test_a_stranger_finds_his_unit_page_by_page(world: World) -> None:
    await much_to_do(world)
    newcomer = world.stranger("new")
    await newcomer.writes("/start")
    for _ in range(15):
        await newcomer.taps("Xem tiếp")
    await newcomer.taps("Phòng số 300")
    assert "họ và tên" in newcomer.messages[-1].text.casefold()

"""The Office and the heads give tasks to people; both people are told, and the new one is asked."""

from dataclasses import replace

import pytest

from domain.messaging.buttons import ButtonAction
from storage.people import officials, open_items, units
from storage.plans import plans
from storage.plans.plans import Source
from storage.reports import duties
from tests.department import OFFICIALS, TASKS
from tests.flows.world import Phone, World


def read(*phones: Phone) -> None:
    """Whatever has come so far is of no interest to the story."""
    for phone in phones:
        phone.seen = len(phone.messages)


async def owner_of(world: World, code: str, unit_id: int) -> int | None:
    async with world.db.read() as tx:
        duty = await duties.find_open_period(tx, code, unit_id)
        assert duty is not None
        return duty.owner_id


async def test_the_head_gives_a_task_to_somebody_else_in_the_unit(world: World) -> None:
    hai, lan, minh = await world.phone("HAI"), await world.phone("LAN"), await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    read(hai, lan, minh)
    await hai.writes("/phancong")
    hai.shows(("3 nhiệm vụ", "NV-1", "Phạm Thị Lan", "NV-3", "Võ Văn Minh"))
    await hai.taps("NV-2")
    hai.shows(("NV-2", "người thực hiện hiện nay: Phạm Thị Lan"))
    await hai.taps("Võ Văn Minh")
    hai.shows(("Đã phân công NV-2", "đồng chí Võ Văn Minh", "báo cho: Võ Văn Minh, Phạm Thị Lan"))
    lan.shows(("NV-2", "nay do đồng chí Võ Văn Minh thực hiện", "không phải báo cáo"))
    minh.shows(("Hà Trưởng phân công đồng chí", "NV-2", "chậm nhất 17:00 thứ Sáu, 24/10/2025"))
    await minh.taps("Đang thực hiện")
    minh.shows("Đã ghi nhận: NV-2 – Đang thực hiện")

    await world.until("2025-10-22 08:31")
    lan.shows(("còn 1 nhiệm vụ", "NV-1"))
    minh.shows(("còn 1 nhiệm vụ", "NV-3"))
    async with world.db.read() as tx:
        assert 8 in (await plans.assigned(tx)).values()


async def headless(world: World) -> None:
    """Phòng Công nghiệp has one official, no head and no focal point."""
    people = [replace(each, role="cong_chuc") if each.code == "TAM" else each for each in OFFICIALS]
    async with world.db.begin() as tx:
        await officials.save(tx, people, world.clock())


async def test_a_duty_of_nobody_is_an_item_of_the_office_until_it_is_assigned(
    world_on_both: World,
) -> None:
    world = world_on_both
    office, tam = await world.phone("MAI"), await world.phone("TAM")
    await headless(world)
    await world.until("2025-10-17 08:31")
    async with world.db.read() as tx:
        assert [item.kind for item in await open_items.all_open(tx)] == ["no_owner"]
    read(office, tam)
    await office.writes("/phancong")
    office.shows(("4 nhiệm vụ, trong đó 1 nhiệm vụ chưa có người thực hiện", "1. NV-1"))
    assert "(Phòng Công nghiệp) – chưa có người thực hiện" in office.messages[-1].text
    await office.writes("1")
    office.shows("người thực hiện hiện nay: chưa có")
    await office.writes("1")
    office.shows(("Đã phân công NV-1 (Phòng Công nghiệp)", "báo cho: Trịnh Minh Tâm"))
    tam.shows(("Mai Đầu Mối phân công đồng chí", "NV-1"))
    async with world.db.read() as tx:
        assert await open_items.all_open(tx) == []
    await world.until("2025-10-22 08:31")
    tam.shows("còn 1 nhiệm vụ")


async def test_the_duties_of_somebody_who_leaves_become_items_of_the_office(world: World) -> None:
    hai, minh = await world.phone("HAI"), await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    rest = [each for each in OFFICIALS if each.code != "LAN"]
    async with world.db.begin() as tx:
        await officials.save(tx, rest, world.clock())
    for _ in range(2):
        await world.service.keep_house()
    assert await open_tasks(world) == ["NV-1", "NV-2"]
    await hai.writes("/phancong")
    await hai.taps("NV-2")
    await hai.taps("Võ Văn Minh")
    assert await open_tasks(world) == ["NV-1"]
    read(minh)
    async with world.db.begin() as tx:
        await officials.save(tx, [*rest, OFFICIALS[6]], world.clock())
    await world.service.keep_house()
    assert await open_tasks(world) == []
    async with world.db.begin() as tx:
        await officials.save(tx, rest, world.clock())
    await world.service.keep_house()
    assert await open_tasks(world) == ["NV-1"]


async def open_tasks(world: World) -> list[str]:
    async with world.db.read() as tx:
        return [item.facts["task"] for item in await open_items.all_open(tx)]


async def test_before_the_period_the_next_owner_is_chosen(world: World) -> None:
    hai, lan, minh = await world.phone("HAI"), await world.phone("LAN"), await world.phone("MINH")
    await world.until("2025-10-06 09:00")
    await hai.writes("/phancong")
    await hai.taps("NV-1")
    await hai.taps("Võ Văn Minh")
    hai.shows("Phân công nhiệm vụ", "Đề nghị đồng chí chọn người", "Đã phân công NV-1")
    minh.shows("khi kỳ báo cáo mở")
    lan.shows("nay do đồng chí Võ Văn Minh thực hiện")
    await world.until("2025-10-17 08:31")
    minh.shows(("NV-1", "NV-3"))
    lan.shows(("1 nhiệm vụ", "NV-2"))


async def test_in_the_evening_nobody_else_hears_of_it_until_the_morning(world: World) -> None:
    hai, lan, minh = await world.phone("HAI"), await world.phone("LAN"), await world.phone("MINH")
    await world.until("2025-10-17 20:00")
    read(hai, lan, minh)
    await hai.writes("/phancong")
    await hai.taps("NV-2")
    await hai.taps("Võ Văn Minh")
    minh.shows()
    await hai.presses(hai.button("Phạm Thị Lan"))
    await world.is_down_until("2025-10-20 08:00")
    lan.shows()
    minh.shows()
    assert await owner_of(world, "NV-2", 3) == 7


async def test_whoever_takes_a_task_himself_is_asked_at_once(world: World) -> None:
    hai, lan = await world.phone("HAI"), await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    read(hai, lan)
    await hai.writes("/phancong")
    await hai.taps("NV-2")
    await hai.taps("Hà Trưởng")
    hai.shows(
        "Phân công nhiệm vụ",
        "Đề nghị đồng chí chọn người",
        ("Đã phân công NV-2", "báo cho: Phạm Thị Lan"),
        ("NV-2", "chọn kết quả thực hiện"),
    )
    lan.shows("nay do đồng chí Hà Trưởng thực hiện")


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_a_head_assigns_only_what_is_of_the_unit_and_only_to_its_people(
    world: World,
) -> None:
    hai, tam, lan = await world.phone("HAI"), await world.phone("TAM"), await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    read(hai, tam, lan)
    await lan.writes("/phancong")
    lan.shows("chưa được phân quyền")
    await hai.writes("/phancong")
    await hai.taps("NV-2")
    tap = ButtonAction.parse(hai.button("Phạm Thị Lan"))
    assert tap is not None
    await tam.presses(str(tap))
    tam.shows("chưa được phân quyền")
    read(hai)
    await hai.presses(str(ButtonAction("give", tap.id, 9)))
    hai.shows("không còn thuộc đơn vị này", "Đề nghị đồng chí chọn người")
    assert await owner_of(world, "NV-2", 3) == 7


async def test_what_was_answered_meanwhile_stays_with_its_owner(world: World) -> None:
    hai, lan = await world.phone("HAI"), await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    await hai.writes("/phancong")
    await hai.taps("NV-2")
    await lan.taps("NV-2")
    await lan.taps("Đã hoàn thành")
    read(hai, lan)
    await hai.taps("Võ Văn Minh")
    hai.shows("đã có báo cáo")
    lan.shows()


async def test_a_long_list_comes_ten_at_a_time(world: World) -> None:
    lines = [replace(TASKS[1], code=f"NV-{number:02}") for number in range(11, 34)]
    async with world.db.begin() as tx:
        root = (await units.tree(tx)).by_code["LD"]
        plan = {"source": Source("test", "")}
        await plans.save(tx, root_unit_id=root.id, lines=lines, now=world.clock(), **plan)
    hai = await world.phone("HAI")
    await hai.writes("/phancong")
    hai.shows(("23 nhiệm vụ", "10. NV-20"))
    await hai.taps("Xem tiếp (13)")
    hai.shows("1. NV-21")
    await hai.taps("Xem tiếp (3)")
    hai.shows("3. NV-33")

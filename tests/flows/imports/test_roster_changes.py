"""A new roster in the middle of a period: people move, the work stays, history is kept."""

from dataclasses import replace
from pathlib import Path

from domain.imports.rows import OfficialLine, TaskLine
from nhacviec.onboarding.importing import import_assignments
from storage.people import officials, open_items, units
from storage.plans import plans, roster_import
from storage.plans.plans import Source
from storage.reports import duties
from tests.department import OFFICIALS, TASKS
from tests.documents.annex_files import sheet
from tests.flows.world import World


async def renew(world: World, *changed: OfficialLine, without: tuple[str, ...] = ()) -> None:
    new = {line.code: line for line in changed}
    lines = [new.get(line.code, line) for line in OFFICIALS if line.code not in without]
    async with world.db.begin() as tx:
        await roster_import.save(tx, (), lines, world.clock())


def line(code: str) -> OfficialLine:
    return next(each for each in OFFICIALS if each.code == code)


async def owners(world: World, unit: str) -> dict[str, str]:
    """Who owes what in a unit now."""
    owned = {}
    async with world.db.read() as tx:
        roster = await officials.roster(tx)
        unit_id = (await units.tree(tx)).by_code[unit].id
        for task in TASKS:
            duty = await duties.find_open_period(tx, task.code, unit_id)
            owner = roster.get(duty.owner_id) if duty else None
            if duty:
                owned[task.code] = owner.code if owner else ""
    return owned


async def test_what_somebody_who_moves_still_owes_stays_with_the_unit(world: World) -> None:
    minh = await world.phone("MINH")
    lan = await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    assert (await owners(world, "P_TM"))["NV-3"] == "MINH"
    await renew(world, replace(line("MINH"), unit_code="P_CN"))
    assert (await owners(world, "P_TM"))["NV-3"] == "LAN"
    minh.seen, lan.seen = len(minh.messages), len(lan.messages)
    await minh.writes("/nhiemvu")
    minh.shows("không có nhiệm vụ")
    await lan.writes("/nhiemvu")
    lan.shows("NV-3")


async def test_an_answer_given_before_the_move_stays_as_it_was(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    await minh.taps("Đã hoàn thành")
    await renew(world, replace(line("MINH"), unit_code="P_CN"))
    assert (await owners(world, "P_TM"))["NV-3"] == "MINH"


async def test_work_that_nobody_can_take_over_is_an_open_item(world: World) -> None:
    await world.until("2025-10-17 08:31")
    assert (await owners(world, "P_CN"))["NV-1"] == "TAM"
    await renew(world, without=("TAM",))
    assert (await owners(world, "P_CN"))["NV-1"] == ""
    async with world.db.read() as tx:
        told = [item for item in await open_items.all_open(tx) if item.kind == "no_owner"]
    assert [item.facts["task"] for item in told] == ["NV-1"]
    await renew(world)
    assert (await owners(world, "P_CN"))["NV-1"] == "TAM"
    async with world.db.read() as tx:
        assert [i for i in await open_items.all_open(tx) if i.kind == "no_owner"] == []


async def test_what_nobody_owes_goes_to_whom_it_is_given(world: World, tmp_path: Path) -> None:
    await world.until("2025-10-17 08:31")
    await renew(world, replace(line("DEP"), unit_code="P_CN"), without=("TAM",))
    file = tmp_path / "phan-cong.xlsx"
    heading = ("Mã nhiệm vụ", "Đơn vị", "Người được giao")
    sheet(heading, ("NV-1", "Phòng Công nghiệp", "Đặng Phó")).save(str(file))
    done = await import_assignments(world.db, file, world.clock(), skip_bad_rows=False)
    assert (done.changed, done.errors) == (1, ())
    assert (await owners(world, "P_CN"))["NV-1"] == "DEP"


async def test_posts_held_before_are_kept_as_history(world: World) -> None:
    await world.until("2025-10-17 08:31")
    await renew(world, replace(line("DEP"), unit_code="P_CN"))
    async with world.db.read() as tx:
        posts = await officials.posts_of(tx, "DEP")
    assert [(unit, ended) for unit, ended in posts] == [("P_TM", "2025-10-17"), ("P_CN", "")]


async def test_a_running_period_keeps_its_tasks_when_the_plan_changes(world: World) -> None:
    await world.until("2025-10-17 08:31")
    first, second, third = TASKS
    fresh: TaskLine = replace(third, code="NV-9", title="Việc mới")
    async with world.db.begin() as tx:
        root = await units.root(tx)
        await plans.save(
            tx,
            root_unit_id=root.id,
            lines=(replace(first, title="Tên mới"), second, fresh),
            source=Source("new.csv", ""),
            now=world.clock(),
        )
    assert set(await owners(world, "P_TM")) == {"NV-1", "NV-2", "NV-3"}
    async with world.db.read() as tx:
        duty = await duties.find_open_period(tx, "NV-1", 3)
    assert duty is not None
    assert duty.title == "Báo cáo hồ sơ đúng hạn"
    await world.until("2025-11-19 09:00")
    async with world.db.read() as tx:
        duty = await duties.find_open_period(tx, "NV-1", 3)
        fresh_duty = await duties.find_open_period(tx, "NV-9", 3)
    assert duty is not None
    assert duty.title == "Tên mới"
    assert fresh_duty is not None

"""Two departments in one installation: nobody sees or is told anything of the other."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.delivery import alerts
from bot.files.virus_scan import ScanResult
from bot.routes import ROUTES
from domain.imports.rows import AssignmentLine, TaskLine
from scheduler.monitoring.log_digest import tell_head
from storage.engine.database import Database
from storage.messaging import quarantine
from storage.people import officials, units
from storage.plans import plans, roster_import
from storage.plans.plans import Source
from storage.reports import duties
from tests import department
from tests.flows.absences.test_absences import is_away
from tests.flows.imports.test_imports import ROWS, annex, roster, sends
from tests.flows.world import Phone, World

MARK = "KHOLANH"  # in every name, code and title of the other department
NAMES = [each.name for each in (*department.UNITS[2:], *department.OFFICIALS)]
UNITS = tuple(
    replace(
        each,
        code=f"{each.code}_{MARK}",
        name=f"{each.name} {MARK}",
        parent_code=f"{each.parent_code}_{MARK}" if each.parent_code else None,
    )
    for each in department.UNITS
)
OFFICIALS = tuple(
    replace(
        each,
        code=f"{each.code}_{MARK}",
        name=f"{each.name} {MARK}",
        phone=each.phone.replace("+8450", "+8459"),
        unit_code=f"{each.unit_code}_{MARK}",
    )
    for each in department.OFFICIALS
)
TASKS = tuple(
    replace(
        each,
        code=f"{MARK}-{each.code}",
        title=f"{each.title} {MARK}",
        lead_codes=tuple(f"{unit}_{MARK}" for unit in each.lead_codes),
        coordinating_codes=tuple(f"{unit}_{MARK}" for unit in each.coordinating_codes),
    )
    for each in department.TASKS
)
GIVEN = tuple(
    AssignmentLine(
        f"{MARK}-{each.task_code}", f"{each.unit_code}_{MARK}", f"{each.official_code}_{MARK}"
    )
    for each in department.ASSIGNMENTS
)


async def found_another(db: Database, now: datetime) -> None:
    """A second department in the database of the first."""
    async with db.begin() as tx:
        await units.save(tx, (*department.UNITS, *UNITS), now)
        await officials.save(tx, (*department.OFFICIALS, *OFFICIALS), now)
        root = (await units.tree(tx)).by_code[f"LD_{MARK}"]
        await plans.save(tx, root_unit_id=root.id, lines=TASKS, source=Source("t", ""), now=now)
        await plans.save_assignments(tx, GIVEN, now)


@pytest.fixture
async def world(sqlite: Database, tmp_path: Path) -> World:
    world = await World.create(sqlite, tmp_path)
    await found_another(sqlite, world.clock())
    await world.service.keep_house()
    return world


async def phones(world: World) -> list[Phone]:
    """Of a leader, the Office, a head and an official, here and there."""
    people = [
        each
        for each in (*department.OFFICIALS, *OFFICIALS)
        if each.code.split("_")[0] in {"PGD", "MAI", "HAI", "LAN"}
    ]
    return [await world.phone(each.code) for each in people]


def foreign(phone: Phone) -> list[str]:
    """What this person was shown of the other department."""
    theirs = phone.address.endswith(MARK)
    said = [
        line
        for message in phone.messages
        for line in (*message.text.split("\n"), *(button.label for button in message.buttons))
    ]
    if theirs:
        return [line for line in said if any(each in line for each in NAMES) and MARK not in line]
    return [line for line in said if MARK in line]


async def test_a_month_and_every_command_show_only_the_own_department(world: World) -> None:
    everybody = await phones(world)
    await world.until("2025-10-29 08:31")
    for phone in everybody:
        for command in ROUTES.commands:
            await phone.writes(command)
    assert all(phone.messages for phone in everybody)
    leaks = {phone.address: foreign(phone)[:3] for phone in everybody if foreign(phone)}
    assert leaks == {}


async def offices(world: World) -> tuple[Phone, Phone]:
    """The phone of somebody of the Office here, and of the one of the other department."""
    return await world.phone("MAI"), await world.phone(f"MAI_{MARK}")


async def test_a_question_goes_to_the_office_of_the_own_department(world: World) -> None:
    here, there = await offices(world)
    lan, far_lan = await world.phone("LAN"), await world.phone(f"LAN_{MARK}")
    await world.until("2025-10-06 09:00")
    await far_lan.writes("mẫu báo cáo lấy ở đâu ạ?")
    there.shows("mẫu báo cáo lấy ở đâu")
    here.shows()
    await lan.writes("báo cáo này nộp ở đâu ạ?")
    here.shows("báo cáo này nộp ở đâu")
    there.shows()


async def test_what_may_be_secret_is_told_to_the_own_office(world: World) -> None:
    here, there = await offices(world)
    far_lan = await world.phone(f"LAN_{MARK}")
    await world.until("2025-10-06 09:00")
    await far_lan.writes("Gửi công văn độ MẬT về phương án")
    there.shows("dấu hiệu liên quan tài liệu mật")
    here.shows()


async def test_the_absence_of_a_head_is_told_to_the_own_office(world: World) -> None:
    here, there = await offices(world)
    await world.until("2025-10-06 09:00")
    await is_away(world, f"TAM_{MARK}", date(2025, 10, 6), date(2025, 10, 10))
    await world.service.settle()
    there.shows(f"Trịnh Minh Tâm {MARK}")
    here.shows()


async def test_an_alarm_about_somebody_rings_at_the_own_office(world: World) -> None:
    async def found(_path: Path) -> ScanResult:
        return ScanResult.INFECTED

    world.scan = found
    world.use(world.db)
    here, there = await offices(world)
    await world.until("2025-10-06 09:00")
    await there.writes("/nhapkehoach")
    await sends(world, there, "phu-luc.docx", annex(*ROWS))
    assert "bị cách ly" in there.messages[-1].text
    here.shows()


async def test_an_alarm_about_the_installation_rings_at_every_office(world: World) -> None:
    here, there = await offices(world)
    await world.until("2025-10-06 09:00")
    for code in ("MAI", "CVP"):  # nobody of it is there; that another Office is does not help
        await is_away(world, code, date(2025, 10, 6), date(2025, 10, 10))
    await world.service.settle()
    here.seen, there.seen = len(here.messages), len(there.messages)
    async with world.db.begin() as tx:
        await alerts.write(tx, "backup_failed", world.clock())
    await world.service.settle()
    assert [len(here.unread), len(there.unread)] == [1, 1]


async def both_plans(world: World) -> list[dict[str, TaskLine]]:
    async with world.db.read() as tx:
        tree = await units.tree(tx)
        roots = [tree.by_code[code].id for code in ("LD", f"LD_{MARK}")]
        return [{line.code: line for line in await plans.lines(tx, root)} for root in roots]


async def test_a_plan_by_chat_becomes_the_plan_of_the_own_department(world: World) -> None:
    _, there = await offices(world)
    before, _ = await both_plans(world)
    await there.writes("/nhapkehoach")
    foreign_unit = ("NV-8", "Việc mới", "P_CN", "", "Hằng tháng", "BC")
    own_unit = ("NV-9", "Việc mới", f"P_TM_{MARK}", "", "Hằng tháng", "BC")
    await sends(world, there, "phu-luc.docx", annex(foreign_unit, own_unit))
    assert "Không có đơn vị «P_CN»" in there.messages[-1].text
    await there.writes("/nhapkehoach")
    await sends(world, there, "phu-luc.docx", annex(own_unit))
    await there.taps("Xác nhận")
    here_now, there_now = await both_plans(world)
    assert here_now == before
    assert set(there_now) == {"NV-9"}


async def test_a_roster_by_chat_leaves_the_other_department_as_it_is(world: World) -> None:
    here, _ = await offices(world)
    await here.writes("/nhapdanhsach")
    await sends(world, here, "ds.xlsx", roster(without="MINH"))
    assert MARK not in here.messages[-1].text
    await here.taps("Xác nhận")
    async with world.db.read() as tx:
        codes = {each.code for each in await officials.members(tx)}
        known = set((await units.tree(tx)).by_code)
    assert "MINH" not in codes
    assert {each.code for each in OFFICIALS} <= codes
    assert {each.code for each in UNITS} <= known


async def test_tasks_of_the_same_code_are_given_in_their_own_department(world: World) -> None:
    now = world.clock()
    async with world.db.begin() as tx:
        root = (await units.tree(tx)).by_code[f"LD_{MARK}"]
        same = [replace(each, code=each.code.removeprefix(f"{MARK}-")) for each in TASKS]
        await plans.save(tx, root_unit_id=root.id, lines=same, source=Source("", ""), now=now)
        line = replace(GIVEN[0], task_code=GIVEN[0].task_code.removeprefix(f"{MARK}-"))
        before = await plans.assigned(tx)
        await plans.save_assignments(tx, [line], now)
        given = (await plans.assigned(tx)).keys() - before.keys()
        theirs = {task.id for task in await plans.tasks(tx, root.id)}
    assert {task_id in theirs for task_id, _ in given} == {True}


async def test_each_department_has_its_own_deputy_in_charge(world: World) -> None:
    async with world.db.read() as tx:
        everybody = await officials.roster(tx, world.clock())
        known = (await units.tree(tx)).by_code
    in_charge = [
        [each.code for each in everybody.within(known[code].id).deputy_in_charge()]
        for code in ("LD", f"LD_{MARK}")
    ]
    assert in_charge == [["PGD"], [f"PGD_{MARK}"]]
    assert set(everybody.in_charge_code.split()) == {"PGD", f"PGD_{MARK}"}


async def test_what_nobody_owes_elsewhere_is_not_counted_here(world: World) -> None:
    await world.until("2025-10-20 09:00")
    async with world.db.begin() as tx:
        roots = [(await units.tree(tx)).by_code[code].id for code in ("LD", f"LD_{MARK}")]
        alone = [each for each in (*department.OFFICIALS, *OFFICIALS) if "LAN" not in each.code]
        alone = [each for each in alone if each.unit_code != f"P_TM_{MARK}"]
        await roster_import.save(tx, (), alone, world.clock())
        counts = [await duties.count_vacant(tx, root) for root in roots]
    assert counts[0] == 0
    assert counts[1] > 0


async def test_a_quarantine_and_the_end_of_the_log_are_told_to_every_office(world: World) -> None:
    here, there = await world.phone("CVP"), await world.phone(f"CVP_{MARK}")
    await world.until("2025-10-06 16:10")
    for code in (
        "CVP",
        "MAI",
    ):  # an Office that is away all the same is told, for it is all there is
        await is_away(world, code, date(2025, 10, 6), date(2025, 10, 7))
    await world.service.settle()
    here.seen = len(here.messages)
    async with world.db.begin() as tx:
        await quarantine.begin(tx, "clock", world.clock())
    await world.service.settle()
    for phone in (here, there):
        phone.shows("Đồng hồ của máy chủ")
    async with world.db.begin() as tx:
        await quarantine.lift(tx, "command line", world.clock())
    await world.service.settle()
    await tell_head(world.db, world.policy.window, world.clock())
    await world.service.settle()
    for phone in (here, there):
        phone.shows("Nhật ký hệ thống")

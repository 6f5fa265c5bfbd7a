"""After a restore nothing is said twice, nothing is lost; the Office says when reminders go on."""

import asyncio
from pathlib import Path

import pytest

from storage.maintenance import backups
from storage.maintenance.backups import BackupFailed
from storage.messaging import quarantine
from storage.people.officials import find_by_code
from storage.tables import AUDIT
from tests import department
from tests.flows.world import Phone, World, at
from tests.program.shell import Shell

RESTORED = "khôi phục từ bản sao lưu"
LIFTED = "Đã cho phép gửi tin trở lại"
LIFT = "Cho phép gửi tin trở lại"
OWED = "NV-1"


async def phones(world: World, *codes: str) -> list[Phone]:
    return [await world.phone(code) for code in codes]


def look(*people: Phone) -> None:
    """What came so far is known."""
    for each in people:
        each.seen = len(each.messages)


async def answers(phone: Phone, code: str) -> None:
    await phone.writes(f"{code} xong")
    await phone.writes("đúng")
    phone.shows(code, "Đã ghi nhận")


async def copy_of(world: World, folder: Path) -> Path:
    url = world.db.url.render_as_string()
    return await asyncio.to_thread(backups.make, url, folder / "copies", 3, world.clock())


async def restore(world: World, copy: Path, folder: Path) -> None:
    """The administrator stops the service, puts the copy back, and starts it again."""
    shell = Shell(folder, world.clock())
    shell.database = world.db.url.render_as_string()
    await world.db.close()
    told = await asyncio.to_thread(shell, "restore", copy)
    assert told.returncode == 0, told.stderr
    await world.restart()
    await world.service.doubts.wake_up(world.clock())
    await world.service.keep_house()
    await world.service.settle()


async def test_an_hour_is_lost_and_nothing_is_said_twice(world: World, tmp_path: Path) -> None:
    lan, minh, cvp = await phones(world, "LAN", "MINH", "CVP")
    await world.until("2025-10-24 07:50")
    copy = await copy_of(world, tmp_path)
    look(lan, minh, cvp)

    await world.until("2025-10-24 08:10")
    lan.shows(OWED)
    minh.shows("NV-3")
    await answers(lan, "NV-1")

    await world.until("2025-10-24 08:50")
    await restore(world, copy, tmp_path)
    cvp.shows([RESTORED, "lúc 14:00 ngày 23/10", "đến 08:50 ngày 24/10", "tháng 10/2025"])
    await minh.writes("NV-3 xong")  # the messenger had kept it while the service was down
    minh.shows(["Đã ghi nhận", "NV-3"])
    await world.until("2025-10-24 10:00")
    lan.shows()
    await cvp.taps(LIFT)
    cvp.shows(LIFTED)

    await world.until("2025-10-24 13:59")
    lan.shows()
    await world.until("2025-10-24 14:01")
    lan.shows([OWED, "NV-2"])
    minh.shows()
    await answers(lan, "NV-1")


async def test_the_same_step_is_not_said_again_though_the_copy_does_not_know_of_it(
    editing_world: World, tmp_path: Path
) -> None:
    """Also one that had been written, and waited for the morning."""
    world = editing_world
    lan, cvp = await phones(world, "LAN", "CVP")
    await world.until("2025-10-22 08:29")
    copy = await copy_of(world, tmp_path)
    await world.until("2025-10-22 08:31")
    look(lan, cvp)
    await restore(world, copy, tmp_path)
    await cvp.taps(LIFT)
    await world.until("2025-10-23 20:00")
    lan.shows()
    async with world.db.read() as tx:
        query = "SELECT state, reason FROM outbox_messages WHERE key LIKE 'duty-digest%:rung:1:LAN'"
        assert [tuple(row) for row in await tx.exec_driver_sql(query)] == [
            ("withdrawn", "restored")
        ]


async def test_what_nobody_can_have_been_told_is_still_said(
    editing_world: World, tmp_path: Path
) -> None:
    """At night the service is silent: what waits for the morning has not been said."""
    world = editing_world
    lan, cvp = await phones(world, "LAN", "CVP")
    await world.until("2025-10-22 08:00")
    copy = await copy_of(world, tmp_path)
    await world.until("2025-10-22 08:10")
    look(lan, cvp)
    await restore(world, copy, tmp_path)
    await cvp.taps(LIFT)
    await world.until("2025-10-22 08:31")
    lan.shows(OWED)


async def test_after_a_move_to_another_machine_what_is_due_is_said_late(
    editing_world: World, tmp_path: Path
) -> None:
    """Nobody was told anything meanwhile, for the service stood still."""
    world = editing_world
    lan, _ = await phones(world, "LAN", "CVP")
    await world.until("2025-10-24 07:50")
    copy = await copy_of(world, tmp_path)
    look(lan)
    world.clock.turn_to(at("2025-10-24 09:00"))
    await restore(world, copy, tmp_path)
    async with world.db.begin() as tx:
        await quarantine.lift(tx, "command line", world.clock(), nothing_lost=True)
    await world.pass_time(minutes=1)
    lan.shows(OWED)


async def test_until_the_office_agrees_nobody_is_reminded(
    editing_world: World, tmp_path: Path
) -> None:
    """Then everybody gets one message, as after any outage."""
    world = editing_world
    lan, hai, cvp, _ = await phones(world, "LAN", "HAI", "CVP", "TAM")
    await world.until("2025-10-24 07:50")
    copy = await copy_of(world, tmp_path)
    await restore(world, copy, tmp_path)
    look(lan, hai, cvp)
    await world.until("2025-10-27 16:00")
    for each in (lan, hai, cvp):
        each.shows()
    await lan.writes("/nhiemvu")
    lan.shows([OWED])
    await cvp.taps(LIFT)
    cvp.shows(LIFTED)
    await world.until("2025-10-27 16:10")
    lan.shows(OWED)
    hai.shows("NV-")
    cvp.shows()


async def test_only_the_office_lets_messages_leave_again(
    editing_world: World, tmp_path: Path
) -> None:
    world = editing_world
    lan, hai, gd = await phones(world, "LAN", "HAI", "GD")
    await restore(world, await copy_of(world, tmp_path), tmp_path)
    for each in (lan, hai, gd, world.stranger()):
        await each.presses("v1:lift:1:0")
    async with world.db.read() as tx:
        found = await quarantine.stands(tx)
    assert found is not None
    assert found.lifted_at is None


async def test_lifting_twice_does_no_harm(editing_world: World, tmp_path: Path) -> None:
    world = editing_world
    [cvp] = await phones(world, "CVP")
    await world.until("2025-10-13 09:00")
    await restore(world, await copy_of(world, tmp_path), tmp_path)
    look(cvp)
    await cvp.taps(LIFT)
    await cvp.taps(LIFT)
    cvp.shows(LIFTED, "không tạm dừng")


async def test_a_button_of_the_forgotten_time_means_nothing_new(world_on_both: World) -> None:
    world = world_on_both
    lan = await world.phone("LAN")
    await world.until("2025-10-24 07:50")
    async with world.db.begin() as tx:
        before = (await tx.exec_driver_sql("SELECT max(id) FROM outbox_messages")).scalar() or 0
        assert await quarantine.begin(tx, "restored", world.clock())
        assert not await quarantine.begin(tx, "restored", world.clock())
    look(lan)
    await answers(lan, "NV-1")
    async with world.db.read() as tx:
        for table in ("outbox_messages", "prompts", "reports"):
            newest = (await tx.exec_driver_sql(f"SELECT max(id) FROM {table}")).scalar()
            assert (newest or 0) > before + quarantine.ASIDE / 2, table


async def test_a_wrong_clock_holds_back_what_is_due(world_on_both: World) -> None:
    """What fell due meanwhile was said by nobody: it comes late, once."""
    world = world_on_both
    lan, cvp = await phones(world, "LAN", "CVP")
    await world.until("2025-10-24 07:50")
    look(lan, cvp)
    async with world.db.begin() as tx:
        await quarantine.begin(tx, "clock", world.clock())
    await world.until("2025-10-24 09:00")
    cvp.shows("Đồng hồ của máy chủ có dấu hiệu sai")
    lan.shows()
    await cvp.taps(LIFT)
    await world.until("2025-10-24 09:01")
    lan.shows(OWED)


async def test_a_copy_that_cannot_be_marked_does_not_become_the_database(
    editing_world: World, tmp_path: Path
) -> None:
    world = editing_world
    copy = await copy_of(world, tmp_path)
    url = world.db.url.render_as_string()
    await world.db.close()

    def broken(_url: str) -> None:
        raise BackupFailed("backup.broken")

    with pytest.raises(BackupFailed):
        backups.restore(url, copy, broken)
    await world.restart()
    async with world.db.read() as tx:
        assert await quarantine.stands(tx) is None


async def test_it_is_on_record_who_let_messages_leave(editing_world: World, tmp_path: Path) -> None:
    world = editing_world
    [cvp] = await phones(world, "CVP")
    await world.until("2025-10-13 09:00")
    await restore(world, await copy_of(world, tmp_path), tmp_path)
    await cvp.taps(LIFT)
    async with world.db.read() as tx:
        rows = await tx.execute(AUDIT.select().where(AUDIT.c.action.like("%quarantine")))
        entries = [(row.actor, row.action) for row in rows]
        office = await find_by_code(tx, "CVP")
    assert office
    assert entries == [
        ("service", "quarantine"),
        (office.subject, "lift_quarantine"),
        ("service", "end_quarantine"),
    ]


async def sent(world: World, *, but: str = "") -> set[str]:
    async with world.db.read() as tx:
        query = f"SELECT key FROM outbox_messages WHERE state = 'sent' AND kind != '{but}'"
        return {row.key for row in await tx.exec_driver_sql(query)}


@pytest.mark.parametrize(
    ("copied", "hours", "waited"),
    [
        ("2025-10-16 17:42", 24, 0),  # the copy does not know that the period has opened
        ("2025-10-27 08:00", 50, 0.1),
    ],
)
async def test_a_silent_month_is_said_once_and_climbs_to_the_end(
    editing_world: World, tmp_path: Path, copied: str, hours: float, waited: float
) -> None:
    world = editing_world
    await phones(world, *(each.code for each in department.OFFICIALS))
    await world.until(copied)
    copy, before = await copy_of(world, tmp_path), await sent(world)
    await world.pass_time(hours=hours)
    lost = await sent(world, but="alarm") - before
    await restore(world, copy, tmp_path)
    await world.pass_time(hours=waited)
    async with world.db.begin() as tx:
        await quarantine.lift(tx, "command line", world.clock())
    await world.until("2025-10-31 12:00")
    after = await sent(world) - before
    assert lost & after == set()
    said = before | lost | after
    climbed = {"rung:5:HAI", "rung:6:CVP", "rung:7:PGD"}
    assert {f"duty-digest:2025-10:{step}" for step in climbed} <= said

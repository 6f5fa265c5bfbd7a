"""The service notices by itself what does not go as it should, and tells the Office once."""

import shutil
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from bot.channels.protocol import SendFailed
from bot.delivery.sender import SendQueue
from domain.messaging.health_findings import What
from domain.messaging.messages import Chat, IncomingEvent
from domain.people.chat_links import LinkState
from domain.reporting.policy import Policy
from nhacviec.monitoring import disk_space
from nhacviec.runtime.clock import StillClock
from nhacviec.runtime.service import ServiceOptions, assemble
from scheduler import loop
from scheduler.monitoring.liveness import STANDS_STILL_S, Pulse
from scheduler.monitoring.self_check import Auditor, Sense
from storage.engine.database import Database
from storage.messaging import chat_links, inbox, quarantine, rate_limits
from storage.tables import OFFICIALS
from tests import department
from tests.flows.world import Messenger, Phone, World, at

MINUTE = timedelta(minutes=1)


class Watched:
    """A world with an auditor that looks when it is told to; nothing else happens meanwhile."""

    def __init__(self, world: World, *senses: Sense) -> None:
        self.world = world
        self.auditor = Auditor(world.db, world.policy.window, senses)

    async def look(self, times: int = 1) -> list[What]:
        stands: list[What] = []
        for _ in range(times):
            self.world.clock.turn_to(self.world.clock() + MINUTE)
            stands = await self.auditor.look(self.world.clock())
        return stands


async def office(world: World) -> Phone:
    return await world.phone("CVP")


async def test_a_step_that_nobody_takes_is_found_and_told_once(world_on_both: World) -> None:
    world = world_on_both
    cvp, watched = await office(world), Watched(world_on_both)
    await world.until("2025-10-20 08:00")
    cvp.seen = len(cvp.messages)
    world.clock.turn_to(at("2025-10-24 09:00"))
    assert await watched.look(times=3) == [What.STEPS]
    await world.service.outbound.deliver(world.clock())
    cvp.shows(["bước nhắc việc đến hạn", "chưa được thực hiện"])
    await world.service.settle()
    cvp.seen = len(cvp.messages)
    assert await watched.look() == [What.STEPS]
    assert await watched.look() == []
    await world.service.settle()
    cvp.shows(["Các bước nhắc việc đã được thực hiện trở lại", "đã hết"])


async def test_a_letter_that_cannot_leave_is_found_at_its_hours_only(world: World) -> None:
    cvp, lan = await office(world), await world.phone("LAN")
    watched = Watched(world)
    world.messenger.failures["LAN"] = [SendFailed("no_line") for _ in range(500)]
    await world.until("2025-10-20 11:00")
    lan.shows()
    cvp.seen = len(cvp.messages)
    assert await watched.look(times=2) == [What.MESSAGES]
    await world.until("2025-10-20 12:00")
    cvp.shows("1 tin nhắn lẽ ra đã gửi")
    world.messenger.failures["LAN"].clear()
    assert await watched.look(times=3) == [What.MESSAGES]  # at noon the service is silent
    await world.until("2025-10-20 14:00")
    lan.shows("nhiệm vụ")
    assert await watched.look(times=2) == []


async def test_a_long_queue_that_moves_is_no_finding(world: World) -> None:
    await world.phone("LAN")
    watched = Watched(world)
    await world.until("2025-10-17 08:00")
    world.clock.turn_to(at("2025-10-17 09:00"))
    await loop.drain(world.service.jobs, world.clock())  # written, not sent
    await world.service.outbound.serve(SendQueue(None, urgent=False), world.clock())
    world.clock.turn_to(at("2025-10-17 09:10"))
    await moves(world)
    world.clock.turn_to(at("2025-10-17 09:15"))
    assert await watched.look(times=3) == []
    assert await watched.look(times=15) == [What.MESSAGES]


async def moves(world: World) -> None:
    """The bot says something now."""
    async with world.db.begin() as tx:
        await rate_limits.book(
            tx, rate_limits.SendSlot("phone", False, timedelta(seconds=1), world.clock()), 1
        )


async def test_what_people_wrote_and_nobody_handles_is_found(world_on_both: World) -> None:
    world = world_on_both
    watched = Watched(world)
    heard = IncomingEvent(Chat("phone", "LAN"), "e1", world.clock(), text="xin chào")
    async with world.db.begin() as tx:
        await inbox.add_all(tx, [heard], world.clock())
    assert await watched.look(times=4) == []
    assert await watched.look(times=3) == [What.HEARD]


async def test_a_message_of_unknown_fate_that_stays_so_is_found(world_on_both: World) -> None:
    world = world_on_both
    await world.phone("LAN")
    world.messenger.failures["LAN"] = [SendFailed("broken", uncertain=True)]
    watched = Watched(world)
    await world.until("2025-10-20 09:00")
    assert await watched.look(times=2) == [What.IN_DOUBT]


ADDRESSES = ("minh@x.vn", "lan@x.vn")


async def mailbox_of(world: World, *codes: str) -> Messenger:
    """A mail server; these people are on the roster with an address, and have no chat."""
    mail = Messenger()
    mail.name = "email"
    mail.needs_page = True  # type: ignore[attr-defined] # a power of this one alone
    world.more["email"] = mail
    async with world.db.begin() as tx:
        for code in codes:
            person = update(OFFICIALS).where(OFFICIALS.c.code == code)
            await tx.execute(person.values(email=f"{code.lower()}@x.vn"))
    world.use(world.db)
    await world.service.keep_house()
    return mail


async def _addresses(world: World) -> dict[str, str]:
    async with world.db.read() as tx:
        return {each.chat.address: each.state.value for each in await chat_links.on(tx, "email")}


async def test_mail_that_is_refused_waits_is_found_and_leaves_when_the_server_takes_it(
    world: World,
) -> None:
    """A wrong sender's address is nobody's fault who is written to."""
    await office(world)
    mail = await mailbox_of(world, "MINH", "LAN")
    watched = Watched(world)
    mail.failures = {who: [SendFailed("email.sender", stopped=True)] * 9 for who in ADDRESSES}
    await world.until("2025-10-17 08:40")
    assert await watched.look(times=2) == [What.CHANNEL]
    for waiting in mail.failures.values():
        waiting.clear()
    await world.until("2025-10-17 09:00")
    assert {who: len(mail.phones[who]) for who in ADDRESSES} == dict.fromkeys(ADDRESSES, 1)
    assert await watched.look(times=2) == []


async def test_an_address_that_was_refused_is_tried_again_after_a_week_or_when_it_changes(
    world_on_both: World,
) -> None:
    world = world_on_both
    await mailbox_of(world, "MINH", "LAN")
    async with world.db.begin() as tx:
        for who in ADDRESSES:
            gone = Chat("email", who), LinkState.SUSPENDED, "email.refused"
            await chat_links.change(tx, *gone, world.clock())
        people = OFFICIALS.c.code == "LAN"
        await tx.execute(update(OFFICIALS).where(people).values(email="new@x.vn"))
    await world.service.keep_house()
    assert await _addresses(world) == {"new@x.vn": "active", "minh@x.vn": "suspended"}
    await world.pass_time(minutes=7 * 24 * 60)
    await world.service.keep_house()
    assert await _addresses(world) == {"new@x.vn": "active", "minh@x.vn": "active"}


async def test_in_a_quarantine_silence_is_no_finding(world: World) -> None:
    watched = Watched(world)
    await world.until("2025-10-20 08:00")
    async with world.db.begin() as tx:
        await quarantine.begin(tx, "restored", world.clock())
    world.clock.turn_to(at("2025-10-24 09:00"))
    assert await watched.look(times=3) == []


async def test_a_loop_that_stands_still_is_found(world: World) -> None:
    hands = [0.0]
    pulse = Pulse(lambda: hands[0])

    async def nothing(_now: object) -> bool:
        return False

    pulse.watched("in", nothing)
    cvp, watched = await office(world), Watched(world, pulse.sense)
    await world.until("2025-10-02 09:00")
    assert await watched.look(times=2) == []
    hands[0] = STANDS_STILL_S + 1
    assert await watched.look(times=2) == [What.LOOPS]
    await world.service.settle()
    cvp.shows("đã ngừng hoạt động")


async def test_a_disk_that_fills_up_is_found_and_over_when_there_is_room(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    room = [900]

    def used(_folder: Path) -> SimpleNamespace:
        return SimpleNamespace(free=room[0] * 2**20)

    monkeypatch.setattr(shutil, "disk_usage", used)
    cvp = await office(world)
    watched = Watched(world, lambda: disk_space.sense(tmp_path / "files", tmp_path))
    await world.until("2025-10-02 09:00")
    assert await watched.look(times=2) == []
    room[0] = 120
    assert await watched.look() == []
    room[0] = 900
    assert await watched.look(times=2) == []
    room[0] = 120
    assert await watched.look(times=3) == [What.DISK]
    await world.service.settle()
    cvp.shows("chỉ còn trống 120 MB")
    room[0] = 900
    assert await watched.look(times=2) == []
    await world.service.settle()
    cvp.shows("đã có đủ dung lượng trống")


@pytest.mark.parametrize("linked", ["nobody", "everybody"])
async def test_a_month_in_which_all_goes_as_it_should_has_no_finding(
    world: World, linked: str
) -> None:
    if linked == "everybody":
        for each in department.OFFICIALS:
            await world.phone(each.code)
    watched = Watched(world)
    while world.clock() < at("2025-11-03 12:00"):
        await world.pass_time(hours=3, minutes=7)
        assert await watched.look(times=2) == [], world.clock()
    async with world.db.read() as tx:
        assert (
            await tx.exec_driver_sql("SELECT count(*) FROM outbox_messages")
        ).scalar() or linked == "nobody"


async def test_what_stands_is_not_told_again_after_a_restart(world: World) -> None:
    def full() -> dict[What, dict[str, object]]:
        return {What.DISK: {"free_mb": 1}}

    cvp = await office(world)
    await world.until("2025-10-02 09:00")
    assert await Watched(world, full).look(times=2) == [What.DISK]
    await world.restart()
    assert await Watched(world, full).look(times=2) == [What.DISK]
    await world.service.settle()
    cvp.shows("chỉ còn trống 1 MB")


async def test_the_auditor_looks_once_a_minute_where_the_service_plans(sqlite: Database) -> None:
    clock = StillClock(at("2025-10-01 00:00"))
    watched = assemble(sqlite, clock, Policy(), {}, ServiceOptions(senses=()))
    assert (watched._audit, 1) in watched._housework()
    assert assemble(sqlite, clock, Policy(), {}).auditor is None

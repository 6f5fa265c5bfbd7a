"""By a clock that is wrong by a month nobody is reminded; by an hour, nothing is lost."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.delivery import alerts
from domain.messaging.health_findings import What
from domain.messaging.messages import Chat
from scheduler.monitoring.self_check import Auditor
from scheduler.retention import forget
from storage.messaging import chat_links, quarantine
from storage.monitoring import last_seen
from storage.tables import OUTBOX_MESSAGES
from tests import department
from tests.flows.world import CHANNEL, Phone, World, at

WRONG = "Đồng hồ của máy chủ có dấu hiệu sai"
LIFT = "Cho phép gửi tin trở lại"
OFFICE = ("CVP", "MAI")
HOUR = timedelta(hours=1)


class Machine:
    """The clock of the machine, and the time that really passes."""

    def __init__(self, world: World, *, messenger: bool = False) -> None:
        self.world = world
        self.wrong_by = self.stood = timedelta()
        world.hands = self.really_passed
        world.elsewhere = self.asks_a_messenger if messenger else None
        world.use(world.db)

    def really_passed(self) -> float:
        return (self.world.clock() - self.wrong_by - self.stood).timestamp()

    async def asks_a_messenger(self) -> datetime | None:
        return self.world.clock() - self.wrong_by

    async def stands_still(self, by: timedelta) -> None:
        """Stopped from outside: real time passes, and it does not notice."""
        self.world.clock.instant += by
        self.stood += by
        await self.world.service.settle()

    async def sets_the_clock(self, by: timedelta) -> None:
        self.world.clock.instant += by
        self.wrong_by += by
        await self.world.service.settle()


async def everybody(world: World) -> dict[str, Phone]:
    return {each.code: await world.phone(each.code) for each in department.OFFICIALS}


def only_the_office_hears(phones: dict[str, Phone], what: str) -> None:
    for code, each in phones.items():
        each.shows(*([what] if code in OFFICE else ()))


async def sent(world: World) -> list[str]:
    async with world.db.read() as tx:
        rows = await tx.execute(OUTBOX_MESSAGES.select().where(OUTBOX_MESSAGES.c.state == "sent"))
        return [row.key for row in rows if row.kind in ("reminder", "escalation")]


@pytest.mark.parametrize("days", [28, 27])  # a Monday, and a Sunday on which nothing leaves
async def test_a_month_ahead_reminds_nobody_and_alarms_the_office(
    world_on_both: World, days: int
) -> None:
    world = world_on_both
    phones, machine = await everybody(world), Machine(world)
    cvp, lan = phones["CVP"], phones["LAN"]
    await world.until("2025-10-06 09:00")
    await machine.sets_the_clock(timedelta(days=days))
    await lan.writes("/nhiemvu")
    lan.shows("không có nhiệm vụ nào")
    await machine.sets_the_clock(timedelta(days=-days))
    only_the_office_hears(phones, WRONG)
    await lan.writes("/nhiemvu")  # at once, though its chat was last answered in a month's time
    lan.shows("không có nhiệm vụ nào")
    await cvp.taps(LIFT)
    await world.pass_time(minutes=5)
    cvp.shows("Đã cho phép")
    await world.until("2025-10-20 09:00")
    lan.shows("2 nhiệm vụ")


async def test_a_month_back_is_not_believed_either(world: World) -> None:
    phones, machine = await everybody(world), Machine(world)
    await world.until("2025-10-15 09:00")
    await machine.sets_the_clock(timedelta(days=-28))
    only_the_office_hears(phones, WRONG)


async def test_what_is_told_while_the_clock_is_ahead_leaves_when_it_is_right_again(
    world: World,
) -> None:
    cvp, machine = await world.phone("CVP"), Machine(world)
    auditor = Auditor(world.db, world.policy.window, [lambda: {What.DISK: {"free_mb": 7}}])
    await world.until("2025-10-06 09:00")
    await machine.sets_the_clock(timedelta(days=27))
    for _ in range(2):
        assert What.CLOCK in await auditor.look(world.clock())
    cvp.shows()
    await machine.sets_the_clock(timedelta(days=-27))
    assert len(cvp.unread) == 2
    told = "".join(each.text for each in cvp.unread)
    assert WRONG in told
    assert "7 MB" in told
    cvp.seen = len(cvp.messages)
    async with world.db.begin() as tx:  # the quarantine stands, begun in a month's time
        await alerts.write(tx, "words", world.clock())
    await world.service.settle()
    cvp.shows("không soạn được")


@pytest.mark.parametrize("by", [HOUR, -HOUR])
@pytest.mark.parametrize("then", ["2025-10-20 07:40", "2025-10-22 10:30"])
async def test_an_hour_either_way_says_nothing_twice_and_loses_nothing(
    world: World, by: timedelta, then: str
) -> None:
    phones, machine = await everybody(world), Machine(world)
    await world.until(then)
    await machine.sets_the_clock(by)
    await phones["LAN"].writes("/nhiemvu")
    assert "NV-1" in phones["LAN"].unread[-1].text
    await machine.sets_the_clock(-by)
    await phones["LAN"].writes("/nhiemvu")
    assert "NV-1" in phones["LAN"].unread[-1].text
    await world.until("2025-10-31 12:00")
    keys = await sent(world)
    assert [key for key in keys if key.endswith(":LAN")] == [
        f"duty-digest:2025-10:rung:{rung}:LAN" for rung in (0, 1, 3, 4)
    ]
    assert "duty-digest:2025-10:rung:7:PGD" in keys
    said = [each.text for each in phones["LAN"].messages if "Kính gửi đồng chí" in each.text]
    assert len(said) == 4


async def test_an_hour_is_a_finding_for_ten_minutes(world: World) -> None:
    cvp, machine = await world.phone("CVP"), Machine(world)
    await world.until("2025-10-06 09:00")
    await machine.sets_the_clock(HOUR)
    watch = world.service.watch
    assert watch is not None
    auditor = Auditor(world.db, world.policy.window, [watch.sense])
    for _ in range(2):
        assert await auditor.look(world.clock()) in ([], [What.CLOCK])
    await world.pass_time(minutes=9)
    cvp.shows(["chỉnh tới khoảng 60 phút"])
    await world.pass_time(minutes=3)
    for _ in range(2):
        await auditor.look(world.clock())
    await world.service.settle()
    cvp.shows("đã chạy ổn định")
    async with world.db.read() as tx:
        assert await quarantine.stands(tx) is None


@pytest.mark.parametrize(
    ("last", "held"),
    [
        ("2025-10-21 09:00", False),  # off over the weekend
        ("2025-09-20 09:00", True),  # a month ahead, or off for a month: people know which
        ("2025-11-24 09:00", True),  # back before what was lived through
    ],
)
async def test_a_start_is_judged_by_the_last_sign_of_life(
    world: World, last: str, held: bool
) -> None:
    phones = await everybody(world)
    async with world.db.begin() as tx:
        await last_seen.save(tx, at(last))
    await world.until("2025-10-01 09:00")
    Machine(world)
    await world.is_down_until("2025-10-24 09:00")
    if held:
        only_the_office_hears(phones, WRONG)
    else:
        assert phones["LAN"].unread


async def test_what_the_office_has_let_go_is_not_held_again(world: World) -> None:
    """A service that stood still for a month: the clock was right, and people say so."""
    cvp, lan = await world.phone("CVP"), await world.phone("LAN")
    async with world.db.begin() as tx:
        await last_seen.save(tx, at("2025-09-20 09:00"))
    Machine(world)
    await world.is_down_until("2025-10-24 09:00")
    cvp.shows(WRONG)
    lan.shows()
    await cvp.taps(LIFT)
    await world.pass_time(minutes=1)
    assert lan.unread
    Machine(world)
    await world.pass_time(minutes=1)
    async with world.db.read() as tx:
        assert await quarantine.stands(tx) is None


async def test_a_machine_that_was_stopped_for_long_goes_on_when_a_messenger_knows_the_time(
    world: World,
) -> None:
    lan, machine = await world.phone("LAN"), Machine(world, messenger=True)
    await world.until("2025-10-20 09:00")
    lan.shows("2 nhiệm vụ")
    await machine.stands_still(timedelta(days=2))
    async with world.db.read() as tx:
        assert await quarantine.stands(tx) is None
    await world.until("2025-10-22 12:00")
    lan.shows("nhiệm vụ")


@pytest.mark.parametrize("days", [2, -2])
async def test_a_start_by_a_wrong_clock_is_noticed_when_a_messenger_knows_the_time(
    world: World, days: int
) -> None:
    phones = await everybody(world)
    await world.until("2025-10-15 09:00")
    async with world.db.begin() as tx:
        await last_seen.save(tx, world.clock())
    machine = Machine(world, messenger=True)
    await machine.sets_the_clock(timedelta(days=days))
    only_the_office_hears(phones, WRONG)


async def test_by_a_wrong_clock_nothing_is_forgotten(editing_world: World) -> None:
    world = editing_world
    machine, lan = Machine(world), await world.phone("LAN")
    await world.until("2025-10-06 09:00")
    await lan.writes("/trogiup")
    await machine.sets_the_clock(timedelta(days=400))
    assert await forget(world.db, world.clock()) == 0
    async with world.db.begin() as tx:
        assert (await chat_links.find(tx, Chat(CHANNEL, "LAN"))) is not None
        await quarantine.lift(tx, "command line", world.clock())
    await world.service.settle()
    assert await forget(world.db, world.clock()) > 0


async def test_the_clock_is_looked_at_before_anything_is_forgotten(editing_world: World) -> None:
    world = editing_world
    await world.until("2025-10-06 09:00")
    machine, stood = Machine(world), []

    async def chore() -> None:
        async with world.db.read() as tx:
            stood.append(await quarantine.stands(tx) is not None)

    service = replace(world.service, housework=((chore, 60),))
    await world.service.settle()
    world.clock.instant += timedelta(days=400)
    machine.wrong_by += timedelta(days=400)
    [*_, (careful, minutes)] = service._housework()
    await careful()
    assert (stood, minutes) == ([True], 60)

"""The Office keeps the end of the log where nobody who changes the database can reach it."""

from scheduler.monitoring.log_digest import tell_head
from storage.audit import log as audit
from tests.flows.world import World


async def told(world: World) -> bool:
    there = await tell_head(world.db, world.policy.window, world.clock())
    await world.service.settle()
    return there


async def test_the_office_is_told_once_every_working_day(editing_world: World) -> None:
    world = editing_world
    cvp, lan = await world.phone("CVP"), await world.phone("LAN")
    await world.until("2025-10-06 15:59")
    assert not await told(world)
    await world.until("2025-10-06 16:10")
    async with world.db.read() as tx:
        number, head = await audit.head(tx)
    assert await told(world)
    assert not await told(world)
    cvp.shows([f"{number} mục", head])
    lan.shows()
    await world.until("2025-10-07 16:10")
    assert await told(world)


async def test_nobody_is_told_on_a_day_off_or_at_night(editing_world: World) -> None:
    world = editing_world
    await world.phone("CVP")
    for when in ("2025-10-04 16:10", "2025-10-06 20:00"):
        await world.until(when)
        assert not await told(world)

"""A process among others sends only what is surely its own."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.delivery.sender import Outbound
from bot.delivery.worker_lease import SenderLease
from domain.messaging.messages import Chat
from domain.messaging.outbox import Kind, NewMessage
from storage.messaging import outbox
from tests.flows.world import World

LONG = timedelta(seconds=30)


@pytest.fixture
def sender(world: World) -> Outbound:
    return replace(world.service.outbound, hold=SenderLease("one"))


async def say(world: World, key: str) -> None:
    chat, now = Chat(world.messenger.name, "MINH"), world.clock()
    async with world.db.begin() as tx:
        await outbox.add_all(
            tx, [NewMessage(key, Kind.ANSWER, "mine.none", {}, now, now, chat=chat)], now
        )


async def state(world: World, key: str) -> tuple[str, str]:
    async with world.db.read() as tx:
        query = f"SELECT state, reason FROM outbox_messages WHERE key = '{key}'"
        row = (await tx.exec_driver_sql(query)).one()
    return row.state, row.reason


async def test_a_process_that_stood_still_sends_nothing_of_before(
    world: World, sender: Outbound, monkeypatch: pytest.MonkeyPatch
) -> None:
    minh = await world.phone("MINH")
    await say(world, "old")
    put = sender.composer.put

    async def stand_still(*given: object) -> object:
        ready = await put(*given)  # type: ignore[arg-type] # passed on as they are
        world.clock.turn_to(world.clock() + LONG)
        return ready

    monkeypatch.setattr(type(sender.composer), "put", lambda _self, *given: stand_still(*given))
    assert await sender.deliver(world.clock())
    assert await state(world, "old") == ("retry", "lease")
    monkeypatch.undo()
    world.clock.turn_to(world.clock() + LONG)
    assert await sender.deliver(world.clock())
    minh.shows("không có nhiệm vụ nào")


async def test_a_long_drain_takes_each_letter_anew(world: World, sender: Outbound) -> None:
    """It keeps the instant at which it began, while time passes."""
    minh = await world.phone("MINH")
    began: datetime = world.clock()
    await say(world, "late in the drain")
    world.clock.turn_to(began + LONG)
    assert await sender.deliver(began)
    minh.shows("không có nhiệm vụ nào")


async def test_what_was_settled_meanwhile_is_not_settled_again(
    world: World, sender: Outbound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The messenger took so long that others asked it, did not find the message, and queued it."""
    await world.phone("MINH")
    await say(world, "slow")
    send = world.messenger.send

    async def slow(*given: object) -> str:
        async with world.db.begin() as tx:
            await tx.exec_driver_sql(
                "UPDATE outbox_messages SET state = 'retry', reason = 'uncertain'"
            )
        return await send(*given)  # type: ignore[arg-type] # passed on as they are

    monkeypatch.setattr(type(world.messenger), "send", lambda _self, *given: slow(*given))
    await sender.serve(sender.lanes[0], world.clock())
    assert await state(world, "slow") == ("retry", "uncertain")

"""The outbox on both databases: keys, lanes, leases, races, order."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.messaging.messages import Chat
from domain.messaging.outbox import (
    Kind,
    MessageState,
    NewMessage,
    Priority,
    Routing,
    StepRef,
)
from storage.engine.database import Database
from storage.messaging import outbox
from storage.messaging.outbox import SendClaim

NOW = datetime(2025, 10, 17, 2, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)


def message(key: str, *, kind: Kind = Kind.REMINDER, lane: str = "", wait_s: int = 0) -> NewMessage:
    return NewMessage(
        key=key,
        kind=kind,
        text_key="help.stranger",
        facts={"n": key},
        logical_at=NOW,
        send_at=NOW + timedelta(seconds=wait_s),
        chat=Chat("web", lane or key),
        about=f"about:{key}",
    )


async def add(db: Database, *new: NewMessage) -> int:
    async with db.begin() as tx:
        return await outbox.add_all(tx, new, NOW)


async def take(db: Database, limit: int = 10, *, window_open: bool = True) -> list[str]:
    last = Priority.REMINDER if window_open else Priority.ANSWER
    claim = SendClaim("web", ("web",), (Priority.ANSWER, last), limit, LEASE)
    async with db.begin() as tx:
        taken = await outbox.take(tx, claim, NOW)
    return [each.key for each in taken]


async def test_a_key_is_written_once(db: Database) -> None:
    assert await add(db, message("a"), message("a"), message("b")) == 2
    assert await add(db, message("a")) == 0


async def test_ten_workers_send_fifty_letters_once_each(db: Database) -> None:
    await add(db, *(message(f"k{number}") for number in range(50)))

    async def worker() -> list[str]:
        mine: list[str] = []
        while more := await take(db, 3):
            mine += more
        return mine

    taken = await asyncio.gather(*(worker() for _ in range(10)))
    everything = [key for mine in taken for key in mine]
    assert sorted(everything) == sorted(f"k{number}" for number in range(50))


async def test_answers_leave_before_escalations_before_reminders(db: Database) -> None:
    kinds = (Kind.REMINDER, Kind.ESCALATION, Kind.ANSWER)
    await add(db, *(message(kind.value, kind=kind) for kind in kinds))
    assert await take(db) == ["answer", "escalation", "reminder"]


async def test_a_lane_has_one_letter_in_flight(db: Database) -> None:
    await add(
        db, message("first", lane="x"), message("second", lane="x"), message("other", lane="y")
    )
    assert await take(db) == ["first", "other"]
    assert await take(db) == []
    async with db.begin() as tx:
        await outbox.mark_sent(tx, {1: "m1"}, NOW)
    assert await take(db) == ["second"]


async def test_outside_the_window_only_answers_leave(db: Database) -> None:
    await add(db, message("reminder"), message("answer", kind=Kind.ANSWER))
    assert await take(db, window_open=False) == ["answer"]


async def test_a_letter_waits_for_its_time(db: Database) -> None:
    await add(db, message("later", wait_s=1), message("now"))
    assert await take(db) == ["now"]


async def test_what_a_dead_sender_held_becomes_uncertain_and_blocks_its_lane(db: Database) -> None:
    await add(db, message("first", lane="x"), message("second", lane="x"))
    await take(db)
    async with db.begin() as tx:
        assert await outbox.recover(tx, NOW + LEASE - timedelta(seconds=1)) == 0
        assert await outbox.recover(tx, NOW + LEASE) == 1
    assert await take(db) == []
    async with db.begin() as tx:
        found = await outbox.uncertain(tx, NOW + LEASE * 2, timedelta(seconds=30))
        assert [each.key for each in found] == ["first"]
        await outbox.mark(tx, found[0].id, MessageState.EXPIRED, now=NOW)
    assert await take(db) == ["second"]


async def test_settling_a_thing_withdraws_what_waits_about_it(db: Database) -> None:
    await add(db, message("a"), message("b"))
    async with db.begin() as tx:
        taken = await outbox.withdraw(tx, "about:a", NOW)
    assert (len(taken), await take(db)) == (1, ["b"])
    async with db.begin() as tx:
        await outbox.put_back(tx, [*taken, 2], NOW)
    assert await take(db) == ["a"], "the thing was not settled after all; what is gone stays gone"


async def test_a_taken_letter_is_not_withdrawn(db: Database) -> None:
    await add(db, message("a"))
    await take(db)
    async with db.begin() as tx:
        assert not await outbox.withdraw(tx, "about:a", NOW)


async def test_every_outcome_is_kept_in_the_history(db: Database) -> None:
    await add(db, message("a"))
    await take(db)
    async with db.begin() as tx:
        await outbox.mark(tx, 1, MessageState.RETRY, now=NOW, reason="busy", send_at=NOW)
    await take(db)
    async with db.begin() as tx:
        await outbox.mark_sent(tx, {1: "m1"}, NOW)
    async with db.read() as tx:
        rows = await tx.exec_driver_sql("SELECT state, reason FROM outbox_events ORDER BY id")
        assert [tuple(row) for row in rows] == [("retry", "busy"), ("sent", "")]


async def test_a_rolled_back_transaction_leaves_no_letter(db: Database) -> None:
    async def fails() -> None:
        async with db.begin() as tx:
            await outbox.add(tx, message("a"), NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    assert await take(db) == []


async def test_a_chat_rests_between_two_messages(db: Database) -> None:
    await add(db, message("first", lane="x"), message("second", lane="x"))
    gap = timedelta(seconds=1)
    claim = SendClaim("web", ("web",), (Priority.ANSWER, Priority.REMINDER), 10, LEASE, gap)
    async with db.begin() as tx:
        assert [each.key for each in await outbox.take(tx, claim, NOW)] == ["first"]
        await outbox.mark_sent(tx, {1: "m1"}, NOW)
        soon = NOW + timedelta(milliseconds=900)
        assert await outbox.take(tx, claim, soon) == []
        assert [each.key for each in await outbox.take(tx, claim, NOW + gap)] == ["second"]


async def test_each_channel_takes_its_own_and_what_has_no_way_out_is_found(db: Database) -> None:
    astray = NewMessage("astray", Kind.ALARM, "help.stranger", {}, NOW, NOW, chat=Chat("old", "x"))
    await add(db, message("ours"), astray)
    assert await take(db) == ["ours"]
    nowhere = SendClaim(None, ("web",), (Priority.ESCALATION, Priority.REMINDER), 10, LEASE)
    async with db.begin() as tx:
        assert [each.key for each in await outbox.take(tx, nowhere, NOW)] == ["astray"]


@pytest.mark.parametrize(
    "routing",
    [
        Routing(),
        Routing(7, (StepRef(0), StepRef(2, date(2025, 10, 31))), (4, 9), forwarded=True),
        Routing(7, instead_of=NOW),
    ],
)
async def test_what_a_message_is_written_for_comes_back(db: Database, routing: Routing) -> None:
    await add(db, replace(message("a"), routing=routing))
    async with db.read() as tx:
        [there] = await outbox.unsaid(tx, NOW - LEASE, NOW)
    assert there.routing == routing


async def test_steps_join_a_message_that_waits_and_none_that_left(db: Database) -> None:
    first, second = StepRef(1), StepRef(2, date(2025, 10, 31))
    await add(db, replace(message("a"), routing=Routing(7, (first,), (4,))))
    async with db.begin() as tx:
        assert await outbox.join(tx, "a", [first, second])
        [there] = await outbox.unsaid(tx, NOW - LEASE, NOW)
        assert there.routing == Routing(7, (first, second), (4,))
    await take(db)
    async with db.begin() as tx:
        assert not await outbox.join(tx, "a", [StepRef(3)])

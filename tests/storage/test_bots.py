"""How fast a bot may speak, on both databases."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage.engine.database import Database
from storage.messaging import rate_limits
from storage.messaging.rate_limits import SendSlot
from storage.monitoring import last_seen

NOW = datetime(2025, 10, 17, 2, 0, tzinfo=UTC)
GAP = timedelta(milliseconds=40)


async def reserve(db: Database, count: int, *, urgent: bool = False) -> list[datetime]:
    turn = SendSlot("telegram", urgent, GAP, NOW + GAP)
    async with db.begin() as tx:
        free = await rate_limits.slots(tx, turn, count)
        await rate_limits.book(tx, turn, len(free))
    return free


async def test_moments_follow_each_other_without_a_burst(db: Database) -> None:
    assert await reserve(db, 2) == [NOW, NOW + GAP]
    assert await reserve(db, 1) == [NOW + 2 * GAP]


async def test_workers_share_the_moments(db: Database) -> None:
    taken = await asyncio.gather(*(reserve(db, 3) for _ in range(10)))
    moments = sorted(moment for mine in taken for moment in mine)
    assert moments == [NOW + number * GAP for number in range(30)]


async def test_an_answer_does_not_wait_behind_the_others_but_slows_them(db: Database) -> None:
    await reserve(db, 10)
    assert await reserve(db, 1, urgent=True) == [NOW]
    assert await reserve(db, 1) == [NOW + 11 * GAP]


async def test_answers_have_a_pace_too(db: Database) -> None:
    await reserve(db, 1, urgent=True)
    assert await reserve(db, 1, urgent=True) == [NOW + GAP]


async def test_a_pause_silences_the_whole_bot_and_is_never_shortened(db: Database) -> None:
    async with db.begin() as tx:
        await rate_limits.pause(tx, "telegram", NOW + timedelta(seconds=9))
        await rate_limits.pause(tx, "telegram", NOW + timedelta(seconds=1))
    assert await reserve(db, 1) == []
    assert await reserve(db, 1, urgent=True) == []
    async with db.begin() as tx:
        after = SendSlot("telegram", False, GAP, NOW + timedelta(seconds=10))
        assert len(await rate_limits.slots(tx, after, 1)) == 1
        other = SendSlot("zalo", False, GAP, NOW)
        assert len(await rate_limits.slots(tx, other, 1)) == 1


async def test_the_newest_message_only_grows(db: Database) -> None:
    async with db.begin() as tx:
        assert await rate_limits.newest_message(tx, "telegram") == ""
        for number in ("99", "100", "98", "not a number"):
            await rate_limits.note_messages(tx, "telegram", [number])
        assert await rate_limits.newest_message(tx, "telegram") == "100"


async def test_a_clock_that_is_set_back_keeps_no_bot_silent(db: Database) -> None:
    turn = SendSlot("telegram", False, timedelta(seconds=1), NOW + timedelta(days=28))
    async with db.begin() as tx:
        await rate_limits.book(tx, turn, 3)
        await rate_limits.pause(tx, "zalo", NOW + timedelta(days=28))
        await rate_limits.pause(tx, "email", NOW + timedelta(minutes=2))
        await last_seen.set_back(tx, NOW, timedelta(minutes=5))
        for channel, speaks in (("telegram", True), ("zalo", True), ("email", False)):
            free = await rate_limits.slots(tx, replace(turn, channel=channel, now=NOW), 1)
            assert bool(free) is speaks
            assert all(each <= NOW for each in free)

"""What a sending process holds is its own until another has taken or settled it."""

from datetime import timedelta

from domain.messaging.outbox import MessageState, Priority
from storage.engine.database import Database
from storage.messaging import outbox, worker_leases
from storage.messaging.outbox import SendClaim
from tests.storage.test_letters import NOW, add, message

LEASE = timedelta(seconds=20)
CLAIM = SendClaim("web", ("web",), (Priority.ANSWER, Priority.REMINDER), 10, LEASE, by="one")


async def test_an_outcome_counts_only_for_who_has_the_letter_in_hand(db: Database) -> None:
    await add(db, message("a"), message("b"))
    async with db.begin() as tx:
        before = await outbox.take(tx, CLAIM, NOW)
        assert await worker_leases.held(tx, before) == {1, 2}
        assert await outbox.recover(tx, NOW + LEASE) == 2
        assert await worker_leases.held(tx, before) == {1, 2}, "in doubt, but nobody took it since"
        await outbox.mark(tx, 1, MessageState.RETRY, now=NOW)
        assert await worker_leases.held(tx, before) == {2}
        await outbox.take(tx, CLAIM, NOW)
        assert await worker_leases.held(tx, before) == {2}, "another attempt is in hand"


async def test_a_sign_of_life_renews_what_is_on_its_way(db: Database) -> None:
    await add(db, message("mine"), message("other"))
    async with db.begin() as tx:
        for name in ("one", "two"):
            await outbox.take(tx, SendClaim("web", (), CLAIM.priorities, 1, LEASE, by=name), NOW)
        await worker_leases.renew(tx, "one", NOW + LEASE * 2)
        assert await outbox.recover(tx, NOW + LEASE) == 1
        found = await outbox.uncertain(tx, NOW + LEASE, timedelta())
    assert [each.key for each in found] == ["other"]


async def test_a_letter_in_doubt_is_not_made_certain_by_a_sign_of_life(db: Database) -> None:
    await add(db, message("a"))
    async with db.begin() as tx:
        await outbox.take(tx, CLAIM, NOW)
        await outbox.recover(tx, NOW + LEASE)
        await worker_leases.renew(tx, "one", NOW + LEASE * 2)
        assert [each.key for each in await outbox.uncertain(tx, NOW + LEASE, timedelta())] == ["a"]

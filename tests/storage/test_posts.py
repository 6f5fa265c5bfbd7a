"""Posts on PostgreSQL: held by one, free once their holder says nothing any more."""

import asyncio

import pytest

from storage.engine import leader_locks
from storage.engine.database import Database, open_database
from storage.engine.leader_locks import PostLost, Watch
from tests.conftest import Postgres


@pytest.fixture
async def server(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(leader_locks, "GONE_AFTER_S", 1)
    monkeypatch.setattr(leader_locks, "SIGN_OF_LIFE_S", 0.2)
    return await open_database(postgres.new_database())


async def soon(watch: Watch) -> bool:
    """The server needs a moment to end a session."""
    for _ in range(50):
        if await watch.take():
            return True
        await asyncio.sleep(0.1)
    return False


async def test_a_post_has_one_holder_until_that_one_leaves(server: Database) -> None:
    async with leader_locks.session(server, ["planner"]) as second:
        async with leader_locks.session(server, ["planner"]) as first:
            assert await first.take()
            assert not await second.take()
        assert await soon(second)
    await server.close()


async def test_who_cannot_have_all_posts_keeps_none(server: Database) -> None:
    async with (
        leader_locks.session(server, ["b"]) as holder,
        leader_locks.session(server, ["a", "b"]) as wanting,
        leader_locks.session(server, ["a"]) as third,
    ):
        assert await holder.take()
        assert not await wanting.take()
        assert await third.take()
    await server.close()


async def test_who_stands_still_loses_the_post_and_learns_it(server: Database) -> None:
    async with (
        leader_locks.session(server, ["planner"]) as silent,
        leader_locks.session(server, ["planner"]) as waiting,
    ):
        assert await silent.take()
        assert await soon(waiting)
        with pytest.raises(PostLost):
            await silent.stay()
    await server.close()


async def test_signs_of_life_keep_the_post(server: Database) -> None:
    async with (
        leader_locks.session(server, ["planner"]) as alive,
        leader_locks.session(server, ["planner"]) as waiting,
    ):
        assert await alive.take()
        staying = asyncio.create_task(alive.stay())
        for _ in range(10):
            await asyncio.sleep(0.2)
            assert not await waiting.take()
        staying.cancel()
        await asyncio.wait([staying])
    await server.close()

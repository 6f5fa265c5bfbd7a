"""Open boards are told what has changed by whichever process, and nothing of what it says."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from storage.audit import log as audit
from storage.board import changes
from storage.engine.database import Database
from storage.tables import DUTIES
from tests.flows.world import World, at
from web.live import EVERYTHING, Live

NOW = at("2025-10-17 09:00")


async def _change(db: Database, *subjects: str) -> None:
    async with db.begin() as tx:
        await audit.add_all(tx, subjects, at=NOW, actor="s1", action="report", note="secret")


async def _next(events: AsyncIterator[bytes]) -> tuple[int, list[str]]:
    """The number and the keys of the next event that has any."""
    while True:
        said = (await asyncio.wait_for(anext(events), 20)).decode()
        assert "secret" not in said
        lines = dict(line.split(": ", 1) for line in said.strip().splitlines())
        keys = json.loads(lines["data"])["keys"]
        if keys:
            return int(lines["id"]), keys


async def test_two_boards_of_two_processes_hear_of_one_change(db: Database) -> None:
    here, there = Live(), Live()
    boards = [live.listen(db, 0) for live in (here, here, there)]
    for each in boards:
        await anext(each)
    await _change(db, "duty:1", "duty:2", "duty:1")
    heard = [await _next(each) for each in boards]
    assert heard == [(3, ["duty:1", "duty:2"])] * 3
    for each in boards:
        await each.aclose()
    assert here.listeners == set()


async def test_nobody_hears_of_what_is_about_another_unit(world_on_both: World) -> None:
    world, live = world_on_both, Live()
    await world.until("2025-10-17 09:00")
    async with world.db.read() as tx:
        found = (await tx.execute(select(DUTIES.c.id, DUTIES.c.unit_id))).all()
        seen = await changes.newest(tx)
    theirs = found[0].unit_id
    own, other = f"duty:{found[0].id}", next(f"duty:{e.id}" for e in found if e.unit_id != theirs)
    boards = [live.listen(world.db, 0, units) for units in (None, frozenset((theirs,)))]
    for each in boards:
        await anext(each)
    subjects = (other, own, "duty:999999", "cycle:2025-10", "2025-10:P_TM", "person:nobody")
    await _change(world.db, *subjects)
    heard = [(await _next(each))[1] for each in boards]
    mine = [own, "cycle:2025-10", *(["2025-10:P_TM"] if theirs == 3 else [])]
    assert heard == [list(subjects), mine]
    again = live.listen(world.db, seen, frozenset((theirs,)))
    assert (await _next(again))[1] == mine
    for each in (*boards, again):
        await each.aclose()


async def test_after_a_cut_what_was_missed_is_told(db: Database) -> None:
    await _change(db, "duty:1")
    async with db.read() as tx:
        seen = await changes.newest(tx)
    await _change(db, "duty:2", "issue:3")
    again = Live().listen(db, seen)
    assert await _next(again) == (3, ["duty:2", "issue:3"])
    await again.aclose()


async def test_whoever_was_away_long_is_told_to_look_at_everything(sqlite: Database) -> None:
    await _change(sqlite, *(f"duty:{each}" for each in range(400)))
    again = Live().listen(sqlite, 1)
    assert (await _next(again))[1] == [EVERYTHING]
    await again.aclose()


async def test_the_stream_ends_with_the_server(sqlite: Database) -> None:
    live = Live()
    listening = live.listen(sqlite, 0)
    await anext(listening)
    live.ends = lambda: True
    rest = [each async for each in listening]
    assert rest == []


async def test_many_boards_at_once_are_one_look_and_one_event(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Live] = []
    look = Live._look

    async def counted(live: Live, db: Database) -> None:
        looks.append(live)
        await look(live, db)

    monkeypatch.setattr(Live, "_look", counted)
    live = Live()
    boards = [live.listen(sqlite, 0) for _ in range(20)]
    await asyncio.gather(*(anext(each) for each in boards))
    await _change(sqlite, "duty:1")
    await _change(sqlite, "duty:2")
    heard = await asyncio.wait_for(asyncio.gather(*(anext(each) for each in boards)), 20)
    assert len({id(each) for each in heard}) == 1
    assert looks == [live]
    for each in boards:
        await each.aclose()
    assert live.listeners == set()


async def test_one_slow_board_makes_nobody_else_look_at_everything(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.live.LOOK_EVERY_S", 0.01)
    monkeypatch.setattr("web.live.WAITING", 1)
    live = Live()
    slow, quick = [live.listen(sqlite, 0) for _ in range(2)]
    await anext(slow)
    await anext(quick)
    for number in (1, 2):
        await _change(sqlite, f"duty:{number}")
        assert (await _next(quick))[1] == [f"duty:{number}"]
    assert await _next(slow) == (2, [EVERYTHING])
    for each in (slow, quick):
        await each.aclose()


async def test_a_board_that_has_lasted_long_enough_is_ended_alone(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.live.LOOK_EVERY_S", 0.01)
    live = Live()
    fresh = live.listen(sqlite, 0)
    await anext(fresh)
    monkeypatch.setattr("web.live.LASTS_S", 0.0)
    old = live.listen(sqlite, 0)
    await anext(old)
    assert [each async for each in old] == []
    await _change(sqlite, "duty:1")
    assert (await _next(fresh))[1] == ["duty:1"]
    await fresh.aclose()

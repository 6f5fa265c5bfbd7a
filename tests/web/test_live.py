"""Open boards are told what has changed by whichever process, and nothing of what it says."""

import asyncio
import json
from collections.abc import AsyncIterator

from storage.audit import log as audit
from storage.board import changes
from storage.engine.database import Database
from tests.flows.world import at
from web.live import EVERYTHING, Live

NOW = at("2025-10-17 09:00")


async def _change(db: Database, *subjects: str) -> None:
    async with db.begin() as tx:
        await audit.add_all(tx, subjects, at=NOW, actor="s1", action="report", note="secret")


async def _next(events: AsyncIterator[bytes]) -> tuple[int, list[str]]:
    """The number and the keys of the next event that has any."""
    while True:
        said = (await asyncio.wait_for(anext(events), 5)).decode()
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

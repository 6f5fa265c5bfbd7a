"""The log as it is looked through, on both databases: by time, person, act and task."""

from datetime import UTC, datetime, timedelta
from typing import Any

from storage.audit import log as audit
from storage.audit import search
from storage.audit.search import Matches, Sought
from storage.engine.database import Database

NOW = datetime(2025, 10, 17, 2, tzinfo=UTC)
DAY = timedelta(days=1)


ENTRIES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("lan", "report", "duty:1", {"version": 1}),
    ("lan", "report.issue", "cycle:2025-10", {}),
    ("service", "message.sent", "message:1", {}),
    ("cvp", "hand_over", "duty:2", {"to": "minh"}),
    ("minh", "board.enter", "session:1", {}),
    ("service", "letterhead", "x", {"what": "100%"}),
    ("service", "cycle.open", "2025-11", {}),
)


async def written(db: Database) -> None:
    """Seven entries on seven days; `lan` and `minh` are subjects."""
    for number, (actor, action, subject, facts) in enumerate(ENTRIES):
        async with db.begin() as tx:
            at = NOW + number * DAY
            await audit.add(tx, at=at, actor=actor, action=action, subject=subject, **facts)


async def found(db: Database, sought: Sought, most: int = 99) -> list[int]:
    async with db.read() as tx:
        return [each.id for each in await search.newest(tx, sought, most)]


async def test_entries_are_found_the_newest_first(db: Database) -> None:
    await written(db)
    assert await found(db, Sought()) == [7, 6, 5, 4, 3, 2, 1]
    assert await found(db, Sought(), 2) == [7, 6]
    assert await found(db, Sought(before=3)) == [2, 1]
    assert await found(db, Sought(person="minh")) == [5, 4]
    assert await found(db, Sought(person="%")) == [6]
    assert await found(db, Sought(actions=("message.",))) == [3]
    assert await found(db, Sought(actions=("report",))) == [1]
    assert await found(db, Sought(actions=("report", "report."))) == [2, 1]
    assert await found(db, Sought(task=[5])) == []
    assert await found(db, Sought(within=[5])) == []
    assert await found(db, Sought(matches=Matches(["board.enter"], ["lan"]))) == [5, 2, 1]
    assert await found(db, Sought(matches=Matches())) == []


async def test_days_begin_and_end_where_they_are_asked_for(db: Database) -> None:
    await written(db)
    for first in range(-1, 9):
        for last in range(first, 9):
            sought = Sought(NOW + first * DAY, NOW + last * DAY)
            there = [each + 1 for each in range(7) if first <= each < last]
            assert await found(db, sought) == there[::-1], (first, last)

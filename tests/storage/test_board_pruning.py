"""What the board keeps for its time goes with it, on both databases."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from domain.messaging.messages import Chat
from domain.people.board_sessions import AT_MOST, LINK_LASTS
from scheduler import retention
from storage.board import acts, sessions, sign_ins, views
from storage.board.sessions import Origin
from storage.engine.database import Database
from storage.messaging import chat_links
from storage.people import officials
from storage.tables import BOARD_ACTS, BOARD_SESSIONS, BOARD_SIGN_INS, BOARD_VIEWS, OFFICIALS
from tests import department

NOW = datetime(2025, 10, 17, 2, tzinfo=UTC)
TABLES = (BOARD_SIGN_INS, BOARD_SESSIONS, BOARD_ACTS, BOARD_VIEWS)


async def used(db: Database) -> None:
    """Each kind of row once, at `NOW`; one view is shared."""
    await department.found(db, NOW)
    async with db.begin() as tx:
        person = await officials.find_by_code(tx, "CVP")
        assert person is not None
        await chat_links.add(tx, person.id, Chat("web", "x"), NOW)
        [link] = await chat_links.of(tx, person.id)
        await sign_ins.add_link(tx, "hash", person.id, link.id, NOW, LINK_LASTS)
        await sessions.add(tx, "hash", person.id, Origin(link.id, "browser"), NOW)
        await acts.add(tx, person.id, "key", "remind", {}, (NOW, NOW + timedelta(seconds=10)))
        await views.save(tx, person.id, None, "own", "?", NOW)
        await views.save(tx, person.id, person.unit_id, "shared", "?", NOW)


async def left(db: Database) -> list[int]:
    async with db.read() as tx:
        counts = [select(func.count()).select_from(table) for table in TABLES]
        return [(await tx.execute(each)).scalar_one() for each in counts]


async def test_rows_go_when_their_life_is_over(db: Database) -> None:
    await used(db)
    day, moment = timedelta(days=1), timedelta(seconds=1)
    for now, expected in (
        (NOW + LINK_LASTS + day - moment, [1, 1, 0, 2]),
        (NOW + LINK_LASTS + day + moment, [0, 1, 0, 2]),
        (NOW + AT_MOST + day - moment, [0, 1, 0, 2]),
        (NOW + AT_MOST + day + moment, [0, 0, 0, 2]),
    ):
        async with db.begin() as tx:
            await sessions.forget(tx, now)
        assert await left(db) == expected, now


async def test_views_of_whoever_left_go_but_for_those_that_are_shared(db: Database) -> None:
    await used(db)
    async with db.begin() as tx:
        await tx.execute(update(OFFICIALS).values(ended_at=NOW))
        assert await sessions.forget(tx, NOW + timedelta(hours=1)) == 0
    await retention.forget(db, NOW + timedelta(days=3))
    assert await left(db) == [0, 0, 0, 1]

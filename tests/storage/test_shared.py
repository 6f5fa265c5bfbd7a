"""What is remembered is forgotten as soon as anybody changes it, or takes a change back."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from sqlalchemy import Engine, delete, event, insert, select, text, update

from domain.messaging.messages import Chat
from domain.people.chat_links import LinkState
from domain.reporting.recipients import Roster
from storage.engine import read_cache
from storage.engine.database import Database, Tx
from storage.messaging import chat_links
from storage.people import officials, units
from storage.people import roster as people
from storage.plans import calendar
from storage.reports import cycles
from storage.tables import ABSENCES, LINKS, METADATA, OFFICIALS, POSITIONS, UNITS
from tests import department

NOW = datetime(2025, 10, 17, 2, tzinfo=UTC)
WATCHED = (
    "units", "officials", "positions", "links", "absences",
    "office_settings", "calendar_days", "cycles"
)  # fmt: skip


async def stamp(tx: Tx) -> str:
    return str((await tx.execute(read_cache.STAMP)).scalar_one())


async def test_the_roster_is_read_once_until_it_changes(db: Database) -> None:
    await department.found(db, NOW)
    async with db.read() as tx:
        first = await officials.roster(tx, NOW)
        assert await officials.roster(tx, NOW) is first
        assert await units.tree(tx) is await units.tree(tx)
        assert await calendar.get(tx) is await calendar.get(tx)
    async with db.begin() as tx:
        renamed = update(OFFICIALS).where(OFFICIALS.c.code == "LAN").values(name="Phạm Lan Mới")
        await tx.execute(renamed)
        assert "Phạm Lan Mới" in [each.name for each in (await officials.roster(tx)).officials]
    async with db.read() as tx:
        assert "Phạm Lan Mới" in [each.name for each in (await officials.roster(tx)).officials]


def posted(name: str) -> Any:
    values = {"official_id": 1, "unit_id": 1, "role": name, "started_on": date(2025, 10, 1)}
    return insert(POSITIONS).values(**values)


CHANGES: dict[str, Any] = {
    "a name": update(OFFICIALS).where(OFFICIALS.c.id == 1).values(name="Phạm Lan Mới"),
    "a post": posted("head"),
    "an end": update(OFFICIALS).where(OFFICIALS.c.id == 2).values(ended_at=NOW),
    "a chat": insert(LINKS).values(
        official_id=3, channel="web", address="a", preference=0, menu="", state="active",
        reason="", linked_at=NOW, changed_at=NOW,
    ),
    "an absence": insert(ABSENCES).values(
        official_id=1, first_day=date(2025, 10, 1), last_day=date(2025, 10, 30), stand_in_id=3,
        recorded_at=NOW,
    ),
}  # fmt: skip


async def read_anew(tx: Tx) -> Roster:
    everybody = cast("Any", people._roster).__wrapped__
    return cast("Roster", await everybody(tx, NOW.date()))


async def test_after_a_change_only_that_person_is_read_again(db: Database) -> None:
    await department.found(db, NOW)
    asked: list[str] = []
    for what, change in CHANGES.items():
        async with db.read() as tx:
            before = await officials.roster(tx, NOW)
        async with db.begin() as tx:
            await tx.execute(change)
        with listening(db.reader.sync_engine, asked):
            async with db.read() as tx:
                found = await officials.roster(tx, NOW)
        async with db.read() as tx:
            assert found == await read_anew(tx), what
            assert found != before, what
    whole = [each for each in asked if " IN (" not in each and "FROM officials" in each]
    assert whole == []


async def test_what_else_is_shared_stays_when_only_people_change(db: Database) -> None:
    await department.found(db, NOW)
    async with db.read() as tx:
        tree, days = await units.tree(tx), await calendar.get(tx)
        none = await cycles.newest(tx, 1)
    async with db.begin() as tx:
        await tx.execute(CHANGES["a name"])
    async with db.read() as tx:
        assert await units.tree(tx) is tree
        assert await cycles.newest(tx, 1) is none
        assert await calendar.get(tx) is days
    async with db.begin() as tx:
        await tx.execute(update(UNITS).where(UNITS.c.id == 2).values(name="Phòng Mới"))
        await tx.execute(CHANGES["a post"])
    async with db.read() as tx:
        assert await units.tree(tx) is not tree


async def test_a_change_of_a_person_that_was_taken_back_is_not_remembered(db: Database) -> None:
    await department.found(db, NOW)
    async with db.read() as tx:
        await officials.roster(tx, NOW)
    async with db.begin() as tx, tx.begin_nested() as part:
        await tx.execute(CHANGES["a name"])
        assert (await officials.roster(tx, NOW)).by_id[1].name == "Phạm Lan Mới"
        await part.rollback()
    async with db.begin() as tx:
        await tx.execute(CHANGES["a chat"])
    async with db.read() as tx:
        assert await officials.roster(tx, NOW) == await read_anew(tx)


@contextmanager
def listening(engine: Engine, asked: list[str]) -> Iterator[None]:
    def keep(_c: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", keep)
    yield
    event.remove(engine, "before_cursor_execute", keep)


async def test_who_asks_while_somebody_loads_waits_for_it(db: Database) -> None:
    await department.found(db, NOW)
    loaded = 0

    @read_cache.shared
    async def slowly(_tx: Tx) -> object:
        nonlocal loaded
        loaded += 1
        await asyncio.sleep(0.05)
        return object()

    async def asked() -> object:
        async with db.read() as tx:
            return await slowly(tx)

    assert len({id(each) for each in await asyncio.gather(*(asked() for _ in range(4)))}) == 1
    assert loaded == 1


async def test_a_link_that_the_same_transaction_ends_is_no_longer_found(db: Database) -> None:
    await department.found(db, NOW)
    chat = Chat("telegram", "7")
    async with db.begin() as tx:
        assert await chat_links.find(tx, chat) is None
        await chat_links.add(tx, 1, chat, NOW)
        assert await chat_links.find(tx, chat)
        async with tx.begin_nested() as part:
            await chat_links.change(tx, chat, LinkState.ENDED, "moved", NOW)
            assert await chat_links.find(tx, chat) is None
            await part.rollback()
        assert await chat_links.find(tx, chat)


async def test_a_change_that_was_taken_back_is_not_remembered(db: Database) -> None:
    await department.found(db, NOW)
    async with db.read() as reader:
        before = await units.tree(reader)
    async with db.begin() as tx, tx.begin_nested() as part:
        await tx.execute(update(UNITS).values(name="Đơn vị sai"))
        assert "Đơn vị sai" in {each.name for each in (await units.tree(tx)).by_id.values()}
        await part.rollback()
    async with db.begin() as tx:
        after = await units.tree(tx)
    assert after.by_id == before.by_id


@pytest.mark.parametrize("table", WATCHED)
async def test_every_change_of_a_watched_table_renews_the_stamp(db: Database, table: str) -> None:
    """A migration that makes a table anew would lose its triggers: this finds it."""
    await department.found(db, NOW)
    watched = METADATA.tables[table]
    async with db.begin() as tx:
        seen = {await stamp(tx)}
        await _write(tx, table)
        seen.add(await stamp(tx))
        first = next(iter(watched.c[it] for it in ("id", "key", "day") if it in watched.c))
        change = {"state": "ended"} if table == "links" else {first.name: first}
        await tx.execute(update(watched).values(change))
        seen.add(await stamp(tx))
        if table not in ("units", "officials"):
            await tx.execute(delete(watched))
            seen.add(await stamp(tx))
    assert len(seen) >= (3 if table in ("units", "officials") else 4)


async def _write(tx: Tx, table: str) -> None:
    rows = {
        "links": {
            "official_id": 1, "channel": "web", "address": "a", "preference": 0, "menu": "",
            "state": "active", "reason": "", "linked_at": NOW, "changed_at": NOW,
        },
        "absences": {
            "official_id": 1, "first_day": date(2025, 10, 1), "last_day": date(2025, 10, 2),
            "recorded_at": NOW,
        },
        "office_settings": {"key": "k", "value": "v", "changed_at": NOW},
        "calendar_days": {
            "day": date(2026, 1, 1), "working": False, "name": "", "status": "official",
            "basis": "",
        },
    }  # fmt: skip
    if table in rows:
        await tx.execute(insert(METADATA.tables[table]).values(**rows[table]))
    else:
        await tx.execute(text(INSERTS[table]))


INSERTS = {
    "units": (
        "INSERT INTO units (code, name, name_en, short_name, kind)"
        " VALUES ('X', 'X', '', '', 'phong')"
    ),
    "officials": (
        "INSERT INTO officials (code, subject, name, phone, email, position, unit_id, language,"
        " started_at)"
        " VALUES ('X', 'sX', 'X', '', '', '', 1, 'vi', '2025-01-01 00:00:00')"
    ),
    "positions": (
        "INSERT INTO positions (official_id, unit_id, role, started_on)"
        " VALUES (1, 1, 'official', '2025-01-01')"
    ),
    "cycles": (
        "INSERT INTO cycles (root_unit_id, period, state, due_day, due_at, late_after, opens_at,"
        " closes_at, policy, steps, forced) VALUES (1, '2025-10', 'planned', '2025-10-24',"
        " '2025-10-24 10:00', '2025-10-24 10:00', '2025-10-17 10:00', '2025-11-07 10:00', '{}',"
        " '[]', false)"
    ),
}


async def test_a_question_is_asked_once_until_this_transaction_writes_there(db: Database) -> None:
    await department.found(db, NOW)
    asked = 0

    @read_cache.once("links")
    async def chats(tx: Tx, _about: int) -> int:
        nonlocal asked
        asked += 1
        return len((await tx.execute(select(LINKS))).all())

    async with db.begin() as tx:
        before = await chats(tx, 1)
        assert (await chats(tx, 1), asked) == (before, 1)
        await tx.execute(update(UNITS).values(name="Tên khác"))
        assert (await chats(tx, 1), asked) == (before, 1)
        await chat_links.add(tx, 1, Chat("telegram", "8"), NOW)
        assert (await chats(tx, 1), await chats(tx, 2), asked) == (before + 1, before + 1, 3)
    async with db.read() as tx:
        assert (await chats(tx, 1), asked) == (before + 1, 4)

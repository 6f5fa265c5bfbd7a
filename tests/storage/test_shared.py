"""What is remembered is forgotten as soon as anybody changes it, or takes a change back."""

import asyncio
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, insert, text, update

from domain.messaging.messages import Chat
from domain.people.chat_links import LinkState
from storage.engine import shared_cache
from storage.engine.database import Database, Tx
from storage.messaging import chat_links
from storage.people import officials, units
from storage.plans import calendar
from storage.tables import METADATA, OFFICIALS, UNITS
from tests import department

NOW = datetime(2025, 10, 17, 2, tzinfo=UTC)
WATCHED = (
    "units", "officials", "positions", "links", "absences",
    "office_settings", "calendar_days", "cycles"
)  # fmt: skip


async def stamp(tx: Tx) -> str:
    return str((await tx.execute(shared_cache.STAMP)).scalar_one())


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


async def test_who_asks_while_somebody_loads_waits_for_it(db: Database) -> None:
    await department.found(db, NOW)
    loaded = 0

    @shared_cache.shared
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
        same = next(
            iter(watched.c[name] for name in ("state", "id", "key", "day") if name in watched.c)
        )
        await tx.execute(update(watched).values({same.name: same}))
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
    "units": "INSERT INTO units (code, name, name_en, kind) VALUES ('X', 'X', '', 'phong')",
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

"""What happened is only added to; whoever changes it all the same is found out."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, insert, update
from sqlalchemy.exc import DBAPIError

from storage.audit import log as audit
from storage.audit import seals
from storage.audit.seals import Broken
from storage.engine.database import Database, Tx, open_database
from storage.tables import AUDIT, METADATA
from tests import templates

NOW = datetime(2025, 10, 1, tzinfo=UTC)
APPEND_ONLY = ("audit_entries", *seals.SEALED, "seals")
TAMPERED = ("actor = 'x'", "action = 'x'", "subject = 'x'", "facts = '{}'", "hash = 'x'")


async def unguarded(tx: Tx, table: str) -> None:
    """What a thief with the right to change the schema would do first."""
    if tx.dialect.name == "postgresql":
        await tx.exec_driver_sql(f"DROP TRIGGER keep_{table} ON {table}")
    else:
        await tx.exec_driver_sql(f"DROP TRIGGER keep_{table}_update")
        await tx.exec_driver_sql(f"DROP TRIGGER keep_{table}_delete")


async def filled(tx: Tx) -> None:
    for number in range(5):
        await audit.add(tx, at=NOW, actor="a", action="b", subject=str(number), n=number)


async def unbound(db: Database) -> None:
    """What the rows refer to matters to nobody here."""
    if db.embedded:
        async with db.writer.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None
            await raw.execute("PRAGMA foreign_keys=OFF")


async def everything(tx: Tx) -> None:
    """Three rows in each table that is sealed."""
    await filled(tx)
    if tx.dialect.name == "postgresql":
        await tx.exec_driver_sql("SET LOCAL session_replication_role = replica")
    for table in seals.SEALED:
        rows = METADATA.tables[table]
        for number in (1, 2, 3):
            values = {each.name: _some(each, number) for each in rows.c if each.name != "id"}
            await tx.execute(insert(rows).values(**values))


def _some(column: Column[Any], number: int) -> Any:
    """A value that fits the column; of the statuses there are four."""
    if column.name in ("status", "state"):
        return "done"
    kind = column.type.python_type
    if kind is object:  # an instant, by a type of its own
        return NOW
    return {int: number, bool: False, str: f"chữ {number}", date: NOW.date()}[kind]


@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}"])
async def test_what_happened_can_only_be_added_to(db: Database, change: str) -> None:
    await unbound(db)
    async with db.begin() as tx:
        await everything(tx)
    await seals.seal(db, NOW)
    async with db.begin() as tx:
        for table in APPEND_ONLY:
            refused = await tx.begin_nested()
            with pytest.raises(DBAPIError, match=f"{table} is append-only"):
                await tx.exec_driver_sql(change.format(table))
            await refused.rollback()


@pytest.mark.parametrize("change", TAMPERED)
async def test_the_first_changed_entry_is_named(db: Database, change: str) -> None:
    async with db.begin() as tx:
        await filled(tx)
        assert await audit.first_broken(tx) is None
        await unguarded(tx, "audit_entries")
        await tx.exec_driver_sql(f"UPDATE audit_entries SET {change} WHERE id = 3")
        assert await audit.first_broken(tx) == 3


async def test_a_missing_entry_is_named_by_the_one_after_it(db: Database) -> None:
    async with db.begin() as tx:
        await filled(tx)
        await unguarded(tx, "audit_entries")
        await tx.exec_driver_sql("DELETE FROM audit_entries WHERE id = 2")
        assert await audit.first_broken(tx) == 3


# What is sealed


def test_every_column_is_covered() -> None:
    """A column that came after the first release is named here, and stays out of the seals."""
    for table, columns in seals.SEALED.items():
        assert {"id", *columns} == set(METADATA.tables[table].c.keys()), table


@pytest.fixture
async def sealed(tmp_path: Path) -> AsyncIterator[Database]:
    """A file where whoever changes rows has put the triggers and the references aside."""
    url = templates.sqlite(tmp_path / "sealed.db")
    db = await open_database(url, durable=False)
    await unbound(db)
    async with db.begin() as tx:
        for table in APPEND_ONLY:
            await unguarded(tx, table)
        await everything(tx)
    assert await seals.seal(db, NOW) == 3 * len(seals.SEALED)
    assert await seals.seal(db, NOW) == 0
    yield db
    await db.close()


async def broken(db: Database) -> Broken | None:
    async with db.read() as tx:
        return await seals.first_broken(tx)


async def test_what_nobody_changed_is_whole(sealed: Database) -> None:
    assert await broken(sealed) is None


@pytest.mark.parametrize("table", seals.SEALED)
async def test_a_changed_row_is_named_whatever_was_changed(sealed: Database, table: str) -> None:
    rows = METADATA.tables[table]
    async with sealed.begin() as tx:
        for column in seals.SEALED[table]:
            other = _other(_some(rows.c[column], 9))
            changed = await tx.begin_nested()
            await tx.execute(update(rows).where(rows.c.id == 2).values({column: other}))
            assert await seals.first_broken(tx) == Broken(table, 2), column
            await changed.rollback()


def _other(value: Any) -> Any:
    if isinstance(value, date):
        return value + timedelta(days=1)
    return {False: True, "done": "blocked"}.get(value, value)


@pytest.mark.parametrize("table", seals.SEALED)
async def test_a_missing_row_is_named(sealed: Database, table: str) -> None:
    async with sealed.begin() as tx:
        await tx.exec_driver_sql(f"DELETE FROM {table} WHERE id = 2")
    assert await broken(sealed) == Broken(table, 2)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE seals SET content = 'x' WHERE id = 5",
        "UPDATE seals SET hash = 'x' WHERE id = 5",
        "UPDATE seals SET row_id = 9 WHERE id = 5",
        "UPDATE seals SET table_name = 'x' WHERE id = 5",
        "DELETE FROM seals WHERE id = 4",
    ],
)
async def test_a_changed_seal_is_named(sealed: Database, change: str) -> None:
    async with sealed.begin() as tx:
        await tx.exec_driver_sql(change)
    assert await broken(sealed) == Broken("seals", 5)


async def test_the_last_seals_cannot_be_cut_off(sealed: Database) -> None:
    async with sealed.begin() as tx:
        await tx.exec_driver_sql("DELETE FROM seals WHERE id > 16")
    assert await broken(sealed) == Broken("seals", 17)


async def test_seals_made_anew_do_not_fit_the_log(sealed: Database) -> None:
    """Whoever changes a row and writes all its seals again would have to change the log as well."""
    async with sealed.begin() as tx:
        await tx.exec_driver_sql("UPDATE reports SET note = 'sửa' WHERE id = 2")
        await tx.exec_driver_sql("DELETE FROM seals")
    await seals.seal(sealed, NOW)
    found = await broken(sealed)
    assert found is not None
    assert found.table == "seals"


async def test_what_the_law_has_erased_is_sealed_anew_and_stays_on_record(db: Database) -> None:
    await unbound(db)
    async with db.begin() as tx:
        await everything(tx)
    await seals.seal(db, NOW)
    async with db.begin() as tx:
        await tx.exec_driver_sql("UPDATE reports SET note = '' WHERE id = 2")
        assert await seals.first_broken(tx) == Broken("reports", 2)
        await seals.seal_again(tx, "reports", [2], NOW, why="erasure")
        assert await seals.first_broken(tx) is None
        entry = (await tx.execute(AUDIT.select().order_by(AUDIT.c.id.desc()).limit(1))).one()
    assert (entry.subject, entry.facts["why"], entry.facts["rows"]) == ("reports", "erasure", [2])


async def test_rows_that_wait_for_their_seal_are_all_counted(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals, "BATCH", 2)
    await unbound(db)
    async with db.begin() as tx:
        await everything(tx)
        assert await seals.unsealed(tx) == 3 * len(seals.SEALED)
    await seals.seal(db, NOW)
    async with db.read() as tx:
        assert await seals.unsealed(tx) == 0


async def test_a_head_that_was_kept_elsewhere_is_known_until_the_log_is_cut(db: Database) -> None:
    async with db.begin() as tx:
        await filled(tx)
        _, head = await audit.head(tx)
        assert await audit.knows(tx, head)
        await unguarded(tx, "audit_entries")
        await tx.exec_driver_sql("DELETE FROM audit_entries WHERE id = 5")
        assert not await audit.knows(tx, head)

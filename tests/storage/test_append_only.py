"""What happened is only added to; whoever changes it all the same is found out."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import DBAPIError

from storage import audit, letters
from storage.database import Database, Tx
from tests.storage.test_letters import letter

NOW = datetime(2025, 10, 1, tzinfo=UTC)
APPEND_ONLY = ("audit_entries", "letter_events")
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


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["UPDATE {} SET at = at", "DELETE FROM {}"])
async def test_what_happened_can_only_be_added_to(db: Database, table: str, change: str) -> None:
    async with db.begin() as tx:
        await filled(tx)
        await letters.add(tx, letter("k"), NOW)
        await letters.mark_sent(tx, {1: "m1"}, NOW)
    async with db.begin() as tx:
        with pytest.raises(DBAPIError, match="append-only"):
            await tx.exec_driver_sql(change.format(table))
        await tx.rollback()


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

"""Where the ids of a table go on: never again with one that was given out before."""

from sqlalchemy import Table, func, select, text

from storage.engine.database import Tx
from storage.tables import METADATA


def numbered() -> list[Table]:
    """The tables whose ids are counted and never reused."""
    return [
        each
        for each in METADATA.sorted_tables
        if each.dialect_options["sqlite"].get("autoincrement")
    ]


async def newest(tx: Tx, table: Table) -> int:
    """The highest id that is in use, or on SQLite was ever given out."""
    highest = int((await tx.execute(select(func.max(table.c.id)))).scalar() or 0)
    if tx.dialect.name == "postgresql":
        return highest
    given = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    return max(highest, int((await tx.execute(given, {"name": table.name})).scalar() or 0))


async def go_on_after(tx: Tx, table: Table, number: int) -> None:
    """The next id will be higher than this."""
    facts = {"name": table.name, "number": number}
    if tx.dialect.name == "postgresql":
        if number:
            go_on = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :number)")
            await tx.execute(go_on, facts)
        return
    await tx.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), facts)
    await tx.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)"), facts)

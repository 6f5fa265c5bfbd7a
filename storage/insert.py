"""Adding rows whose key may be known already: what is known stays as it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Tx

CHUNK = 500


async def add_new(
    tx: Tx, into: Table, rows: Sequence[Mapping[str, Any]], *, key: Sequence[str]
) -> int:
    """Insert rows, leaving out those whose `key` columns are taken; returns how many are new."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    added = 0
    for start in range(0, len(rows), CHUNK):
        statement = dialect.insert(into).values(list(rows[start : start + CHUNK]))
        fresh = statement.on_conflict_do_nothing(index_elements=list(key)).returning(
            *into.primary_key
        )
        added += len((await tx.execute(fresh)).all())
    return added

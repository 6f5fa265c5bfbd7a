"""Adding rows whose key may be known already: what is known stays as it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.engine.database import Tx


async def add_new(
    tx: Tx, into: Table, rows: Sequence[Mapping[str, Any]], *, key: Sequence[str]
) -> int:
    """Insert rows, leaving out those whose `key` columns are taken; returns how many are new.

    All rows name the same columns.
    """
    if not rows:
        return 0
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(into).on_conflict_do_nothing(index_elements=list(key))
    return len((await tx.execute(fresh.returning(*into.primary_key), list(rows))).all())

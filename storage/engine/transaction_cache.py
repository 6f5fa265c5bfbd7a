"""What a transaction has read is kept until it writes there itself, or goes back to a savepoint."""

from collections.abc import Collection
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Executable, RootTransaction, event
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import ReleaseSavepointClause, SavepointClause
from sqlalchemy.sql.selectable import SelectBase

HARMLESS = (SelectBase, SavepointClause, ReleaseSavepointClause)

Readings = dict[Any, Any]

_kept: WeakKeyDictionary[RootTransaction, dict[frozenset[str], Readings]] = WeakKeyDictionary()


def kept(tx: AsyncConnection, tables: Collection[str]) -> Readings:
    """Room for what is read of these tables, empty again after this transaction changed one.

    What others commit meanwhile is not seen: a decision rests on one look.
    """
    running = tx.sync_connection.get_transaction() if tx.sync_connection else None
    if not isinstance(running, RootTransaction):
        return {}
    return _kept.setdefault(running, {}).setdefault(frozenset(tables), {})


def watch(engine: Engine) -> None:
    """Notice what the transactions of this engine write."""
    event.listen(engine, "before_execute", _executed)


def _executed(tx: Connection, statement: Executable, *_: object) -> None:
    if isinstance(statement, UpdateBase):
        _forget(tx, getattr(statement.table, "name", None))
    elif not isinstance(statement, HARMLESS):
        _forget(tx, None)


def _forget(tx: Connection, table: str | None) -> None:
    """All that was read, or what was read of one table."""
    running = tx.get_transaction()
    known = _kept.get(running) if isinstance(running, RootTransaction) else None
    for tables in [each for each in known or () if table is None or table in each]:
        (known or {})[tables].clear()

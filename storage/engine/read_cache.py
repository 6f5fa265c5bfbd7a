"""One memory of what has been read, in two reaches.

A transaction keeps what it has read of some tables until it writes to one of them itself, or goes
back to a savepoint (`kept`, `once`). What the whole department shares is kept beyond it, as long
as its stamp stays (`shared`, `shared_of_people`): triggers renew the stamp whenever the roster,
the units, the calendar or the periods are written, by whichever process, and note who has changed
where that is all. A stamp is random, so that one of a change that was rolled back never comes
again.
"""

import asyncio
from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary, WeakValueDictionary

from sqlalchemy import Connection, Engine, Executable, RootTransaction, event, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import ReleaseSavepointClause, SavepointClause
from sqlalchemy.sql.selectable import SelectBase

from storage.tables import CACHE_VERSION, ROSTER_CHANGES

Tx = AsyncConnection
Given = ParamSpec("Given")
Found = TypeVar("Found")
Load = Callable[Concatenate[Tx, Given], Coroutine[Any, Any, Found]]

HARMLESS = (SelectBase, SavepointClause, ReleaseSavepointClause)
STAMP = select(CACHE_VERSION.c.stamp)
CHANGES = select(ROSTER_CHANGES.c.id, ROSTER_CHANGES.c.stamp, ROSTER_CHANGES.c.official_id)
NEWEST = ROSTER_CHANGES.c.id.desc()
WATCHED = frozenset(
    (
        "units",
        "officials",
        "positions",
        "links",
        "absences",
        "office_settings",
        "calendar_days",
        "cycles",
    )
)
SHARED = "read_cache"  # the option of an engine that shares its memory with another
MOST = 64  # results of one stamp; more are not worth their memory

STAMPS_KEPT = 3  # that of the last commit, and those of a transaction which changes something
MOST_PEOPLE = 200  # of whom it is cheaper to ask than of everybody


@dataclass(slots=True)
class Reading:
    """What a query found. `stale`: people who have changed since."""

    found: Any
    stale: frozenset[int] = frozenset()


Readings = dict[Any, Reading]
Memory = dict[str, Readings]
"""What was read, by the stamp under which it holds. Readers and writers of a database share it."""

_kept: WeakKeyDictionary[RootTransaction, dict[frozenset[str], dict[Any, Any]]] = (
    WeakKeyDictionary()
)
_memory: WeakKeyDictionary[Engine, Memory] = WeakKeyDictionary()
_loading: WeakValueDictionary[Any, asyncio.Lock] = WeakValueDictionary()


def kept(tx: Tx, tables: Collection[str]) -> dict[Any, Any]:
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


def once(*tables: str) -> Callable[[Load[Given, Found]], Load[Given, Found]]:
    """Ask the same question only once in a transaction, until it writes to one of these tables."""

    def remembering(load: Load[Given, Found]) -> Load[Given, Found]:
        @wraps(load)
        async def read(tx: Tx, /, *args: Given.args, **kwargs: Given.kwargs) -> Found:
            key = load, repr((args, kwargs))
            if key in (here := kept(tx, tables)):
                return cast("Found", here[key])
            found = await load(tx, *args, **kwargs)
            kept(tx, tables)[key] = found  # its first statement may have begun the transaction
            return found

        return read

    return remembering


async def _untouched(_tx: Tx, found: Found, _people: frozenset[int], *_asked: object) -> Found:
    return found


def shared(load: Load[Given, Found]) -> Load[Given, Found]:
    """Remember what a query found that no single person changes. Nobody may change the result."""
    return shared_of_people(_untouched)(load)


def shared_of_people(
    renew: Callable[..., Coroutine[Any, Any, Found]],
) -> Callable[[Load[Given, Found]], Load[Given, Found]]:
    """Remember what a query found about people; `renew(tx, found, ids, *args)` asks of some anew.

    Who asks while somebody else is loading the same waits for it: a roster of a hundred thousand
    is not to be loaded by every lane at once.
    """

    def remembering(load: Load[Given, Found]) -> Load[Given, Found]:
        @wraps(load)
        async def read(tx: Tx, /, *args: Given.args, **kwargs: Given.kwargs) -> Found:
            known = await _known(tx)
            key = (load, args, *kwargs.items())
            if key not in known or known[key].stale:
                async with _loading.setdefault((id(known), key), asyncio.Lock()):
                    if key not in known:
                        _make_room(known)
                        known[key] = Reading(await load(tx, *args, **kwargs))
                    elif stale := known[key].stale:
                        found = await renew(tx, known[key].found, stale, *args, **kwargs)
                        known[key] = Reading(found)
            return cast("Found", known[key].found)

        return read

    return remembering


def _make_room(known: Readings) -> None:
    if len(known) >= MOST:
        known.clear()


async def _known(tx: Tx) -> Readings:
    here = kept(tx, WATCHED)
    if STAMP not in here:
        here[STAMP] = str((await tx.execute(STAMP)).scalar_one())
    stamp = here[STAMP]
    memory = _memory_of(tx.sync_connection.engine if tx.sync_connection else tx.sync_engine)
    if stamp not in memory:
        carried = await _carried(tx, memory)
        memory.setdefault(stamp, carried)
        while len(memory) > STAMPS_KEPT:
            del memory[next(iter(memory))]
    memory[stamp] = memory.pop(stamp)  # the newest is last
    return memory[stamp]


async def _carried(tx: Tx, memory: Memory) -> Readings:
    """What is known from before, with those who have changed since; nothing if more has changed."""
    last = CHANGES.where(ROSTER_CHANGES.c.stamp.in_(list(memory))).order_by(NEWEST).limit(1)
    since = (await tx.execute(last)).one_or_none()
    if since is None or since.stamp not in memory:
        return {}
    later = CHANGES.where(ROSTER_CHANGES.c.id > since.id).limit(MOST_PEOPLE + 1)
    changed = {row.official_id for row in await tx.execute(later)}
    if None in changed or len(changed) > MOST_PEOPLE:
        return {}
    before = memory.get(since.stamp, {})
    return {key: Reading(it.found, it.stale | changed) for key, it in before.items()}


def _memory_of(engine: Engine) -> Memory:
    options = engine.get_execution_options()
    shared_here: Memory | None = options.get(SHARED)
    return _memory.setdefault(engine, {}) if shared_here is None else shared_here

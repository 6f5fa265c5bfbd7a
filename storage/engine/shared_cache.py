"""What the whole department shares is read once, and again when it has changed.

Triggers renew the stamp whenever the roster, the units, the calendar or the periods are written,
by whichever process. A stamp is random, so that one of a change that was rolled back never
comes again.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary, WeakValueDictionary

from sqlalchemy import Engine, select

from storage.engine.batch_cache import once
from storage.engine.database import Tx
from storage.engine.transaction_cache import kept
from storage.tables import CACHE_VERSION

Given = ParamSpec("Given")
Found = TypeVar("Found")
STAMP = select(CACHE_VERSION.c.stamp)
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
SHARED = "shared_cache"  # the option of an engine that shares its memory with another
MOST = 64  # results of one stamp; more are not worth their memory

STAMPS_KEPT = 2  # that of the last commit, and that of a transaction which changes something

Memory = dict[str, dict[Any, Any]]
"""What was read, by the stamp under which it holds. Readers and writers of a database share it."""

_memory: WeakKeyDictionary[Engine, Memory] = WeakKeyDictionary()
_loading: WeakValueDictionary[Any, asyncio.Lock] = WeakValueDictionary()


def shared(
    load: Callable[Concatenate[Tx, Given], Coroutine[Any, Any, Found]],
) -> Callable[Concatenate[Tx, Given], Coroutine[Any, Any, Found]]:
    """Remember what a query found, as long as the stamp stays. Nobody may change the result.

    Who asks while somebody else is loading the same waits for it: a roster of a hundred thousand
    is not to be loaded by every lane at once.
    """

    @wraps(load)
    async def read(tx: Tx, /, *args: Given.args, **kwargs: Given.kwargs) -> Found:
        known = await _known(tx)
        key = (load, args, *kwargs.items())
        if key not in known:
            async with _loading.setdefault((id(known), key), asyncio.Lock()):
                if key not in known:
                    if len(known) >= MOST:
                        known.clear()
                    known[key] = await load(tx, *args, **kwargs)
        found: Found = known[key]
        return found

    return read


@once
async def _known(tx: Tx) -> dict[Any, Any]:
    here = kept(tx, WATCHED)
    if STAMP not in here:
        here[STAMP] = str((await tx.execute(STAMP)).scalar_one())
    stamp = here[STAMP]
    memory = _memory_of(tx.sync_connection.engine if tx.sync_connection else tx.sync_engine)
    if stamp not in memory:
        while len(memory) >= STAMPS_KEPT:
            del memory[next(iter(memory))]
        memory[stamp] = {}
    memory[stamp] = memory.pop(stamp)  # the newest is last
    return memory[stamp]


def _memory_of(engine: Engine) -> Memory:
    options = engine.get_execution_options()
    shared_here: Memory | None = options.get(SHARED)
    return _memory.setdefault(engine, {}) if shared_here is None else shared_here

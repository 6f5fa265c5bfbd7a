"""Reading once: while a batch of messages is put into words, nothing that they ask for changes."""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from storage.engine.database import Tx

Given = ParamSpec("Given")
Found = TypeVar("Found")

_known: ContextVar[dict[Any, Any] | None] = ContextVar("known", default=None)


@contextmanager
def reading_once() -> Iterator[dict[Any, Any]]:
    """Within, queries marked `once` are asked only once for the same question."""
    known: dict[Any, Any] = {}
    token = _known.set(known)
    try:
        yield known
    finally:
        _known.reset(token)


def known() -> dict[Any, Any]:
    """What has been read; empty, and not kept, where nothing is read once."""
    return {} if (here := _known.get()) is None else here


def once(
    load: Callable[Concatenate[Tx, Given], Coroutine[Any, Any, Found]],
) -> Callable[Concatenate[Tx, Given], Coroutine[Any, Any, Found]]:
    @wraps(load)
    async def read(tx: Tx, /, *args: Given.args, **kwargs: Given.kwargs) -> Found:
        here = _known.get()
        if here is None:
            return await load(tx, *args, **kwargs)
        key = load, repr((args, kwargs))
        if key not in here:
            here[key] = await load(tx, *args, **kwargs)
        found: Found = here[key]
        return found

    return read

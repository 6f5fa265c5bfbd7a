"""Tells whoever waits how many pages of a file have been recognised."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Tell = Callable[[int, int], None]
"""How many pages are done, and of how many; it may be called from any thread."""
_TELL: ContextVar[Tell | None] = ContextVar("tell", default=None)


@contextmanager
def told(tell: Tell) -> Iterator[None]:
    """Files read within, also in a thread that is started here, tell how far they are."""
    before = _TELL.set(tell)
    try:
        yield
    finally:
        _TELL.reset(before)


def listener() -> Tell | None:
    return _TELL.get()

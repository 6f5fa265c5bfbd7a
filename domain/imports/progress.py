"""Tells whoever waits how far a long piece of work is: pages of a file, rows that are kept."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Tell = Callable[[int, int], None]
"""How much is done, and of how much; it may be called from any thread."""
Each = TypeVar("Each")


class Progress:
    """Of one kind of work; nobody has to listen."""

    def __init__(self, name: str) -> None:
        self._tell: ContextVar[Tell | None] = ContextVar(name, default=None)

    @contextmanager
    def told(self, tell: Tell) -> Iterator[None]:
        """Work within, also in a thread that is started here, tells how far it is."""
        before = self._tell.set(tell)
        try:
            yield
        finally:
            self._tell.reset(before)

    def listener(self) -> Tell | None:
        return self._tell.get()

    def counted(self, things: Sequence[Each]) -> Iterator[Each]:
        """The same things, one by one; each that is done with is told."""
        tell = self.listener()
        for done, each in enumerate(things, start=1):
            yield each
            if tell:
                tell(done, len(things))


PAGES = Progress("pages")
ROWS = Progress("rows")

"""How far a channel has handed over what people said while nobody listened."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class HandoverProgress:
    """Kept by the part of a channel that listens; others only read it.

    `complete`: nothing is left at the messenger, as far as one can know. `since`: when it fell
    silent, or answered again. `done_at`: when nothing was left, for certain, the last time.
    """

    clock: Callable[[], datetime]
    complete: bool = False
    done_at: datetime | None = None
    since: datetime = field(init=False)
    _silent: bool = False

    def __post_init__(self) -> None:
        self.since = self.clock()

    def fails(self) -> None:
        """The messenger could not be asked, or what it said could not be stored."""
        if not self._silent:
            self.complete, self._silent, self.since = False, True, self.clock()

    def answers(self) -> None:
        """The messenger answers; after a silence it has something to hand over first."""
        if self._silent:
            self._silent, self.since = False, self.clock()

    def has_more(self) -> None:
        """Something waits there that we do not have."""
        if self.complete:
            self.complete, self.since = False, self.clock()

    def ends(self, asked_at: datetime) -> None:
        """All that it had when it was asked then is stored."""
        self.complete, self.done_at = True, asked_at

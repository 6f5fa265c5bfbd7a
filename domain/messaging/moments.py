"""When something was done, by every clock that saw it, and which of them judges deadlines."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Moments:
    """`said_at`: the messenger's own time, or arrival where it gives none.

    `stored_at`: when it was kept here. `decided_at`: when the service acted on it.
    `listened_at`: until when this channel had handed over everything before; None: not known.
    """

    said_at: datetime
    stored_at: datetime
    decided_at: datetime
    listened_at: datetime | None = None

    @classmethod
    def at_once(cls, now: datetime) -> "Moments":
        """Said, stored and decided at one instant, as by a command."""
        return cls(now, now, now)

    @property
    def acted_at(self) -> datetime:
        """When the person acted: what lateness, closing and every deadline are judged by.

        What had been there at `listened_at` would have been handed over then, so nobody can have
        acted before; nor can anybody after it was stored, whatever a messenger says.
        """
        said = max(self.said_at, self.listened_at) if self.listened_at else self.said_at
        return min(said, self.stored_at, self.decided_at)


class Source(NamedTuple):
    """The event by which something was said, and when."""

    channel: str
    event_id: str
    moments: Moments | None = None

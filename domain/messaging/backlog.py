"""How long what names people waits for answers that still lie at a messenger, or are undecided."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

COMES_AND_GOES = 3
"""So many times the usual wait, where a channel comes back again and again and never finishes."""


@dataclass(frozen=True, slots=True)
class Handover:
    """Whether a channel has handed over all that was said before it listened.

    `since`: when it began to be silent, or came back and began to hand over. `known`: all that was
    said until then is stored, for certain; None: of no instant.
    """

    channel: str
    complete: bool
    since: datetime
    known: datetime | None = None

    def behind(self, limit: datetime) -> datetime | None:
        """Since when it hands over nothing; None: all that was said until `limit` is known."""
        if not self.complete or self.known is None:
            return self.since
        return max(self.since, self.known) if self.known < limit else None


def known_until(
    handovers: Collection[Handover], now: datetime, awake_since: datetime, wait: timedelta
) -> datetime | None:
    """Up to which instant it may be acted as if everything said was known; None: not at all yet.

    What every channel has been asked for since, if nothing is left. Else whatever has been due for
    so long as we wait at most, counted from when somebody began to wait: since the start, or since
    a channel fell silent or came back.
    """
    found = [each.behind(now - wait) for each in handovers]
    behind = [since for since in found if since is not None]
    if not behind:
        return min([now, *(each.known for each in handovers if each.known)])
    if max(awake_since, *behind) <= now - wait:
        return now - wait
    at_most = COMES_AND_GOES * wait
    return now - at_most if awake_since <= now - at_most else None

"""How much may come in from one side within a span of time; whatever is beyond it is a flood."""

from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MOST_SIDES = (
    10_000  # as many are remembered; a flood from more sides than these is no reason to grow
)


@dataclass(slots=True)
class Limit:
    """`most` events of one side within `span`."""

    most: int
    span: timedelta
    _seen: OrderedDict[Hashable, deque[datetime]] = field(default_factory=OrderedDict)

    def beyond(self, side: Hashable, now: datetime) -> int:
        """Count one more event; returns how many of the span are beyond the limit, this one too."""
        times = self._seen.setdefault(side, deque(maxlen=2 * self.most + 1))
        self._seen.move_to_end(side)
        while times and times[0] <= now - self.span:
            times.popleft()
        times.append(now)
        if len(self._seen) > MOST_SIDES:
            self._seen.popitem(last=False)
        return max(0, len(times) - self.most)

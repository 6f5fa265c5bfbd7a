"""Whether each loop of this process still comes round."""

import time
from collections.abc import Callable
from datetime import datetime

from domain.messaging.health_findings import What
from domain.messaging.messages import Facts
from scheduler.loop import Job

STANDS_STILL_S = 120.0


class Pulse:
    """When each loop last did a batch, on the monotonic clock, which nobody sets."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._beats: dict[str, float] = {}

    def watched(self, loop: str, job: Job) -> Job:
        """The same job; from now on its loop is expected to come round."""
        self.beat(loop)

        async def beating(now: datetime) -> bool:
            self.beat(loop)
            worked = await job(now)
            self.beat(loop)
            return worked

        beating.__name__ = getattr(job, "__name__", loop)
        return beating

    def still(self) -> list[str]:
        """The loops that have done nothing for longer than STANDS_STILL_S seconds."""
        since = self._monotonic() - STANDS_STILL_S
        return sorted(loop for loop, beat in self._beats.items() if beat < since)

    def ages(self) -> dict[str, float]:
        """Seconds since each loop came round."""
        now = self._monotonic()
        return {loop: now - beat for loop, beat in self._beats.items()}

    def sense(self) -> dict[What, Facts]:
        """What an auditor finds here."""
        still = self.still()
        return {What.LOOPS: {"loops": still}} if still else {}

    @property
    def begun(self) -> bool:
        return bool(self._beats)

    def beat(self, loop: str) -> None:
        """This loop has come round."""
        self._beats[loop] = self._monotonic()

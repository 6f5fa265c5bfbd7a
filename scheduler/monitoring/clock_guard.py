"""Compares the clock with the time that has really passed, before anything is done by it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from domain.messaging.clock_check import NOTED, ClockVerdict, of_start, of_step
from domain.messaging.health_findings import What
from domain.messaging.messages import Facts
from scheduler.loop import Job
from storage.engine.database import Database
from storage.messaging import quarantine
from storage.monitoring import last_seen

MINUTE = timedelta(minutes=1)
Outside = Callable[[], Awaitable[datetime | None]]
"""Asks what time it is elsewhere; None where nobody can be asked."""
SHOWN_S = 600.0
"""So long a clock that was set is a finding."""

log = structlog.get_logger()


def passed() -> float:
    """Seconds on a clock that nobody sets, and that goes on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class ClockWatch:
    """Begins a quarantine when the clock is certainly wrong, or nobody can tell."""

    def __init__(
        self,
        db: Database,
        clock: Callable[[], datetime],
        hands: Callable[[], float] = passed,
        outside: Outside | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._hands = hands
        self._outside = outside
        self._known: tuple[datetime, float] | None = None
        self._turn = asyncio.Lock()
        self._stepped: tuple[timedelta, float] | None = None

    def guarded(self, job: Job) -> Job:
        """The same job, after a look at the clock."""

        async def guarding(now: datetime) -> bool:
            await self.look()
            return await job(now)

        guarding.__name__ = getattr(job, "__name__", "job")
        return guarding

    async def look(self) -> None:
        async with self._turn:
            now, hands = self._clock(), self._hands()
            if self._known is None:
                await self._start(now, hands)
            else:
                before, then = self._known
                step = now - before - timedelta(seconds=hands - then)
                if (verdict := of_step(step)) is ClockVerdict.WRONG:
                    verdict = of_step(step, await self._off(now))
                await self._judge(verdict, step, now, hands)
            self._known = now, hands

    async def remember(self) -> None:
        """That the service has lived until now."""
        async with self._db.begin() as tx:
            await last_seen.save(tx, self._clock())

    def sense(self) -> dict[What, Facts]:
        """What an auditor finds here."""
        if self._stepped is None or self._hands() - self._stepped[1] > SHOWN_S:
            return {}
        step, _ = self._stepped
        return {What.CLOCK: {"minutes": round(abs(step) / MINUTE), "ahead": step > timedelta()}}

    async def _start(self, now: datetime, hands: float) -> None:
        async with self._db.read() as tx:
            last = await last_seen.last(tx)
        verdict = of_start(last, now, await self._off(now))
        await self._judge(verdict, now - (last or now), now, hands)

    async def _off(self, now: datetime) -> timedelta | None:
        """How far the clock is from the time elsewhere."""
        elsewhere = await self._outside() if self._outside else None
        return None if elsewhere is None else now - elsewhere

    async def _judge(
        self, verdict: ClockVerdict, step: timedelta, now: datetime, hands: float
    ) -> None:
        if verdict is ClockVerdict.RIGHT and step >= -NOTED:
            return
        log.error("clock was set", verdict=verdict.value, seconds=round(step.total_seconds()))
        async with self._db.begin() as tx:
            if step < timedelta():
                await last_seen.set_back(tx, now, NOTED)
            if verdict is ClockVerdict.WRONG:
                await quarantine.begin(tx, "clock", now)
            await last_seen.save(tx, now)
        if verdict is ClockVerdict.STEPPED:
            self._stepped = step, hands

"""Keeps the house by the calendar. Each job is derived from the database and may be repeated."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.loop import finished, log_failure

House = Callable[[], Awaitable[object]]


def timetable(jobs: Sequence[tuple[House, int]]) -> AsyncIOScheduler:
    """A scheduler of (job, minutes between runs); nothing of it outlives the process.

    No reminder lives here: with its defaults the library drops what is due at one instant.
    """
    scheduler = AsyncIOScheduler(
        timezone=UTC,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for job, minutes in jobs:
        scheduler.add_job(_run, "interval", args=[job], minutes=minutes)
    return scheduler


async def _run(job: House) -> None:
    """The library awaits only what it can see to be a coroutine function; this is one."""
    try:
        await finished(job())
    except Exception as broken:
        log_failure(broken, "housework failed", job=getattr(job, "__name__", str(job)))

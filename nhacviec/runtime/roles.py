"""Who of several processes does what: one polls each bot, one plans, any number sends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from enum import StrEnum

import structlog

from scheduler import loop
from storage.engine import availability, leader_locks
from storage.engine.database import Database
from storage.engine.leader_locks import PostLost, Watch

ASK_AGAIN_S = 2.0

log = structlog.get_logger()


class RoleNeedsServer(Exception):
    """Roles are shared out only on PostgreSQL: a SQLite file has one process."""


class ProcessRole(StrEnum):
    """`ALL` does everything; a second one waits until the first is gone."""

    ALL = "all"
    POLLER = "poller"
    PLANNER = "planner"
    SENDER = "sender"

    @property
    def listens(self) -> bool:
        return self in {ProcessRole.ALL, ProcessRole.POLLER}

    @property
    def plans(self) -> bool:
        return self in {ProcessRole.ALL, ProcessRole.PLANNER}

    @property
    def sends(self) -> bool:
        return self in {ProcessRole.ALL, ProcessRole.SENDER}

    def posts(self, channels: Iterable[str]) -> list[str]:
        """What only one process may do at a time: to listen to each channel, and to plan."""
        listening = [f"poller:{name}" for name in channels] if self.listens else []
        return [*listening, *(["planner"] if self.plans else [])]


@asynccontextmanager
async def on_post(db: Database, names: list[str]) -> AsyncIterator[Watch | None]:
    """Wait until nobody else holds these posts, and hold them; None where there is no need to."""
    if db.embedded or not names:
        yield None
        return
    async with leader_locks.session(db, names) as watch:
        if not await watch.take():
            log.info("waits for its post", posts=names)
            while not await watch.take():  # noqa: ASYNC110 - nobody tells when another session ends
                await asyncio.sleep(ASK_AGAIN_S)
        log.info("takes its post", posts=names)
        yield watch


async def keep_on(db: Database, names: list[str], work: Callable[[], Awaitable[None]]) -> None:
    """Do the work for as long as the posts are held; once they are lost, wait for them again.

    A server that is away is waited for, however long that takes.
    """
    while True:
        try:
            async with on_post(db, names) as watch:
                if watch is None:
                    return await work()
                return await _while_on_post(watch, work)
        except PostLost:
            log.warning("post lost", posts=names)
        except Exception as broken:
            if not availability.is_away(broken):
                raise
            loop.log_failure(broken, "waits for the database")
        await asyncio.sleep(ASK_AGAIN_S)


async def _while_on_post(watch: Watch, work: Callable[[], Awaitable[None]]) -> None:
    """Until the work ends; raises PostLost."""
    working = asyncio.ensure_future(work())
    staying = asyncio.ensure_future(watch.stay())
    try:
        await asyncio.wait({working, staying}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (working, staying):
            task.cancel()
        await loop.ended({working, staying})
    if not staying.cancelled():
        staying.result()
    working.result()

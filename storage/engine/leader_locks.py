"""Posts that one process holds at a time: PostgreSQL's advisory locks, lost with a transaction.

The transaction stays open for as long as the posts are held, so that a pooler between us and the
server keeps the connection for it; it reads nothing, and holds up no vacuum. A process that is
stopped, cut off or dead says nothing more: the server ends its session, and the post is free for
the next one. One that goes on afterwards finds its session ended.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from zlib import crc32

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from storage.engine import server
from storage.engine.database import Database
from storage.engine.server import QUIET

GONE_AFTER_S = 12.0  # a session that says nothing for so long is ended by the server
SIGN_OF_LIFE_S = 2.0
LONGEST_ANSWER_S = 5
SPACE = 0x4E56  # our half of the lock's name, so that others who use the database are not met
HALF = 2**31
LOCK = text("SELECT pg_try_advisory_xact_lock(:space, :post)")
QUIET_MOST = text("SELECT set_config('idle_in_transaction_session_timeout', :most, true)")
HERE = text("SELECT 1")


class PostLost(Exception):
    """The session that held the posts has ended: another process may hold them now."""


@dataclass(frozen=True, slots=True)
class Watch:
    """The posts of this process."""

    session: AsyncConnection
    names: Sequence[str]

    async def stay(self) -> None:
        """Give a sign of life for ever; raises PostLost once that is no longer answered."""
        while True:
            await asyncio.sleep(SIGN_OF_LIFE_S)
            await _answered(self.session, HERE)

    async def take(self) -> bool:
        """All of the posts or none, always in the same order."""
        await _answered(self.session, QUIET_MOST, most=f"{int(1000 * GONE_AFTER_S)}ms")
        for name in sorted(self.names):
            if not await _answered(
                self.session, LOCK, space=SPACE, post=crc32(name.encode()) - HALF
            ):
                await self.session.rollback()
                return False
        return True


@asynccontextmanager
async def session(db: Database, names: Sequence[str]) -> AsyncIterator[Watch]:
    """A connection of its own for the posts `names`, of which none is held yet."""
    given = server.arguments(
        db.url, application_name=f"nhacviec {os.getpid()}", prepare_threshold=None
    )
    engine = create_async_engine(db.url, poolclass=NullPool, connect_args=given, **QUIET)
    try:
        async with engine.connect() as connection:
            try:
                yield Watch(connection, names)
            finally:
                await connection.invalidate()
    finally:
        await engine.dispose()


async def _answered(session: AsyncConnection, question: object, **values: object) -> bool:
    try:
        async with asyncio.timeout(LONGEST_ANSWER_S):
            answer = await session.execute(question, values)  # type: ignore[call-overload] # a text
            return bool(answer.scalar_one())
    except (SQLAlchemyError, TimeoutError, OSError) as ended:
        raise PostLost from ended

"""Connects to a PostgreSQL server: directly, or behind a pooler that lends connections."""

from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.engine import migrate
from storage.engine.availability import explained

STILL_MOST_S = 15  # a server ends the transaction of a process that stands still, for it holds rows
QUIET: dict[str, Any] = {"hide_parameters": True}  # values of statements stay out of errors
PATIENCE: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""A machine that is gone says nothing: without these a query waits for it for hours."""
STILL = f"SET LOCAL idle_in_transaction_session_timeout = '{STILL_MOST_S}s'"


def arguments(url: URL, **more: Any) -> dict[str, Any]:
    """How to connect; what the address says itself stands."""
    return {name: value for name, value in PATIENCE.items() if name not in url.query} | more


async def open_engine(url: URL) -> tuple[AsyncEngine, bool]:
    """An engine on a schema that is up to date, and whether a pooler stands before the server.

    Raises DatabaseUnreachable, UnknownSchema.
    """
    try:
        pooled = await _is_pooled(url)
        engine = _behind_pooler(url) if pooled else _direct(url)
        try:
            await migrate.upgrade(engine)
        except BaseException:
            await engine.dispose()
            raise
    except DBAPIError as broken:
        raise explained(broken, url) from None
    return engine, pooled


async def _is_pooled(url: URL) -> bool:
    """A pooler gives its clients process numbers of its own, not that of the server's process."""
    asking = create_async_engine(
        url, poolclass=NullPool, connect_args=arguments(url, prepare_threshold=None), **QUIET
    )
    try:
        async with asking.connect() as tx:
            driver: Any = (await tx.get_raw_connection()).driver_connection
            served_by = (await tx.execute(text("SELECT pg_backend_pid()"))).scalar_one()
            return bool(driver.info.backend_pid != served_by)
    finally:
        await asking.dispose()


def _direct(url: URL) -> AsyncEngine:
    still = f"-c idle_in_transaction_session_timeout={STILL_MOST_S}s"
    given = arguments(url, options=still)
    return create_async_engine(url, pool_size=10, pool_pre_ping=True, connect_args=given, **QUIET)


def _behind_pooler(url: URL) -> AsyncEngine:
    """Nothing is asked of a session that the next transaction may not have: no options when it
    begins, no statement that the server prepared under a name.
    """
    given = arguments(url, prepare_threshold=None)
    engine = create_async_engine(url, pool_size=10, pool_pre_ping=True, connect_args=given, **QUIET)

    def begun(tx: Connection) -> None:
        tx.exec_driver_sql(STILL)

    event.listen(engine.sync_engine, "begin", begun)
    return engine

"""Whether a database answers, and where it does not, what is wrong in the key of a sentence."""

from collections.abc import Iterator

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

NOT_RECORDED = (OperationalError, InterfaceError, PoolTimeout)
"""What a statement fails with that may be tried again as it is: the database is away, or full."""
OVER = ("57P", "08", "53300", "25P03", "25P04")
"""SQLSTATE of a session that the server ended, also for standing still in a transaction (which the
driver calls an internal error), a broken connection, and too many of them."""
PASSING = {"OperationalError", "InterfaceError"}
NO_RIGHTS = "42501"
SAID = {
    "no such file or directory": "socket",
    "name or service not known": "host",
    "failed to resolve host": "host",
    "nodename nor servname": "host",
    "no address associated": "host",
    "temporary failure in name resolution": "host",
    "connection refused": "refused",
    "timeout expired": "silent",
    "timed out": "silent",
    "no route to host": "silent",
    "network is unreachable": "silent",
    "password authentication failed": "login",
    "no password supplied": "login",
    "no pg_hba.conf entry": "login",
    "is starting up": "starting",
    "is shutting down": "starting",
    "too many clients": "crowded",
    "remaining connection slots": "crowded",
}


class DatabaseUnreachable(Exception):
    """The database cannot be used now; the key of a sentence says why. Nothing was changed."""

    def __init__(self, key: str, **facts: str) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


def is_away(error: BaseException) -> bool:
    """Whether a server does not answer, or has ended the session; also in a group of errors."""
    return any(_away(each) for each in _leaves(error))


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _leaves(each)
    else:
        yield error


def _away(error: BaseException) -> bool:
    if isinstance(error, PoolTimeout):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    state: str | None = getattr(cause, "sqlstate", None)
    if state is not None:
        return state.startswith(OVER)
    kinds = {each.__name__ for each in type(cause).__mro__}
    if hasattr(cause, "sqlstate") and kinds & PASSING:  # not the file's, which has none
        return True
    return error.__cause__ is not None and _away(error.__cause__)


def explained(error: BaseException, url: URL) -> DatabaseUnreachable:
    """What is wrong with this address; the password is no part of it."""
    if url.get_backend_name() == "sqlite":
        return DatabaseUnreachable("database.file", path=url.database or "", why=_first(error))
    address = f"{url.host or 'localhost'}:{url.port or 5432}/{url.database or ''}"
    facts = {"address": address, "user": url.username or "", "database": url.database or ""}
    return DatabaseUnreachable(f"database.{_kind(error)}", **facts, why=_first(error))


def _kind(error: BaseException) -> str:
    said = str(getattr(error, "orig", error)).lower()
    if getattr(getattr(error, "orig", None), "sqlstate", None) == NO_RIGHTS:
        return "rights"
    if "does not exist" in said:
        return "login" if 'role "' in said else "missing"
    return next((kind for words, kind in SAID.items() if words in said), "other")


def _first(error: BaseException) -> str:
    """The first line of what the driver says."""
    return (str(getattr(error, "orig", error)).strip().splitlines() or [type(error).__name__])[0]

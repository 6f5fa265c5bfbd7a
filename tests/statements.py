"""Statements are compiled once for all tests, not once for each test's engine."""

from collections.abc import Iterator, MutableMapping
from typing import Any

from sqlalchemy import Connection, Engine, event

from storage.tables import cipher

_compiled: dict[Any, Any] = {}


class Compiled(MutableMapping[Any, Any]):
    """An engine's cache, shared by all that speak alike: one dialect, one key for hidden values.

    Its own keys begin with the dialect object, which every engine has of its own.
    """

    def __init__(self, alike: tuple[str, str]) -> None:
        self.alike = alike

    def __getitem__(self, key: Any) -> Any:
        return _compiled[self.alike, *key[1:]]

    def __setitem__(self, key: Any, value: Any) -> None:
        _compiled[self.alike, *key[1:]] = value

    def __delitem__(self, key: Any) -> None:
        del _compiled[self.alike, *key[1:]]

    def __iter__(self) -> Iterator[Any]:
        return iter(_compiled)

    def __len__(self) -> int:
        return len(_compiled)


def share() -> None:
    event.listen(Engine, "engine_connect", _connected)


def _connected(connection: Connection) -> None:
    known = cipher.of(connection.dialect)
    mark = known.encrypt("which key") if known else ""
    connection.engine._compiled_cache = Compiled((connection.dialect.name, mark))

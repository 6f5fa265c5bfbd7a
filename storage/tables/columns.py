"""Column shapes that tables share: moments, words from a closed list, JSON, what is encrypted."""

import json
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, DateTime, Dialect, String, TypeDecorator

from domain.messaging.moments import Moments
from storage.tables import cipher
from storage.tables.cipher import Cipher

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

SHORT = 64  # characters; longer values hardly come again, and are not remembered
AUTOINCREMENT: dict[str, Any] = {"sqlite_autoincrement": True}


def new_subject() -> str:
    """A name by chance: 64 bits that say nothing about anybody."""
    return f"s{secrets.token_hex(8)}"


def spoken(moments: Moments | None) -> dict[str, datetime]:
    """The values of the columns of `Spoken`; none of them where nobody said anything."""
    if moments is None:
        return {}
    said, stored, decided = moments.said_at, moments.stored_at, moments.decided_at
    return {"said_at": said, "stored_at": stored, "recorded_at": decided}


def one_of(column: str, *words: str) -> CheckConstraint:
    """Only these words may stand in the column; stored as text, so that a list can grow."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def json_column() -> "Column[Any]":
    return Column(JSON, nullable=False)


def encrypted_json_column() -> "Column[Any]":
    return Column(EncryptedJson, nullable=False)


class Moment(TypeDecorator[datetime]):
    """An aware instant, kept and given back in UTC, as `UTCDateTime` of SQLModel does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.utcoffset() is None:
            raise ValueError("An instant has a time zone.")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite knows no time zones; what is there is in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Encrypted(TypeDecorator[str]):
    """Text that only the key makes readable. It can be looked up and joined, not searched."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return hidden(value, cipher.of(dialect))

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return shown(value, cipher.of(dialect))


class EncryptedJson(TypeDecorator[Any]):
    """A JSON value that only the key makes readable; the database holds it as one JSON string."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return hidden_json(value, cipher.of(dialect))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return shown_json(value, cipher.of(dialect))


def hidden(value: str | None, key: Cipher | None) -> str | None:
    if not (key and value):
        return value
    return key.encrypt_short(value) if len(value) <= SHORT else key.encrypt(value)


def shown(value: str | None, key: Cipher | None) -> str | None:
    if not (key and value):
        return value
    return key.decrypt_short(value) if len(value) <= 2 * SHORT else key.decrypt(value)


def hidden_json(value: Any, key: Cipher | None) -> Any:
    return key.encrypt(json.dumps(value, ensure_ascii=False)) if key else value


def shown_json(value: Any, key: Cipher | None) -> Any:
    encrypted = key and isinstance(value, str) and value.startswith(cipher.MARKS)
    return json.loads(key.decrypt(value)) if key and encrypted else value

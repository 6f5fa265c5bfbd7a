"""Column shapes that the tables share: words from a closed list, JSON, and row options."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column

AUTOINCREMENT: dict[str, Any] = {"sqlite_autoincrement": True}


def one_of(column: str, *words: str) -> CheckConstraint:
    """Only these words may stand in the column; stored as text, so that a list can grow."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def json_column() -> "Column[Any]":
    return Column(JSON, nullable=False)

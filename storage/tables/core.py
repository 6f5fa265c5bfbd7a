"""Core tables from a list of columns, in a fraction of the time that the models would take."""

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
)

from storage.tables.columns import NAMING, Encrypted, EncryptedJson, Moment, new_subject

FILE = Path(__file__).with_name("columns.csv")
FIELDS = ("table", "column", "kind", "nullable", "key", "refers", "default")
KINDS: dict[str, Callable[[], Any]] = {
    "whole": Integer,
    "number": Float,
    "flag": Boolean,
    "text": String,
    "day": Date,
    "moment": Moment,
    "json": JSON,
    "encrypted": Encrypted,
    "encrypted_json": EncryptedJson,
}
COUNTED = "counted"
"""A key whose numbers are never given out twice, although a row is gone."""
DEFAULTS: dict[str, Any] = {"nothing": "", "0": 0, "false": False, "new_subject": new_subject}


def read() -> MetaData:
    """The tables of the list: columns with type, key, reference and default, and which count on.

    Constraints and indexes are the migrations' business; no query asks for them here.
    """
    metadata = MetaData(naming_convention=NAMING)
    columns: dict[str, list[Column[Any]]] = {}
    counted = set()
    with FILE.open(encoding="utf-8", newline="") as file:
        for table, *column in list(csv.reader(file))[1:]:
            columns.setdefault(table, []).append(_column(*column))
            if COUNTED in column:
                counted.add(table)
    for table, found in columns.items():
        Table(table, metadata, *found, sqlite_autoincrement=table in counted)
    return metadata


def _column(
    name: str, kind: str, nullable: str, key: str, refers: str, default: str
) -> Column[Any]:
    return Column(
        name,
        KINDS[kind](),
        *([ForeignKey(refers)] if refers else ()),
        nullable=bool(nullable),
        primary_key=bool(key),
        default=DEFAULTS[default] if default else None,
    )


def written(metadata: MetaData) -> str:
    """The list of the columns of these tables, as it stands in the file."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(FIELDS)
    for table in sorted(metadata.tables.values(), key=lambda each: each.name):
        writer.writerows(_line(column) for column in table.columns)
    return lines.getvalue()


def _line(column: Column[Any]) -> Iterable[str]:
    [refers, *_] = [each.target_fullname for each in column.foreign_keys] or [""]
    nullable = "yes" if column.nullable else ""
    return (
        column.table.name,
        column.name,
        _kind(column),
        nullable,
        _key(column),
        refers,
        _default(column),
    )


def _key(column: Column[Any]) -> str:
    if not column.primary_key:
        return ""
    counted = column.table.dialect_options["sqlite"].get("autoincrement")
    return COUNTED if counted else "yes"


def _kind(column: Column[Any]) -> str:
    """The own shapes by name, any other by what it is kept as."""
    if isinstance(column.type, (Encrypted, EncryptedJson)):
        return "encrypted" if isinstance(column.type, Encrypted) else "encrypted_json"
    kept = getattr(column.type, "impl_instance", column.type)
    plain: dict[type[Any], str] = {
        Integer: "whole",
        Float: "number",
        Boolean: "flag",
        String: "text",
        Date: "day",
        DateTime: "moment",
        JSON: "json",
    }
    return plain[type(kept)]


def _default(column: Column[Any]) -> str:
    if column.default is None:
        return ""
    given: Any = column.default
    if given.is_callable:
        return "new_subject" if given.arg.__name__ == "new_subject" else _unknown(column)
    known = {repr(value): name for name, value in DEFAULTS.items()}
    return known.get(repr(given.arg)) or _unknown(column)


def _unknown(column: Column[Any]) -> str:
    raise ValueError(f"The default of {column} has no name in the list of columns")

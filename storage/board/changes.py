"""What has changed since an entry of the audit log: its subjects, and nothing of what was done."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Table, func, select

from storage.engine.database import Tx
from storage.tables import AUDIT, DUTIES, ISSUES, OFFICIALS, OUTBOX_EVENTS, REGISTRATIONS, UNITS

MOST = 500
NOWHERE = 0
PERIOD = re.compile(r"\d{4}-\d{2}")
ABOUT: Mapping[str, tuple[ColumnElement[Any], Table, ColumnElement[Any]]] = {
    "duty": (DUTIES.c.id, DUTIES, DUTIES.c.unit_id),
    "issue": (ISSUES.c.id, ISSUES, ISSUES.c.unit_id),
    "registration": (REGISTRATIONS.c.id, REGISTRATIONS, REGISTRATIONS.c.unit_id),
    "person": (OFFICIALS.c.subject, OFFICIALS, OFFICIALS.c.unit_id),
    "unit": (UNITS.c.code, UNITS, UNITS.c.id),
}
"""Kinds of keys that are about one unit, and where that stands."""
PERSON = re.compile("s[0-9a-f]{16}")


async def newest(tx: Tx) -> int:
    """The number of the newest entry; 0 before there is one."""
    return int((await tx.execute(select(func.max(AUDIT.c.id)))).scalar() or 0)


async def mark(tx: Tx) -> tuple[int, int]:
    """The same as long as nobody did anything and no message got anywhere."""
    said = (await tx.execute(select(func.max(OUTBOX_EVENTS.c.id)))).scalar()
    return await newest(tx), int(said or 0)


Whose = Mapping[str, int]
"""The unit that each key is about; what is about none is not in it."""


async def since(tx: Tx, number: int) -> tuple[int, list[str]]:
    """The newest number now, and each subject of the entries after `number`, once."""
    query = select(AUDIT.c.id, AUDIT.c.subject).where(AUDIT.c.id > number)
    rows = list(await tx.execute(query.order_by(AUDIT.c.id).limit(MOST)))
    last = int(rows[-1].id) if rows else number
    return last, list(dict.fromkeys(_key(row.subject) for row in rows))


async def whose(tx: Tx, keys: Iterable[str]) -> Whose:
    """Of which units these keys speak; NOWHERE for what is of a unit, but is not there."""
    found: dict[str, int] = {}
    kinds: dict[str, list[str]] = {}
    for key in keys:
        kind = key.partition(":")[0]
        kinds.setdefault("unit" if PERIOD.fullmatch(kind) else kind, []).append(key)
    for kind, (column, of, unit) in ABOUT.items():
        named = {key: key.partition(":")[2] for key in kinds.get(kind, ())}
        found |= dict.fromkeys(named, NOWHERE)
        asked = {each: _typed(column, each) for each in named.values()}
        for row in await _units(tx, column, of, unit, list(asked.values())) if named else ():
            found |= {key: row.unit for key, rest in named.items() if asked[rest] == row.of}
    return found


async def _units(
    tx: Tx, column: ColumnElement[Any], of: Table, unit: ColumnElement[Any], wanted: list[Any]
) -> list[Row[Any]]:
    query = select(column.label("of"), unit.label("unit")).select_from(of)
    some = column.in_([each for each in wanted if each is not None])
    return list(await tx.execute(query.where(some)))


def _typed(column: ColumnElement[Any], text: str) -> Any:
    if not isinstance(column.type, Integer):
        return text
    return int(text) if text.isdecimal() and len(text) < 16 else None


def _key(subject: str) -> str:
    """People are named by chance in the log; a page asks for whatever is about a person."""
    return f"person:{subject}" if PERSON.fullmatch(subject) else subject

"""What was written between two looks at the roster and the plan: rows before and after."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, select

from storage.engine.database import Tx
from storage.tables import (
    ASSIGNMENTS,
    CYCLES,
    DUTIES,
    INVITATIONS,
    LINKS,
    OFFICE_SETTINGS,
    OFFICIALS,
    POSITIONS,
    TASK_PARTS,
    TASKS,
    UNITS,
)

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "units": ("code", "name", "name_en", "short_name", "kind", "parent_id", "ended_at"),
    "officials": ("code", "name", "phone", "email", "position", "unit_id", "ended_at"),
    "positions": ("official_id", "unit_id", "role", "ended_on"),
    "links": ("official_id", "channel", "state", "reason"),
    "invitations": ("official_id", "used_at", "revoked_at"),
    "tasks": (
        "plan_id",
        "code",
        "field",
        "criterion",
        "limitation",
        "title",
        "output",
        "deadline",
        "deadline_text",
        "recurrence",
        "max_score",
        "ended_at",
    ),
    "task_parts": ("task_id", "unit_id", "part", "ended_at"),
    "assignments": ("task_id", "unit_id", "official_id", "ended_at"),
    "duties": ("task_id", "task_code", "unit_id", "owner_id"),
    "office_settings": ("value",),
}
"""What is looked at, in the order in which it can be put back."""
TABLES: Mapping[str, Table] = {
    each.name: each
    for each in (
        UNITS,
        OFFICIALS,
        POSITIONS,
        LINKS,
        INVITATIONS,
        TASKS,
        TASK_PARTS,
        ASSIGNMENTS,
        DUTIES,
        OFFICE_SETTINGS,
    )
}

DAYS = frozenset(("deadline", "ended_on"))

Values = Mapping[str, Any]
Look = Mapping[str, Mapping[Any, Values]]


@dataclass(frozen=True, slots=True)
class RowChange:
    """`before` is None for a row that is new."""

    table: str
    id: Any
    before: Values | None
    after: Values

    @property
    def ends(self) -> bool:
        """Whether something that lived before lives no longer."""
        return self.before is not None and lives(self.before) and not lives(self.after)


def lives(values: Values) -> bool:
    ended = values.get("ended_at") or values.get("ended_on") or values.get("revoked_at")
    return not ended and values.get("state") != "ended"


async def look(tx: Tx) -> Look:
    """Everything that an import may change, as it is now; of duties, those that are still owed."""
    return {name: await _rows(tx, name) for name in COLUMNS}


async def _rows(tx: Tx, name: str) -> dict[Any, Values]:
    table, columns = TABLES[name], COLUMNS[name]
    key = table.c.key if name == "office_settings" else table.c.id
    query = select(key.label("row_id"), *(table.c[each] for each in columns))
    if name == "duties":
        query = query.join(CYCLES, CYCLES.c.id == DUTIES.c.cycle_id)
        query = query.where(CYCLES.c.state == "open", DUTIES.c.status.is_(None))
    rows = (await tx.execute(query)).mappings()
    return {row["row_id"]: {each: row[each] for each in columns} for row in rows}


async def since(tx: Tx, before: Look) -> list[RowChange]:
    """What was written in this transaction since that look."""
    return list(_changes(before, await look(tx)))


def _changes(before: Look, after: Look) -> Iterator[RowChange]:
    for name, rows in after.items():
        for key, values in rows.items():
            known = before[name].get(key)
            if known != values:
                yield RowChange(name, key, known, values)


async def foresee(tx: Tx, act: Callable[[], Awaitable[object]]) -> list[RowChange]:
    """What `act` would write; all of it is taken back at once."""
    before = await look(tx)
    point = await tx.begin_nested()
    try:
        await act()
        return await since(tx, before)
    finally:
        await point.rollback()


def to_json(changes: Iterable[RowChange]) -> list[Any]:
    return [[each.table, each.id, _packed(each.before), _packed(each.after)] for each in changes]


def from_json(rows: Sequence[Any]) -> list[RowChange]:
    return [
        RowChange(table, key, _unpacked(before), _unpacked(after) or {})
        for table, key, before, after in rows
    ]


def _packed(values: Values | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def _unpacked(values: Values | None) -> Values | None:
    if values is None:
        return None
    return {name: _typed(name, each) for name, each in values.items()}


def _typed(name: str, value: Any) -> Any:
    """Instants are told by their names, as everywhere: `…_at`."""
    if value is None:
        return None
    if name.endswith("_at"):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name in DAYS else value

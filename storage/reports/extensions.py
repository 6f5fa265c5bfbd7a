"""Extensions: requests for a later due day, and what became of them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, insert, select, update

from domain.extensions.extensions import Extension, ExtensionState
from domain.messaging.moments import Moments
from storage.engine.database import Tx
from storage.tables import DUTIES, EXTENSIONS
from storage.tables.columns import spoken

OPEN = EXTENSIONS.c.state == ExtensionState.OPEN.value


async def add(tx: Tx, asked: Extension, moments: Moments | None = None) -> int:
    """Keep a request, or what was granted unasked; its id is given here. Returns the id."""
    values = {
        "duty_id": asked.duty_id,
        "asker_id": asked.asker_id,
        "from_day": asked.from_day,
        "to_day": asked.to_day,
        "reason": asked.reason,
        "percent": asked.percent,
        "asked_at": asked.asked_at,
        "state": asked.state.value,
        "answer": asked.answer,
        "decided_by": asked.decided_by,
        "decided_at": asked.decided_at,
        "late": asked.late,
        **spoken(moments),
    }
    made = insert(EXTENSIONS).values(**values).returning(EXTENSIONS.c.id)
    return int((await tx.execute(made)).scalar_one())


async def find(tx: Tx, extension_id: int) -> Extension | None:
    return await _one(tx, select(EXTENSIONS).where(EXTENSIONS.c.id == extension_id))


async def find_open(tx: Tx, duty_id: int) -> Extension | None:
    """The request for this duty that waits to be decided."""
    return await _one(tx, select(EXTENSIONS).where(EXTENSIONS.c.duty_id == duty_id, OPEN))


async def of_duty(tx: Tx, duty_id: int) -> list[Extension]:
    """Every request for this duty, decided or not, the oldest first."""
    query = select(EXTENSIONS).where(EXTENSIONS.c.duty_id == duty_id).order_by(EXTENSIONS.c.id)
    return [_extension(row) for row in await tx.execute(query)]


async def all_open(tx: Tx, units: Collection[int]) -> list[Extension]:
    """What waits to be decided for duties of these units, the oldest first."""
    query = select(EXTENSIONS).join(DUTIES, DUTIES.c.id == EXTENSIONS.c.duty_id)
    here = query.where(OPEN, DUTIES.c.unit_id.in_(units)).order_by(EXTENSIONS.c.id)
    return [_extension(row) for row in await tx.execute(here)]


async def decide(tx: Tx, decided: Extension) -> bool:
    """Keep a decision; False if somebody decided before."""
    values: dict[str, Any] = {
        "state": decided.state.value,
        "answer": decided.answer,
        "decided_by": decided.decided_by,
        "decided_at": decided.decided_at,
        "late": decided.late,
    }
    waiting = update(EXTENSIONS).where(EXTENSIONS.c.id == decided.id, OPEN)
    return bool((await tx.execute(waiting.values(**values))).rowcount)


async def reopen(tx: Tx, extension_id: int, state: ExtensionState) -> bool:
    """It waits to be decided again; False if it stands so no more, or was asked again meanwhile."""
    other = EXTENSIONS.alias()
    newer = other.c.duty_id == EXTENSIONS.c.duty_id, other.c.state == ExtensionState.OPEN.value
    so = EXTENSIONS.c.id == extension_id, EXTENSIONS.c.state == state.value
    here = *so, ~select(other.c.id).where(*newer).exists()
    undecided = {"decided_by": None, "decided_at": None, "answer": "", "late": False}
    again = update(EXTENSIONS).where(*here).values(state=ExtensionState.OPEN.value, **undecided)
    return bool((await tx.execute(again)).rowcount)


async def remove(tx: Tx, extension_id: int) -> bool:
    """What was given without a request, and nobody was told of, was not given."""
    return bool(
        (await tx.execute(delete(EXTENSIONS).where(EXTENSIONS.c.id == extension_id))).rowcount
    )


async def settle(tx: Tx, duty_id: int, now: datetime) -> int | None:
    """The duty is answered: a request that waits is settled. Returns its id, if there was one."""
    waiting = update(EXTENSIONS).where(EXTENSIONS.c.duty_id == duty_id, OPEN)
    settled = waiting.values(state=ExtensionState.SETTLED.value, decided_at=now)
    row = (await tx.execute(settled.returning(EXTENSIONS.c.id))).one_or_none()
    return None if row is None else int(row.id)


def about(extension_id: int) -> str:
    """The thing that the messages to those who decide are about."""
    return f"extension:{extension_id}"


async def _one(tx: Tx, query: Select[Any]) -> Extension | None:
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _extension(row)


def _extension(row: Row[Any]) -> Extension:
    return Extension(
        row.id,
        row.duty_id,
        row.asker_id,
        row.from_day,
        row.to_day,
        row.reason,
        row.percent,
        row.asked_at,
        ExtensionState(row.state),
        row.answer,
        row.decided_by,
        row.decided_at,
        row.late,
    )

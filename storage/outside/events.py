"""What other systems are told of, read from the log: an event is an entry and what it is about.

Every change writes its entry in its own transaction, and the chain of the log has them in the
order in which they were committed: nothing is lost and nothing comes twice.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from domain.messaging.webhooks import Event
from storage.audit.search import DUTY, MESSAGE
from storage.engine.database import Tx
from storage.tables import AUDIT, CYCLES, DUTIES, ESCALATIONS, ISSUES, OUTBOX_MESSAGES, UNITS

ISSUE = "issue:"
EVENTS: Mapping[str, Event] = {
    "cycle.open": Event.PERIOD_OPENED,
    "cycle.close": Event.PERIOD_CLOSED,
    "report": Event.REPORT_VERSION,
    "message.sent": Event.ESCALATION,
    **dict.fromkeys(
        (
            *("extension.granted", "extension.refused", "accept", "reject", "return"),
            *("issue_decided", "issue_closed"),
        ),
        Event.DECISION,
    ),
}
"""The acts that are events. Of messages only those that climbed above the owners of duties."""
FACTS = ("version", "status", "number", "late", "due")
"""Facts of entries that other systems are told."""


@dataclass(frozen=True, slots=True)
class Happened:
    """`id`: by the hash of the entry, for numbers come again after a restore. `units`: concerned.

    `data`: codes and numbers, no name and nobody's words.
    """

    number: int
    id: str
    at: datetime
    event: Event
    units: Collection[int]
    data: Mapping[str, Any]


async def after(tx: Tx, number: int, most: int) -> tuple[int, list[Happened]]:
    """The events among so many entries after this one, and the number of the last of these."""
    query = select(AUDIT).where(AUDIT.c.id > number).order_by(AUDIT.c.id).limit(most)
    rows = (await tx.execute(query)).all()
    found = [await _happened(tx, row) for row in rows if row.action in EVENTS]
    return (int(rows[-1].id) if rows else number), [each for each in found if each is not None]


async def _happened(tx: Tx, row: Row[Any]) -> Happened | None:
    """None where it is no event after all, or what it was about is no longer there."""
    about = await _about(tx, row)
    if about is None:
        return None
    units, data = about
    event = EVENTS[row.action]
    facts = {name: row.facts[name] for name in FACTS if name in row.facts}
    act = {"act": row.action.removeprefix("extension.")} if event is Event.DECISION else {}
    name = f"evt_{row.hash[:32]}"
    return Happened(row.id, name, row.at, event, units, {**data, **act, **facts})


async def _about(tx: Tx, row: Row[Any]) -> tuple[Collection[int], Mapping[str, Any]] | None:
    """The units concerned, and what is told of it."""
    if row.action in ("cycle.open", "cycle.close"):
        return await _period(tx, int(row.facts["cycle"]))
    if row.action == "message.sent":
        return await _climbed(tx, int(row.subject.removeprefix(MESSAGE)))
    if row.subject.startswith(DUTY):
        found = await _duties(tx, [int(row.subject.removeprefix(DUTY))])
    else:
        found = await _difficulty(tx, int(row.subject.removeprefix(ISSUE)))
    return None if not found else ([found[0].unit_id], _told(found[0]))


async def _period(tx: Tx, cycle_id: int) -> tuple[Collection[int], Mapping[str, Any]]:
    row = (await tx.execute(select(CYCLES).where(CYCLES.c.id == cycle_id))).one()
    return [row.root_unit_id], {"period": row.period, "due_at": row.due_at}


async def _duties(tx: Tx, ids: Sequence[int]) -> list[Any]:
    columns = DUTIES.c.id, DUTIES.c.unit_id, DUTIES.c.task_code, UNITS.c.code, CYCLES.c.period
    joined = select(*columns).join(UNITS, UNITS.c.id == DUTIES.c.unit_id)
    query = joined.join(CYCLES, CYCLES.c.id == DUTIES.c.cycle_id).where(DUTIES.c.id.in_(ids))
    return list(await tx.execute(query.order_by(DUTIES.c.id)))


async def _difficulty(tx: Tx, issue_id: int) -> list[Any]:
    duty = (await tx.execute(select(ISSUES.c.duty_id).where(ISSUES.c.id == issue_id))).scalar()
    return [] if duty is None else await _duties(tx, [duty])


def _told(row: Any) -> Mapping[str, Any]:
    return {"period": row.period, "unit": row.code, "task": row.task_code, "duty": row.id}


async def _climbed(tx: Tx, message_id: int) -> tuple[Collection[int], Mapping[str, Any]] | None:
    """The duties of a message that reached somebody above their owners; None for any other."""
    key = select(OUTBOX_MESSAGES.c.key).where(OUTBOX_MESSAGES.c.id == message_id).scalar_subquery()
    query = select(ESCALATIONS).where(ESCALATIONS.c.message_key == key)
    rows = (await tx.execute(query)).all()
    if not rows:
        return None
    found = await _duties(tx, [row.duty_id for row in rows])
    data = {"audience": rows[0].audience, "step": rows[0].rung, "duties": [*map(_told, found)]}
    return [row.unit_id for row in found], data

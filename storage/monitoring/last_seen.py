"""When the service was last seen to live, and what a clock that was set back leaves behind."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update

from domain.messaging.outbox import Kind, Priority
from storage.engine.database import Tx
from storage.messaging.outbox import WAITING
from storage.tables import BOTS, HEARTBEATS, OUTBOX_MESSAGES

OWN = "planner"


async def last(tx: Tx) -> datetime | None:
    query = select(HEARTBEATS.c.at).where(HEARTBEATS.c.name == OWN)
    return (await tx.execute(query)).scalar()


async def save(tx: Tx, now: datetime) -> None:
    here = update(HEARTBEATS).where(HEARTBEATS.c.name == OWN)
    if (await tx.execute(here.values(at=now))).rowcount == 0:
        await tx.execute(insert(HEARTBEATS).values(name=OWN, at=now))


async def set_back(tx: Tx, now: datetime, slack: timedelta) -> None:
    """What was put off by a clock that ran ahead would wait until the right one has caught up.

    Bots may speak again; answers and alarms written then may leave.
    """
    columns = (BOTS.c.next_at, BOTS.c.next_answer_at, BOTS.c.paused_until)
    for each in columns:
        value: dict[Any, Any] = {each: now}
        await tx.execute(update(BOTS).where(each > now + slack).values(value))
    told = or_(
        OUTBOX_MESSAGES.c.priority == Priority.ANSWER.value,
        OUTBOX_MESSAGES.c.kind == Kind.ALARM.value,
    )
    ahead = OUTBOX_MESSAGES.c.created_at > now, OUTBOX_MESSAGES.c.send_at > now
    late = update(OUTBOX_MESSAGES).where(OUTBOX_MESSAGES.c.state.in_(WAITING), told, *ahead)
    await tx.execute(late.values(send_at=now))

"""Who sends a message, and until when: what a process holds, and what it has lost to others."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from domain.messaging.outbox import MessageState, OutboxMessage
from storage.engine.database import Tx
from storage.messaging.outbox import IN_FLIGHT
from storage.tables import OUTBOX_MESSAGES


async def held(tx: Tx, messages: Sequence[OutboxMessage]) -> frozenset[int]:
    """Which of these nobody has taken or settled since; that stays so until the transaction ends.

    The number of attempts tells one taking from the next.
    """
    taken = {each.id: each.attempts for each in messages}
    same = OUTBOX_MESSAGES.c.id.in_(taken), OUTBOX_MESSAGES.c.state.in_(IN_FLIGHT)
    query = (
        select(OUTBOX_MESSAGES.c.id, OUTBOX_MESSAGES.c.attempts)
        .where(*same)
        .order_by(OUTBOX_MESSAGES.c.id)
    )
    rows = await tx.execute(query.with_for_update())
    return frozenset(row.id for row in rows if row.attempts == taken[row.id])


async def renew(tx: Tx, by: str, until: datetime) -> None:
    """The process is alive: what it has on its way stays its own.

    What is being recorded at this instant is left out, so that nobody waits for anybody.
    """
    indexed = OUTBOX_MESSAGES.c.state.in_(IN_FLIGHT)
    own = OUTBOX_MESSAGES.c.leased_by == by, OUTBOX_MESSAGES.c.state == MessageState.SENDING.value
    free = select(OUTBOX_MESSAGES.c.id).where(indexed, *own).with_for_update(skip_locked=True)
    await tx.execute(
        update(OUTBOX_MESSAGES)
        .where(OUTBOX_MESSAGES.c.id.in_(select(free.cte().c.id)))
        .values(leased_until=until)
    )

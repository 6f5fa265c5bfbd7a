"""When something is due next, over all due columns."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from domain.messaging.outbox import Priority
from storage.engine.database import Tx
from storage.messaging.outbox import WAITING
from storage.messaging.quarantine_filter import NONE_STANDS, STANDING, UNTOLD_OR_LIFTED, may_leave
from storage.tables import (
    ACCEPTANCES,
    BOTS,
    BRIEFINGS,
    CYCLES,
    DISSEMINATIONS,
    DUTIES,
    ENCLOSURES,
    EVIDENCE,
    IMPORTS,
    ISSUES,
    OUTBOX_MESSAGES,
    PUSH_SUBSCRIPTIONS,
    QUARANTINES,
    READINESS_CHECKS,
    REQUESTS,
    SIGN_OFFS,
    UNIT_GROUPS,
    WEBHOOK_DELIVERIES,
)

_ROUNDS = (
    select(func.min(CYCLES.c.opens_at)).where(CYCLES.c.state == "planned"),
    select(func.min(CYCLES.c.closes_at)).where(CYCLES.c.state == "open"),
    select(func.min(DUTIES.c.next_at)).where(DUTIES.c.next_at.is_not(None)),
    select(func.min(BRIEFINGS.c.planned_at)).where(BRIEFINGS.c.taken_at.is_(None)),
    select(func.min(DISSEMINATIONS.c.next_at)).where(DISSEMINATIONS.c.next_at.is_not(None)),
    select(func.min(READINESS_CHECKS.c.due_at)).where(READINESS_CHECKS.c.done_at.is_(None)),
    select(func.min(ISSUES.c.remind_at)).where(ISSUES.c.remind_at.is_not(None)),
    select(func.min(SIGN_OFFS.c.next_at)).where(SIGN_OFFS.c.next_at.is_not(None)),
    select(func.min(ACCEPTANCES.c.next_at)).where(ACCEPTANCES.c.next_at.is_not(None)),
    select(func.min(IMPORTS.c.expires_at)).where(IMPORTS.c.state.in_(("asked", "shown"))),
    select(func.min(REQUESTS.c.remind_at)).where(REQUESTS.c.remind_at.is_not(None)),
    select(func.min(UNIT_GROUPS.c.look_at)).where(UNIT_GROUPS.c.look_at.is_not(None)),
)
"""What the jobs over time look for: a job that looks for more needs its column here."""
OVER_TIME = (
    *(each.where(NONE_STANDS) for each in _ROUNDS),
    # known to be past, whatever the clock says: what is written under a wrong one may be to come
    select(func.min(QUARANTINES.c.since)).where(STANDING, UNTOLD_OR_LIFTED),
)
FILES = (
    select(func.min(EVIDENCE.c.next_at)).where(EVIDENCE.c.state == "waiting"),
    select(func.min(IMPORTS.c.next_at)).where(IMPORTS.c.state == "waiting"),
    select(func.min(ENCLOSURES.c.next_at)).where(ENCLOSURES.c.state == "waiting"),
    select(func.min(PUSH_SUBSCRIPTIONS.c.next_at)).where(PUSH_SUBSCRIPTIONS.c.next_at.is_not(None)),
)
EVENTS = (select(func.min(WEBHOOK_DELIVERIES.c.next_at)).where(NONE_STANDS),)
WAITING_NOW = OUTBOX_MESSAGES.c.state.in_(WAITING)
ANSWER = OUTBOX_MESSAGES.c.priority == Priority.ANSWER.value


async def over_time(tx: Tx) -> datetime | None:
    """The earliest instant at which a job over time will find work, or None: one short query."""
    return min(await _all(tx, OVER_TIME), default=None)


async def next_due(tx: Tx, now: datetime, open_at: datetime) -> datetime | None:
    """The earliest instant at which a loop will find work, or None.

    `open_at`: when the service may speak first; only answers leave before.
    """
    paused = select(BOTS.c.channel).where(BOTS.c.paused_until > now)
    free = WAITING_NOW, OUTBOX_MESSAGES.c.route.not_in(paused)
    held = BOTS.c.channel.in_(select(OUTBOX_MESSAGES.c.route).where(WAITING_NOW))
    messages = (
        select(func.min(OUTBOX_MESSAGES.c.send_at)).where(*free, ANSWER),
        select(func.min(BOTS.c.paused_until)).where(BOTS.c.paused_until > now, held),
    )
    patient = select(func.min(OUTBOX_MESSAGES.c.send_at)).where(*free, ~ANSWER, may_leave())
    first = [max(each, open_at) for each in await _all(tx, [patient])]
    return min([*first, *await _all(tx, [*OVER_TIME, *FILES, *EVENTS, *messages])], default=None)


async def _all(tx: Tx, queries: Sequence[Select[Any]]) -> list[datetime]:
    """What these find, where they find anything, in one round trip."""
    row = (await tx.execute(select(*(each.scalar_subquery() for each in queries)))).one()
    return [each for each in row if each is not None]

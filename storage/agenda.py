"""When something is due next, over all due columns."""

from datetime import datetime

from sqlalchemy import func, select

from domain.letters import Priority
from storage.database import Tx
from storage.letters import WAITING
from storage.tables import (
    ACCEPTANCES,
    BOTS,
    BRIEFINGS,
    CLOSINGS,
    CYCLES,
    DISSEMINATIONS,
    DUTIES,
    ENCLOSURES,
    EVIDENCE,
    IMPORTS,
    ISSUES,
    LETTERS,
    READINESS_CHECKS,
)


async def next_due(tx: Tx, now: datetime, open_at: datetime) -> datetime | None:
    """The earliest instant at which a loop will find work, or None.

    `open_at`: when the service may speak first; only answers leave before.
    """
    paused = select(BOTS.c.channel).where(BOTS.c.paused_until > now)
    waiting = LETTERS.c.state.in_(WAITING)
    answer = LETTERS.c.priority == Priority.ANSWER.value
    held = select(LETTERS.c.route).where(waiting)
    queries = (
        select(func.min(CYCLES.c.opens_at)).where(CYCLES.c.state == "planned"),
        select(func.min(CYCLES.c.closes_at)).where(CYCLES.c.state == "open"),
        select(func.min(DUTIES.c.next_at)).where(DUTIES.c.next_at.is_not(None)),
        select(func.min(LETTERS.c.send_at)).where(waiting, answer, LETTERS.c.route.not_in(paused)),
        select(func.min(BOTS.c.paused_until)).where(
            BOTS.c.paused_until > now, BOTS.c.channel.in_(held)
        ),
        select(func.min(BRIEFINGS.c.planned_at)).where(BRIEFINGS.c.taken_at.is_(None)),
        select(func.min(DISSEMINATIONS.c.next_at)).where(DISSEMINATIONS.c.next_at.is_not(None)),
        select(func.min(READINESS_CHECKS.c.due_at)).where(READINESS_CHECKS.c.done_at.is_(None)),
        select(func.min(EVIDENCE.c.next_at)).where(EVIDENCE.c.state == "waiting"),
        select(func.min(IMPORTS.c.next_at)).where(IMPORTS.c.state == "waiting"),
        select(func.min(ISSUES.c.remind_at)).where(ISSUES.c.remind_at.is_not(None)),
        select(func.min(CLOSINGS.c.next_at)).where(CLOSINGS.c.next_at.is_not(None)),
        select(func.min(ACCEPTANCES.c.next_at)).where(ACCEPTANCES.c.next_at.is_not(None)),
        select(func.min(IMPORTS.c.expires_at)).where(IMPORTS.c.state.in_(("asked", "shown"))),
        select(func.min(ENCLOSURES.c.next_at)).where(ENCLOSURES.c.state == "waiting"),
    )
    found = [(await tx.execute(query)).scalar() for query in queries]
    patient = select(func.min(LETTERS.c.send_at)).where(
        waiting, ~answer, LETTERS.c.route.not_in(paused)
    )
    first = (await tx.execute(patient)).scalar()
    found.append(first and max(first, open_at))
    return min((each for each in found if each is not None), default=None)

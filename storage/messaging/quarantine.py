"""Quarantines: begun by a restore or a wrong clock, told to the Office, lifted by it, ended."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from domain.messaging.outbox import Priority
from domain.messaging.quarantine import Quarantine, Reason
from storage.audit import log as audit
from storage.engine import sequences
from storage.engine.database import Tx
from storage.messaging import outbox
from storage.messaging.quarantine_filter import STANDING
from storage.tables import AUDIT, INBOX, OUTBOX_EVENTS, OUTBOX_MESSAGES, QUARANTINES

NOTHING_BEFORE = datetime(2025, 1, 1, tzinfo=UTC)
"""Stands for the last record where there is none: anything may have happened since."""
LIFTABLE = QUARANTINES.c.lifted_at.is_(None)
ASIDE = 100_000
"""So many ids are left out after a restore: those that were given to things now forgotten."""


async def begin(tx: Tx, reason: Reason, now: datetime) -> bool:
    """From now on nothing is said but answers and alarms; False if it stands for this already."""
    standing = select(QUARANTINES.c.id).where(STANDING, QUARANTINES.c.reason == reason)
    if (await tx.execute(standing)).first():
        return False
    since = min(await _newest(tx) or NOTHING_BEFORE, now)
    row = {"reason": reason, "since": since, "began_at": now, "lifted_by": ""}
    if reason == "restored":
        await outbox.set_aside(
            tx, [OUTBOX_MESSAGES.c.priority == Priority.ANSWER.value], now, reason
        )
        await _leave_ids_out(tx)
    await tx.execute(insert(QUARANTINES).values(**row))
    facts = {"since": since.isoformat()}
    await audit.add(tx, at=now, actor="service", action="quarantine", subject=reason, **facts)
    return True


async def stands(tx: Tx) -> Quarantine | None:
    """The newest quarantine that has not ended."""
    found = await _all(tx)
    return found[-1] if found else None


async def untold(tx: Tx) -> list[Quarantine]:
    """Those of which the Office does not know yet."""
    return await _all(tx, QUARANTINES.c.told_at.is_(None))


async def lifted(tx: Tx) -> list[Quarantine]:
    """Those that may end now."""
    return await _all(tx, QUARANTINES.c.lifted_at.is_not(None))


async def mark_told(tx: Tx, quarantine_id: int, now: datetime) -> None:
    await _change(tx, quarantine_id, told_at=now)


async def lift(tx: Tx, by: str, now: datetime, *, nothing_lost: bool = False) -> list[Quarantine]:
    """Let everything that stands end; returns what was lifted now. `by`: a subject, for the audit.

    `nothing_lost`: the service stood still since the copy was made, so nobody was told anything.
    """
    fresh = await _all(tx, LIFTABLE)
    done = []
    for each in fresh:
        known = {"since": each.began_at} if nothing_lost else {}
        here = update(QUARANTINES).where(QUARANTINES.c.id == each.id, LIFTABLE)
        lifted_now = here.values(lifted_at=now, lifted_by=by, **known)
        if not (await tx.execute(lifted_now)).rowcount:
            continue
        done.append(each)
        facts = {"actor": by, "action": "lift_quarantine", "subject": each.reason}
        await audit.add(tx, at=now, **facts, nothing_lost=nothing_lost)
    return done


async def end(tx: Tx, quarantine_id: int, now: datetime) -> None:
    await _change(tx, quarantine_id, ended_at=now)


async def _all(tx: Tx, *conditions: Any) -> list[Quarantine]:
    query = select(QUARANTINES).where(STANDING, *conditions).order_by(QUARANTINES.c.id)
    return [_quarantine(row) for row in await tx.execute(query)]


async def _change(tx: Tx, quarantine_id: int, **values: Any) -> None:
    here = update(QUARANTINES).where(QUARANTINES.c.id == quarantine_id)
    await tx.execute(here.values(**values))


async def _newest(tx: Tx) -> datetime | None:
    """The last instant of which this database knows anything."""
    columns = (AUDIT.c.at, OUTBOX_EVENTS.c.at, INBOX.c.received_at)
    newest = select(*(select(func.max(each)).scalar_subquery() for each in columns))
    return max((at for at in (await tx.execute(newest)).one() if at), default=None)


async def _leave_ids_out(tx: Tx) -> None:
    """A button out of the time that is forgotten must never mean something new."""
    for table in sequences.numbered():
        await sequences.go_on_after(tx, table, await sequences.newest(tx, table) + ASIDE)


def _quarantine(row: Row[Any]) -> Quarantine:
    return Quarantine(row.id, row.reason, row.since, row.began_at, row.lifted_at)

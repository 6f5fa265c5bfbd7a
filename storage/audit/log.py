"""The audit chain: every entry covers the one before it, so that no change goes unseen."""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, text

from storage.engine.database import Tx
from storage.tables import AUDIT

START = "0" * 64
CHAIN_LOCK = 5064  # one writer of the chain at a time, where several can write


async def add(tx: Tx, *, at: datetime, actor: str, action: str, subject: str, **facts: Any) -> None:
    """Append one entry. People are spoken of by their random subjects alone."""
    await add_all(tx, [subject], at=at, actor=actor, action=action, **facts)


async def add_all(
    tx: Tx, subjects: Sequence[str], *, at: datetime, actor: str, action: str, **facts: Any
) -> None:
    """Append an entry for each of these subjects, in their order."""
    await lock(tx)
    newest = select(AUDIT.c.hash).order_by(AUDIT.c.id.desc()).limit(1)
    previous = (await tx.execute(newest)).scalar() or START
    rows = []
    for subject in subjects:
        entry = {
            "at": at.astimezone(UTC),
            "actor": actor,
            "action": action,
            "subject": subject,
            "facts": facts,
        }
        rows.append({**entry, "previous_hash": previous, "hash": _hash(previous, entry)})
        previous = rows[-1]["hash"]
    await tx.execute(insert(AUDIT), rows)


async def lock(tx: Tx) -> None:
    """Until the end of the transaction nobody else writes the chain."""
    if tx.dialect.name == "postgresql":
        await tx.execute(text(f"SELECT pg_advisory_xact_lock({CHAIN_LOCK})"))


async def actions(tx: Tx) -> list[str]:
    """What was done, in order."""
    return list((await tx.execute(select(AUDIT.c.action).order_by(AUDIT.c.id))).scalars())


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the log. `actor` and `subject`: people by their subjects, things by their ids."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    facts: Mapping[str, Any]


async def listed(
    tx: Tx, since: datetime, until: datetime, about: str = ""
) -> AsyncIterator[AuditEntry]:
    """From then until before then, the oldest first; `about`: a subject that did it or is meant."""
    query = select(AUDIT).where(AUDIT.c.at >= since, AUDIT.c.at < until).order_by(AUDIT.c.id)
    async with tx.stream(query) as rows:
        async for row in rows:
            entry = AuditEntry(row.id, row.at, row.actor, row.action, row.subject, row.facts)
            if about in ("", entry.actor, entry.subject, *entry.facts.values()):
                yield entry


def _hash(previous: str, entry: dict[str, Any]) -> str:
    canonical = json.dumps(
        entry | {"at": entry["at"].isoformat()}, sort_keys=True, ensure_ascii=False, default=str
    )
    return hashlib.sha256((previous + canonical).encode()).hexdigest()


async def head(tx: Tx) -> tuple[int, str]:
    """The newest entry's number and hash; 0 before there is one."""
    newest = select(AUDIT.c.id, AUDIT.c.hash).order_by(AUDIT.c.id.desc()).limit(1)
    row = (await tx.execute(newest)).first()
    return (int(row.id), str(row.hash)) if row else (0, START)


async def knows(tx: Tx, hash_: str) -> bool:
    """Whether an entry with this hash is in the chain: if not, its end was cut off or replaced."""
    return (await tx.execute(select(AUDIT.c.id).where(AUDIT.c.hash == hash_))).first() is not None


async def first_broken(tx: Tx) -> int | None:
    """The id of the first entry that does not fit the chain, or None."""
    previous = START
    async with tx.stream(select(AUDIT).order_by(AUDIT.c.id)) as rows:
        async for row in rows:
            entry = {
                "at": row.at,
                "actor": row.actor,
                "action": row.action,
                "subject": row.subject,
                "facts": row.facts,
            }
            if row.previous_hash != previous or row.hash != _hash(previous, entry):
                return int(row.id)
            previous = row.hash
    return None

"""The audit chain: every entry covers the one before it, so that no change goes unseen."""

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, cast, insert, select, text, type_coerce

from storage.engine.database import Tx
from storage.tables import AUDIT

START = "0" * 64
Passed = Callable[[int], None]
"""Is given how many more rows were looked at."""
AT_ONCE = 1_000  # entries that are verified before anything else may run
RAW = select(
    AUDIT.c.id,
    type_coerce(AUDIT.c.at, String),
    *(AUDIT.c.actor, AUDIT.c.action, AUDIT.c.subject),
    cast(AUDIT.c.facts, String),
    *(AUDIT.c.previous_hash, AUDIT.c.hash),
).order_by(AUDIT.c.id)
"""The entries as the database keeps them."""
_quoted = json.JSONEncoder(ensure_ascii=False).encode
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
    moment, canonical = at.astimezone(UTC), _facts(facts)
    said = {"at": moment, "actor": actor, "action": action, "facts": facts}
    rows = []
    for subject in subjects:
        link = _link(previous, moment.isoformat(), (actor, action, subject), canonical)
        rows.append({**said, "subject": subject, "previous_hash": previous, "hash": link})
        previous = link
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


def _facts(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str)


def _link(previous: str, at: str, said: Sequence[str], facts: str) -> str:
    """The hash of an entry: over the one before and its own canonical JSON, with sorted keys.

    `said`: actor, action and subject; `at` in ISO 8601 and UTC, `facts` as canonical JSON. It is
    put together here and not by `json`, which would take most of the time of a verification.
    """
    actor, action, subject = map(_quoted, said)
    canonical = (
        f'{{"action": {action}, "actor": {actor}, "at": "{at}", "facts": {facts}, '
        f'"subject": {subject}}}'
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


async def first_broken(tx: Tx, passed: Passed = lambda _: None) -> int | None:
    """The id of the first entry that does not fit the chain, or None."""
    previous = START
    async with tx.stream(RAW) as rows:
        async for some in rows.partitions(AT_ONCE):
            for id_, at, actor, action, subject, facts, before, hash_ in some:
                canonical = facts if facts == "{}" else _facts(json.loads(facts))
                link = _link(previous, _iso(at), (actor, action, subject), canonical)
                if before != previous or hash_ != link:
                    return int(id_)
                previous = link
            passed(len(some))
    return None


def _iso(at: str | datetime) -> str:
    """UTC: SQLite keeps it as text with a space in the middle, and six digits of the second."""
    if isinstance(at, datetime):
        return at.astimezone(UTC).isoformat()
    return f"{at[:10]}T{at[11:].removesuffix('.000000')}+00:00"

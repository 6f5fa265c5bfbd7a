"""Seals: a second chain over what is only added to, so that a changed row is found and named.

A row is sealed some minutes after it was written, so that writing it costs nothing more. Every
batch of seals has its end in the audit chain, whose head is known outside of this database.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Row, Select, exists, func, insert, literal, select, union_all

from domain.imports.progress import Tell
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.tables import AUDIT, METADATA, SEALS

SEALED: Mapping[str, tuple[str, ...]] = {
    "outbox_events": ("outbox_id", "at", "state", "reason"),
    "reports": (
        *("duty_id", "version", "status", "percent", "note", "late", "author_id"),
        *("on_behalf_of", "received_at", "channel", "event_id"),
        *("said_at", "stored_at", "recorded_at"),
    ),
    "report_snapshots": (
        *("cycle_id", "number", "issued_at", "issued_by", "sha256", "content"),
        *("audit_number", "audit_hash"),
    ),
    "issue_decisions": ("issue_id", "version", "text", "next_date", "decided_by", "decided_at"),
    "sign_off_events": (
        *("sign_off_id", "official_id", "confirmed_at", "late", "missing", "seen"),
        *("said_at", "stored_at", "recorded_at"),
    ),
    "returns": (
        *("duty_id", "number", "version", "by_id", "reason", "due_day", "returned_at"),
        *("said_at", "stored_at", "recorded_at"),
    ),
}
"""What is covered. A column added after a release stays out, or older seals would break."""
BATCH = 2_000
LOOK_BACK = 250_000  # where many write, so many ids below the newest sealed one a row may appear
ACTION = "seal"


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that is not as it was, or is gone; `table` may be that of the chains themselves."""

    table: str
    row_id: int


async def seal(db: Database, now: datetime) -> int:
    """Seal every row that has none, some thousand in a transaction; returns how many."""
    sealed = 0
    async with db.read() as tx:
        behind = await _behind(tx)
    for table, after in behind.items():
        async with db.read() as tx:
            rows = (await tx.execute(_bare(table, after))).all()
        while rows:
            async with db.begin() as tx:
                await _add(tx, table, rows, now)
            sealed += len(rows)
            async with db.read() as tx:
                rows = (await tx.execute(_bare(table, rows[-1].id))).all()
    return sealed


async def seal_again(tx: Tx, table: str, ids: Collection[int], now: datetime, why: str) -> None:
    """Seal rows as they are now, because the law asks for a change; the log keeps that it was."""
    rows = METADATA.tables[table]
    found = (await tx.execute(select(rows).where(rows.c.id.in_(ids)).order_by(rows.c.id))).all()
    if found:
        await _add(tx, table, found, now, why=why, rows=[row.id for row in found])


async def _behind(tx: Tx) -> dict[str, int]:
    """The tables in which rows may wait for a seal, with the id after which they are.

    One writer hands out ids in their order. Where several do, a row may appear below newer ones.
    """
    back = LOOK_BACK if tx.dialect.name == "postgresql" else 0
    found = await tx.execute(ENDS)
    return {
        row.table: (row.sealed or 0) - back
        for row in found
        if row.newest and (back or row.newest > (row.sealed or 0))
    }


def _end(table: str) -> Select[Any]:
    sealed = select(func.max(SEALS.c.row_id)).where(SEALS.c.table_name == table)
    newest = select(func.max(METADATA.tables[table].c.id))
    return select(
        literal(table).label("table"),
        sealed.scalar_subquery().label("sealed"),
        newest.scalar_subquery().label("newest"),
    )


ENDS = union_all(*map(_end, SEALED))
"""How far each table is sealed, and how far it reaches: each end is one look into an index."""


def _bare(table: str, after: int) -> Select[Any]:
    rows = METADATA.tables[table]
    mine = SEALS.c.table_name == table, SEALS.c.row_id == rows.c.id
    bare = select(rows).where(rows.c.id > after, ~exists().where(*mine))
    return bare.order_by(rows.c.id).limit(BATCH)


async def _add(
    tx: Tx, table: str, found: Collection[Row[Any]], now: datetime, **facts: Any
) -> None:
    """The seals and their entry in the log, which also keeps out whoever seals beside us."""
    await audit.lock(tx)
    newest = (await tx.execute(select(SEALS.c.hash).order_by(SEALS.c.id.desc()).limit(1))).scalar()
    previous, made = newest or audit.START, []
    for row in found:
        content = _content(table, row)
        made.append({"table_name": table, "row_id": row.id, "content": content})
        previous = made[-1]["hash"] = _link(previous, table, row.id, content)
    await tx.execute(insert(SEALS), made)
    facts |= {"count": len(made), "head": previous}
    await audit.add(tx, at=now, actor="service", action=ACTION, subject=table, **facts)


def _content(table: str, row: Row[Any]) -> str:
    said = {name: _plain(getattr(row, name)) for name in SEALED[table]}
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _link(previous: str, table: str, row_id: int, content: str) -> str:
    return hashlib.sha256(f"{previous}{table}:{row_id}:{content}".encode()).hexdigest()


async def first_broken(tx: Tx, tell: Tell | None = None) -> Broken | None:
    """The first row that does not fit: of the log, of the seals, then of what they cover."""
    passed = await _counter(tx, tell) if tell else _unheard
    entry = await audit.first_broken(tx, passed)
    if entry is not None:
        return Broken(AUDIT.name, entry)
    link = await _broken_link(tx, passed)
    if link is not None:
        return Broken(SEALS.name, link)
    for table in SEALED:
        row_id = await _changed(tx, table, passed)
        if row_id is not None:
            return Broken(table, row_id)
    return None


async def _counter(tx: Tx, tell: Tell) -> audit.Passed:
    """Every entry is looked at, every seal, and what it covers; of that some was sealed again."""
    newest = (await tx.execute(select(func.max(SEALS.c.id)))).scalar() or 0
    done, total = 0, (await audit.head(tx))[0] + 2 * newest

    def passed(more: int) -> None:
        nonlocal done
        done += more
        tell(done, total)

    return passed


def _unheard(_more: int) -> None:
    """Nobody waits."""


async def _broken_link(tx: Tx, passed: audit.Passed) -> int | None:
    """Every seal follows from the one before, and the log knows where each batch ended."""
    ends = await _ends(tx)
    previous, count, last = audit.START, 0, 0
    async with tx.stream(select(SEALS).order_by(SEALS.c.id)) as found:
        async for rows in found.partitions(BATCH):
            for row in rows:
                previous = _link(previous, row.table_name, row.row_id, row.content)
                count, last = count + 1, int(row.id)
                if row.hash != previous or ends.pop(count, previous) != previous:
                    return last
            passed(len(rows))
    return last + 1 if ends else None


async def _ends(tx: Tx) -> dict[int, str]:
    """After how many seals a batch ended, and with which hash, as the log has it."""
    batches = select(AUDIT.c.facts).where(AUDIT.c.action == ACTION).order_by(AUDIT.c.id)
    ends, count = {}, 0
    for facts in (await tx.execute(batches)).scalars():
        count += facts["count"]
        ends[count] = facts["head"]
    return ends


async def _changed(tx: Tx, table: str, passed: audit.Passed) -> int | None:
    """The first row that is gone, or does not fit its newest seal."""
    rows = METADATA.tables[table]
    newest = (
        select(func.max(SEALS.c.id)).where(SEALS.c.table_name == table).group_by(SEALS.c.row_id)
    )
    query = (
        select(SEALS.c.row_id.label("sealed_id"), SEALS.c.content.label("seal"), rows)
        .outerjoin(rows, rows.c.id == SEALS.c.row_id)
        .where(SEALS.c.id.in_(newest))
        .order_by(SEALS.c.row_id)
    )
    async with tx.stream(query) as found:
        async for some in found.partitions(BATCH):
            for row in some:
                if row.id is None or _content(table, row) != row.seal:
                    return int(row.sealed_id)
            passed(len(some))
    return None


async def unsealed(tx: Tx) -> int:
    """How many rows wait for their seal: until then only the database's own triggers keep them."""
    waiting = [_bare(each, -1).limit(None).order_by(None).subquery() for each in SEALED]
    counts = [select(func.count()).select_from(each) for each in waiting]
    return sum([int((await tx.execute(each)).scalar_one()) for each in counts])

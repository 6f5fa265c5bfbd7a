"""Issued reports, and all the rows that the report of a period is made from."""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Select, func, select

from domain.calendar.periods import Period
from domain.messaging.messages import Refusal
from domain.reporting.cycles import Cycle, CycleState
from domain.summaries.comparison import Earlier
from domain.summaries.report_data import Book, Fixing
from domain.summaries.report_diff import Changes
from domain.summaries.report_snapshots import (
    Fixed,
    IssuedReport,
    Snapshot,
    book_of,
    changes_since,
    fixed,
    said,
    sha256,
)
from storage.audit import log as audit
from storage.engine.database import Tx
from storage.engine.insert_ignore import add_new
from storage.office import aggregates, summaries
from storage.plans import criteria
from storage.reports import cycles, issues, sign_offs
from storage.tables import CYCLES, OFFICIALS, REPORT_SNAPSHOTS

FORM = 1
"""Of the frozen text; a later form must still read the earlier ones."""
TIMES = ("due_day", "due_at", "late_after")
ROWS: TypeAdapter[Snapshot] = TypeAdapter(Snapshot)


def freeze(snapshot: Snapshot) -> str:
    """The same rows give the same text."""
    cycle = snapshot.cycle
    times: dict[str, Any] = {name: getattr(cycle, name).isoformat() for name in TIMES}
    plain = ROWS.dump_python(snapshot, mode="json", exclude={"cycle"})
    plain |= {"form": FORM, "cycle": {"period": str(cycle.period), **times}}
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def thaw(content: str, cycle: Cycle) -> Snapshot:
    """The snapshot again, of this cycle, with the times that held when it was frozen."""
    plain = json.loads(content)
    del plain["form"]
    times = plain["cycle"]
    then = replace(
        cycle,
        period=Period.parse(times["period"]),
        due_day=date.fromisoformat(times["due_day"]),
        due_at=datetime.fromisoformat(times["due_at"]),
        late_after=datetime.fromisoformat(times["late_after"]),
    )
    return ROWS.validate_python({**plain, "cycle": then})


async def gather(
    tx: Tx, cycle: Cycle, now: datetime, units: Collection[int] | None = None
) -> Snapshot:
    """Every row that the report of a period rests on, of all units or of some, as it is now."""
    before = await cycles.before(tx, cycle.root_unit_id, cycle.period)
    last = await last_before(tx, cycle)
    return Snapshot(
        cycle,
        now,
        tuple(await summaries.entries(tx, cycle.id, units, now)),
        tuple(await summaries.turnouts(tx, cycle.root_unit_id, cycle.period, units)),
        await criteria.listed(tx),
        await earlier(tx, before, now, units) if before else None,
        await _standing(tx, last, now) if last and units is None else None,
        await sign_offs.of_units(tx, cycle.id),
        tuple(await issues.of_cycle(tx, cycle, units)),
        units is None,
    )


async def earlier(
    tx: Tx, cycle: Cycle, now: datetime, units: Collection[int] | None = None
) -> Earlier:
    """A period as it stands now, to be compared with."""
    return Earlier(cycle.period, (await aggregates.of_period(tx, cycle, now, units)).tallies)


async def _standing(tx: Tx, last: IssuedReport, now: datetime) -> Fixed:
    cycle = await cycles.get(tx, last.cycle_id)
    answers = said(await summaries.entries(tx, last.cycle_id, now=now))
    return Fixed(cycle.period, last.number, now, answers)


async def changes(tx: Tx, now: Snapshot, before: int | None = None) -> tuple[Changes, ...]:
    """What changed since the last issue, or since the one with number `before`."""
    if not now.whole:
        return ()
    number = await newest_number(tx, now.cycle.id) if before is None else before
    if number:
        last = await get(tx, now.cycle.id, number)
        then = thaw(last.content, now.cycle)
        return changes_since(now, fixed(then, number), then.issued)
    if now.issued is None:
        return ()
    cycle = await cycles.find(tx, now.cycle.root_unit_id, now.issued.period)
    if cycle is None:
        raise LookupError(str(now.issued.period))
    told = await get(tx, cycle.id, now.issued.number)
    return changes_since(now, None, fixed(thaw(told.content, cycle), told.number))


async def book(tx: Tx, cycle: Cycle, number: int) -> Book:
    """The book of an issue, with what changed since the one before it."""
    report = await get(tx, cycle.id, number)
    snapshot = thaw(report.content, cycle)
    made = book_of(snapshot, await changes(tx, snapshot, before=number - 1))
    return replace(made, fixed=Fixing(number, report.sha256, *report.log))


async def issue(
    tx: Tx, cycle: Cycle, *, number: int, now: datetime, by: int | None
) -> IssuedReport | None:
    """Freeze the period as it is now; None if this number was taken by somebody else.

    Refuses a period that has not opened.
    """
    if cycle.state is CycleState.PLANNED:
        raise Refusal("issued.not_open", {"month": str(cycle.period)})
    if number != await newest_number(tx, cycle.id) + 1:
        return None
    content = freeze(await gather(tx, cycle, now))
    number_then, hash_then = await audit.head(tx)
    row = {
        "cycle_id": cycle.id,
        "number": number,
        "issued_at": now,
        "issued_by": by,
        "sha256": sha256(content),
        "content": content,
        "audit_number": number_then,
        "audit_hash": hash_then,
    }
    added = await add_new(tx, REPORT_SNAPSHOTS, [row], key=("cycle_id", "number"))
    return await get(tx, cycle.id, number) if added else None


async def newest_number(tx: Tx, cycle_id: int) -> int:
    """0 while nothing of the period is issued."""
    here = REPORT_SNAPSHOTS.c.cycle_id == cycle_id
    newest = select(func.max(REPORT_SNAPSHOTS.c.number)).where(here)
    return (await tx.execute(newest)).scalar() or 0


async def of_cycle(tx: Tx, cycle_id: int) -> list[IssuedReport]:
    rows = await tx.execute(_reports().where(REPORT_SNAPSHOTS.c.cycle_id == cycle_id))
    return [_report(row) for row in rows]


async def get(tx: Tx, cycle_id: int, number: int) -> IssuedReport:
    """Refuses a number that is not there, and one whose rows no longer fit their hash."""
    query = _reports().where(REPORT_SNAPSHOTS.c.cycle_id == cycle_id)
    row = (await tx.execute(query.where(REPORT_SNAPSHOTS.c.number == number))).one_or_none()
    if row is None:
        raise Refusal("issued.no_number", {"number": number})
    return _intact(_report(row))


@dataclass(frozen=True, slots=True)
class Heading:
    """An issue without its rows. `by`: a name, "" on the command line."""

    cycle_id: int
    number: int
    issued_at: datetime
    by: str
    sha256: str


async def headings(tx: Tx, cycle_ids: Collection[int]) -> list[Heading]:
    """What was issued of these periods, the newest issue first."""
    names = ("cycle_id", "number", "issued_at", "sha256")
    query = select(*(REPORT_SNAPSHOTS.c[each] for each in names), OFFICIALS.c.name)
    joined = query.outerjoin(OFFICIALS, OFFICIALS.c.id == REPORT_SNAPSHOTS.c.issued_by)
    here = joined.where(REPORT_SNAPSHOTS.c.cycle_id.in_(cycle_ids))
    return [
        Heading(row.cycle_id, row.number, row.issued_at, row.name or "", row.sha256)
        for row in await tx.execute(here.order_by(REPORT_SNAPSHOTS.c.number.desc()))
    ]


async def find(tx: Tx, issued_id: int) -> IssuedReport | None:
    row = (await tx.execute(_reports().where(REPORT_SNAPSHOTS.c.id == issued_id))).one_or_none()
    return None if row is None else _report(row)


async def last_before(tx: Tx, cycle: Cycle) -> IssuedReport | None:
    """The last issue of the last period before this one that was issued at all."""
    here = CYCLES.c.root_unit_id == cycle.root_unit_id, CYCLES.c.period < str(cycle.period)
    query = _reports().join(CYCLES, CYCLES.c.id == REPORT_SNAPSHOTS.c.cycle_id).where(*here)
    newest = query.order_by(None).order_by(CYCLES.c.period.desc(), REPORT_SNAPSHOTS.c.number.desc())
    row = (await tx.execute(newest.limit(1))).one_or_none()
    return None if row is None else _intact(_report(row))


def _reports() -> Select[Any]:
    query = select(REPORT_SNAPSHOTS, OFFICIALS.c.code.label("author"))
    author = OFFICIALS.c.id == REPORT_SNAPSHOTS.c.issued_by
    return query.outerjoin(OFFICIALS, author).order_by(REPORT_SNAPSHOTS.c.number)


def _report(row: Any) -> IssuedReport:
    return IssuedReport(
        row.id,
        row.cycle_id,
        row.number,
        row.issued_at,
        row.author or "",
        row.sha256,
        row.content,
        (row.audit_number, row.audit_hash),
    )


def _intact(report: IssuedReport) -> IssuedReport:
    if not report.intact:
        raise Refusal("issued.damaged", {"number": report.number})
    return report

"""The register of difficulties: its entries with their newest decision, and all decisions."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, insert, or_, select, update

from domain.issues.issues import Issue, IssueDecision, IssueState
from domain.reporting.cycles import Cycle
from domain.reporting.duties import Duty, Status
from storage.engine.database import Tx
from storage.tables import DUTIES, ISSUE_DECISIONS, ISSUES, OFFICIALS, UNITS

OPEN = ISSUES.c.state == IssueState.OPEN.value
PROPOSERS, DECIDERS = OFFICIALS.alias("proposers"), OFFICIALS.alias("deciders")


def _entries() -> Select[Any]:
    newest = and_(
        ISSUE_DECISIONS.c.issue_id == ISSUES.c.id, ISSUE_DECISIONS.c.version == ISSUES.c.version
    )
    decision = [ISSUE_DECISIONS.c[name] for name in ("text", "next_date", "decided_by")]
    return (
        select(
            ISSUES,
            *decision,
            ISSUE_DECISIONS.c.decided_at,
            UNITS.c.code.label("unit_code"),
            UNITS.c.name.label("unit_name"),
            DUTIES.c.task_code,
            DUTIES.c.title,
            DUTIES.c.owner_id,
            PROPOSERS.c.name.label("proposer"),
            DECIDERS.c.name.label("decider"),
        )
        .join(UNITS, UNITS.c.id == ISSUES.c.unit_id)
        .join(DUTIES, DUTIES.c.id == ISSUES.c.duty_id)
        .join(PROPOSERS, PROPOSERS.c.id == ISSUES.c.proposer_id)
        .outerjoin(ISSUE_DECISIONS, newest)
        .outerjoin(DECIDERS, DECIDERS.c.id == ISSUE_DECISIONS.c.decided_by)
        .order_by(ISSUES.c.id)
    )


async def _all(tx: Tx, query: Select[Any]) -> list[Issue]:
    return [_issue(row) for row in await tx.execute(query)]


async def find(tx: Tx, issue_id: int) -> Issue | None:
    found = await _all(tx, _entries().where(ISSUES.c.id == issue_id))
    return found[0] if found else None


async def newest(tx: Tx, unit_id: int, task_id: int) -> Issue | None:
    """The last entry of a unit and a task, in whatever state."""
    here = ISSUES.c.unit_id == unit_id, ISSUES.c.task_id == task_id
    found = await _all(tx, _entries().where(*here))
    return found[-1] if found else None


async def listed(tx: Tx, *, ended: bool = False) -> list[Issue]:
    """The open entries, the older first; with `ended` all there are."""
    return await _all(tx, _entries() if ended else _entries().where(OPEN))


async def after(tx: Tx, units: Collection[int], number: int, most: int) -> list[Issue]:
    """At most so many entries of these units, in whatever state, with a higher number."""
    here = ISSUES.c.unit_id.in_(units), ISSUES.c.id > number
    return await _all(tx, _entries().where(*here).limit(most))


async def count_open(tx: Tx, units: Collection[int]) -> int:
    query = select(func.count()).where(OPEN, ISSUES.c.unit_id.in_(units))
    return int((await tx.execute(query)).scalar_one())


async def told_on(tx: Tx, day: date) -> list[Issue]:
    """The open entries of which people are told on this day."""
    return await _all(tx, _entries().where(OPEN, ISSUES.c.told_on == day))


async def of_cycle(tx: Tx, cycle: Cycle, units: Collection[int] | None = None) -> list[Issue]:
    """The register of a period: what came up before its end and was not settled before it."""
    living = or_(ISSUES.c.ended_at.is_(None), ISSUES.c.ended_at >= cycle.opens_at)
    kept = ISSUES.c.state != IssueState.WITHDRAWN.value, ISSUES.c.raised_at < cycle.closes_at
    query = _entries().where(living, *kept)
    return await _all(tx, query if units is None else query.where(ISSUES.c.unit_id.in_(units)))


async def decisions(tx: Tx, issue_id: int) -> list[IssueDecision]:
    """All decisions of an entry, the oldest first."""
    query = (
        select(ISSUE_DECISIONS, DECIDERS.c.name.label("decider"))
        .join(DECIDERS, DECIDERS.c.id == ISSUE_DECISIONS.c.decided_by)
        .where(ISSUE_DECISIONS.c.issue_id == issue_id)
        .order_by(ISSUE_DECISIONS.c.version)
    )
    return [
        IssueDecision(row.text, row.next_date, row.decided_by, row.decider, row.decided_at)
        for row in await tx.execute(query)
    ]


async def add(
    tx: Tx, duty: Duty, reason: tuple[str, str], proposer_id: int, told_on: date, now: datetime
) -> int:
    """Open an entry; `reason` is the cause and the proposal. Returns its number."""
    values = {
        "unit_id": duty.unit_id,
        "task_id": duty.task_id,
        "duty_id": duty.id,
        "proposer_id": proposer_id,
        "cause": reason[0],
        "proposal": reason[1],
        "state": IssueState.OPEN.value,
        "version": 0,
        "raised_at": now,
        "told_on": told_on,
    }
    added = insert(ISSUES).values(**values).returning(ISSUES.c.id)
    return int((await tx.execute(added)).scalar_one())


async def go_on(tx: Tx, issue_id: int, duty_id: int, reason: tuple[str, str]) -> None:
    """The duty that speaks of it now, and what it says; an entry withdrawn before is open again."""
    values = {"duty_id": duty_id, "cause": reason[0], "proposal": reason[1]}
    alive = {"state": IssueState.OPEN.value, "ended_at": None, "ended_by": None}
    await tx.execute(update(ISSUES).where(ISSUES.c.id == issue_id).values(**values, **alive))


async def tell_on(tx: Tx, issue_id: int, day: date, remind_at: datetime | None) -> None:
    """People are told of it on this day, and the Office is reminded then."""
    change = update(ISSUES).where(ISSUES.c.id == issue_id)
    await tx.execute(change.values(told_on=day, remind_at=remind_at))


async def still_said(tx: Tx, issue: Issue) -> tuple[int, str] | None:
    """The duty of an earlier period that speaks of it too, with its words; None if there is none.

    What was blocked before the entry began has nothing to do with it.
    """
    here = select(DUTIES.c.unit_id, DUTIES.c.task_id).where(DUTIES.c.id == issue.duty_id)
    same = (await tx.execute(here)).one()
    query = (
        select(DUTIES.c.id, DUTIES.c.note)
        .where(DUTIES.c.unit_id == same.unit_id, DUTIES.c.task_id == same.task_id)
        .where(DUTIES.c.status == Status.BLOCKED.value, DUTIES.c.id < issue.duty_id)
        .where(DUTIES.c.answered_at >= issue.raised_at)
        .order_by(DUTIES.c.id.desc())
    )
    row = (await tx.execute(query)).first()
    return (row.id, row.note) if row else None


async def end(tx: Tx, issue_id: int, state: IssueState, by: int | None, now: datetime) -> bool:
    """Close or withdraw an open entry; False if it is not open. Nobody is reminded of it."""
    ended = update(ISSUES).where(ISSUES.c.id == issue_id, OPEN)
    values = {"state": state.value, "ended_at": now, "ended_by": by, "remind_at": None}
    return bool((await tx.execute(ended.values(**values))).rowcount)


async def decide(tx: Tx, issue: Issue, decision: IssueDecision, remind_at: datetime | None) -> bool:
    """Keep a decision as the next version; False if the entry has changed since it was read."""
    unchanged = ISSUES.c.id == issue.id, ISSUES.c.version == issue.version, OPEN
    version = issue.version + 1
    change = update(ISSUES).where(*unchanged).values(version=version, remind_at=remind_at)
    if not (await tx.execute(change)).rowcount:
        return False
    values = {"issue_id": issue.id, "version": version, "text": decision.text}
    kept = insert(ISSUE_DECISIONS).values(
        **values,
        next_date=decision.next_date,
        decided_by=decision.by_id,
        decided_at=decision.at,
    )
    await tx.execute(kept)
    return True


async def take_due(tx: Tx, now: datetime) -> list[Issue]:
    """The open entries whose date has come; each is taken once."""
    due = update(ISSUES).where(OPEN, ISSUES.c.remind_at <= now).values(remind_at=None)
    taken = [row.id for row in await tx.execute(due.returning(ISSUES.c.id))]
    return await _all(tx, _entries().where(ISSUES.c.id.in_(taken))) if taken else []


def _issue(row: Row[Any]) -> Issue:
    return Issue(
        row.id,
        row.unit_id,
        row.unit_code,
        row.unit_name,
        row.task_code,
        row.title,
        row.duty_id,
        row.owner_id,
        row.proposer_id,
        row.proposer,
        row.cause,
        row.proposal,
        IssueState(row.state),
        row.version,
        row.raised_at,
        row.told_on,
        row.ended_at,
        _decision(row),
    )


def _decision(row: Row[Any]) -> IssueDecision | None:
    if row.decided_at is None:
        return None
    return IssueDecision(row.text, row.next_date, row.decided_by, row.decider, row.decided_at)

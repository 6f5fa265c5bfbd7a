"""Claims that duties are done, and what the Office or a rule made of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, text, update

from domain.calendar.periods import Period
from domain.reporting.acceptance import Acceptance, AcceptanceState
from storage.engine.database import Tx
from storage.tables import ACCEPTANCES, CYCLES, DUTIES, OFFICIALS, UNITS

BATCH = 500
LIVING = ACCEPTANCES.c.ended_at.is_(None)
WAITING = ACCEPTANCES.c.state == AcceptanceState.WAITING.value


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim with the duty it is about. `version`: of the report that makes it."""

    id: int
    duty_id: int
    cycle_id: int
    root_unit_id: int
    unit_id: int
    version: int
    period: Period
    unit_code: str
    unit_name: str
    task_code: str
    title: str
    note: str
    owner_id: int | None
    owner: str
    acceptance: Acceptance


async def of_duty(tx: Tx, duty_id: int) -> AcceptanceState | None:
    """How the claim about a duty stands; None where there is none."""
    query = select(ACCEPTANCES.c.state).where(ACCEPTANCES.c.duty_id == duty_id, LIVING)
    state = (await tx.execute(query)).scalar_one_or_none()
    return None if state is None else AcceptanceState(state)


async def claim(
    tx: Tx, duty_id: int, version: int, *, next_at: datetime | None, now: datetime
) -> None:
    """A new claim takes the place of the one before."""
    await end(tx, duty_id, now)
    await tx.execute(
        insert(ACCEPTANCES).values(
            duty_id=duty_id,
            version=version,
            state=AcceptanceState.WAITING.value,
            claimed_at=now,
            next_at=next_at,
            reason="",
        )
    )


async def follow(tx: Tx, duty_id: int, version: int) -> None:
    """Something was added to what is claimed."""
    here = ACCEPTANCES.c.duty_id == duty_id, LIVING
    await tx.execute(update(ACCEPTANCES).where(*here).values(version=version))


async def end(tx: Tx, duty_id: int, now: datetime) -> None:
    """The claim is taken back; what had become of it is kept."""
    here = ACCEPTANCES.c.duty_id == duty_id, LIVING
    await tx.execute(update(ACCEPTANCES).where(*here).values(ended_at=now, next_at=None))


async def decide(
    tx: Tx, claim_id: int, state: AcceptanceState, *, by: int | None, reason: str, now: datetime
) -> bool:
    """Accept or reject a claim that waits; False if that was done, or it was taken back, before."""
    here = ACCEPTANCES.c.id == claim_id, WAITING, LIVING
    values = {"state": state.value, "decided_by": by, "decided_at": now, "reason": reason}
    done = await tx.execute(update(ACCEPTANCES).where(*here).values(**values, next_at=None))
    return bool(done.rowcount)


async def next_at(tx: Tx, claim_id: int) -> datetime | None:
    """When a rule accepts it, if nobody decides before."""
    query = select(ACCEPTANCES.c.next_at).where(ACCEPTANCES.c.id == claim_id)
    found: datetime | None = (await tx.execute(query)).scalar_one_or_none()
    return found


async def reopen(tx: Tx, claim_id: int, state: AcceptanceState, next_at: datetime | None) -> bool:
    """It waits again; False if it does not stand so any more, or was taken back."""
    here = ACCEPTANCES.c.id == claim_id, ACCEPTANCES.c.state == state.value, LIVING
    values = {"state": AcceptanceState.WAITING.value, "decided_by": None, "decided_at": None}
    again = update(ACCEPTANCES).where(*here).values(**values, reason="", next_at=next_at)
    return bool((await tx.execute(again)).rowcount)


async def take_due(tx: Tx, now: datetime) -> list[Claimed]:
    """Claims that a rule accepts now; the caller decides them in the same transaction."""
    due = select(ACCEPTANCES.c.id).where(ACCEPTANCES.c.next_at <= now).limit(BATCH)
    taken = (await tx.execute(due.with_for_update(skip_locked=True))).scalars()
    return await _all(tx, _query().where(ACCEPTANCES.c.id.in_(list(taken))))


async def find(tx: Tx, claim_id: int) -> Claimed | None:
    """A claim that nothing has taken the place of."""
    return next(iter(await _all(tx, _query().where(ACCEPTANCES.c.id == claim_id))), None)


async def listed(tx: Tx, root_unit_id: int, states: Collection[AcceptanceState]) -> list[Claimed]:
    """The claims of a department that stand so, by unit, the older period first."""
    here = CYCLES.c.root_unit_id == root_unit_id, ACCEPTANCES.c.state.in_(states)
    return await _all(tx, _query().where(*here))


async def waiting(tx: Tx, root_unit_id: int) -> list[Claimed]:
    """The claims of a department that nobody has decided: few, however many there ever were."""
    undecided = select(ACCEPTANCES.c.id).where(text("state = 'waiting' AND ended_at IS NULL"))
    in_order = undecided.order_by(ACCEPTANCES.c.claimed_at)  # of the index of these alone
    few = (await tx.execute(in_order)).scalars().all()
    found: list[Claimed] = []
    for first in range(0, len(few), BATCH):
        these = ACCEPTANCES.c.id.in_(few[first : first + BATCH])
        here = CYCLES.c.root_unit_id == root_unit_id, these
        found += await _all(tx, _query().where(*here))
    return sorted(found, key=lambda each: (each.unit_id, str(each.period), each.task_code))


def _query() -> Select[Any]:
    columns = (
        DUTIES.c.cycle_id,
        DUTIES.c.unit_id,
        DUTIES.c.task_code,
        DUTIES.c.title,
        DUTIES.c.note,
        DUTIES.c.owner_id,
        CYCLES.c.period,
        CYCLES.c.root_unit_id,
        UNITS.c.code.label("unit_code"),
        UNITS.c.name.label("unit_name"),
        OFFICIALS.c.name.label("owner"),
    )
    return (
        select(ACCEPTANCES, *columns)
        .join(DUTIES, DUTIES.c.id == ACCEPTANCES.c.duty_id)
        .join(CYCLES, CYCLES.c.id == DUTIES.c.cycle_id)
        .join(UNITS, UNITS.c.id == DUTIES.c.unit_id)
        .outerjoin(OFFICIALS, OFFICIALS.c.id == DUTIES.c.owner_id)
        .where(LIVING)
        .order_by(UNITS.c.id, CYCLES.c.period, DUTIES.c.task_code)
    )


async def _all(tx: Tx, query: Select[Any]) -> list[Claimed]:
    return [_claimed(row) for row in await tx.execute(query)]


def acceptance(row: Row[Any]) -> Acceptance:
    return Acceptance(AcceptanceState(row.state), row.claimed_at, row.decided_at, row.reason)


def _claimed(row: Row[Any]) -> Claimed:
    return Claimed(
        row.id,
        row.duty_id,
        row.cycle_id,
        row.root_unit_id,
        row.unit_id,
        row.version,
        Period.parse(row.period),
        row.unit_code,
        row.unit_name,
        row.task_code,
        row.title,
        row.note,
        row.owner_id,
        row.owner or "",
        acceptance(row),
    )


async def at(tx: Tx, cycle_id: int, until: datetime) -> dict[tuple[str, str], Acceptance]:
    """The claims of a period as they stood at an instant, by the codes of unit and task."""
    here = DUTIES.c.cycle_id == cycle_id, ACCEPTANCES.c.claimed_at <= until
    query = (
        select(ACCEPTANCES, UNITS.c.code, DUTIES.c.task_code)
        .join(DUTIES, DUTIES.c.id == ACCEPTANCES.c.duty_id)
        .join(UNITS, UNITS.c.id == DUTIES.c.unit_id)
        .where(*here)
        .order_by(ACCEPTANCES.c.id)
    )
    return {
        (row.code, row.task_code): _as_of(acceptance(row), until)
        for row in await tx.execute(query)
        if row.ended_at is None or row.ended_at > until
    }


def _as_of(found: Acceptance, until: datetime) -> Acceptance:
    decided = found.decided_at is not None and found.decided_at <= until
    return found if decided else Acceptance(AcceptanceState.WAITING, found.claimed_at)

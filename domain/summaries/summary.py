"""The summary of a period: counts and lists, all made from the same lines."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from domain.calendar.work_calendar import end_of, local
from domain.reporting.acceptance import Acceptance
from domain.reporting.cycles import Cycle
from domain.reporting.duties import Status
from domain.reporting.plans import TaskRole
from domain.reporting.sign_off import UnitConfirmation
from domain.summaries.coordination import Awaited, awaited
from domain.summaries.lines import SummaryLine


@dataclass(frozen=True, slots=True)
class Missing:
    """An unanswered duty. `absent`: the owner's days away ("2025-10-20/2025-10-24"), when nobody
    was asked instead.
    """

    task: str
    owner: str
    reached: bool
    absent: str = ""


@dataclass(frozen=True, slots=True)
class Blocked:
    task: str
    reason: str


@dataclass(frozen=True, slots=True)
class SentBack:
    """A report that was returned, for the n-th time, and is awaited until its own due day."""

    task: str
    owner: str
    times: int
    due: date | None


@dataclass(frozen=True, slots=True)
class Extended:
    """A duty with the original date and the one that was granted last."""

    task: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class ClaimLine:
    task: str
    acceptance: Acceptance


@dataclass(frozen=True, slots=True)
class UnitSummary:
    """`confirmed`: None for a unit that need not confirm. `claims`: what it claims to be done."""

    code: str
    name: str
    duties: int
    answered: int
    on_time: int
    late: int
    missing: tuple[Missing, ...]
    blocked: tuple[Blocked, ...]
    returned: tuple[SentBack, ...] = ()
    extended: tuple[Extended, ...] = ()
    claims: tuple[ClaimLine, ...] = ()
    confirmed: UnitConfirmation | None = None

    @property
    def reported(self) -> bool:
        """Whether everything is answered and, where the unit confirms, confirmed as it stands."""
        return self.answered == self.duties and (self.confirmed is None or self.confirmed.holds)

    @property
    def reported_on_time(self) -> bool:
        late = self.late > 0 or (self.confirmed is not None and self.confirmed.late)
        return self.reported and not late


@dataclass(frozen=True, slots=True)
class Totals:
    duties: int
    answered: int
    on_time: int
    late: int
    missing: int
    unreachable: int
    returned: int = 0
    extended: int = 0

    @property
    def complete(self) -> bool:
        """Whether something was asked and all of it is answered."""
        return 0 < self.duties == self.answered


@dataclass(frozen=True, slots=True)
class Cells:
    """The state's four cells, counted over tasks."""

    done_on_time: int
    done_late: int
    open_in_time: int
    open_overdue: int


@dataclass(frozen=True, slots=True)
class Summary:
    month: str
    as_of: datetime
    due_at: datetime
    totals: Totals
    cells: Cells
    by_status: dict[str, int]
    units: tuple[UnitSummary, ...]
    awaited: tuple[Awaited, ...] = ()


NOBODY_CONFIRMS: Mapping[str, UnitConfirmation] = MappingProxyType({})


def summarise(
    lines: Sequence[SummaryLine],
    cycle: Cycle,
    now: datetime,
    confirmed: Mapping[str, UnitConfirmation] = NOBODY_CONFIRMS,
) -> Summary:
    """Count what was reported (the units' doing) and how far the tasks are (another matter).

    `confirmed`: how the units stand that confirm their reports, by code.
    """
    units = tuple(
        _unit(code, group, confirmed.get(code)) for code, group in _by_unit(lines).items()
    )
    return Summary(
        month=str(cycle.period),
        as_of=now,
        due_at=cycle.due_at,
        totals=_totals(lines),
        cells=_cells(lines, cycle, now),
        by_status=_by_status(lines),
        units=units,
        awaited=awaited(lines, cycle, now),
    )


def _by_unit(lines: Iterable[SummaryLine]) -> dict[str, list[SummaryLine]]:
    groups: dict[str, list[SummaryLine]] = {}
    for line in lines:
        groups.setdefault(line.unit_code, []).append(line)
    return groups


def _totals(lines: Sequence[SummaryLine]) -> Totals:
    answered = [line for line in lines if line.status is not None]
    late = sum(line.late for line in answered)
    unreachable = sum(line.missing and not line.reached and not line.absent for line in lines)
    missing = sum(line.missing for line in lines)
    on_time = len(answered) - late
    returned = sum(line.sent_back for line in lines)
    extended = sum(line.time.extended_to is not None for line in lines)
    counts = (len(lines), len(answered), on_time, late, missing, unreachable)
    return Totals(*counts, returned, extended)


def _by_status(lines: Sequence[SummaryLine]) -> dict[str, int]:
    counts = Counter(line.status for line in lines if line.status is not None)
    return {status.value: counts[status] for status in Status}


def _unit(
    code: str, lines: Sequence[SummaryLine], confirmed: UnitConfirmation | None
) -> UnitSummary:
    totals = _totals(lines)
    missing = [
        Missing(line.task_code, line.owner, line.reached, line.absent)
        for line in lines
        if line.missing
    ]
    blocked = [
        Blocked(line.task_code, line.note) for line in lines if line.status is Status.BLOCKED
    ]
    return UnitSummary(
        code,
        lines[0].unit_name,
        totals.duties,
        totals.answered,
        totals.on_time,
        totals.late,
        tuple(missing),
        tuple(blocked),
        tuple(_sent_back(line) for line in lines if line.sent_back),
        tuple(found for line in lines if (found := _extended(line))),
        tuple(ClaimLine(line.task_code, line.acceptance) for line in lines if line.acceptance),
        confirmed,
    )


def _sent_back(line: SummaryLine) -> SentBack:
    return SentBack(line.task_code, line.owner, line.time.returned, line.time.due_day)


def _extended(line: SummaryLine) -> Extended | None:
    start, end = line.time.extended_from, line.time.extended_to
    return Extended(line.task_code, start, end) if start and end else None


def _cells(lines: Sequence[SummaryLine], cycle: Cycle, now: datetime) -> Cells:
    """A task is as its lead unit says. It is done late, or overdue, after its own deadline.

    A task without a date of its own is due with the period, or when its report is.
    """
    return count_cells(cell_of(line, cycle, now) for line in lines if line.part is TaskRole.LEAD)


def count_cells(names: Iterable[str]) -> Cells:
    counts = Counter(names)
    return Cells(
        counts["done_on_time"], counts["done_late"], counts["open_in_time"], counts["open_overdue"]
    )


def cell_of(line: SummaryLine, cycle: Cycle, now: datetime) -> str:
    """The name of the state's cell that a lead unit's line falls into."""
    limit = end_of(line.deadline) if line.deadline else line.time.late_after or cycle.late_after
    if line.counted is Status.DONE and line.answered_at is not None:
        return "done_on_time" if line.answered_at <= limit else "done_late"
    return "open_in_time" if now <= limit else "open_overdue"


def as_json(summary: Summary) -> dict[str, Any]:
    """The stable JSON form; instants in local time.

    `confirmed`, `claims` and `awaited` are there only where there is something to say of them.
    """
    waiting = [_awaited_json(each) for each in summary.awaited]
    return {
        "month": summary.month,
        "as_of": local(summary.as_of).isoformat(),
        "due_at": local(summary.due_at).isoformat(),
        "totals": _plain(summary.totals),
        "cells": _plain(summary.cells),
        "by_status": summary.by_status,
        "units": [_unit_json(unit) for unit in summary.units],
    } | ({"awaited": waiting} if waiting else {})


def _unit_json(unit: UnitSummary) -> dict[str, Any]:
    plain = {name: getattr(unit, name) for name in ("code", "name", "duties", "answered")}
    lists = {
        "missing": [_plain(each) for each in unit.missing],
        "blocked": [_plain(each) for each in unit.blocked],
        "returned": sent_back_facts(unit),
        "extended": extended_facts(unit),
    }
    more: dict[str, Any] = {}
    if unit.claims:
        more["claims"] = [claim_json(each.task, each.acceptance) for each in unit.claims]
    if unit.confirmed:
        more["confirmed"] = _plain(unit.confirmed) | {"at": _instant(unit.confirmed.at)}
        more["reported"] = unit.reported
    return plain | {"on_time": unit.on_time, "late": unit.late} | lists | more


def claim_json(task: str, claim: Acceptance) -> dict[str, Any]:
    """A claim with both its dates, in local time."""
    return {
        "task": task,
        "state": claim.state.value,
        "claimed_at": _instant(claim.claimed_at),
        "accepted_at": _instant(claim.accepted_at),
        "reason": claim.reason,
    }


def _awaited_json(each: Awaited) -> dict[str, Any]:
    return _plain(each) | {"partners": [_plain(partner) for partner in each.partners]}


def _instant(instant: datetime | None) -> str | None:
    return local(instant).isoformat() if instant else None


def sent_back_facts(unit: UnitSummary) -> list[dict[str, Any]]:
    return [
        {
            "task": each.task,
            "owner": each.owner,
            "times": each.times,
            "due": each.due.isoformat() if each.due else None,
        }
        for each in unit.returned
    ]


def extended_facts(unit: UnitSummary) -> list[dict[str, Any]]:
    return [
        {"task": each.task, "from": each.start.isoformat(), "to": each.end.isoformat()}
        for each in unit.extended
    ]


def _plain(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}

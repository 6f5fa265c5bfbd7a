"""The columns of the workbook's listings: what each shows, how it looks, and how wide it is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from documents.report.wording import DASH, clean, month, noted, on_behalf, own_time, words
from domain.calendar.periods import Period
from domain.calendar.work_calendar import local
from domain.summaries.report_data import Book, ReportEntry, TaskRow, Turnout, days_late, share
from domain.summaries.summary import UnitSummary

Value = str | int | float | date | datetime | None


@dataclass(frozen=True, slots=True)
class WorkbookColumn:
    """A heading's key, how its cells look, how wide it is (in characters), where values come from.

    An empty value is an empty cell; in a share it is a dash.
    """

    key: str
    form: str
    width: float
    value: Callable[[Any], Value]


def naive(instant: datetime) -> datetime:
    """Local time, as a worksheet shows it: it knows no zones."""
    return local(instant).replace(tzinfo=None)


def duty_columns(book: Book) -> tuple[WorkbookColumn, ...]:
    return (
        WorkbookColumn("unit_code", "text", 11, lambda e: e.line.unit_code),
        WorkbookColumn("task_code", "text", 11, lambda e: e.line.task_code),
        WorkbookColumn("unit", "text", 22, lambda e: clean(e.line.unit_name)),
        WorkbookColumn("title", "text", 42, lambda e: clean(e.line.title)),
        WorkbookColumn("field", "text", 20, lambda e: clean(e.field)),
        WorkbookColumn("part", "text", 10, lambda e: words()["part"][e.line.part]),
        WorkbookColumn("owner", "text", 18, lambda e: clean(e.line.owner)),
        WorkbookColumn("deadline", "day", 12, lambda e: e.line.deadline),
        WorkbookColumn(
            "recurrence", "text", 12, lambda e: words()["recurrence"][e.line.recurrence]
        ),
        WorkbookColumn(
            "status", "text", 16, lambda e: words()["status"][e.line.status or "missing"]
        ),
        WorkbookColumn("percent", "share", 9, _percent),
        WorkbookColumn("timing", "text", 14, _timing),
        WorkbookColumn("answered_at", "instant", 17, _answered_at),
        WorkbookColumn("days_late", "count", 9, lambda e: days_late(e.line, book.cycle)),
        WorkbookColumn("on_behalf", "text", 26, _on_behalf),
        WorkbookColumn("due", "day", 12, lambda e: e.line.time.due_day or book.cycle.due_day),
        WorkbookColumn("own_time", "text", 30, _own_time),
        WorkbookColumn("note", "text", 38, lambda e: clean(e.line.note)),
        *(CLAIM_COLUMNS if any(entry.line.acceptance for entry in book.entries) else ()),
    )


def _claim(entry: ReportEntry) -> str:
    claim = entry.line.acceptance
    return words()["acceptance"][claim.state] if claim else ""


def _claimed_at(entry: ReportEntry) -> datetime | None:
    claim = entry.line.acceptance
    return naive(claim.claimed_at) if claim else None


def _accepted_at(entry: ReportEntry) -> datetime | None:
    accepted = entry.line.acceptance and entry.line.acceptance.accepted_at
    return naive(accepted) if accepted else None


CLAIM_COLUMNS = (
    WorkbookColumn("acceptance", "text", 16, _claim),
    WorkbookColumn("claimed_at", "instant", 17, _claimed_at),
    WorkbookColumn("accepted_at", "instant", 17, _accepted_at),
)
"""Only where what is done has to be accepted."""


def _percent(item: ReportEntry | TaskRow) -> float | None:
    return None if item.percent is None else item.percent / 100


def _own_time(item: ReportEntry) -> str:
    return own_time(item.line.time, answered=item.line.status is not None)


def _task_note(row: TaskRow) -> str:
    return noted(row.note, row.time, answered=row.status is not None)


def _timing(entry: ReportEntry) -> str:
    if entry.line.sent_back:
        return words()["timing"]["returned"]
    if entry.line.status is None:
        if entry.line.absent:
            return words()["timing"]["absent"]
        return words()["timing"]["missing" if entry.line.reached else "unreachable"]
    return words()["timing"]["late" if entry.line.late else "on_time"]


def _on_behalf(entry: ReportEntry) -> str:
    line = entry.line
    if line.absent:
        first, last = (date.fromisoformat(day) for day in line.absent.split("/"))
        return words()["names"]["absent"].format(first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")
    return on_behalf(line.answered_by if line.on_behalf else "", line.owner)


def _answered_at(entry: ReportEntry) -> datetime | None:
    answered = entry.line.answered_at
    return naive(answered) if entry.line.status and answered else None


def _codes(unit: UnitSummary) -> str:
    return ", ".join(each.task for each in unit.missing)


UNIT_COLUMNS = (
    WorkbookColumn("code", "text", 12, lambda u: u.code),
    WorkbookColumn("name", "text", 40, lambda u: clean(u.name)),
    WorkbookColumn("duties", "count", 10, lambda u: u.duties),
    WorkbookColumn("answered", "count", 10, lambda u: u.answered),
    WorkbookColumn("on_time", "count", 10, lambda u: u.on_time),
    WorkbookColumn("late", "count", 10, lambda u: u.late),
    WorkbookColumn("missing", "count", 10, lambda u: len(u.missing)),
    WorkbookColumn("share", "share", 11, lambda u: share(u.answered, u.duties)),
    WorkbookColumn("on_time_share", "share", 11, lambda u: share(u.on_time, u.duties)),
    WorkbookColumn("blocked", "count", 11, lambda u: len(u.blocked)),
    WorkbookColumn("codes", "text", 50, _codes),
)


def _confirmed(unit: UnitSummary) -> str:
    return words()["confirmed"][unit.confirmed.standing] if unit.confirmed else ""


def _confirmed_at(unit: UnitSummary) -> datetime | None:
    return naive(unit.confirmed.at) if unit.confirmed and unit.confirmed.at else None


CONFIRMED_COLUMNS = (
    WorkbookColumn("confirmed", "text", 20, _confirmed),
    WorkbookColumn("confirmed_at", "instant", 17, _confirmed_at),
)


def unit_columns(book: Book) -> tuple[WorkbookColumn, ...]:
    """With the confirmations, where some unit confirms its reports."""
    confirming = any(unit.confirmed for unit in book.summary.units)
    return (*UNIT_COLUMNS, *(CONFIRMED_COLUMNS if confirming else ()))


def task_columns(book: Book) -> tuple[WorkbookColumn, ...]:
    """With the coordinating units that are late, where some task waits on them."""
    awaited = WorkbookColumn("awaited", "text", 30, lambda t: "; ".join(map(clean, t.awaited)))
    return (*TASK_COLUMNS, *((awaited,) if any(row.awaited for row in book.tasks) else ()))


TASK_COLUMNS = (
    WorkbookColumn("code", "text", 11, lambda t: t.code),
    WorkbookColumn("title", "text", 50, lambda t: clean(t.title)),
    WorkbookColumn("field", "text", 26, lambda t: clean(t.field)),
    WorkbookColumn("output", "text", 28, lambda t: clean(t.output)),
    WorkbookColumn("lead", "text", 26, lambda t: clean(t.lead) or DASH),
    WorkbookColumn("coordinating", "text", 40, lambda t: "; ".join(map(clean, t.coordinating))),
    WorkbookColumn("deadline", "day", 12, lambda t: t.deadline),
    WorkbookColumn("recurrence", "text", 12, lambda t: words()["recurrence"][t.recurrence]),
    WorkbookColumn("cell", "text", 20, lambda t: words()["cell"][t.cell]),
    WorkbookColumn("status", "text", 16, lambda t: words()["status"][t.status or "missing"]),
    WorkbookColumn("percent", "share", 9, _percent),
    WorkbookColumn("duties", "count", 9, lambda t: t.duties),
    WorkbookColumn("answered", "count", 9, lambda t: t.answered),
    WorkbookColumn("share", "share", 10, lambda t: share(t.answered, t.duties)),
    WorkbookColumn("note", "text", 40, _task_note),
)
ISSUE_COLUMNS = (
    WorkbookColumn("number", "count", 8, lambda i: i.id),
    WorkbookColumn("task_code", "text", 11, lambda i: i.task_code),
    WorkbookColumn("unit", "text", 24, lambda i: clean(i.unit_name)),
    WorkbookColumn("title", "text", 36, lambda i: clean(i.title)),
    WorkbookColumn("proposer", "text", 18, lambda i: clean(i.proposer)),
    WorkbookColumn("raised_at", "instant", 17, lambda i: naive(i.raised_at)),
    WorkbookColumn("cause", "text", 36, lambda i: clean(i.cause)),
    WorkbookColumn("proposal", "text", 36, lambda i: clean(i.proposal)),
    WorkbookColumn(
        "decision", "text", 40, lambda i: clean(i.decision.text) if i.decision else None
    ),
    WorkbookColumn(
        "decided_by", "text", 18, lambda i: clean(i.decision.by) if i.decision else None
    ),
    WorkbookColumn(
        "decided_at", "instant", 17, lambda i: naive(i.decision.at) if i.decision else None
    ),
    WorkbookColumn("next_date", "day", 12, lambda i: i.decision.next_date if i.decision else None),
    WorkbookColumn("state", "text", 16, lambda i: words()["issues"][i.state]),
)


Months = Mapping[Period, Turnout]
"""One unit's turnout, by period."""


def by_unit(turnouts: Iterable[Turnout]) -> list[Months]:
    found: dict[str, dict[Period, Turnout]] = {}
    for each in turnouts:
        found.setdefault(each.unit_code, {})[each.period] = each
    return list(found.values())


def month_columns(turnouts: Iterable[Turnout]) -> tuple[WorkbookColumn, ...]:
    """The share of the duties that were reported, on time or not: month by month, and in all."""
    return (
        WorkbookColumn("code", "text", 12, lambda row: _any(row).unit_code),
        WorkbookColumn("name", "text", 40, lambda row: clean(_any(row).unit_name)),
        *(
            WorkbookColumn(f"{month(period)}/{period.year}", "share", 10, _turnout_of(period))
            for period in sorted({each.period for each in turnouts})
        ),
        WorkbookColumn("average", "share", 12, lambda row: _reported(row.values())),
    )


def _any(row: Months) -> Turnout:
    return next(iter(row.values()))


def _turnout_of(period: Period) -> Callable[[Months], float | None]:
    return lambda row: _reported([row[period]] if period in row else [])


def _reported(turnouts: Iterable[Turnout]) -> float | None:
    these = list(turnouts)
    return share(sum(each.answered for each in these), sum(each.duties for each in these))

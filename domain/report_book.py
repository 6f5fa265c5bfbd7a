"""The book of a period: every fact of the Word report, the workbook and the picture, from one set
of rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.acceptance import Acceptance
from domain.calendar import local_day
from domain.confirmations import UnitConfirmation
from domain.cycles import Cycle
from domain.duties import Status
from domain.periods import Period
from domain.plans import Part, Recurrence
from domain.summary import (
    NOBODY_CONFIRMS,
    Cells,
    Line,
    Summary,
    UnitSummary,
    cell_of,
    count_cells,
    summarise,
)

SETTLED = "settled"
"""A task that its lead unit finished in an earlier period; only others still owe a report."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A duty's line, with what the plan says of its task and how far it is (0 to 100)."""

    line: Line
    field: str
    output: str
    deadline_text: str
    percent: int | None


@dataclass(frozen=True, slots=True)
class Turnout:
    """How one unit took part in one period."""

    period: Period
    unit_code: str
    unit_name: str
    duties: int
    answered: int
    on_time: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One line of the annex: a task as its lead unit says, and how many units reported on it.

    `cell` names one of the state's four cells, or is SETTLED. A task with two lead units has two
    rows; the coordinating units are counted in the first. `awaited`: coordinating units that are
    late while the lead unit has answered.
    """

    code: str
    title: str
    field: str
    output: str
    lead: str
    coordinating: tuple[str, ...]
    deadline: date | None
    deadline_text: str
    recurrence: Recurrence
    cell: str
    status: Status | None
    percent: int | None
    note: str
    duties: int
    answered: int
    acceptance: Acceptance | None = None
    awaited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldRow:
    name: str
    tasks: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class Point:
    """So many duties were answered at this instant."""

    at: datetime
    answered: int


@dataclass(frozen=True, slots=True)
class Attendance:
    """The units by how they reported: all on time, all but some late, only some, nothing."""

    on_time: tuple[UnitSummary, ...]
    late: tuple[UnitSummary, ...]
    partly: tuple[UnitSummary, ...]
    silent: tuple[UnitSummary, ...]


@dataclass(frozen=True, slots=True)
class Book:
    cycle: Cycle
    summary: Summary
    attendance: Attendance
    entries: tuple[Entry, ...]
    tasks: tuple[TaskRow, ...]
    fields: tuple[FieldRow, ...]
    curve: tuple[Point, ...]
    turnouts: tuple[Turnout, ...]

    @property
    def overdue(self) -> tuple[TaskRow, ...]:
        return tuple(row for row in self.tasks if row.cell == "open_overdue")

    @property
    def coming(self) -> tuple[TaskRow, ...]:
        """Tasks still open in time whose date comes before the end of the next month."""
        after_next = self.cycle.period.shifted(2).day(1)
        return tuple(
            row
            for row in self.tasks
            if row.cell == "open_in_time" and row.deadline and row.deadline < after_next
        )


def bind(
    entries: Sequence[Entry],
    cycle: Cycle,
    now: datetime,
    turnouts: Sequence[Turnout] = (),
    confirmed: Mapping[str, UnitConfirmation] = NOBODY_CONFIRMS,
) -> Book:
    """Put the book of a period together; its figures are the summary's."""
    lines = [entry.line for entry in entries]
    summary = summarise(lines, cycle, now, confirmed)
    tasks = _with_awaited(_tasks(entries, cycle, now), summary)
    return Book(
        cycle=cycle,
        summary=summary,
        attendance=_attendance(summary.units),
        entries=tuple(entries),
        tasks=tasks,
        fields=_fields(tasks),
        curve=_curve(lines),
        turnouts=tuple(turnouts),
    )


def _with_awaited(tasks: Iterable[TaskRow], summary: Summary) -> tuple[TaskRow, ...]:
    late = {
        (each.task, each.lead): tuple(partner.unit for partner in each.partners)
        for each in summary.awaited
    }
    return tuple(replace(row, awaited=late.get((row.code, row.lead), ())) for row in tasks)


def _attendance(units: Iterable[UnitSummary]) -> Attendance:
    kinds: tuple[list[UnitSummary], ...] = ([], [], [], [])
    for unit in units:
        if unit.answered == 0:
            kinds[3].append(unit)
        elif not unit.reported:
            kinds[2].append(unit)
        else:
            kinds[0 if unit.reported_on_time else 1].append(unit)
    return Attendance(*(tuple(kind) for kind in kinds))


def _tasks(entries: Iterable[Entry], cycle: Cycle, now: datetime) -> tuple[TaskRow, ...]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.line.task_code, []).append(entry)
    return tuple(row for code in sorted(groups) for row in _rows(groups[code], cycle, now))


def _rows(group: Sequence[Entry], cycle: Cycle, now: datetime) -> list[TaskRow]:
    leads = [entry for entry in group if entry.line.part is Part.LEAD]
    others = [entry for entry in group if entry.line.part is not Part.LEAD]
    if not leads:
        return [_settled(others)]
    first = _row(leads[0], [leads[0], *others], cell_of(leads[0].line, cycle, now))
    return [first, *(_row(each, [each], cell_of(each.line, cycle, now)) for each in leads[1:])]


def _row(lead: Entry, counted: Sequence[Entry], cell: str) -> TaskRow:
    line = lead.line
    return TaskRow(
        code=line.task_code,
        title=line.title,
        field=lead.field,
        output=lead.output,
        lead=line.unit_name,
        coordinating=tuple(each.line.unit_name for each in counted if each is not lead),
        deadline=line.deadline,
        deadline_text=lead.deadline_text,
        recurrence=line.recurrence,
        cell=cell,
        status=line.counted,
        percent=lead.percent,
        note=line.note,
        duties=len(counted),
        answered=sum(each.line.status is not None for each in counted),
        acceptance=line.acceptance,
    )


def _settled(others: Sequence[Entry]) -> TaskRow:
    first = others[0]
    return TaskRow(
        code=first.line.task_code,
        title=first.line.title,
        field=first.field,
        output=first.output,
        lead="",
        coordinating=tuple(each.line.unit_name for each in others),
        deadline=first.line.deadline,
        deadline_text=first.deadline_text,
        recurrence=first.line.recurrence,
        cell=SETTLED,
        status=None,
        percent=None,
        note="",
        duties=len(others),
        answered=sum(each.line.status is not None for each in others),
    )


def _fields(tasks: Iterable[TaskRow]) -> tuple[FieldRow, ...]:
    """The fields in the order of the plan; a settled task is counted no more."""
    groups: dict[str, list[str]] = {}
    for row in tasks:
        if row.cell != SETTLED:
            groups.setdefault(row.field, []).append(row.cell)
    return tuple(FieldRow(name, len(c), count_cells(c)) for name, c in groups.items())


def _curve(lines: Iterable[Line]) -> tuple[Point, ...]:
    instants = sorted(line.answered_at for line in lines if line.status and line.answered_at)
    return tuple(Point(at, count) for count, at in enumerate(instants, start=1))


def share(part: int, whole: int) -> float | None:
    """None for a share of nothing: it is written as a dash, not as zero."""
    return part / whole if whole else None


def days_late(line: Line, cycle: Cycle) -> int:
    """Calendar days from the due day to the day of a late answer; 0 for any other."""
    if not line.late or line.answered_at is None or line.status is None:
        return 0
    return (local_day(line.answered_at) - cycle.due_day).days

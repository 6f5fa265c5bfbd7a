"""The book of a period: every fact of the Word report, the workbook and the picture, from one set
of rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from domain.calendar.periods import Period
from domain.calendar.work_calendar import local_day
from domain.issues.issues import Issue
from domain.reporting.acceptance import Acceptance
from domain.reporting.cycles import Cycle
from domain.reporting.duties import NO_OWN_TIME, OwnTime, Status
from domain.reporting.plans import Recurrence, TaskRole
from domain.reporting.sign_off import UnitConfirmation
from domain.summaries.comparison import Comparison, Earlier, compare, tallies
from domain.summaries.forecast import GRAVITY, Criterion, Forecast, ScoreState, Weighed, estimate
from domain.summaries.lines import SummaryLine
from domain.summaries.report_diff import Changes
from domain.summaries.summary import Cells, Summary, UnitSummary, cell_of, count_cells, summarise

SETTLED = "settled"
"""A task that its lead unit finished in an earlier period; only others still owe a report."""


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A duty's line, with what the plan says of its task and how far it is (0 to 100)."""

    line: SummaryLine
    field: str
    output: str
    deadline_text: str
    percent: int | None
    criterion: str = ""
    max_score: float | None = None


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

    `answered_by`: whoever answered for the `owner`, if somebody did. `cell` names one of the
    state's four cells, or is SETTLED. A task with two lead units has two rows; the coordinating
    units are counted in the first. `awaited`: coordinating units that are late while the lead
    unit has answered.
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
    answered_by: str = ""
    owner: str = ""
    time: OwnTime = NO_OWN_TIME
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
class Beside:
    """What a period is seen beside: the one before, the scores, and what was issued already.

    `whole`: of the whole department; of some units only, nothing is estimated.
    """

    previous: Earlier | None = None
    criteria: tuple[Criterion, ...] = ()
    changes: tuple[Changes, ...] = ()
    whole: bool = True
    confirmed: Mapping[str, UnitConfirmation] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


ALONE = Beside()


@dataclass(frozen=True, slots=True)
class Fixing:
    """Which issue these figures are of, their hash, and how far the log was when it was made."""

    number: int
    sha256: str
    log_number: int
    log_hash: str


@dataclass(frozen=True, slots=True)
class Book:
    cycle: Cycle
    summary: Summary
    attendance: Attendance
    entries: tuple[ReportEntry, ...]
    tasks: tuple[TaskRow, ...]
    fields: tuple[FieldRow, ...]
    curve: tuple[Point, ...]
    turnouts: tuple[Turnout, ...]
    comparison: Comparison
    forecast: Forecast | None
    changes: tuple[Changes, ...]
    issues: tuple[Issue, ...] = ()
    fixed: Fixing | None = None

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
    entries: Sequence[ReportEntry],
    cycle: Cycle,
    now: datetime,
    turnouts: Sequence[Turnout] = (),
    beside: Beside = ALONE,
) -> Book:
    """Put the book of a period together; its figures are the summary's."""
    lines = [entry.line for entry in entries]
    summary = summarise(lines, cycle, now, beside.confirmed)
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
        comparison=compare(cycle.period, tallies(lines), beside.previous),
        forecast=forecast(entries, beside.criteria, cycle, now) if beside.whole else None,
        changes=beside.changes,
        issues=beside.issues,
    )


def forecast(
    entries: Iterable[ReportEntry], criteria: Sequence[Criterion], cycle: Cycle, now: datetime
) -> Forecast | None:
    """What the tasks of the period mean for the index; None where nothing has a score."""
    groups: dict[str, list[ReportEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.line.task_code, []).append(entry)
    tasks = [_weighed(groups[code], cycle, now) for code in sorted(groups)]
    return estimate(tasks, criteria)


def _weighed(group: Sequence[ReportEntry], cycle: Cycle, now: datetime) -> Weighed:
    """A task stands as its worst lead unit says; without one, it was finished before."""
    first = group[0]
    standings = [
        _standing(each.line, cell_of(each.line, cycle, now))
        for each in group
        if each.line.part is TaskRole.LEAD
    ]
    worst = max(standings, key=GRAVITY.index, default=ScoreState.DONE)
    return Weighed(first.line.task_code, first.field, first.criterion, first.max_score, worst)


def _standing(line: SummaryLine, cell: str) -> ScoreState:
    if line.status is Status.BLOCKED:
        return ScoreState.STUCK
    if cell == "open_overdue":
        return ScoreState.LATE
    return ScoreState.OPEN if cell == "open_in_time" else ScoreState.DONE


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


def _tasks(entries: Iterable[ReportEntry], cycle: Cycle, now: datetime) -> tuple[TaskRow, ...]:
    groups: dict[str, list[ReportEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.line.task_code, []).append(entry)
    return tuple(row for code in sorted(groups) for row in _rows(groups[code], cycle, now))


def _rows(group: Sequence[ReportEntry], cycle: Cycle, now: datetime) -> list[TaskRow]:
    leads = [entry for entry in group if entry.line.part is TaskRole.LEAD]
    others = [entry for entry in group if entry.line.part is not TaskRole.LEAD]
    if not leads:
        return [_settled(others)]
    first = _row(leads[0], [leads[0], *others], cell_of(leads[0].line, cycle, now))
    return [first, *(_row(each, [each], cell_of(each.line, cycle, now)) for each in leads[1:])]


def _row(lead: ReportEntry, counted: Sequence[ReportEntry], cell: str) -> TaskRow:
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
        answered_by=line.answered_by if line.on_behalf else "",
        owner=line.owner,
        time=line.time,
        acceptance=line.acceptance,
    )


def _settled(others: Sequence[ReportEntry]) -> TaskRow:
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


def _curve(lines: Iterable[SummaryLine]) -> tuple[Point, ...]:
    instants = sorted(line.answered_at for line in lines if line.status and line.answered_at)
    return tuple(Point(at, count) for count, at in enumerate(instants, start=1))


def share(part: int, whole: int) -> float | None:
    """None for a share of nothing: it is written as a dash, not as zero."""
    return part / whole if whole else None


def days_late(line: SummaryLine, cycle: Cycle) -> int:
    """Calendar days from the due day that judges a late answer to its day; 0 for any other."""
    if not line.late or line.answered_at is None or line.status is None:
        return 0
    own = line.time.late_after and not line.time.was_late
    due_day = (line.time.due_day if own else None) or cycle.due_day
    return max((local_day(line.answered_at) - due_day).days, 0)

"""An issued report: the rows that its figures were made from, frozen, numbered and hashed."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.calendar.periods import Period
from domain.issues.issues import Issue
from domain.reporting.cycles import Cycle
from domain.reporting.sign_off import UnitConfirmation
from domain.summaries.comparison import Earlier
from domain.summaries.forecast import Criterion
from domain.summaries.report_data import Beside, Book, ReportEntry, Turnout, bind
from domain.summaries.report_diff import Changes, Said, difference


@dataclass(frozen=True, slots=True)
class Fixed:
    """Answers of a period as they stood at an instant, after it was fixed `number` times."""

    period: Period
    number: int
    at: datetime
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that the report of a period is made from, at one instant.

    `previous` is what the period is compared with; `issued` how the last issued period before it
    stands now, so that answers that came too late for its report are told in the next.
    """

    cycle: Cycle
    as_of: datetime
    entries: tuple[ReportEntry, ...]
    turnouts: tuple[Turnout, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    previous: Earlier | None = None
    issued: Fixed | None = None
    confirmed: Mapping[str, UnitConfirmation] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    whole: bool = True
    """Of the whole department; of some units only, there is nothing to estimate or to fix."""


@dataclass(frozen=True, slots=True)
class IssuedReport:
    """One issue of a period; `number` counts from 1. `by` is a code, "" on the command line.

    `log`: number and hash of the newest entry of the audit log when it was issued.
    """

    id: int
    cycle_id: int
    number: int
    issued_at: datetime
    by: str
    sha256: str
    content: str
    log: tuple[int, str] = (0, "")

    @property
    def intact(self) -> bool:
        return sha256(self.content) == self.sha256


def book_of(snapshot: Snapshot, changes: Sequence[Changes] = ()) -> Book:
    """The report's book; the same snapshot gives the same figures for ever."""
    beside = Beside(
        snapshot.previous,
        snapshot.criteria,
        tuple(changes),
        snapshot.whole,
        snapshot.confirmed,
        snapshot.issues,
    )
    return bind(snapshot.entries, snapshot.cycle, snapshot.as_of, snapshot.turnouts, beside)


def said(entries: Iterable[ReportEntry]) -> tuple[Said, ...]:
    return tuple(_said(each) for each in entries)


def _said(entry: ReportEntry) -> Said:
    line = entry.line
    return Said(
        line.unit_code,
        line.unit_name,
        line.task_code,
        line.title,
        line.status,
        entry.percent,
        line.note,
        line.late,
        line.answered_at,
    )


def fixed(snapshot: Snapshot, number: int) -> Fixed:
    return Fixed(snapshot.cycle.period, number, snapshot.as_of, said(snapshot.entries))


def changes_since(now: Snapshot, own: Fixed | None, earlier: Fixed | None) -> tuple[Changes, ...]:
    """Since the period's own last issue, told even if nothing changed; and of the issued period
    before it, what came since it was last told."""
    found = []
    if own is not None:
        found.append(_changes(own, said(now.entries)))
    if earlier is not None and now.issued is not None and now.issued.period == earlier.period:
        late = _changes(earlier, now.issued.said)
        found += [late] if late.items else []
    return tuple(found)


def _changes(before: Fixed, after: Sequence[Said]) -> Changes:
    return Changes(before.period, before.number, before.at, difference(before.said, after))


def sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()

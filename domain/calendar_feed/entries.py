"""What stands in a person's calendar: due days, own absences, briefings; written out as dates.

Days and codes only: whoever keeps the calendar, often abroad, reads neither tasks nor names.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from domain.calendar.work_calendar import ONE_DAY, WorkCalendar, at_local, end_of, local_day
from domain.extensions.individual_deadlines import due_at_of, due_day_of
from domain.people.absences import Absence
from domain.reporting.cycles import Cycle, CycleState
from domain.reporting.duties import Duty
from domain.summaries.briefing import BriefingSchedule

LASTS = timedelta(minutes=30)
"""A due time is shown as the half hour before it, a briefing as the one from its beginning."""
WEEKS_AHEAD = 8


class EntryKind(StrEnum):
    DUE = "due"
    OWN_DUE = "own_due"
    ABSENCE = "absence"
    BRIEFING = "briefing"


@dataclass(frozen=True, slots=True)
class Entry:
    """`key`: what it is about, the same for ever. All-day ones begin and end at local midnights.

    `facts`: what its words need, as JSON has it.
    """

    key: str
    kind: EntryKind
    begins: datetime
    ends: datetime
    all_day: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Owed:
    """A period with the duties that a person answers in it."""

    cycle: Cycle
    duties: Sequence[Duty]


@dataclass(frozen=True, slots=True)
class PersonalCalendar:
    """`oversees`: sees the answers of others, and so the due day without duties of the own.

    `rhythm`: when the leaders meet, for those who do.
    """

    owed: Sequence[Owed]
    oversees: bool
    absences: Sequence[Absence]
    rhythm: BriefingSchedule | None


def entries_of(known: PersonalCalendar, calendar: WorkCalendar, now: datetime) -> list[Entry]:
    """Everything that stands in the calendar by what is known now."""
    found: list[Entry] = []
    for owed in known.owed:
        found += _due(owed, known.oversees)
        found += _own_due(owed, calendar)
    found += [_absence(each) for each in known.absences]
    if known.rhythm:
        found += _briefings(known.rhythm, calendar, local_day(now))
    return found


def _due(owed: Owed, oversees: bool) -> list[Entry]:
    """The due day of the period, with the duties due then; one ahead concerns everybody."""
    cycle = owed.cycle
    here = [each for each in owed.duties if due_day_of(each, cycle) == cycle.due_day]
    if not (here or oversees or cycle.state is CycleState.PLANNED):
        return []
    facts = {
        "period": str(cycle.period),
        "codes": _codes(here),
        "open": _codes([each for each in here if each.open]),
    }
    begins = cycle.due_at - LASTS
    return [Entry(f"due:{cycle.period}", EntryKind.DUE, begins, cycle.due_at, facts=facts)]


def _codes(duties: Sequence[Duty]) -> list[str]:
    return sorted({each.task_code for each in duties})


def _own_due(owed: Owed, calendar: WorkCalendar) -> list[Entry]:
    """Duties that were extended or returned, and so are due on another day."""
    cycle = owed.cycle
    apart = [each for each in owed.duties if due_day_of(each, cycle) != cycle.due_day]
    return [_own(each, cycle, due_at_of(each, cycle, calendar)) for each in apart]


def _own(duty: Duty, cycle: Cycle, due_at: datetime) -> Entry:
    facts = {
        "period": str(cycle.period),
        "code": duty.task_code,
        "returned": duty.time.due_day != duty.time.extended_to,
        "open": duty.open,
    }
    return Entry(f"duty:{duty.id}", EntryKind.OWN_DUE, due_at - LASTS, due_at, facts=facts)


def _absence(absence: Absence) -> Entry:
    """Named by its first day: one that is prolonged or ends early stays the same."""
    span = absence.span
    first, after = at_local(span.first_day, time()), end_of(span.last_day)
    return Entry(f"absence:{span.first_day}", EntryKind.ABSENCE, first, after, all_day=True)


def _briefings(rhythm: BriefingSchedule, calendar: WorkCalendar, today: date) -> Iterator[Entry]:
    """One for each week, named by it: moved by a holiday or a new rhythm it stays the same."""
    monday = today - (today.weekday() + 7) * ONE_DAY
    last: datetime | None = None
    for week in range(WEEKS_AHEAD + 1):
        named = monday + 7 * week * ONE_DAY
        day = calendar.on_or_after(named + rhythm.weekday * ONE_DAY)
        at = at_local(day, rhythm.at)
        if at != last:
            yield Entry(f"briefing:{named}", EntryKind.BRIEFING, at, at + LASTS)
        last = at

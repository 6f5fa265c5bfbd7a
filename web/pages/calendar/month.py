"""A month as weeks of days: working or off, with what falls on each day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendar.periods import Period
from domain.calendar.work_calendar import ONE_DAY, CalendarDay, WorkCalendar, local_day
from domain.reporting.cycles import Cycle
from domain.reporting.policy import Step


@dataclass(frozen=True, slots=True)
class DayEvent:
    """`kind`: step, due, late or closes. `at`: of a day that ends, its last moment."""

    at: datetime
    kind: str
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class ShownDay:
    """`name`: of a day off or made up for. `shifted`: the report day that is no working day."""

    day: date
    inside: bool
    working: bool
    today: bool
    name: str
    shifted: bool
    events: tuple[DayEvent, ...]

    @property
    def due(self) -> bool:
        return any(each.kind == "due" for each in self.events)


def weeks(
    period: Period, today: date, known: Sequence[CalendarDay], cycles: Sequence[Cycle]
) -> list[list[ShownDay]]:
    """Whole weeks from Monday on, with days of the months beside it."""
    first = period.day(1)
    day = first - timedelta(days=first.weekday())
    after = period.shifted(1).day(1)
    calendar, names = WorkCalendar.of(list(known)), {each.day: each.name for each in known}
    events = _by_day(cycles)
    shifted = {each.period.day(each.policy.due_day) for each in cycles} - {
        each.due_day for each in cycles
    }
    found: list[list[ShownDay]] = []
    while day < after:
        found.append([])
        for _ in range(7):
            inside, events_here = Period.containing(day) == period, tuple(events.get(day, ()))
            working, name = calendar.is_working(day), names.get(day, "")
            found[-1].append(
                ShownDay(day, inside, working, day == today, name, day in shifted, events_here)
            )
            day += ONE_DAY
    return found


def _by_day(cycles: Iterable[Cycle]) -> Mapping[date, list[DayEvent]]:
    days: dict[date, list[DayEvent]] = {}
    for each in sorted((e for cycle in cycles for e in _events(cycle)), key=lambda e: e.at):
        days.setdefault(local_day(each.at), []).append(each)
    return days


def _events(cycle: Cycle) -> list[DayEvent]:
    moment = timedelta(seconds=1)
    found = [DayEvent(step.at, "step", step) for step in cycle.steps]
    found.append(DayEvent(cycle.due_at, "due"))
    if cycle.late_after != cycle.due_at:
        found.append(DayEvent(cycle.late_after - moment, "late"))
    return [*found, DayEvent(cycle.closes_at - moment, "closes")]

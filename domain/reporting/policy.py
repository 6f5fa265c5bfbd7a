"""The ladder: whom an unanswered duty reaches, and when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import assert_never

from domain.calendar.periods import Period
from domain.calendar.work_calendar import Window, WorkCalendar, at_local, end_of


class Audience(StrEnum):
    OWNER = "owner"
    HEAD = "head"
    OFFICE = "office"
    DEPUTY_DIRECTOR = "deputy_director"


class Decider(StrEnum):
    """Who grants an extension or refuses it."""

    OFFICE = "office"
    DEPUTY_DIRECTOR = "deputy_director"


class HolidayShift(StrEnum):
    """Where a due day goes that is not a working day."""

    BEFORE = "before"
    AFTER = "after"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """One step of the ladder: `days` are working days relative to the due day."""

    audience: Audience
    days: int
    at: time

    @property
    def escalates(self) -> bool:
        """Whether it speaks of silence after the due day, to somebody above the owner."""
        return self.audience is not Audience.OWNER and self.days > 0


@dataclass(frozen=True, slots=True)
class EscalationPolicy:
    rungs: tuple[EscalationStep, ...]


DEFAULT_LADDER = EscalationPolicy(
    (
        EscalationStep(Audience.OWNER, -5, time(8, 30)),
        EscalationStep(Audience.OWNER, -2, time(8, 30)),
        EscalationStep(Audience.HEAD, -1, time(14, 0)),
        EscalationStep(Audience.OWNER, 0, time(8, 0)),
        EscalationStep(Audience.OWNER, 0, time(14, 0)),
        EscalationStep(Audience.HEAD, 1, time(8, 30)),
        EscalationStep(Audience.OFFICE, 2, time(8, 30)),
        EscalationStep(Audience.DEPUTY_DIRECTOR, 3, time(8, 30)),
    )
)


@dataclass(frozen=True, slots=True)
class Policy:
    """How a period runs: due day and hour, ladder, sending window, closing. Frozen per cycle.

    `acceptance`: what is done is a claim until the Office accepts it, or until a rule does after
    `accept_after_days` working days; 0: no rule does.
    """

    due_day: int = 25
    due_hour: time = time(17, 0)
    shift: HolidayShift = HolidayShift.BEFORE
    late_after_next_working_day: bool = True
    close_after_days: int = 10
    ladder: EscalationPolicy = DEFAULT_LADDER
    window: Window = field(default_factory=Window)
    catch_up_gap: timedelta = timedelta(hours=2)
    extension_decider: Decider = Decider.OFFICE
    acceptance: bool = False
    accept_after_days: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A rung with its instant in one period. `rung` is its place on the ladder."""

    rung: int
    audience: Audience
    at: datetime
    escalates: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything about one period that the calendar decides; instants in UTC."""

    due_day: date
    due_at: datetime
    late_after: datetime
    closes_at: datetime
    steps: tuple[Step, ...]

    @property
    def opens_at(self) -> datetime:
        return self.steps[0].at


def due_day(period: Period, policy: Policy, calendar: WorkCalendar) -> date:
    nominal = period.day(policy.due_day)
    match policy.shift:
        case HolidayShift.BEFORE:
            return calendar.on_or_before(nominal)
        case HolidayShift.AFTER:
            return calendar.on_or_after(nominal)
        case HolidayShift.KEEP:
            return nominal
        case _:
            assert_never(policy.shift)


def timeline(period: Period, policy: Policy, calendar: WorkCalendar) -> Timeline:
    """Put the ladder on the calendar of one period.

    A due day that was moved before a rest day counts as late only after the end of the next
    working day (Civil Code 2015, Art. 148, by analogy), if the policy says so.
    """
    return timeline_due_on(period, due_day(period, policy, calendar), policy, calendar)


def timeline_due_on(period: Period, day: date, policy: Policy, calendar: WorkCalendar) -> Timeline:
    """The ladder of a period whose due day was moved to this day; lateness by the usual one."""
    return _on(period.day(policy.due_day), day, policy, calendar)


def timeline_on(day: date, policy: Policy, calendar: WorkCalendar) -> Timeline:
    """The same ladder on a due day of its own, with the same rule for rest days."""
    return _on(day, day, policy, calendar)


def _on(nominal: date, day: date, policy: Policy, calendar: WorkCalendar) -> Timeline:
    due_at = at_local(day, policy.due_hour)
    lenient = policy.late_after_next_working_day and not calendar.is_working(nominal)
    late_after = end_of(calendar.on_or_after(nominal)) if lenient else due_at
    closing_day = calendar.shifted(day, policy.close_after_days)
    return Timeline(day, due_at, late_after, end_of(closing_day), _steps(day, policy, calendar))


def _steps(day: date, policy: Policy, calendar: WorkCalendar) -> tuple[Step, ...]:
    placed = sorted(
        (
            (at_local(_rung_day(day, rung.days, calendar), rung.at), rung)
            for rung in policy.ladder.rungs
        ),
        key=lambda pair: pair[0],
    )
    return tuple(
        Step(number, rung.audience, at, rung.escalates) for number, (at, rung) in enumerate(placed)
    )


def _rung_day(day: date, days: int, calendar: WorkCalendar) -> date:
    """Count from the last working day on or before the due day, which may itself be a rest day."""
    return calendar.shifted(calendar.on_or_before(day), days)


def passed(steps: Sequence[Step], *, after: int, now: datetime) -> tuple[Step, ...]:
    """The steps above rung `after` whose hour has come."""
    return tuple(step for step in steps if step.rung > after and step.at <= now)


def following(steps: Sequence[Step], *, after: int) -> Step | None:
    """The next step above rung `after`, or None at the top."""
    return next((step for step in steps if step.rung > after), None)

"""What a period becomes when a day off is decreed, or taken back, while it runs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.calendar.work_calendar import WorkCalendar, end_of, local_day
from domain.reporting.cycles import Cycle, CycleState, next_at, placed
from domain.reporting.duties import Duty, OwnTime
from domain.reporting.policy import Step, due_day, timeline_due_on

DECREED = "decreed"
"""The status of a day off that somebody decreed here, and may take back."""


@dataclass(frozen=True, slots=True)
class DutyMove:
    """Where a duty stands on the new calendar; `time` only where its own due day moves."""

    duty: Duty
    next_at: datetime | None
    time: OwnTime | None = None


@dataclass(frozen=True, slots=True)
class CycleMove:
    before: Cycle
    after: Cycle
    duties: tuple[DutyMove, ...] = ()

    @property
    def steps(self) -> tuple[tuple[Step, Step], ...]:
        """The steps that come at another hour: before, after."""
        both = zip(self.before.steps, self.after.steps, strict=True)
        return tuple((was, now) for was, now in both if was.at != now.at)


def with_days(calendar: WorkCalendar, days: Sequence[date], *, working: bool) -> WorkCalendar:
    return WorkCalendar({**calendar.exceptions, **dict.fromkeys(days, working)})


def moved(cycle: Cycle, calendar: WorkCalendar, now: datetime) -> Cycle:
    """The period on the calendar as it is from now on.

    What was due is due, steps that were taken stay as they were, and nobody is judged more
    strictly: a due day moves to an earlier one only if that is still ahead.
    """
    past = cycle.due_at <= now
    day = cycle.due_day if past else _due_day(cycle, calendar, local_day(now))
    times = timeline_due_on(cycle.period, day, cycle.policy, calendar)
    taken = cycle.state is CycleState.OPEN
    kept = zip(cycle.steps, times.steps, strict=True)
    steps = tuple(was if taken and was.at <= now else then for was, then in kept)
    follows = cycle.state is CycleState.PLANNED and cycle.opens_at == cycle.steps[0].at
    return replace(
        cycle,
        due_day=day,
        due_at=cycle.due_at if day == cycle.due_day else times.due_at,
        late_after=max(cycle.late_after, times.late_after),
        opens_at=times.opens_at if follows else cycle.opens_at,
        closes_at=max(times.closes_at, end_of(local_day(now))),
        steps=steps,
    )


def _due_day(cycle: Cycle, calendar: WorkCalendar, today: date) -> date:
    wanted = due_day(cycle.period, cycle.policy, calendar)
    if wanted > today or wanted == cycle.due_day:
        return wanted
    nominal = cycle.period.day(cycle.policy.due_day)
    return calendar.on_or_after(max(nominal, cycle.due_day))


def duty_moves(cycle: Cycle, duties: Sequence[Duty], calendar: WorkCalendar) -> list[DutyMove]:
    """The duties that wait for a step, or are due on a day of their own which is now off.

    `cycle`: as it runs on this calendar.
    """
    seen: dict[tuple[object, ...], datetime | None] = {}
    found = []
    for duty in duties:
        own = duty.time.due_day
        if duty.open and own is not None and not calendar.is_working(own):
            found.append(_own_move(cycle, duty, own, calendar))
        elif duty.next_at is not None:
            alike = own, duty.held_days, duty.rung
            if alike not in seen:
                seen[alike] = next_at(cycle, duty, calendar, after=duty.rung)
            found.append(DutyMove(duty, seen[alike]))
    return [each for each in found if each.time or each.next_at != each.duty.next_at]


def _own_move(cycle: Cycle, duty: Duty, own: date, calendar: WorkCalendar) -> DutyMove:
    """To the next working day: whoever was given time keeps it."""
    day = calendar.on_or_after(own)
    late = duty.time.late_after
    time = replace(
        duty.time,
        due_day=day,
        late_after=late and max(late, placed(cycle, day, calendar).late_after),
        extended_to=day if duty.time.extended_to == own else duty.time.extended_to,
    )
    there = replace(duty, time=time)
    wait = None if duty.next_at is None else next_at(cycle, there, calendar, after=duty.rung)
    return DutyMove(duty, wait, time)

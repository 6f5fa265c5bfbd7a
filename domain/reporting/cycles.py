"""The opening of a period: its frozen timeline, and what may still be done in it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.calendar.periods import Period
from domain.calendar.work_calendar import ONE_DAY, WorkCalendar, at_local, local, local_day
from domain.messaging.messages import Refusal
from domain.reporting.duties import Duty
from domain.reporting.policy import Audience, Policy, Step, following, timeline_on

LATE_STEP = timedelta(minutes=30)
"""A step taken later than this was missed, by an outage, and is caught up with."""


class CycleState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Cycle:
    id: int
    root_unit_id: int
    period: Period
    state: CycleState
    due_day: date
    due_at: datetime
    late_after: datetime
    opens_at: datetime
    closes_at: datetime
    policy: Policy
    steps: tuple[Step, ...]
    forced: bool = False

    @property
    def opens_at_last(self) -> datetime:
        """Until when the opening may be held back: the owners' second reminder must not be late."""
        asked = [step.at for step in self.steps if step.audience is Audience.OWNER]
        return asked[1] if len(asked) > 1 else self.opens_at

    @property
    def last_day(self) -> date:
        """The last day on which answers are taken."""
        return local_day(self.closes_at) - ONE_DAY

    def is_late(self, duty: Duty, received_at: datetime) -> bool:
        """By the duty's own time, where it has one; what was late before a return stays late."""
        return duty.time.was_late or received_at > (duty.time.late_after or self.late_after)

    def refuse_when_closed(self, acted_at: datetime) -> None:
        """Judged by when somebody acted: what was said in time counts, though the period closed."""
        if acted_at >= self.closes_at:
            raise Refusal("answer.period_closed", {"period": str(self.period)})


def placed(cycle: Cycle, day: date | None, calendar: WorkCalendar) -> Cycle:
    """The cycle as it runs for duties due on a day of their own: its ladder placed on that day.

    Nobody is judged more strictly than by the period itself, and nothing is said once it closes.
    """
    if day is None:
        return cycle
    times = timeline_on(day, cycle.policy, calendar)
    return replace(
        cycle,
        due_day=day,
        due_at=times.due_at,
        late_after=max(times.late_after, cycle.late_after),
        steps=tuple(step for step in times.steps if step.at < cycle.closes_at),
    )


def step_at(step: Step, held_days: int, calendar: WorkCalendar) -> datetime:
    """When a step comes for a duty that is held back by so many working days."""
    if held_days == 0:
        return step.at
    here = local(step.at)
    return at_local(calendar.shifted(here.date(), held_days), here.time())


def steps_of(cycle: Cycle, duty: Duty, calendar: WorkCalendar) -> tuple[Step, ...]:
    """The steps still above a duty, at the hours that hold for it."""
    here = placed(cycle, duty.time.due_day, calendar)
    above = tuple(step for step in here.steps if step.rung > duty.rung)
    if duty.held_days == 0:
        return above
    return tuple(replace(step, at=step_at(step, duty.held_days, calendar)) for step in above)


def is_last_reminder(cycle: Cycle, rung: int) -> bool:
    """Whether the owner is asked at this rung, and the next step that follows climbs."""
    step = following(cycle.steps, after=rung - 1)
    later = following(cycle.steps, after=rung)
    asked = step is not None and step.audience is Audience.OWNER
    return asked and (later is None or later.escalates)


def next_at(cycle: Cycle, duty: Duty, calendar: WorkCalendar, *, after: int) -> datetime | None:
    """When to look at this duty again, once the rungs up to `after` are taken."""
    step = following(placed(cycle, duty.time.due_day, calendar).steps, after=after)
    return None if step is None else step_at(step, duty.held_days, calendar)


def resumed_rung(cycle: Cycle, duty: Duty, calendar: WorkCalendar, now: datetime) -> int:
    """The rung to go on from when a duty opens again: what has passed is not said twice."""
    here = placed(cycle, duty.time.due_day, calendar)
    return max((step.rung for step in here.steps if step.at <= now), default=-1)


def catch_up_horizon(cycle: Cycle, now: datetime, calendar: WorkCalendar) -> datetime:
    """Until when a later step makes a late one pointless: soon after it could leave at all."""
    leaves_at = cycle.policy.window.next_open(now, calendar)
    return leaves_at + cycle.policy.catch_up_gap

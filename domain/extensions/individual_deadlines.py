"""A duty's own time: which new due days are fit, and where the ladder goes on from there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.calendar.work_calendar import WorkCalendar
from domain.messaging.messages import Refusal
from domain.messaging.moments import Moments
from domain.reporting.cycles import Cycle, next_at, placed, resumed_rung
from domain.reporting.duties import Duty, OwnTime

EXTENSION_DAYS = (3, 5, 10)
RETURN_DAYS = (2, 1, 3, 5)
"""Working days offered for a new due day; the first is the usual one."""


@dataclass(frozen=True, slots=True)
class IndividualDeadline:
    """The ladder placed anew: the duty's own time, the rung it goes on from, and when."""

    time: OwnTime
    rung: int
    next_at: datetime | None


def due_day_of(duty: Duty, cycle: Cycle) -> date:
    return duty.time.due_day or cycle.due_day


def due_at_of(duty: Duty, cycle: Cycle, calendar: WorkCalendar) -> datetime:
    return placed(cycle, duty.time.due_day, calendar).due_at


def refuse_late_request(
    duty: Duty, cycle: Cycle, calendar: WorkCalendar, acted_at: datetime
) -> datetime:
    """When the duty is due. Refuses what is asked for at that time or later, or is settled."""
    cycle.refuse_when_closed(acted_at)
    due_at = due_at_of(duty, cycle, calendar)
    facts = {"code": duty.task_code, "due_at": due_at.isoformat()}
    if not duty.open:
        raise Refusal("extension.answered", facts)
    if acted_at >= due_at:
        raise Refusal("extension.too_late", facts)
    return due_at


def refuse_unfit(day: date, after: date, cycle: Cycle, calendar: WorkCalendar) -> None:
    """A new due day is a working day, later than `after`, while the period still takes answers."""
    facts = {"day": day.isoformat(), "after": after.isoformat(), "last": cycle.last_day.isoformat()}
    if day <= after:
        raise Refusal("own_time.not_later", facts)
    if day > cycle.last_day:
        raise Refusal("own_time.after_close", facts)
    if not calendar.is_working(day):
        raise Refusal("own_time.rest_day", facts)


def offered(
    after: date, working_days: Sequence[int], cycle: Cycle, calendar: WorkCalendar
) -> list[date]:
    """The days so many working days after `after` that are fit; the period's last one if none."""
    last = calendar.on_or_before(cycle.last_day)
    days = [calendar.shifted(after, count) for count in working_days]
    fit = [day for day in days if day <= last]
    return fit or ([last] if last > after else [])


def extended(
    duty: Duty, day: date, cycle: Cycle, calendar: WorkCalendar, moments: Moments
) -> IndividualDeadline:
    """The course after a grant. One given after the due time leaves lateness as it was."""
    here = placed(cycle, day, calendar)
    in_time = moments.acted_at < due_at_of(duty, cycle, calendar)
    time = replace(
        duty.time,
        due_day=day,
        late_after=here.late_after if in_time else duty.time.late_after,
        course=duty.time.course + 1,
        extended_from=duty.time.extended_from or due_day_of(duty, cycle),
        extended_to=day,
    )
    return _course(duty, time, cycle, calendar, moments.decided_at)


def returned(
    duty: Duty, day: date, cycle: Cycle, calendar: WorkCalendar, now: datetime
) -> IndividualDeadline:
    """The course after a return: open again until that day; a first answer's lateness is kept."""
    late = duty.time.was_late or (duty.answer is not None and duty.answer.late)
    time = replace(
        duty.time,
        due_day=day,
        late_after=placed(cycle, day, calendar).late_after,
        course=duty.time.course + 1,
        returned=duty.time.returned + 1,
        was_late=late,
    )
    return _course(duty, time, cycle, calendar, now)


def _course(
    duty: Duty, time: OwnTime, cycle: Cycle, calendar: WorkCalendar, now: datetime
) -> IndividualDeadline:
    """Steps of the new course that lie in the past are not said."""
    there = replace(duty, time=time, held_days=0)
    rung = resumed_rung(cycle, there, calendar, now)
    return IndividualDeadline(time, rung, next_at(cycle, there, calendar, after=rung))

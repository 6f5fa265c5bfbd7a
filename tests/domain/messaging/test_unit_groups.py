"""On which days a group is told what is left: those on which owners are reminded, never later."""

from datetime import date, datetime

import pytest

from domain.announcements.unit_groups import next_look, tells_what_is_left
from domain.calendar.periods import Period
from domain.calendar.work_calendar import ZONE, WorkCalendar
from domain.reporting.cycles import Cycle, CycleState
from domain.reporting.policy import Policy, timeline_on


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2025-09-{text}").replace(tzinfo=ZONE)


def running() -> Cycle:
    """Due on Thursday, 25 September 2025, 17:00."""
    policy = Policy()
    times = timeline_on(date(2025, 9, 25), policy, WorkCalendar({}))
    return Cycle(
        1,
        1,
        Period(2025, 9),
        CycleState.OPEN,
        times.due_day,
        times.due_at,
        times.late_after,
        times.opens_at,
        times.closes_at,
        policy,
        times.steps,
    )


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("17 16:00", False),
        ("18 08:29", False),
        ("18 08:30", True),
        ("18 16:00", True),
        ("19 16:00", False),
        ("23 09:00", True),
        ("25 08:00", True),
        ("25 16:59", True),
        ("25 17:00", False),
        ("26 09:00", False),
    ],
)
def test_what_is_left_is_told_on_the_days_of_reminders(now: str, told: bool) -> None:
    assert tells_what_is_left(running(), at(now)) is told


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("17 09:00", "17 16:00"),
        ("17 16:00", "18 08:30"),
        ("18 08:30", "18 16:00"),
        ("25 08:00", "25 14:00"),
        ("26 16:00", "27 16:00"),
    ],
)
def test_it_is_looked_at_when_owners_are_reminded_and_every_afternoon(now: str, then: str) -> None:
    assert next_look([running()], at(now)) == at(then)

"""A duty's own time: days as people type them, fit due days, the ladder placed anew."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar.periods import Period
from domain.calendar.work_calendar import ZONE, WorkCalendar, at_local, local
from domain.extensions.individual_deadlines import (
    extended,
    offered,
    refuse_late_request,
    refuse_unfit,
    returned,
)
from domain.messaging.messages import Refusal
from domain.messaging.moments import Moments
from domain.reporting.cycles import Cycle, CycleState, next_at, placed, steps_of
from domain.reporting.duties import Answer, Duty, OwnTime, Status
from domain.reporting.plans import Recurrence, TaskRole
from domain.reporting.policy import Policy, timeline
from domain.text.dates import read_day

CALENDAR = WorkCalendar()
TIMES = timeline(Period(2025, 10), Policy(), CALENDAR)
CYCLE = Cycle(
    1, 1, Period(2025, 10), CycleState.OPEN, TIMES.due_day, TIMES.due_at, TIMES.late_after,
    TIMES.opens_at, TIMES.closes_at, Policy(), TIMES.steps,
)  # fmt: skip
DUTY = Duty(
    1, 1, 1, 2, "NV-1", "Việc", TaskRole.LEAD, None, Recurrence.MONTHLY, 1, 0, 2, 1,
    TIMES.steps[3].at, None, None,
)  # fmt: skip
FRIDAY, LAST = date(2025, 10, 31), date(2025, 11, 7)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("đến 31/10", FRIDAY),
        ("den ngay 31/10/2025 nhe", FRIDAY),
        ("31-10", FRIDAY),
        ("ngày 31 tháng 10", FRIDAY),
        ("2025-10-31", FRIDAY),
        ("thứ Sáu tuần sau", FRIDAY),
        ("thu 6 tuan toi", FRIDAY),
        ("thứ Sáu", date(2025, 10, 24)),
        ("thứ tư", date(2025, 10, 29)),
        ("mai", date(2025, 10, 23)),
        ("5/1", date(2026, 1, 5)),
        ("31/2", None),
        ("càng muộn càng tốt", None),
    ],
)
def test_days_as_people_type_them(said: str, day: date | None) -> None:
    assert read_day(said, date(2025, 10, 22)) == day


@pytest.mark.parametrize(
    ("day", "refusal"),
    [
        (FRIDAY, None),
        (LAST, None),
        (date(2025, 10, 24), "own_time.not_later"),
        (date(2025, 10, 20), "own_time.not_later"),
        (date(2025, 11, 1), "own_time.rest_day"),
        (date(2025, 11, 10), "own_time.after_close"),
    ],
)
def test_a_new_day_is_a_later_working_day_before_the_period_closes(
    day: date, refusal: str | None
) -> None:
    assert CYCLE.last_day == LAST
    if refusal is None:
        refuse_unfit(day, TIMES.due_day, CYCLE, CALENDAR)
        return
    with pytest.raises(Refusal) as said:
        refuse_unfit(day, TIMES.due_day, CYCLE, CALENDAR)
    assert said.value.key == refusal


def test_days_are_offered_as_far_as_the_period_goes() -> None:
    assert offered(TIMES.due_day, (3, 5, 10), CYCLE, CALENDAR) == [date(2025, 10, 29), FRIDAY, LAST]
    assert offered(date(2025, 11, 6), (3, 5), CYCLE, CALENDAR) == [LAST]
    assert offered(LAST, (3,), CYCLE, CALENDAR) == []


def test_what_is_asked_for_late_is_refused() -> None:
    refuse_late_request(DUTY, CYCLE, CALENDAR, TIMES.due_at - timedelta(seconds=1))
    with pytest.raises(Refusal) as said:
        refuse_late_request(DUTY, CYCLE, CALENDAR, TIMES.due_at)
    assert said.value.key == "extension.too_late"


def test_a_grant_places_the_ladder_on_the_new_day_and_judges_by_it() -> None:
    now = at("2025-10-23 09:00")
    course = extended(DUTY, FRIDAY, CYCLE, CALENDAR, Moments.at_once(now))
    there = replace(DUTY, time=course.time, rung=course.rung, held_days=0)
    assert course.time == OwnTime(FRIDAY, at("2025-10-31 17:00"), 1, date(2025, 10, 24), FRIDAY)
    hours = [f"{local(step.at):%d/%m %H:%M}" for step in steps_of(CYCLE, there, CALENDAR)]
    assert hours == [
        "24/10 08:30", "29/10 08:30", "30/10 14:00", "31/10 08:00", "31/10 14:00",
        "03/11 08:30", "04/11 08:30", "05/11 08:30",
    ]  # fmt: skip
    assert course.next_at == next_at(CYCLE, there, CALENDAR, after=course.rung)
    assert not CYCLE.is_late(there, at("2025-10-31 17:00"))
    assert CYCLE.is_late(there, at("2025-10-31 17:01"))


def test_a_grant_that_comes_late_is_judged_by_the_original_date() -> None:
    course = extended(DUTY, FRIDAY, CYCLE, CALENDAR, Moments.at_once(TIMES.due_at))
    there = replace(DUTY, time=course.time)
    assert (course.time.due_day, course.time.late_after) == (FRIDAY, None)
    assert CYCLE.is_late(there, at("2025-10-30 10:00"))


def test_a_grant_pressed_in_time_judges_by_its_day_though_it_was_decided_after_a_start() -> None:
    pressed, decided = at("2025-10-24 16:50"), at("2025-10-24 17:20")
    course = extended(DUTY, FRIDAY, CYCLE, CALENDAR, Moments(pressed, pressed, decided))
    assert course.time.late_after == at("2025-10-31 17:00")
    there = replace(DUTY, time=course.time, rung=course.rung)
    assert all(step.at > decided for step in steps_of(CYCLE, there, CALENDAR))


def test_an_own_day_that_has_become_a_rest_day_is_late_only_after_the_next_working_day() -> None:
    holiday = WorkCalendar({FRIDAY: False})
    here = placed(CYCLE, FRIDAY, holiday)
    assert local(here.late_after).isoformat() == "2025-11-04T00:00:00+07:00"


def test_a_second_extension_keeps_the_first_original_date() -> None:
    now = at("2025-10-23 09:00")
    first = replace(DUTY, time=extended(DUTY, FRIDAY, CYCLE, CALENDAR, Moments.at_once(now)).time)
    second = extended(
        first, date(2025, 11, 5), CYCLE, CALENDAR, Moments.at_once(at("2025-10-30 09:00"))
    )
    assert second.time.extended_from == date(2025, 10, 24)
    assert (second.time.extended_to, second.time.course) == (date(2025, 11, 5), 2)


@pytest.mark.parametrize("late", [False, True])
def test_a_return_runs_the_ladder_again_and_keeps_the_first_lateness(late: bool) -> None:
    answer = Answer(Status.DONE, None, "", late, at("2025-10-28 09:00"), 1)
    course = returned(replace(DUTY, answer=answer), date(2025, 10, 30), CYCLE, CALENDAR,
                      at("2025-10-28 10:00"))  # fmt: skip
    there = replace(DUTY, time=course.time, rung=course.rung, held_days=0)
    hours = [f"{local(step.at):%d/%m %H:%M}" for step in steps_of(CYCLE, there, CALENDAR)]
    assert hours == [
        "29/10 14:00", "30/10 08:00", "30/10 14:00",
        "31/10 08:30", "03/11 08:30", "04/11 08:30",
    ]  # fmt: skip
    assert course.time.returned == 1
    assert CYCLE.is_late(there, at("2025-10-30 16:59")) is late
    assert CYCLE.is_late(there, at("2025-10-30 17:01"))


@given(
    days=st.integers(1, 10),
    hours=st.integers(0, 24 * 20),
    off=st.sets(st.dates(date(2025, 10, 27), date(2025, 11, 14)), max_size=3),
)
def test_a_new_course_says_nothing_that_is_past_and_nothing_after_the_close(
    days: int, hours: int, off: set[date]
) -> None:
    calendar = WorkCalendar(dict.fromkeys(off, False))
    now = TIMES.opens_at + timedelta(hours=hours)
    day = calendar.shifted(TIMES.due_day, days)
    course = extended(DUTY, day, CYCLE, calendar, Moments.at_once(now))
    there = replace(DUTY, time=course.time, rung=course.rung, held_days=0)
    steps = steps_of(CYCLE, there, calendar)
    assert all(now < step.at < CYCLE.closes_at for step in steps)
    assert course.next_at == (steps[0].at if steps else None)
    assert placed(CYCLE, day, calendar).late_after >= min(at_local(day, Policy().due_hour),
                                                          CYCLE.late_after)  # fmt: skip

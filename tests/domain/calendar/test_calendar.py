"""Working days, due days and the sending window, against the State's notices."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.readers.calendar import read_calendar
from domain.calendar.periods import Period
from domain.calendar.work_calendar import CalendarDay, Window, WorkCalendar, at_local, local
from domain.reporting.policy import HolidayShift, Policy, due_day, timeline

ROOT = Path(__file__).parents[3]
DAYS = read_calendar(ROOT / "nhacviec/demo/data/calendar_days.csv").lines
CALENDAR = WorkCalendar.of([CalendarDay(d.day, d.working, d.name, d.status) for d in DAYS])
with (Path(__file__).parents[1] / "data/due_dates.csv").open(encoding="utf-8") as file:
    DUE_DATES = list(csv.DictReader(file))


@pytest.mark.parametrize("row", DUE_DATES, ids=[row["nominal_date"] for row in DUE_DATES])
def test_every_25th_moves_as_the_table_says(row: dict[str, str]) -> None:
    nominal = date.fromisoformat(row["nominal_date"])
    period = Period(nominal.year, nominal.month)
    assert CALENDAR.is_working(nominal) == (row["is_working_day"] == "yes")
    moved = {
        shift: due_day(period, Policy(shift=shift), CALENDAR).isoformat() for shift in HolidayShift
    }
    assert moved[HolidayShift.BEFORE] == row["due_if_before"]
    assert moved[HolidayShift.AFTER] == row["due_if_after"]
    assert moved[HolidayShift.KEEP] == row["nominal_date"]


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2025-04-26", True),
        ("2025-05-02", False),
        ("2026-01-02", False),
        ("2026-01-10", True),
        ("2026-08-22", True),
        ("2026-08-31", False),
        ("2026-04-27", False),
        ("2025-10-25", False),
        ("2025-10-24", True),
    ],
)
def test_holidays_and_make_up_saturdays(day: str, working: bool) -> None:
    assert CALENDAR.is_working(date.fromisoformat(day)) is working


def test_a_moved_due_day_is_late_only_after_the_next_working_day() -> None:
    october = timeline(Period(2025, 10), Policy(), CALENDAR)
    assert local(october.late_after).isoformat() == "2025-10-28T00:00:00+07:00"
    november = timeline(Period(2025, 11), Policy(), CALENDAR)
    assert local(november.late_after).isoformat() == "2025-11-25T17:00:00+07:00"


def test_working_days_are_counted_over_holidays() -> None:
    tet = date(2025, 1, 24)
    assert CALENDAR.shifted(tet, 1) == date(2025, 2, 3)
    assert CALENDAR.shifted(date(2025, 2, 3), -1) == tet
    assert CALENDAR.shifted(tet, 0) == tet


START = datetime(2025, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 60 * 24 * 1000).map(lambda minutes: START + timedelta(minutes=minutes))


@given(now=INSTANTS)
def test_the_window_opens_never_before_now_and_always_inside_itself(now: datetime) -> None:
    window = Window()
    opens = window.next_open(now, CALENDAR)
    assert opens >= now
    assert window.is_open(opens, CALENDAR)
    assert window.next_open(opens, CALENDAR) == opens
    if window.is_open(now, CALENDAR):
        assert opens == now


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2025-10-24T06:00", "2025-10-24T07:30"),
        ("2025-10-24T12:00", "2025-10-24T13:30"),
        ("2025-10-24T17:00", "2025-10-27T07:30"),
        ("2025-10-25T09:00", "2025-10-27T07:30"),
        ("2025-01-24T18:00", "2025-02-03T07:30"),
        ("2025-10-24T11:29", "2025-10-24T11:29"),
    ],
)
def test_the_next_opening(now: str, opens: str) -> None:
    here = datetime.fromisoformat(now)
    instant = at_local(here.date(), here.time())
    found = local(Window().next_open(instant, CALENDAR))
    assert found.strftime("%Y-%m-%dT%H:%M") == opens


@given(st.builds(Period, st.sampled_from([2025, 2026, 2027]), st.integers(1, 12)))
def test_the_ladder_of_every_month_stands_on_working_hours(period: Period) -> None:
    times = timeline(period, Policy(), CALENDAR)
    assert times.due_day.day <= 25
    assert [step.at for step in times.steps] == sorted(step.at for step in times.steps)
    assert all(Window().is_open(step.at, CALENDAR) for step in times.steps)
    assert times.opens_at < times.due_at <= times.late_after < times.closes_at
    assert times.late_after - times.due_at < timedelta(days=12)

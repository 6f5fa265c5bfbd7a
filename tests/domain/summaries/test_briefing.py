"""When a briefing is, what is new in it, and who was late again, each by its table."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.calendar.periods import Period
from domain.calendar.work_calendar import WorkCalendar
from domain.reporting.duties import Status
from domain.reporting.plans import Recurrence, TaskRole
from domain.summaries.briefing import LISTS, BriefingSchedule, History, Version, compare, repeated
from domain.summaries.lines import SummaryLine
from tests.flows.world import at

DUE = datetime(2025, 10, 24, 10, tzinfo=UTC)
SINCE, UNTIL = DUE - timedelta(days=4), DUE + timedelta(days=3)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2025-10-01 00:00", "2025-10-06 07:30"),
        ("2025-10-06 07:29", "2025-10-06 07:30"),
        ("2025-10-06 07:30", "2025-10-13 07:30"),
        ("2025-08-26 00:00", "2025-09-03 07:30"),
        ("2025-09-01 12:00", "2025-09-03 07:30"),
        ("2025-09-03 07:30", "2025-09-08 07:30"),
    ],
)
def test_a_briefing_is_on_its_weekday_or_the_next_working_day(after: str, expected: str) -> None:
    off = {date(2025, 9, 1): False, date(2025, 9, 2): False}
    assert BriefingSchedule().following(at(after), WorkCalendar(off)) == at(expected)


def line(
    *, reached: bool = True, deadline: date | None = None, unit: str = "P", absent: str = ""
) -> SummaryLine:
    return SummaryLine(
        unit,
        unit,
        "NV",
        "",
        TaskRole.LEAD,
        deadline,
        Recurrence.MONTHLY,
        "",
        None,
        "",
        False,
        None,
        reached,
        absent,
    )


def answered(hours: float, status: Status | None) -> Version:
    """So many hours after the due time."""
    return Version(DUE + timedelta(hours=hours), status, "", hours > 0)


DONE, STUCK, GOING = Status.DONE, Status.BLOCKED, Status.IN_PROGRESS


@pytest.mark.parametrize(
    ("versions", "reached", "expected"),
    [
        ([], True, {"late"}),
        ([], False, {"unreached"}),
        ([answered(-1, DONE)], True, {"done"}),
        ([answered(-200, DONE)], True, set()),
        ([answered(-200, GOING), answered(-1, DONE)], True, {"done"}),
        ([answered(-200, DONE), answered(-1, None)], True, {"late"}),
        ([answered(-1, STUCK)], True, {"stuck"}),
        ([answered(-200, STUCK), answered(-1, STUCK)], True, set()),
        ([answered(1, GOING)], True, {"answered_late"}),
        ([answered(1, DONE)], True, {"answered_late", "done"}),
        ([answered(100, DONE)], True, {"late"}),
    ],
)
def test_what_is_new_in_a_span(versions: list[Version], reached: bool, expected: set[str]) -> None:
    history = History(line(reached=reached), Period(2025, 10), DUE, tuple(versions))
    news = compare([history], SINCE, UNTIL)
    assert {name for name in LISTS if getattr(news, name)} == expected


@pytest.mark.parametrize(
    ("versions", "expected"), [([], {"away"}), ([answered(1, GOING)], {"answered_late"})]
)
def test_who_is_absent_is_not_said_to_be_late(versions: list[Version], expected: set[str]) -> None:
    away = line(absent="2025-10-20/2025-10-31")
    news = compare([History(away, Period(2025, 10), DUE, tuple(versions))], SINCE, UNTIL)
    assert {name for name in LISTS if getattr(news, name)} == expected


@pytest.mark.parametrize(
    ("deadline", "status", "overdue"),
    [
        (date(2025, 10, 24), GOING, True),
        (date(2025, 10, 24), DONE, False),
        (date(2025, 10, 28), GOING, False),
        (date(2025, 10, 10), GOING, False),
    ],
)
def test_a_task_past_its_own_deadline_is_news_once(
    deadline: date, status: Status, overdue: bool
) -> None:
    versions = (answered(-200, status),)
    history = History(line(deadline=deadline), Period(2025, 10), DUE, versions)
    assert bool(compare([history], SINCE, UNTIL).overdue) is overdue


@pytest.mark.parametrize(
    ("late", "told"),
    [
        ("", False),
        ("10", False),
        ("09 10", True),
        ("08 10", False),
        ("05 08 10", True),
        ("08 09", False),
        ("05 06 07", False),
    ],
)
def test_late_twice_in_a_row_or_three_times_in_a_year(late: str, told: bool) -> None:
    histories = []
    for month in range(1, 11):
        after = datetime(2025, month, 24, 10, tzinfo=UTC)
        versions = () if f"{month:02}" in late.split() else (Version(after, GOING, "", False),)
        histories.append(History(line(), Period(2025, month), after, versions))
    assert bool(repeated(histories, UNTIL)) is told


def test_what_nobody_could_be_asked_for_is_not_counted() -> None:
    months = [Period(2025, month) for month in (9, 10)]
    histories = [History(line(reached=False), each, DUE, ()) for each in months]
    assert repeated(histories, UNTIL) == ()

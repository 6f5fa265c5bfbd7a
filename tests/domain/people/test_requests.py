"""Until when a request about personal data is answered, and how long data is kept."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar.work_calendar import local_day
from domain.people.privacy_requests import (
    DAYS,
    PrivacyRequestKind,
    Request,
    due_on,
    extended,
    left_before,
    remind_at,
    texts_since,
)
from tests.flows.world import at


@pytest.mark.parametrize(
    ("wish", "last"),
    [
        (PrivacyRequestKind.CORRECT, date(2025, 10, 16)),
        (PrivacyRequestKind.WITHDRAW, date(2025, 10, 21)),
        (PrivacyRequestKind.ERASE, date(2025, 10, 26)),
    ],
)
def test_the_law_gives_so_many_days(wish: PrivacyRequestKind, last: date) -> None:
    assert due_on(wish, date(2025, 10, 6)) == last


def test_it_is_put_off_once_by_as_long_again() -> None:
    asked = Request(1, 1, PrivacyRequestKind.ERASE, "", at("2025-10-06 09:00"), date(2025, 10, 26))
    assert extended(asked) == date(2025, 11, 15)
    later = Request(
        1,
        1,
        PrivacyRequestKind.ERASE,
        "",
        at("2025-10-06 09:00"),
        date(2025, 11, 15),
        extended=True,
    )
    assert extended(later) is None


@pytest.mark.parametrize(
    ("now", "next_"),
    [
        ("2025-10-06 09:00", "2025-10-21 08:30"),
        ("2025-10-21 08:30", "2025-10-25 08:30"),
        ("2025-10-25 08:31", "2025-10-26 08:30"),
        ("2025-10-26 08:30", "2025-10-27 08:30"),
        ("2025-11-03 12:00", "2025-11-04 08:30"),
    ],
)
def test_the_office_hears_of_it_before_on_and_after_the_last_day(now: str, next_: str) -> None:
    assert remind_at(date(2025, 10, 26), at(now)) == at(next_)


@given(st.sampled_from(list(PrivacyRequestKind)), st.integers(0, 60 * 24 * 365))
def test_the_next_time_is_always_to_come(wish: PrivacyRequestKind, minutes: int) -> None:
    now = at("2025-10-06 00:00") + timedelta(minutes=minutes)
    due = due_on(wish, local_day(now))
    seen = now
    for _ in range(DAYS[wish] + 5):
        later = remind_at(due, seen)
        assert seen < later <= max(seen + timedelta(days=DAYS[wish]), seen)
        seen = later


@pytest.mark.parametrize(
    ("now", "since"),
    [
        ("2026-03-31 23:59", "2025-01-01 00:00"),
        ("2026-04-01 00:00", "2026-01-01 00:00"),
        ("2025-10-06 09:00", "2025-01-01 00:00"),
    ],
)
def test_words_of_a_year_stay_until_the_end_of_march(now: str, since: str) -> None:
    assert texts_since(at(now)) == at(since)


def test_thirty_days_after_leaving_nobody_is_reached_any_more() -> None:
    assert left_before(at("2025-10-31 09:00")) == at("2025-10-01 09:00")

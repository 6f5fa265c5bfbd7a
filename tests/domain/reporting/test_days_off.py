"""What a day off does to a running period, by table: its due day, its steps, its lateness."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from domain.calendar.periods import Period
from domain.calendar.work_calendar import ZONE, WorkCalendar
from domain.extensions.days_off_text import read_days_off
from domain.reporting.cycles import Cycle, CycleState
from domain.reporting.days_off import moved, with_days
from domain.reporting.policy import HolidayShift, Policy, timeline

PLAIN = WorkCalendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def cycle(month: str, policy: Policy, calendar: WorkCalendar = PLAIN) -> Cycle:
    times = timeline(Period.parse(month), policy, calendar)
    named = (times.due_day, times.due_at, times.late_after, times.opens_at, times.closes_at)
    return Cycle(1, 1, Period.parse(month), CycleState.OPEN, *named, policy, times.steps)


OFF = [
    ("2025-10", HolidayShift.BEFORE, "2025-10-24", "2025-10-20 09:00", "2025-10-23"),
    ("2025-10", HolidayShift.BEFORE, "2025-10-24", "2025-10-22 23:00", "2025-10-23"),
    ("2025-10", HolidayShift.BEFORE, "2025-10-24", "2025-10-23 07:00", "2025-10-27"),
    ("2025-10", HolidayShift.BEFORE, "2025-10-24", "2025-10-24 07:00", "2025-10-27"),
    ("2025-10", HolidayShift.BEFORE, "2025-10-27", "2025-10-27 07:00", "2025-10-24"),
    ("2025-09", HolidayShift.AFTER, "2025-09-25", "2025-09-20 09:00", "2025-09-26"),
    ("2025-09", HolidayShift.KEEP, "2025-09-25", "2025-09-20 09:00", "2025-09-25"),
]


@pytest.mark.parametrize(("month", "shift", "off", "now", "due"), OFF)
def test_a_due_day_moves_to_one_that_is_still_ahead(
    month: str, shift: HolidayShift, off: str, now: str, due: str
) -> None:
    before = cycle(month, Policy(shift=shift))
    after = moved(before, with_days(PLAIN, [date.fromisoformat(off)], working=False), at(now))
    assert str(after.due_day) == due
    assert after.late_after >= before.late_after, "nobody is judged more strictly"
    for was, then in zip(before.steps, after.steps, strict=True):
        assert then.at == was.at or was.at > at(now), "what was taken stays"
    assert [each.at for each in after.steps] == sorted(each.at for each in after.steps)


def test_what_is_due_already_stays_due_and_its_escalation_moves() -> None:
    before = cycle("2025-10", Policy())
    off = with_days(PLAIN, [date(2025, 10, 27)], working=False)
    after = moved(before, off, at("2025-10-27 08:00"))
    assert after.due_at == before.due_at
    named = [each.at.astimezone(ZONE).isoformat()[:16] for each in after.steps if each.escalates]
    assert named == ["2025-10-28T08:30", "2025-10-29T08:30", "2025-10-30T08:30"]
    assert after.late_after == at("2025-10-29 00:00")


def test_a_period_that_is_held_back_opens_when_it_was_to() -> None:
    held = replace(cycle("2025-10", Policy()), state=CycleState.PLANNED)
    held = replace(held, opens_at=at("2025-10-17 10:30"))
    off = with_days(PLAIN, [date(2025, 10, 24)], working=False)
    assert moved(held, off, at("2025-10-17 10:00")).opens_at == held.opens_at


@pytest.mark.parametrize(
    ("text", "days", "off", "name"),
    [
        ("24/10", ["2025-10-24"], True, ""),
        ("24/10/2025 nghỉ tránh bão số 9", ["2025-10-24"], True, "nghỉ tránh bão số 9"),
        ("từ 23/10 đến 27/10", ["2025-10-23", "2025-10-24", "2025-10-27"], True, ""),
        ("23/10, 27/10", ["2025-10-23", "2025-10-27"], True, ""),
        ("bỏ 24/10", ["2025-10-24"], False, ""),
        ("rút lại ngày nghỉ 24/10", ["2025-10-24"], False, ""),
        ("mai", ["2025-10-21"], True, ""),
        ("hôm nào đẹp trời", [], True, ""),
    ],
)
def test_days_are_read_from_a_line(text: str, days: list[str], off: bool, name: str) -> None:
    said = read_days_off(text, date(2025, 10, 20), PLAIN)
    assert ([str(day) for day in said.days], said.off, said.name) == (days, off, name)

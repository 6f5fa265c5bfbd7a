"""What a change of the ladder means for a period: who is told when, and how it differs."""

from dataclasses import replace
from datetime import time

import pytest

from domain.calendar.periods import Period
from domain.calendar.work_calendar import Window, WorkCalendar, local
from domain.ladder.effect import applied, effect
from domain.ladder.flaws import Flaw, flaws
from domain.reporting.policy import (
    Audience,
    EscalationPolicy,
    EscalationStep,
    HolidayShift,
    Policy,
)

OCTOBER = Period(2025, 10)
PLAIN = WorkCalendar()
READERS = {Audience.OWNER: {1, 2, 3}, Audience.HEAD: {3, 4}, Audience.OFFICE: {5}}
OWNER, HEAD = Audience.OWNER, Audience.HEAD


def ladder(*steps: tuple[Audience, int, time]) -> Policy:
    return Policy(ladder=EscalationPolicy(tuple(EscalationStep(*each) for each in steps)))


NOW = ladder((OWNER, -2, time(8, 30)), (OWNER, 0, time(8)), (HEAD, 1, time(8, 30)))


def told(draft: Policy) -> list[tuple[str, str, str, int]]:
    made = effect(OCTOBER, NOW, draft, PLAIN, READERS)
    return [
        (
            each.audience.value,
            f"{local(each.before):%d %H:%M}" if each.before else "",
            f"{local(each.after):%d %H:%M}" if each.after else "",
            each.people,
        )
        for each in made.steps
    ]


def test_the_same_ladder_changes_nothing() -> None:
    made = effect(OCTOBER, NOW, NOW, PLAIN, READERS)
    assert made.changes == 0
    assert (made.load_after.messages, made.load_after.most_a_day) == (8, 1)


def test_a_step_that_moves_is_told_from_when_to_when() -> None:
    draft = ladder((OWNER, -3, time(8, 30)), (OWNER, 0, time(8)), (HEAD, 1, time(8, 30)))
    assert told(draft) == [
        ("owner", "22 08:30", "21 08:30", 3),
        ("owner", "24 08:00", "24 08:00", 3),
        ("head", "27 08:30", "27 08:30", 2),
    ]


def test_steps_that_come_and_go_are_told() -> None:
    draft = ladder((OWNER, -2, time(8, 30)), (OWNER, 0, time(8)), (OWNER, 0, time(14)))
    assert told(draft) == [
        ("owner", "22 08:30", "22 08:30", 3),
        ("owner", "24 08:00", "24 08:00", 3),
        ("owner", "", "24 14:00", 3),
        ("head", "27 08:30", "", 2),
    ]
    assert effect(OCTOBER, NOW, draft, PLAIN, READERS).load_after.most_a_day == 2


def test_somebody_who_is_head_and_owner_is_counted_twice_a_day() -> None:
    draft = ladder((OWNER, 0, time(8)), (HEAD, 0, time(14)))
    assert effect(OCTOBER, NOW, draft, PLAIN, READERS).load_after.most_a_day == 2


def test_another_shift_moves_the_due_day_and_every_step() -> None:
    made = effect(OCTOBER, NOW, replace(NOW, shift=HolidayShift.AFTER), PLAIN, READERS)
    assert f"{local(made.after.due_at):%d/%m}" == "27/10"
    assert made.changes == 3


def test_only_what_the_office_may_change_is_taken_from_a_version() -> None:
    usual = Policy(window=Window(((time(8), time(12)),)), acceptance=True)
    saved = replace(NOW, due_day=20, due_hour=time(11), shift=HolidayShift.KEEP)
    made = applied(usual, saved)
    assert (made.window, made.acceptance) == (usual.window, True)
    assert (made.due_day, made.due_hour, made.shift) == (20, time(11), HolidayShift.KEEP)
    assert made.ladder == NOW.ladder
    assert applied(usual, None) is usual


@pytest.mark.parametrize(
    ("policy", "flaw"),
    [
        (ladder((HEAD, 1, time(8, 30))), Flaw.NO_OWNER),
        (ladder((OWNER, 0, time(12))), Flaw.STEP_OUTSIDE),
        (ladder((OWNER, 0, time(8)), (HEAD, 11, time(8))), Flaw.STEP_CLOSED),
        (replace(NOW, due_hour=time(18)), Flaw.DUE_OUTSIDE),
        (replace(NOW, window=Window(())), Flaw.NO_HOURS),
    ],
)
def test_what_cannot_work_is_named(policy: Policy, flaw: Flaw) -> None:
    assert [each.flaw for each in flaws(policy)] == [flaw]


def test_the_usual_ladder_has_no_flaw() -> None:
    assert list(flaws(Policy())) == []

"""What follows an answer, by tables: confirmation, acceptance, lead and coordinating units."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.calendar.periods import Period
from domain.calendar.work_calendar import WorkCalendar, local
from domain.reporting.acceptance import (
    Acceptance,
    AcceptanceState,
    ClaimTransition,
    accepted_by_rule_at,
    course,
)
from domain.reporting.cycles import Cycle, CycleState
from domain.reporting.duties import Status
from domain.reporting.plans import Recurrence, TaskRole
from domain.reporting.policy import Policy, timeline
from domain.reporting.sign_off import (
    Confirmation,
    SignOffState,
    UnitConfirmation,
    asked,
    speaks,
    standing,
)
from domain.summaries.coordination import awaited
from domain.summaries.lines import SummaryLine
from domain.summaries.summary import as_json, cell_of, summarise

OCTOBER, CALENDAR = Period.parse("2025-10"), WorkCalendar()
TIMES = timeline(OCTOBER, Policy(), CALENDAR)
CYCLE = Cycle(
    1, 1, OCTOBER, CycleState.OPEN, TIMES.due_day, TIMES.due_at, TIMES.late_after,
    TIMES.opens_at, TIMES.closes_at, Policy(), TIMES.steps,
)  # fmt: skip
NOW = datetime(2025, 10, 20, 2, tzinfo=UTC)
LATE = TIMES.late_after + timedelta(hours=1)
WAITING, ACCEPTED, REJECTED = AcceptanceState


def line(unit: str, part: TaskRole, status: Status | None, **more: object) -> SummaryLine:
    plain = SummaryLine(
        unit, unit, "NV-1", "Việc", part, None, Recurrence.MONTHLY, "Lan",
        status, "", False, NOW if status else None, True,
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type] # fields of a line


@pytest.mark.parametrize(
    ("seen", "newest", "expected"),
    [
        (None, 0, SignOffState.WAITING),
        (None, 9, SignOffState.WAITING),
        (9, 9, SignOffState.CONFIRMED),
        (0, 0, SignOffState.CONFIRMED),
        (9, 10, SignOffState.CHANGED),
    ],
)
def test_a_confirmation_holds_for_what_was_seen(
    seen: int | None, newest: int, expected: SignOffState
) -> None:
    last = None if seen is None else Confirmation(NOW, 1, False, 0, seen)
    assert standing(last, newest) is expected


def test_the_ladder_has_rungs_for_the_confirmation() -> None:
    placed = [
        (local(step.at).strftime("%d %H:%M"), audience.value)
        for step in CYCLE.steps
        if (audience := asked(step, CYCLE))
    ]
    assert placed == [
        ("24 08:00", "head"),
        ("24 14:00", "head"),
        ("27 08:30", "head"),
        ("28 08:30", "office"),
        ("29 08:30", "deputy_director"),
    ]


def test_a_step_that_leaves_late_gives_way_to_the_next_one_soon() -> None:
    first, second = (step for step in CYCLE.steps if local(step.at).day == 24)
    assert speaks(first, CYCLE, first.at)
    assert speaks(first, CYCLE, second.at - timedelta(hours=3))
    assert speaks(first, CYCLE, second.at - timedelta(hours=1)) is None
    assert speaks(second, CYCLE, second.at + timedelta(hours=1))


@pytest.mark.parametrize(
    ("confirmed", "late", "status", "expected"),
    [
        (None, False, Status.DONE, (True, True)),
        (None, True, Status.DONE, (True, False)),
        (None, False, None, (False, False)),
        (UnitConfirmation(SignOffState.WAITING), False, Status.DONE, (False, False)),
        (UnitConfirmation(SignOffState.CHANGED, NOW), False, Status.DONE, (False, False)),
        (UnitConfirmation(SignOffState.CONFIRMED, NOW), False, Status.DONE, (True, True)),
        (
            UnitConfirmation(SignOffState.CONFIRMED, NOW, "", True),
            False,
            Status.DONE,
            (True, False),
        ),
        (UnitConfirmation(SignOffState.CONFIRMED, NOW), False, None, (False, False)),
    ],
)
def test_a_unit_that_confirms_has_reported_once_it_has(
    confirmed: UnitConfirmation | None,
    late: bool,
    status: Status | None,
    expected: tuple[bool, bool],
) -> None:
    lines = [line("P", TaskRole.LEAD, status, late=late)]
    unit = summarise(lines, CYCLE, NOW, {"P": confirmed} if confirmed else {}).units[0]
    assert (unit.reported, unit.reported_on_time) == expected


@pytest.mark.parametrize(
    ("status", "before", "expected"),
    [
        (Status.DONE, None, ClaimTransition.CLAIM),
        (Status.DONE, WAITING, ClaimTransition.FOLLOW),
        (Status.DONE, ACCEPTED, ClaimTransition.NOTHING),
        (Status.DONE, REJECTED, ClaimTransition.CLAIM),
        (Status.IN_PROGRESS, None, ClaimTransition.NOTHING),
        (Status.IN_PROGRESS, WAITING, ClaimTransition.END),
        (Status.BLOCKED, ACCEPTED, ClaimTransition.END),
        (Status.NOT_STARTED, REJECTED, ClaimTransition.END),
        (None, None, ClaimTransition.NOTHING),
        (None, WAITING, ClaimTransition.END),
    ],
)
def test_what_an_answer_does_to_a_claim(
    status: Status | None, before: AcceptanceState | None, expected: ClaimTransition
) -> None:
    assert course(status, before) is expected


@pytest.mark.parametrize(
    ("days", "expected"), [(0, None), (1, "22 00:00"), (4, "25 00:00"), (5, "28 00:00")]
)
def test_a_rule_accepts_after_so_many_whole_working_days(days: int, expected: str | None) -> None:
    at = accepted_by_rule_at(NOW, Policy(accept_after_days=days), CALENDAR)
    assert (local(at).strftime("%d %H:%M") if at else None) == expected


@pytest.mark.parametrize(
    ("state", "cell"),
    [
        (None, "done_on_time"),
        (WAITING, "done_on_time"),
        (ACCEPTED, "done_on_time"),
        (REJECTED, "open_in_time"),
    ],
)
def test_what_was_not_accepted_is_in_progress_for_the_states_cells(
    state: AcceptanceState | None, cell: str
) -> None:
    claim = Acceptance(state, NOW, NOW, "") if state else None
    done = line("P", TaskRole.LEAD, Status.DONE, acceptance=claim, deadline=date(2025, 10, 31))
    assert cell_of(done, CYCLE, NOW) == cell
    assert summarise([done], CYCLE, NOW).by_status["done"] == 1


def test_both_dates_of_a_claim_are_told() -> None:
    claim = Acceptance(ACCEPTED, NOW, LATE)
    made = as_json(
        summarise([line("P", TaskRole.LEAD, Status.DONE, acceptance=claim)], CYCLE, LATE)
    )
    told = made["units"][0]["claims"][0]
    assert told["claimed_at"] == local(NOW).isoformat()
    assert told["accepted_at"] == local(LATE).isoformat()
    plain = as_json(summarise([line("P", TaskRole.LEAD, Status.DONE)], CYCLE, NOW))
    assert plain["units"][0].keys() & {"claims", "confirmed", "reported"} == set()
    assert "awaited" not in plain


STATUSES = some.sampled_from([None, *Status])


@given(lead=STATUSES, others=some.lists(STATUSES, max_size=4), late=some.booleans())
def test_each_unit_is_late_for_its_own_silence_alone(
    lead: Status | None, others: list[Status | None], late: bool
) -> None:
    lines = [line("L", TaskRole.LEAD, lead)]
    lines += [line(f"C{n}", TaskRole.COORDINATING, each) for n, each in enumerate(others)]
    now = LATE if late else NOW
    found = awaited(lines, CYCLE, now)
    silent = [f"C{n}" for n, each in enumerate(others) if each is None]
    expected = silent if late and lead else []
    assert [partner.unit for each in found for partner in each.partners] == expected
    made = summarise(lines, CYCLE, now)
    counted = {unit.code: len(unit.missing) for unit in made.units}
    assert counted["L"] == (lead is None)
    assert all(counted[f"C{n}"] == (each is None) for n, each in enumerate(others))

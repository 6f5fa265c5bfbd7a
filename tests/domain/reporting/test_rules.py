"""Escalation, duties, reports, prompts, taps and rights, each by its table."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar.periods import Period
from domain.calendar.work_calendar import WorkCalendar, local
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Refusal
from domain.messaging.prompts import ALPHABET, FRESH, SIZE, Prompt, choose, code_of
from domain.people.officials import Official, Post, Role
from domain.people.permissions import Action, Target, may, reached
from domain.people.units import Tree, Unit
from domain.reporting.cycles import Cycle, CycleState
from domain.reporting.duties import Answer, Duty, Status, expected
from domain.reporting.plans import Recurrence, Task, TaskPart, TaskRole
from domain.reporting.policy import Audience, Policy, timeline
from domain.reporting.recipients import Roster, told
from domain.reporting.reports import ReportInput, report, retraction
from domain.summaries.lines import SummaryLine
from domain.summaries.summary import summarise

OCTOBER = Period(2025, 10)
TIMES = timeline(OCTOBER, Policy(), WorkCalendar())
CYCLE = Cycle(
    1,
    1,
    OCTOBER,
    CycleState.OPEN,
    TIMES.due_day,
    TIMES.due_at,
    TIMES.late_after,
    TIMES.opens_at,
    TIMES.closes_at,
    Policy(),
    TIMES.steps,
)


def duty(owner_id: int | None = 1, unit_id: int = 2, answer: Answer | None = None) -> Duty:
    return Duty(
        1, 1, 1, unit_id, "NV-1", "Việc", TaskRole.LEAD, None, Recurrence.MONTHLY, owner_id,
        0, -1, 0, TIMES.opens_at, None, answer,
    )  # fmt: skip


def person(number: int, *posts: tuple[Role, int]) -> Official:
    held = tuple(Post(role, unit) for role, unit in posts)
    return Official(number, f"C{number}", f"Người {number}", "", held[0].unit_id, posts=held)


OWNER = person(1, (Role.OFFICIAL, 2))
HEAD = person(2, (Role.HEAD, 2))
DEPUTY = person(3, (Role.DEPUTY_HEAD, 2))
OFFICE = person(4, (Role.OFFICE, 3))
LEADER = person(5, (Role.DEPUTY_DIRECTOR, 1))
EVERYBODY = (OWNER, HEAD, DEPUTY, OFFICE, LEADER)


@pytest.mark.parametrize(
    ("audience", "linked", "in_charge", "receivers", "vacant"),
    [
        (Audience.OWNER, {1, 2}, "C5", [1], False),
        (Audience.OWNER, set(), "C5", [1], False),
        (Audience.HEAD, {2, 3}, "C5", [2], False),
        (Audience.HEAD, {3}, "C5", [3], False),
        (Audience.HEAD, set(), "C5", [4], True),
        (Audience.OFFICE, set(), "C5", [4], False),
        (Audience.DEPUTY_DIRECTOR, {5}, "C5", [5], False),
        (Audience.DEPUTY_DIRECTOR, set(), "C5", [4], True),
        (Audience.DEPUTY_DIRECTOR, {5}, "", [5], False),
        (Audience.DEPUTY_DIRECTOR, {1}, "C1", [4], True),
    ],
)
def test_whom_a_step_tells(
    audience: Audience, linked: set[int], in_charge: str, receivers: list[int], vacant: bool
) -> None:
    step = next(each for each in TIMES.steps if each.audience is audience)
    found = told(step, duty(), Roster(EVERYBODY, linked, in_charge))
    assert [each.id for each in found.officials] == receivers
    assert found.vacant is vacant


def test_a_duty_without_an_owner_is_told_to_the_office() -> None:
    step = next(each for each in TIMES.steps if each.audience is Audience.OWNER)
    found = told(step, duty(owner_id=None), Roster(EVERYBODY, {1}, "C5"))
    assert ([each.id for each in found.officials], found.vacant) == ([4], True)


TASK = Task(
    7, "NV-7", "", "", "Việc", "", None, "", Recurrence.ONCE, None,
    (TaskPart(2, TaskRole.LEAD), TaskPart(3, TaskRole.COORDINATING)),
)  # fmt: skip
FOCAL = person(6, (Role.FOCAL_POINT, 2))
FOCAL_ELSEWHERE = person(7, (Role.FOCAL_POINT, 9))


@pytest.mark.parametrize(
    ("assigned", "people", "owner"),
    [
        ({(7, 2): 1}, (OWNER, FOCAL, HEAD), 1),
        ({(7, 2): 99}, (OWNER, FOCAL, HEAD), 6),
        ({}, (OWNER, FOCAL, HEAD), 6),
        ({}, (FOCAL_ELSEWHERE, HEAD), 2),
        ({}, (FOCAL_ELSEWHERE, OWNER), None),
    ],
)
def test_who_owns_a_duty(
    assigned: dict[tuple[int, int], int], people: tuple[Official, ...], owner: int | None
) -> None:
    wanted = expected([TASK], set(), assigned, people)
    assert [(each.unit_id, each.part) for each in wanted] == [
        (2, TaskRole.LEAD),
        (3, TaskRole.COORDINATING),
    ]
    assert wanted[0].owner_id == owner


def test_what_a_unit_has_done_for_good_is_not_asked_again() -> None:
    assert [each.unit_id for each in expected([TASK], {(7, 2)}, {}, EVERYBODY)] == [3]


NOW = TIMES.due_at


def test_a_report_keeps_both_names_and_its_lateness() -> None:
    own = report(duty(), CYCLE, ReportInput(Status.DONE), author_id=1, at=NOW)
    other = report(duty(), CYCLE, ReportInput(Status.DONE), author_id=2, at=NOW)
    late = report(
        duty(),
        CYCLE,
        ReportInput(Status.DONE),
        author_id=1,
        at=TIMES.late_after + timedelta(seconds=1),
    )
    assert (own.on_behalf_of, other.on_behalf_of) == (None, 1)
    assert (own.late, late.late) == (False, True)


@pytest.mark.parametrize(
    ("claim", "now", "key"),
    [
        (ReportInput(Status.DONE, 80), NOW, "answer.done_below_whole"),
        (ReportInput(Status.IN_PROGRESS, 101), NOW, "answer.percent_out_of_range"),
        (ReportInput(Status.IN_PROGRESS, -1), NOW, "answer.percent_out_of_range"),
        (ReportInput(Status.DONE), TIMES.closes_at, "answer.period_closed"),
    ],
)
def test_what_a_report_refuses(claim: ReportInput, now: datetime, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        report(duty(), CYCLE, claim, author_id=1, at=now)
    assert refused.value.key == key


def test_what_was_said_before_the_closing_is_a_report_though_the_period_has_closed() -> None:
    closed = replace(CYCLE, state=CycleState.CLOSED)
    said = TIMES.closes_at - timedelta(minutes=10)
    made = report(duty(), closed, ReportInput(Status.DONE), author_id=1, at=said)
    assert (made.received_at, made.late) == (said, True)
    with pytest.raises(Refusal):
        report(duty(), closed, ReportInput(Status.DONE), author_id=1, at=TIMES.closes_at)


def test_there_must_be_something_to_take_back() -> None:
    with pytest.raises(Refusal):
        retraction(duty(), CYCLE, author_id=1, at=NOW)
    answered = duty(answer=Answer(Status.DONE, None, "", False, NOW, 1))
    assert retraction(answered, CYCLE, author_id=1, at=NOW).status is None


def prompt(number: int, *taps: str, age: timedelta = timedelta()) -> Prompt:
    return Prompt(number, code_of(number), "digest", taps, NOW - age)


FIRST, SECOND = prompt(1, "a", "b"), prompt(2, "c")
OLD = prompt(3, "d", age=FRESH)


@pytest.mark.parametrize(
    ("text", "standing", "tap", "ambiguous"),
    [
        ("2", [FIRST], "b", False),
        (" 2. ", [FIRST], "b", False),
        ("3", [FIRST], None, True),
        ("0", [FIRST], None, True),
        ("1", [FIRST, SECOND], None, True),
        ("1", [], None, True),
        ("1", [OLD], None, True),
        ("1", [OLD, FIRST], "a", False),
        (f"1 {SECOND.code}", [FIRST], "c", False),
        (f"{SECOND.code.lower()} 1", [FIRST], "c", False),
        ("xong", [FIRST], None, False),
        ("1 xong", [FIRST], None, False),
        ("1 2", [FIRST], None, False),
        ("", [FIRST], None, False),
    ],
)
def test_numbers_and_codes(
    text: str, standing: list[Prompt], tap: str | None, ambiguous: bool
) -> None:
    chosen = choose(text, standing, [SECOND, FIRST, OLD], NOW)
    assert (chosen.tap, chosen.ambiguous) == (tap, ambiguous)


def test_codes_repeat_only_after_all_were_used() -> None:
    codes = {code_of(number) for number in range(SIZE)}
    assert len(codes) == SIZE
    assert set("".join(codes)) == set(ALPHABET)


@given(st.integers(0, 10**8), st.integers(0, 10**8), st.sampled_from(["duty", "allyes"]))
def test_a_tap_is_read_back_and_fits_a_button(thing: int, revision: int, action: str) -> None:
    tap = ButtonAction(action, thing, revision)
    assert ButtonAction.parse(str(tap)) == tap
    assert len(str(tap).encode()) <= 64


@pytest.mark.parametrize(
    "numbers", [f"{10**9}:0", f"1:{10**9}", "²:0", "-1:0", "1:x", "1", "1:0:0"]
)
def test_numbers_that_no_row_has_are_no_tap(numbers: str) -> None:
    assert ButtonAction.parse(f"v1:done:{numbers}") is None


@given(st.text(max_size=80))
def test_a_forged_tap_never_breaks_anything(text: str) -> None:
    assert ButtonAction.parse(text) is None or str(ButtonAction.parse(text)).startswith("v1:")


TREE = Tree(
    [
        Unit(1, "LD", "Lãnh đạo", "", None),
        Unit(2, "CC", "Chi cục", "", 1),
        Unit(3, "DOI", "Đội", "", 2),
        Unit(4, "P", "Phòng", "", 1),
        Unit(9, "KHAC", "Sở khác", "", None),
    ]
)
PLACES = {"own": Target(2, 1), "unit": Target(2, 8), "below": Target(3, 8), "other": Target(4, 8)}
EVERYWHERE = {"own", "unit", "below", "other"}
BELOW = {"own", "unit", "below"}
OWN = dict.fromkeys(
    (
        Action.ANSWER,
        Action.CONFIRM,
        Action.ABSENT,
        Action.OBJECT,
        Action.ASK_EXTENSION,
        Action.SNOOZE,
        Action.ASK_PARTNER,
    ),
    frozenset({"own"}),
)
OF_HEADS = {Action.ACKNOWLEDGE, Action.CONFIRM_UNIT}
SEES = {Action.VIEW: {"own"}, Action.VIEW_ISSUES: {"own"}}
MATRIX = {
    Role.OFFICIAL: {**OWN, **SEES},
    Role.FOCAL_POINT: {**OWN, **SEES, Action.ANSWER_QUESTION: BELOW},
    Role.HEAD: {
        **OWN,
        **dict.fromkeys(
            (
                Action.ANSWER_ON_BEHALF,
                Action.REMIND,
                Action.ACKNOWLEDGE,
                Action.VIEW,
                Action.VIEW_UNIT,
                Action.ADMIT,
                Action.ASSIGN,
                Action.ANSWER_QUESTION,
                Action.VIEW_ISSUES,
                Action.ABSENT,
                Action.HAND_OVER,
                Action.ASK_EXTENSION,
                Action.RETURN,
                Action.CONFIRM_UNIT,
                Action.ASK_PARTNER,
                Action.LINK_GROUP,
            ),
            BELOW,
        ),
    },
    Role.OFFICE: {
        **OWN,
        **dict.fromkeys(set(Action) - OWN.keys() - OF_HEADS, EVERYWHERE),
        Action.ABSENT: EVERYWHERE,
    },
    Role.DIRECTOR: {
        **OWN,
        **dict.fromkeys(
            (
                Action.VIEW,
                Action.VIEW_UNIT,
                Action.SUMMARISE,
                Action.BRIEFING,
                Action.VIEW_ISSUES,
                Action.DECIDE_ISSUE,
            ),
            EVERYWHERE,
        ),
    },
}
MATRIX[Role.DEPUTY_HEAD] = MATRIX[Role.HEAD]
MATRIX[Role.DEPUTY_DIRECTOR] = MATRIX[Role.DIRECTOR] | {Action.DECIDE_EXTENSION: EVERYWHERE}
MATRIX[Role.DIRECTOR] = MATRIX[Role.DIRECTOR] | {
    Action.VIEW_LATENESS: EVERYWHERE,
    Action.VIEW_AUDIT: EVERYWHERE,
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(Action))
def test_who_may_do_what(role: Role, action: Action) -> None:
    somebody = person(1, (role, 2))
    allowed = {name for name, place in PLACES.items() if may(somebody, action, place, TREE)}
    assert allowed == MATRIX[role].get(action, set())
    assert not may(somebody, action, Target(9, 8), TREE)
    here = {each for each in TREE.by_id if may(somebody, action, Target(each), TREE)}
    assert reached(somebody, action, TREE) == here


def line(
    status: Status | None,
    *,
    late: bool = False,
    part: TaskRole = TaskRole.LEAD,
    reached: bool = True,
) -> SummaryLine:
    answered = NOW if status else None
    return SummaryLine(
        "P", "Phòng", "NV-1", "Việc", part, date(2025, 10, 20), Recurrence.ONCE, "Lan",
        status, "chờ", late, answered, reached,
    )  # fmt: skip


def test_a_summary_counts_reports_and_tasks_apart() -> None:
    lines = [
        line(Status.DONE, late=True),
        line(Status.BLOCKED, part=TaskRole.COORDINATING),
        line(None),
        line(None, reached=False),
    ]
    made = summarise(lines, CYCLE, NOW)
    totals = made.totals
    assert (totals.duties, totals.answered, totals.on_time, totals.late) == (4, 2, 1, 1)
    assert (totals.missing, totals.unreachable) == (2, 1)
    cells = made.cells
    assert (cells.done_on_time, cells.done_late) == (0, 1)
    assert (cells.open_in_time, cells.open_overdue) == (0, 2)
    assert made.units[0].blocked[0].reason == "chờ"
    assert sum(made.by_status.values()) == totals.answered


def test_a_summary_of_nothing_is_nothing() -> None:
    made = summarise([], CYCLE, NOW)
    assert (made.totals.duties, made.units) == (0, ())


@pytest.mark.parametrize("text", ["2025-10", "10/2025", "10-2025", " 2025-10 "])
def test_a_period_is_read(text: str) -> None:
    assert Period.parse(text) == OCTOBER


@pytest.mark.parametrize("text", ["", "2025", "13/2025", "2025-00", "tháng 10"])
def test_a_period_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        Period.parse(text)


def test_the_ladder_of_october() -> None:
    placed = [
        (step.audience.value, local(step.at).strftime("%d %H:%M"), step.escalates)
        for step in TIMES.steps
    ]
    assert placed == [
        ("owner", "17 08:30", False),
        ("owner", "22 08:30", False),
        ("head", "23 14:00", False),
        ("owner", "24 08:00", False),
        ("owner", "24 14:00", False),
        ("head", "27 08:30", True),
        ("office", "28 08:30", True),
        ("deputy_director", "29 08:30", True),
    ]
    assert TIMES.due_at.tzinfo is UTC

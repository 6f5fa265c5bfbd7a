"""The register of difficulties: what answers do to it, what is read, when people are told."""

import unicodedata
from datetime import UTC, date, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar.work_calendar import WorkCalendar
from domain.issues.issue_text import read_next_date, split_reason, wants_no_date
from domain.issues.issues import (
    Issue,
    IssueChange,
    IssueDecision,
    IssueState,
    change,
    ordered,
    reminded_at,
    told_on,
)
from domain.reporting.duties import Status
from domain.text.normalize import squeezed
from tests.flows.world import at

TODAY = date(2025, 10, 30)
NOW = datetime(2025, 10, 30, tzinfo=UTC)
DAYS = WorkCalendar({date(2025, 11, 24): False})
OTHERS = [None, Status.DONE, Status.IN_PROGRESS, Status.NOT_STARTED]


def issue(
    state: IssueState = IssueState.OPEN,
    *,
    number: int = 1,
    unit: int = 3,
    duty: int = 7,
    next_date: date | None = None,
) -> Issue:
    decision = IssueDecision("Làm", next_date, 1, "A", NOW) if next_date else None
    return Issue(
        number, unit, "P", "Phòng", "NV-1", "Việc", duty, 1, 1, "Lan", "", "", state,
        int(bool(decision)), NOW, TODAY, None, decision,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "same_duty", "before", "expected"),
    [
        (None, False, None, IssueChange.RAISE),
        (IssueState.OPEN, True, None, IssueChange.CONTINUE),
        (IssueState.OPEN, True, Status.BLOCKED, IssueChange.CONTINUE),
        (IssueState.OPEN, False, None, IssueChange.CONTINUE),
        (IssueState.WITHDRAWN, True, Status.DONE, IssueChange.REVIVE),
        (IssueState.WITHDRAWN, False, None, IssueChange.RAISE),
        (IssueState.CLOSED, True, Status.BLOCKED, IssueChange.NOTHING),
        (IssueState.CLOSED, True, None, IssueChange.RAISE),
        (IssueState.CLOSED, False, None, IssueChange.RAISE),
    ],
)
def test_a_blocked_answer_and_the_register(
    state: IssueState | None, same_duty: bool, before: Status | None, expected: IssueChange
) -> None:
    newest = issue(state, duty=7 if same_duty else 6) if state else None
    assert change(newest, 7, before, Status.BLOCKED) is expected


@pytest.mark.parametrize(("after", "before"), list(product(OTHERS, [None, *Status])))
def test_any_other_answer_withdraws_what_its_own_duty_has_open(
    after: Status | None, before: Status | None
) -> None:
    assert change(issue(), 7, before, after) is IssueChange.WITHDRAW
    assert change(issue(duty=6), 7, before, after) is IssueChange.NOTHING
    assert change(issue(IssueState.CLOSED), 7, before, after) is IssueChange.NOTHING
    assert change(None, 7, before, after) is IssueChange.NOTHING


@pytest.mark.parametrize(
    ("text", "cause", "proposal"),
    [
        ("Thiếu kinh phí", "Thiếu kinh phí", ""),
        ("Thiếu kinh phí; đề xuất: bổ sung 200 triệu", "Thiếu kinh phí", "bổ sung 200 triệu"),
        ("Thiếu người. Kiến nghị Sở bổ sung 2 người", "Thiếu người.", "Sở bổ sung 2 người"),
        ("thieu kinh phi, de xuat: cap them", "thieu kinh phi", "cap them"),
        ("Đề xuất, kiến nghị: sớm có văn bản", "", "sớm có văn bản"),
        ("Nguyên nhân: chờ Sở Tài chính\nĐề xuất: họp", "chờ Sở Tài chính", "họp"),
        ("Kiến nghị: họp. Nguyên nhân: chờ số liệu", "chờ số liệu", "họp."),
        ("Đề xuất:\n- họp\n- cấp kinh phí", "", "họp\n- cấp kinh phí"),
        ("Thiếu máy\nđề xuất: mua\nkiến nghị: thuê", "Thiếu máy", "mua\nthuê"),
        ("Chưa có đề xuất của phòng", "Chưa có đề xuất của phòng", ""),
        ("Đề xuất của phòng chưa được duyệt", "Đề xuất của phòng chưa được duyệt", ""),
        (unicodedata.normalize("NFD", "Chờ; đề xuất: họp"), "Chờ", "họp"),
        ("", "", ""),
    ],
)
def test_the_proposal_is_split_off(text: str, cause: str, proposal: str) -> None:
    assert split_reason(text) == (cause, proposal)


WORDS = st.sampled_from(
    ["thiếu", "kinh", "phí", "đề xuất:", "Kiến nghị:", "nguyên nhân:", "\n", ".", "İ", "ﬁ", "2"]
)


@given(st.lists(WORDS).map(" ".join))
def test_nothing_that_was_written_is_lost_but_the_headings(text: str) -> None:
    kept = squeezed(" ".join(split_reason(text)))
    bare = squeezed(text)
    for heading in ("dexuat", "kiennghi", "nguyennhan"):
        bare, kept = bare.replace(heading, ""), kept.replace(heading, "")
    assert sorted(kept) == sorted(bare)


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    cause, proposal = split_reason(text)
    assert len(cause) + len(proposal) <= len(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("đến 10/11", date(2025, 11, 10)),
        ("10/11/2025", date(2025, 11, 10)),
        ("2025-11-10", date(2025, 11, 10)),
        ("ngày 10 tháng 11", date(2025, 11, 10)),
        ("trước 15/1", date(2026, 1, 15)),
        ("cuối tháng 11", date(2025, 11, 30)),
        ("30/10/2025", None),
        ("1/10/2025", None),
        ("10/11/2035", None),
        ("31/2", None),
        ("bao giờ xong thì thôi", None),
        ("hằng tháng", None),
        ("", None),
    ],
)
def test_a_next_date_is_read_and_lies_ahead(text: str, day: date | None) -> None:
    assert read_next_date(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "none"), [("Không hẹn ngày", True), ("khong", True), ("10/11", False), ("", False)]
)
def test_no_date_in_words(text: str, none: bool) -> None:
    assert wants_no_date(text) is none


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2025-10-30 08:00", date(2025, 10, 30)),
        ("2025-10-30 15:59", date(2025, 10, 30)),
        ("2025-10-30 16:00", date(2025, 10, 31)),
        ("2025-10-31 17:00", date(2025, 11, 3)),
        ("2025-11-01 09:00", date(2025, 11, 3)),
        ("2025-11-24 09:00", date(2025, 11, 25)),
    ],
)
def test_what_comes_up_is_told_on_a_working_afternoon(now: str, day: date) -> None:
    assert told_on(at(now), DAYS) == day


def test_the_office_is_reminded_on_a_working_morning() -> None:
    assert reminded_at(date(2025, 11, 10), DAYS) == at("2025-11-10 08:30")
    assert reminded_at(date(2025, 11, 24), DAYS) == at("2025-11-25 08:30")


def test_what_is_due_comes_first_then_the_units() -> None:
    listed = [
        issue(number=1, unit=4),
        issue(number=2, unit=3),
        issue(number=3, unit=4, next_date=TODAY),
        issue(number=4, unit=3, next_date=date(2025, 11, 10)),
        issue(IssueState.CLOSED, number=5, unit=5, next_date=TODAY),
    ]
    assert [each.id for each in ordered(listed, TODAY)] == [3, 2, 4, 1, 5]

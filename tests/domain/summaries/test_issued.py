"""Fixed figures: frozen the same way each time, read again unchanged, and compared."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar.periods import Period
from domain.reporting.cycles import Cycle, CycleState
from domain.reporting.duties import Status
from domain.reporting.plans import Recurrence, TaskRole
from domain.reporting.policy import Policy
from domain.summaries.comparison import Earlier, Tally
from domain.summaries.forecast import Criterion
from domain.summaries.lines import SummaryLine
from domain.summaries.report_data import ReportEntry, Turnout
from domain.summaries.report_diff import Said, difference
from domain.summaries.report_snapshots import (
    Fixed,
    Snapshot,
    book_of,
    changes_since,
    fixed,
    said,
    sha256,
)
from storage.office.report_snapshots import freeze, thaw

DUE = datetime(2025, 10, 24, 10, tzinfo=UTC)
NOW = DUE + timedelta(days=7)
CYCLE = Cycle(
    1,
    1,
    Period(2025, 10),
    CycleState.OPEN,
    DUE.date(),
    DUE,
    DUE + timedelta(days=3),
    DUE - timedelta(days=7),
    DUE + timedelta(days=14),
    Policy(),
    (),
)


def entry(
    unit: str, task: str, status: Status | None = None, percent: int | None = None, note: str = ""
) -> ReportEntry:
    line = SummaryLine(
        unit,
        f"Phòng {unit}",
        task,
        "Đôn đốc “thực hiện”",
        TaskRole.LEAD,
        date(2025, 11, 28),
        Recurrence.ONCE,
        "Lan",
        status,
        note,
        False,
        DUE if status else None,
        True,
    )
    return ReportEntry(line, "Lĩnh vực", "Báo cáo", "", percent, "1.1", 3.0)


def snapshot(*entries: ReportEntry) -> Snapshot:
    return Snapshot(
        CYCLE,
        NOW,
        entries,
        (Turnout(Period(2025, 9), "A", "Phòng A", 4, 2, 1),),
        (Criterion("1.1", "LV1", "Chỉ đạo", "Kế hoạch", 3.0),),
        Earlier(Period(2025, 9), (Tally("A", "Phòng A", 4, 2, 1, 1, 1),)),
        Fixed(Period(2025, 9), 2, NOW, said(entries)),
    )


answers = st.sampled_from([None, *Status])
entries = st.lists(
    st.builds(entry, st.sampled_from("ABC"), st.text(max_size=4), answers, note=st.text()),
    max_size=6,
)


@given(entries)
def test_what_is_frozen_is_read_again_unchanged(rows: list[ReportEntry]) -> None:
    before = snapshot(*rows)
    content = freeze(before)
    after = thaw(content, CYCLE)
    assert after == before
    assert sha256(freeze(after)) == sha256(content)
    assert book_of(after) == book_of(before)


def test_another_period_of_the_calendar_changes_nothing_of_what_was_fixed() -> None:
    """The times of the cycle are those that held then."""
    content = freeze(snapshot(entry("A", "1", Status.DONE)))
    moved = replace(CYCLE, due_at=NOW, late_after=NOW, due_day=NOW.date())
    assert thaw(content, moved).cycle == CYCLE


def test_one_letter_gives_another_hash() -> None:
    one, other = (freeze(snapshot(entry("A", "1", Status.DONE, note=note))) for note in "ab")
    assert sha256(one) != sha256(other)


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ([entry("A", "1")], [entry("A", "1", Status.DONE)], [(None, Status.DONE)]),
        (
            [entry("A", "1", Status.BLOCKED)],
            [entry("A", "1", Status.DONE)],
            [(Status.BLOCKED, Status.DONE)],
        ),
        ([entry("A", "1", Status.DONE)], [entry("A", "1")], [(Status.DONE, None)]),
        (
            [entry("A", "1", Status.DONE, note="x")],
            [entry("A", "1", Status.DONE, note="y")],
            [(Status.DONE, Status.DONE)],
        ),
        (
            [entry("A", "1", Status.IN_PROGRESS, 40)],
            [entry("A", "1", Status.IN_PROGRESS, 60)],
            [(Status.IN_PROGRESS, Status.IN_PROGRESS)],
        ),
        # who owes it, and under which name, is no change of an answer
        ([entry("A", "1", Status.DONE)], [entry("A", "1", Status.DONE)], []),
        # a note left over without an answer says nothing
        ([entry("A", "1")], [entry("A", "1", note="cũ")], []),
    ],
)
def test_a_change_is_told_before_and_after(
    before: list[ReportEntry],
    after: list[ReportEntry],
    kinds: list[tuple[Status | None, Status | None]],
) -> None:
    found = difference(said(before), said(after))
    assert [(c.before and c.before.status, c.after and c.after.status) for c in found] == kinds


def test_duties_that_came_or_went_are_changes_too() -> None:
    found = difference(said([entry("A", "1")]), said([entry("B", "1")]))
    assert [(c.before is None, c.after is None, c.about.unit_code) for c in found] == [
        (True, False, "B"),
        (False, True, "A"),
    ]


def test_a_period_of_its_own_is_told_even_unchanged_an_earlier_one_only_if_it_changed() -> None:
    now = snapshot(entry("A", "1", Status.DONE))
    own = fixed(now, 1)
    same = Fixed(Period(2025, 9), 2, DUE, said(now.entries))
    other = Fixed(Period(2025, 9), 2, DUE, said([entry("A", "1")]))
    assert [(c.period.month, c.items) for c in changes_since(now, own, same)] == [(10, ())]
    assert changes_since(now, None, same) == ()
    [told] = changes_since(now, None, other)
    assert (told.period, told.number, len(told.items)) == (Period(2025, 9), 2, 1)
    assert changes_since(replace(now, issued=None), None, other) == ()


def test_an_answer_is_what_was_said_and_not_when() -> None:
    one = Said("A", "", "1", "", Status.DONE, None, "", False, DUE)
    assert difference([one], [replace(one, at=NOW)]) == ()

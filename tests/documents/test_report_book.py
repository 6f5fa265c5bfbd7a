"""The book of a period, and how its numbers and names are put."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from documents.report import wording
from domain.calendar.periods import Period
from domain.reporting.plans import TaskRole
from domain.summaries.report_data import SETTLED, ReportEntry, bind, days_late
from tests.documents.conftest import Lived


def test_tasks_fields_and_curve_come_from_the_same_rows(lived: Lived) -> None:
    book, totals = lived.book, lived.book.summary.totals
    assert sum(row.duties for row in book.tasks) == totals.duties
    assert sum(row.answered for row in book.tasks) == totals.answered
    assert sum(row.tasks for row in book.fields) == len(book.tasks)
    assert [point.answered for point in book.curve] == list(range(1, totals.answered + 1))
    assert sorted(book.curve, key=lambda point: point.at) == list(book.curve)
    in_time = sum(point.at <= book.cycle.late_after for point in book.curve)
    assert in_time == totals.on_time


def test_every_unit_stands_in_one_kind_of_attendance(lived: Lived) -> None:
    found = lived.book.attendance
    kinds = [found.on_time, found.late, found.partly, found.silent]
    codes = [unit.code for kind in kinds for unit in kind]
    assert sorted(codes) == sorted(unit.code for unit in lived.book.summary.units)
    assert all(unit.on_time == unit.duties for unit in found.on_time)
    assert all(unit.late and not unit.missing for unit in found.late)
    assert all(unit.missing and unit.answered for unit in found.partly)


def test_a_task_with_two_lead_units_counts_nobody_twice(lived: Lived) -> None:
    code = lived.book.tasks[0].code
    entries = [_led(entry, code) for entry in lived.book.entries]
    book = bind(entries, lived.book.cycle, lived.now)
    rows = [row for row in book.tasks if row.code == code]
    assert len(rows) > 1
    assert sum(row.duties for row in rows) == lived.book.tasks[0].duties
    assert sum(row.tasks for row in book.fields) == sum(
        getattr(book.summary.cells, name) for name in book.summary.cells.__slots__
    )


def _led(entry: ReportEntry, code: str) -> ReportEntry:
    line = entry.line
    return (
        replace(entry, line=replace(line, part=TaskRole.LEAD)) if line.task_code == code else entry
    )


def test_overdue_and_coming_tasks_are_still_open(lived: Lived) -> None:
    book = lived.book
    assert len(book.overdue) == book.summary.cells.open_overdue
    assert book.coming
    assert all(row.deadline and row.deadline < date(2025, 12, 1) for row in book.coming)
    assert all(row.cell not in (SETTLED, "done_on_time", "done_late") for row in book.coming)


def test_days_late_count_from_the_due_day(lived: Lived) -> None:
    cycle = lived.book.cycle
    line = next(e.line for e in lived.book.entries if e.line.late)
    assert days_late(replace(line, answered_at=cycle.due_at + timedelta(days=5)), cycle) == 5
    assert days_late(replace(line, late=False), cycle) == 0


@pytest.mark.parametrize(
    ("share", "written"), [(None, "—"), (0, "0%"), (0.625, "62,5%"), (1, "100%"), (1 / 3, "33,3%")]
)
def test_a_share_is_written(share: float | None, written: str) -> None:
    assert wording.percent(share) == written


def test_numbers_days_and_months_are_written() -> None:
    assert (wording.number(1250), wording.number(7)) == ("1.250", "7")
    assert wording.day(date(2025, 10, 5)) == "05/10/2025"
    assert [wording.month(Period(2026, n)) for n in (1, 2, 9, 12)] == ["01", "02", "9", "12"]


@pytest.mark.parametrize(
    ("names", "written"),
    [
        ("AB", "A; B"),
        ("ABCDEFGH", "Các phòng, đơn vị còn lại"),
        ("ABCDEFG", "Các phòng, đơn vị còn lại, trừ H"),
        ("ABC", "A; B; C"),
    ],
)
def test_many_units_are_drawn_together(names: str, written: str) -> None:
    assert wording.other_units(names, "ABCDEFGH") == written


def test_divisions_are_drawn_together() -> None:
    names = ["Phòng A", "Văn phòng", "Phòng B", "Phòng C"]
    assert wording.unit_names(names) == "Các phòng: A, B, C; Văn phòng"

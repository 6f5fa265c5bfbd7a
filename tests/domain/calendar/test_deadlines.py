"""Deadlines as annexes write them."""

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.imports.deadlines import Deadline, read_deadline
from domain.reporting.plans import Recurrence

YEAR = 2025
ENDS = {"I": (3, 31), "II": (6, 30), "III": (9, 30), "IV": (12, 31)}
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Trước 25/10/2025", "2025-10-25"),
        ("Chậm nhất là 17 giờ ngày 05 tháng 12 năm 2025", "2025-12-05"),
        ("2025-10-25", "2025-10-25"),
        ("25.10.25", "2025-10-25"),
        ("QUÝ IV/2025", "2025-12-31"),
        ("Q4/2025", "2025-12-31"),
        ("Quý III, IV năm 2025", "2025-12-31"),
        ("Tháng 11/2025", "2025-11-30"),
        ("T.2/2028", "2028-02-29"),
        ("11/2025", "2025-11-30"),
        ("Tháng 10, 11, 12 năm 2025", "2025-12-31"),
        ("6 tháng đầu năm 2025", "2025-06-30"),
        ("Đến hết năm 2025", "2025-12-31"),
        ("2025-2026", "2026-12-31"),
        ("Từ 15/11 đến 15/02/2026", "2026-02-15"),
        ("Đợt 1: 30/6/2025; đợt 2: 15/12/2025", "2025-12-15"),
        ("ngày 15-20/11/2025", "2025-11-20"),
        ("45955", "2025-10-25"),
    ],
)
def test_a_day_is_read_and_a_period_means_its_last(text: str, day: str) -> None:
    assert read_deadline(text) == Deadline(date.fromisoformat(day), Recurrence.ONCE)


@pytest.mark.parametrize(
    ("text", "recurrence"),
    [
        ("Hằng tháng", Recurrence.MONTHLY),
        ("Hàng tháng, quý", Recurrence.MONTHLY),
        ("Ngày 25 hằng tháng", Recurrence.MONTHLY),
        ("1 lần/tháng", Recurrence.MONTHLY),
        ("Thứ tư hằng tuần", Recurrence.WEEKLY),
        ("Theo quý", Recurrence.QUARTERLY),
        ("03 tháng/lần", Recurrence.QUARTERLY),
        ("Ngày 20 tháng cuối quý", Recurrence.QUARTERLY),
        ("Định kỳ 6 tháng", Recurrence.SEMIANNUAL),
        ("Thường xuyên", Recurrence.CONTINUOUS),
        ("Hằng năm", None),
        ("Theo quy định", None),
        ("Khi có yêu cầu", None),
        ("", None),
    ],
)
def test_what_names_no_day_has_none(text: str, recurrence: Recurrence | None) -> None:
    assert read_deadline(text, YEAR) == Deadline(None, recurrence)


@pytest.mark.parametrize(
    "text",
    [
        "31/11/2025",
        "Tháng 13/2025",
        "12/25",
        "sớm",
        "15 ngày",
        "Định kỳ",
        "Sau khi có Quyết định ngày 25/9/2025",
        "Trong vòng 10 ngày kể từ ngày 25/10/2025",
        "Từ 01/10/2025",
    ],
)
def test_what_is_not_certain_is_not_read(text: str) -> None:
    assert read_deadline(text, YEAR) is None


@pytest.mark.parametrize("text", ["30/9", "Quý III", "Tháng 9", "ngày 30 tháng 9"])
def test_a_missing_year_is_the_annex_s_and_told(text: str) -> None:
    assert read_deadline(text, YEAR) == Deadline(date(2025, 9, 30), Recurrence.ONCE, assumed=True)
    assert read_deadline(text) is None


def test_how_often_and_until_when() -> None:
    until = Deadline(date(2025, 12, 31), Recurrence.MONTHLY)
    assert read_deadline("Hằng tháng, đến 31/12/2025") == until


@given(DAYS, st.sampled_from(("{0:%d/%m/%Y}", "Trước {0:%d-%m-%Y}", "ngày {0:%d.%m.%Y}", "{0}")))
def test_every_day_is_read_as_written(day: date, form: str) -> None:
    assert read_deadline(form.format(day)) == Deadline(day, Recurrence.ONCE)


@given(st.integers(1, 12), st.integers(2020, 2035))
def test_every_month_ends_on_its_last_day(month: int, year: int) -> None:
    last = date(year, month, calendar.monthrange(year, month)[1])
    assert read_deadline(f"Trong tháng {month:02}/{year}") == Deadline(last, Recurrence.ONCE)
    assert read_deadline(f"T{month}", year) == Deadline(last, Recurrence.ONCE, assumed=True)


@given(st.sampled_from(sorted(ENDS)), st.integers(2020, 2035))
def test_every_quarter_ends_on_its_last_day(quarter: str, year: int) -> None:
    last = date(year, *ENDS[quarter])
    assert read_deadline(f"Quý {quarter}/{year}") == Deadline(last, Recurrence.ONCE)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    read = read_deadline(text, YEAR)
    assert read is None or read.day is None or isinstance(read.day, date)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30/11 năm 2025", "2025-11-30"),
        ("Trước ngày 30/11, năm 2025", "2025-11-30"),
        ("Quí IV/2025", "2025-12-31"),
        ("Quý IV năm 2025 (trước ngày 15/12)", "2025-12-15"),
        ("Quý IV/2025 (hoàn thành trước 15/12/2025)", "2025-12-15"),
        ("Tháng 10/2025, trước 15/10", "2025-10-15"),
        ("15/10/2025; Quý IV/2025", "2025-12-31"),
        ("15/10/2025 - Quý IV/2025", "2025-12-31"),
        ("Tháng 12 - tháng 01/2026", "2026-01-31"),
        ("Quý IV - Quý I/2026", "2026-03-31"),
        ("15/12 - 15/01/2026", "2026-01-15"),
        ("9 tháng đầu năm 2025", "2025-09-30"),
        ("Giai đoạn 2025-2026", "2026-12-31"),
        ("45955.5", "2025-10-25"),
        ("Từ nay đến hết năm 2025", "2025-12-31"),
        ("Quý III - IV/2025", "2025-12-31"),
        ("16h30' ngày 25/10/2025", "2025-10-25"),
        ("Before 25/10/2025", "2025-10-25"),
    ],
)
def test_a_day_inside_a_period_counts_and_a_span_ends_where_it_ends(text: str, day: str) -> None:
    assert read_deadline(text) == Deadline(date.fromisoformat(day), Recurrence.ONCE)


@pytest.mark.parametrize(
    ("text", "recurrence"),
    [
        ("Hàng quí", Recurrence.QUARTERLY),
        ("Định kỳ 6 tháng, 1 năm", Recurrence.SEMIANNUAL),
        ("Cả năm", Recurrence.CONTINUOUS),
        ("Hàng tháng (trước ngày 25)", Recurrence.MONTHLY),
        ("Hàng tháng, quý, 6 tháng, năm", Recurrence.MONTHLY),
        ("monthly", Recurrence.MONTHLY),
        ("Đột xuất", None),
        ("Chưa xác định", None),
        ("Không thời hạn", None),
        ("Ngay sau khi ban hành", None),
    ],
)
def test_more_of_what_names_no_day(text: str, recurrence: Recurrence | None) -> None:
    assert read_deadline(text, YEAR) == Deadline(None, recurrence)


def test_all_of_a_year_is_long_until_its_end() -> None:
    until = Deadline(date(2025, 12, 31), Recurrence.CONTINUOUS)
    assert read_deadline("Cả năm 2025") == read_deadline("Thường xuyên trong năm 2025") == until


@pytest.mark.parametrize(
    "text",
    [
        "Tuần 1 tháng 10/2025",
        "Tuần thứ 2 tháng 10",
        "10/25/2025",
        "Ngày 31/9/2025",
        "Tháng 12 - tháng 1",
        "Tháng 12, tháng 10 năm 2025",
        "Kể từ ngày ký",
        "30/9/2025 - điều chỉnh 30/11/2025",
    ],
)
def test_more_of_what_is_not_certain(text: str) -> None:
    assert read_deadline(text, YEAR) is None

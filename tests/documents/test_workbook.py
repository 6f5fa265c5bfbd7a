"""The workbook: real dates and shares, figures of the summary, nothing that runs."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from documents.report.wording import words
from documents.workbook.workbook import workbook
from domain.calendar.periods import Period
from domain.calendar.work_calendar import local
from domain.reporting.duties import Status
from domain.summaries.comparison import Earlier, tallies
from domain.summaries.report_data import Turnout, bind
from domain.summaries.report_snapshots import book_of, changes_since, fixed
from tests.documents.conftest import Lived, Office

DAY, INSTANT, SHARE = "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "0.0%"
LISTINGS = (
    "Lượt báo cáo",
    "Phòng, đơn vị",
    "Nhiệm vụ",
    "Tham gia theo tháng",
    "Vướng mắc",
    "So với kỳ trước",
    "Ước tính Chỉ số CCHC",
)


@pytest.fixture(scope="session")
def content(lived: Lived) -> bytes:
    return workbook(lived.book)


@pytest.fixture
def file(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def records(sheet: Worksheet) -> list[dict[str, object]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def formats(sheet: Worksheet, heading: str) -> set[str]:
    """How the cells under a heading that hold a number or a date are shown."""
    column = next(n for n, cell in enumerate(sheet[1]) if cell.value == heading)
    cells = [row[column] for row in sheet.iter_rows(min_row=2)]
    return {cell.number_format for cell in cells if not isinstance(cell.value, str | None)}


def test_the_listings_have_filters_and_headings_that_stay(file: Workbook) -> None:
    assert file.sheetnames == ["Tổng hợp", *LISTINGS]
    for name in LISTINGS:
        sheet = file[name]
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.freeze_panes == "C2"
        assert sheet.print_title_rows == "$1:$1"


def test_dates_instants_and_shares_are_real(file: Workbook, lived: Lived) -> None:
    duties, units = file["Lượt báo cáo"], file["Phòng, đơn vị"]
    assert formats(duties, "Thời hạn nhiệm vụ") == {DAY}
    assert formats(duties, "Thời điểm báo cáo") == {INSTANT}
    assert formats(units, "Tỷ lệ đã báo cáo") == {SHARE}
    for row, entry in zip(records(duties), lived.book.entries, strict=True):
        answered = entry.line.answered_at if entry.line.status else None
        shown = local(answered).replace(tzinfo=None) if answered else None
        cell = row["Thời điểm báo cáo"]
        assert (cell is None) == (shown is None)
        if isinstance(cell, datetime) and shown:
            assert abs((cell - shown).total_seconds()) < 1


def test_each_duty_has_its_row(file: Workbook, lived: Lived) -> None:
    rows, totals = records(file["Lượt báo cáo"]), lived.summary["totals"]
    assert len(rows) == totals["duties"]
    timings = [row["Báo cáo"] for row in rows]
    assert timings.count("Đúng hạn") == totals["on_time"]
    assert timings.count("Sau hạn") == totals["late"]
    for status, count in lived.summary["by_status"].items():
        assert [row["Tình trạng"] for row in rows].count(words()["status"][status]) == count
    late = [row["Số ngày sau hạn"] for row in rows if row["Báo cáo"] == "Sau hạn"]
    assert all(isinstance(days, int) and days > 0 for days in late)


def test_the_units_are_those_of_the_summary(file: Workbook, lived: Lived) -> None:
    for row, unit in zip(records(file["Phòng, đơn vị"]), lived.summary["units"], strict=True):
        assert row["Mã đơn vị"] == unit["code"]
        assert row["Đã báo cáo"] == unit["answered"]
        assert row["Đúng hạn"] == unit["on_time"]
        assert row["Tỷ lệ đã báo cáo"] == pytest.approx(unit["answered"] / unit["duties"])


def test_the_first_sheet_counts_the_others(content: bytes, lived: Lived) -> None:
    """Each count is a formula; the value kept beside it is the summary's."""
    kept = load_workbook(BytesIO(content), data_only=True)["Tổng hợp"]
    formulas = load_workbook(BytesIO(content))["Tổng hợp"]
    counted = {
        str(row[0].value): (row[1].value, str(formulas.cell(row[0].row, 2).value))
        for row in kept.iter_rows(min_row=7, max_row=12)
    }
    totals = lived.summary["totals"]
    names = ("duties", "answered", "on_time", "late", "missing", "unreachable")
    assert [value for value, _ in counted.values()] == [totals[name] for name in names]
    assert all(formula.startswith("=COUNT") for _, formula in counted.values())


def test_months_stand_side_by_side(lived: Lived) -> None:
    turnouts = [
        Turnout(Period(2025, 9), "A", "Phòng A", 4, 1, 1),
        Turnout(Period(2025, 10), "A", "Phòng A", 4, 4, 2),
        Turnout(Period(2025, 10), "B", "Phòng B", 0, 0, 0),
    ]
    book = replace(lived.book, turnouts=tuple(turnouts))
    sheet = load_workbook(BytesIO(workbook(book)))["Tham gia theo tháng"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Mã đơn vị", "Phòng, đơn vị", "9/2025", "10/2025", "Cả giai đoạn"],
        ["A", "Phòng A", 0.25, 1, 0.625],
        ["B", "Phòng B", "—", "—", "—"],
    ]


def test_the_period_before_stands_beside_this_one(lived: Lived) -> None:
    """Without an earlier period there are dashes, not zeroes."""
    first, *_ = tallies([each.line for each in lived.book.entries])
    before = Earlier(Period(2025, 9), (replace(first, answered=0, on_time=0),))
    compared = book_of(replace(lived.snapshot, previous=before))
    for book, month, shown in ((compared, "tháng 9/2025", 0), (lived.book, "kỳ trước", "—")):
        sheet = load_workbook(BytesIO(workbook(book)))["So với kỳ trước"]
        row = records(sheet)[0]
        now = "Tỷ lệ đã báo cáo, tháng 10/2025"
        assert row[now] == pytest.approx(first.answered / first.duties)
        then = [value for name, value in row.items() if f"Tỷ lệ đã báo cáo, {month}" in name]
        assert then == [shown]
        assert records(sheet)[-1]["Phòng, đơn vị"] == "Toàn cơ quan"


def test_the_estimate_is_that_of_the_summary(file: Workbook, lived: Lived) -> None:
    *fields, total = records(file["Ước tính Chỉ số CCHC"])
    told = lived.summary["forecast"]
    assert [row["Điểm tối đa"] for row in fields] == [each["max"] for each in told["fields"]]
    assert list(total.values())[2:] == [
        told[name] for name in ("max", "done", "open", "late", "stuck", "uncovered")
    ]
    assert "ước tính, không phải kết quả chấm điểm" in " ".join(fields[0])


def test_changes_since_an_issue_have_a_sheet(lived: Lived) -> None:
    entry = next(each for each in lived.snapshot.entries if each.line.status is None)
    done = replace(entry, line=replace(entry.line, status=Status.DONE, late=True))
    entries = tuple(done if each is entry else each for each in lived.snapshot.entries)
    now = replace(lived.snapshot, entries=entries)
    book = book_of(now, changes_since(now, fixed(lived.snapshot, 1), None))
    [row] = records(load_workbook(BytesIO(workbook(book)))["Thay đổi từ lần khóa trước"])
    assert (row["Mã nhiệm vụ"], row["Lần chốt"]) == (entry.line.task_code, 1)
    assert (row["Số liệu đã chốt"], row["Số liệu mới"]) == (
        "Chưa báo cáo",
        "Đã hoàn thành, báo cáo sau hạn",
    )


@pytest.mark.parametrize("wild", ["=1+1", "@SUM(A1)", "+84", "-1", "http://x.vn", "0123"])
def test_what_people_wrote_stays_text(lived: Lived, wild: str) -> None:
    first = lived.book.entries[0]
    changed = replace(first, line=replace(first.line, note=wild))
    book = bind([changed, *lived.book.entries[1:]], lived.book.cycle, lived.now)
    sheet = load_workbook(BytesIO(workbook(book)))["Lượt báo cáo"]
    cell = sheet.cell(2, sheet.max_column)
    assert (cell.value, cell.data_type, cell.hyperlink) == (wild, "s", None)


def test_a_period_without_duties_has_empty_listings(lived: Lived) -> None:
    empty = workbook(bind([], lived.book.cycle, lived.now))
    assert load_workbook(BytesIO(empty))["Lượt báo cáo"].max_row == 1


def test_a_real_program_opens_it_and_counts_the_same(
    content: bytes, lived: Lived, office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    first = office.pages(path)[0].splitlines()
    totals = lived.summary["totals"]
    for label, name in (("Phải báo cáo", "duties"), ("Sau hạn", "late")):
        line = next(each for each in first if each.startswith(label))
        assert line.removeprefix(label).split()[0] == str(totals[name])


def test_every_sheet_prints_on_landscape_a4_at_a_size_that_can_be_read(file: Workbook) -> None:
    for sheet in file.worksheets:
        page = sheet.page_setup
        assert (page.orientation, page.paperSize) == ("landscape", 9), sheet.title
        assert 65 <= int(page.scale or 100) <= 100
        assert not sheet.sheet_properties.pageSetUpPr.fitToPage  # nothing shrinks it further
        assert sheet.oddHeader.left.text.startswith(f"{sheet.title} · ")
        assert sheet.oddFooter.center.text == "&P/&N"
    assert file["Lượt báo cáo"].print_title_cols == "$A:$B"


def test_status_has_its_colour_and_the_overview_a_chart(file: Workbook) -> None:
    rules = file["Lượt báo cáo"].conditional_formatting
    said = {rule.formula[0] for area in rules for rule in area.rules}
    assert {'"Đã hoàn thành"', '"Khó khăn, vướng mắc"', '"Chưa báo cáo"', '"Sau hạn"'} <= said
    [chart] = file["Tổng hợp"]._charts
    [series] = chart.ser
    counted = series.val.numRef.f
    labels = [cell.value for (cell,) in file["Tổng hợp"][series.cat.strRef.f.split("!")[1]]]
    assert labels == ["Đã hoàn thành", "Đang thực hiện", "Khó khăn, vướng mắc", "Chưa thực hiện"]
    assert counted.startswith("'Tổng hợp'!$B$")


def test_the_chart_covers_no_table_of_the_overview(file: Workbook) -> None:
    page = file["Tổng hợp"]
    [chart] = page._charts
    start, end = chart.anchor._from, chart.anchor.to
    covered = page.iter_rows(start.row + 1, end.row + 1, start.col + 1, end.col + 1)
    assert [cell.value for row in covered for cell in row if cell.value is not None] == []

"""Writes the workbook of a period: what was reported per duty, unit, task and month."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from documents.report.wording import DASH, clean, month, words
from documents.workbook.columns import (
    ISSUE_COLUMNS,
    Value,
    WorkbookColumn,
    by_unit,
    duty_columns,
    month_columns,
    naive,
    task_columns,
    unit_columns,
)
from documents.workbook.extra_columns import (
    CHANGE_COLUMNS,
    FORECAST_COLUMNS,
    change_rows,
    comparison_columns,
    forecast_rows,
)
from documents.workbook.listing_sheet import CellLook, ListingSheet
from documents.workbook.printing import FONT, FORMATS, colour, picture, prepare
from domain.calendar.work_calendar import local
from domain.reporting.duties import Status
from domain.summaries.report_data import Book, share
from domain.summaries.summary import Cells

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}
SUMMARY_WIDTHS = (58.0, *[17.0] * 6)
LINE_HEIGHT = 14.0
HEAD_HEIGHT = 33.0
HIGHEST_ROW = 400.0
DASHED = ("share", "points")
"""Forms that show a dash where there is no value."""


class Sheets:
    """An open workbook with its formats."""

    def __init__(self, target: BytesIO, book: Book) -> None:
        self.file = xlsxwriter.Workbook(target, OPTIONS)
        self.file.set_properties({"created": local(book.summary.as_of).replace(tzinfo=None)})
        self.formats = {
            name: self.file.add_format({**FONT, **form}) for name, form in FORMATS.items()
        }
        self.book = book

    def add(self, name: str, widths: Sequence[float], kind: type[Worksheet] = Worksheet) -> Any:
        """A sheet that prints on landscape A4 at a size that can be read; its title on each page.

        `widths` of its columns, in characters.
        """
        sheet = self.file.add_worksheet(words()["sheet"][name], kind)
        prepare(sheet, widths, f"{words()['sheet'][name]} · {self._titled()}")
        return sheet

    def _titled(self) -> str:
        period = self.book.cycle.period
        return str(words()["summary"]["title"].format(month=month(period), year=period.year))

    def write(self, sheet: Any, row: int, column: int, value: Value, form: str) -> None:
        """Text stays text, whatever it begins with; a share of nothing is a dash."""
        look = self.formats[form]
        if isinstance(value, datetime | date):
            sheet.write_datetime(row, column, value, look)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, look)
        elif value is not None:
            sheet.write_number(row, column, value, look)
        elif form in DASHED:
            sheet.write_string(row, column, DASH, look)
        else:
            sheet.write_blank(row, column, None, look)

    def look(self, form: str) -> CellLook:
        """The same, for the cells of a listing."""
        return CellLook(self.formats[form], DASH if form in DASHED else None)


def workbook(book: Book) -> bytes:
    """The book as an .xlsx file."""
    target = BytesIO()
    sheets = Sheets(target, book)
    _summary(sheets)
    _listing(sheets, "duties", duty_columns(book), book.entries)
    _listing(sheets, "units", unit_columns(book), book.summary.units)
    _listing(sheets, "tasks", task_columns(book), book.tasks)
    turnouts = book.turnouts
    _listing(sheets, "turnouts", month_columns(turnouts), by_unit(turnouts))
    _listing(sheets, "issues", ISSUE_COLUMNS, book.issues)
    _beside(sheets, book)
    sheets.file.close()
    return target.getvalue()


def _beside(sheets: Sheets, book: Book) -> None:
    """The period before, the scores, and what changed since figures were fixed."""
    made = book.comparison
    _listing(sheets, "comparison", comparison_columns(made), [*made.units, made.total])
    if book.forecast:
        _listing(sheets, "forecast", FORECAST_COLUMNS, forecast_rows(book.forecast))
    if book.changes:
        _listing(sheets, "changes", CHANGE_COLUMNS, change_rows(book.changes))


def _listing(
    sheets: Sheets,
    name: str,
    columns: Sequence[WorkbookColumn],
    items: Sequence[Any],
    frozen: int = 2,
) -> None:
    """A sheet with a heading row that stays, a filter on it, and one row per item."""
    sheet = sheets.add(name, [column.width for column in columns], ListingSheet)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        heading = words()[name].get(column.key, column.key)
        sheet.write_string(0, at, heading, sheets.formats["head"])
    sheet.set_row(0, HEAD_HEIGHT)
    rows = ([column.value(item) for column in columns] for item in items)
    looks = [sheets.look(column.form) for column in columns]
    sheet.list_rows(looks, ((_height(columns, values), values) for values in rows))
    colour(sheets.file, sheet, columns, len(items))
    sheet.autofilter(0, 0, len(items), len(columns) - 1)
    sheet.freeze_panes(1, frozen)
    sheet.repeat_rows(0)


def _height(columns: Sequence[WorkbookColumn], values: Sequence[Value]) -> float:
    """Points: as many lines as the longest text needs. Not every program works this out itself."""
    lines = [
        -(-len(value) // column.width)
        for column, value in zip(columns, values, strict=True)
        if isinstance(value, str)
    ]
    return min(LINE_HEIGHT * max([1, *lines]), HIGHEST_ROW)


# The first sheet: what the others add up to


def _summary(sheets: Sheets) -> None:
    """Its figures are formulas over the listings, so that anybody can see where they come from."""
    said, book = words()["summary"], sheets.book
    sheet = sheets.add("summary", SUMMARY_WIDTHS)
    for column, width in enumerate(SUMMARY_WIDTHS):
        sheet.set_column(column, column, width)
    period = book.cycle.period
    title = said["title"].format(month=month(period), year=period.year)
    sheet.write_string(0, 0, title, sheets.formats["title"])
    instants = (book.summary.as_of, book.summary.due_at, book.cycle.late_after)
    for row, (key, at) in enumerate(
        zip(("as_of", "due_at", "late_after"), instants, strict=True), start=1
    ):
        sheets.write(sheet, row, 0, said[key], "text")
        sheets.write(sheet, row, 1, naive(at), "instant")
    row = _counts(sheets, sheet, 5, "reporting", _reporting(book))
    begins = row + 2
    row = _counts(sheets, sheet, row + 1, "by_status", _by_status(book))
    picture(sheets.file, sheet, words()["sheet"]["summary"], (begins, len(Status)))
    _fields(sheets, sheet, row + 1)


def _range(name: str, columns: Sequence[WorkbookColumn], key: str, rows: int) -> str:
    letter = xl_col_to_name([column.key for column in columns].index(key))
    return f"'{words()['sheet'][name]}'!${letter}$2:${letter}${max(rows, 1) + 1}"


Counted = tuple[str, str, int]
"""A label, the formula that counts it, and what it comes to."""


def _reporting(book: Book) -> list[Counted]:
    said, timing, totals = words()["summary"], words()["timing"], book.summary.totals
    cells = _range("duties", duty_columns(book), "timing", len(book.entries))
    missing = f'COUNTIF({cells},"{timing["missing"]}*")'
    returned = f'COUNTIF({cells},"{timing["returned"]}")'
    counted = (
        ("duties", f"COUNTA({cells})", totals.duties),
        ("answered", f"COUNTA({cells})-{missing}-{returned}", totals.answered),
        ("on_time", f'COUNTIF({cells},"{timing["on_time"]}")', totals.on_time),
        ("late", f'COUNTIF({cells},"{timing["late"]}")', totals.late),
        ("missing", missing, totals.missing),
        ("unreachable", f'COUNTIF({cells},"{timing["unreachable"]}")', totals.unreachable),
        ("returned", returned, totals.returned),
    )
    return [(said[key], f"={formula}", count) for key, formula, count in counted]


def _by_status(book: Book) -> list[Counted]:
    said = words()["status"]
    cells = _range("duties", duty_columns(book), "status", len(book.entries))
    return [
        (said[status], f'=COUNTIF({cells},"{said[status]}")', book.summary.by_status[status])
        for status in Status
    ]


def _counts(sheets: Sheets, sheet: Any, row: int, title: str, counted: Sequence[Counted]) -> int:
    """A small table of counts and their shares of all duties. Returns the row below it."""
    said, whole = words()["summary"], sheets.book.summary.totals.duties
    for column, text in enumerate((said[title], said["count"], said["share"])):
        sheet.write_string(row, column, text, sheets.formats["head"])
    for label, formula, count in counted:
        row += 1
        sheets.write(sheet, row, 0, label, "text")
        sheet.write_formula(row, 1, formula, sheets.formats["count"], count)
        sheets.write(sheet, row, 2, share(count, whole), "share")
    return row + 1


def _fields(sheets: Sheets, sheet: Any, row: int) -> None:
    """The state's four cells by field, with a total."""
    said, cells, book = words()["summary"], words()["cell"], sheets.book
    heads = [said["field"], said["tasks"], *(cells[name] for name in Cells.__slots__)]
    sheet.set_row(row, HEAD_HEIGHT)
    for column, text in enumerate([*heads, said["done_share"]]):
        sheet.write_string(row, column, text, sheets.formats["head"])
    lines = [(clean(each.name), each.tasks, each.cells) for each in book.fields]
    total = book.summary.cells
    whole = sum(getattr(total, name) for name in Cells.__slots__)
    for name, tasks, four in [*lines, (said["total"], whole, total)]:
        row += 1
        counts = [getattr(four, each) for each in Cells.__slots__]
        sheets.write(sheet, row, 0, name, "text")
        for column, count in enumerate([tasks, *counts], start=1):
            sheets.write(sheet, row, column, count, "count")
        sheets.write(sheet, row, 6, share(four.done_on_time + four.done_late, tasks), "share")

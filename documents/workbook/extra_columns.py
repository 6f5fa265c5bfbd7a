"""The columns of what the workbook sets beside the period: the one before, scores, changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from documents.report.template_data import answer
from documents.report.wording import clean, month, words
from documents.workbook.columns import Value, WorkbookColumn
from domain.calendar.periods import Period
from domain.summaries.comparison import Comparison, Pair, Tally
from domain.summaries.forecast import PARTS, FieldShare, Forecast
from domain.summaries.report_diff import Changes, ReportChange


def comparison_columns(made: Comparison) -> tuple[WorkbookColumn, ...]:
    """Each figure of this period beside that of the one before."""
    return (
        WorkbookColumn("code", "text", 12, lambda p: p.now.code),
        WorkbookColumn("name", "text", 40, _name),
        *_both(made, "duties", "count", lambda tally: tally.duties),
        *_both(made, "answered", "share", lambda tally: tally.share("answered")),
        WorkbookColumn("answered_points", "points", 16, lambda p: p.points("answered")),
        *_both(made, "on_time", "share", lambda tally: tally.share("on_time")),
        WorkbookColumn("on_time_points", "points", 16, lambda p: p.points("on_time")),
        *_both(made, "late", "count", lambda tally: tally.late),
        *_both(made, "done", "count", lambda tally: tally.done),
    )


def _name(pair: Pair) -> str:
    return clean(pair.now.name) or words()["comparison"]["total"]


def _both(
    made: Comparison, key: str, form: str, value: Callable[[Tally], Value]
) -> tuple[WorkbookColumn, WorkbookColumn]:
    heading = words()["comparison"][key]
    now, before = (heading.format(month=_month(each)) for each in (made.period, made.before))
    return (
        WorkbookColumn(now, form, 13, lambda pair: value(pair.now)),
        WorkbookColumn(before, form, 13, lambda pair: value(pair.before)),
    )


def _month(period: Period | None) -> str:
    said = words()["comparison"]
    if period is None:
        return said["no_previous"]
    return said["this"].format(month=month(period), year=period.year)


FORECAST_COLUMNS = (
    WorkbookColumn("code", "text", 12, lambda f: f.code),
    WorkbookColumn("field", "text", 52, lambda f: clean(f.name) or words()["forecast"]["total"]),
    WorkbookColumn("most", "score", 14, lambda f: f.most),
    *(WorkbookColumn(name, "score", 18, attrgetter(name)) for name in PARTS),
)


def forecast_rows(made: Forecast) -> list[FieldShare]:
    return [*made.fields, made.total]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change, with the issue that it is measured from."""

    since: Changes
    change: ReportChange


CHANGE_COLUMNS = (
    WorkbookColumn("unit_code", "text", 11, lambda r: r.change.about.unit_code),
    WorkbookColumn("task_code", "text", 11, lambda r: r.change.about.task_code),
    WorkbookColumn("unit", "text", 30, lambda r: clean(r.change.about.unit_name)),
    WorkbookColumn("title", "text", 50, lambda r: clean(r.change.about.title)),
    WorkbookColumn(
        "period", "text", 12, lambda r: f"{month(r.since.period)}/{r.since.period.year}"
    ),
    WorkbookColumn("number", "count", 10, lambda r: r.since.number),
    WorkbookColumn("before", "text", 36, lambda r: answer(r.change.before)),
    WorkbookColumn("after", "text", 36, lambda r: answer(r.change.after)),
)


def change_rows(changes: Sequence[Changes]) -> list[Any]:
    return [ChangeRow(each, item) for each in changes for item in each.items]

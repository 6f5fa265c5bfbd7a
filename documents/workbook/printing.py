"""How the workbook looks on paper and at a glance: page, titles, colours of status, a chart."""

from collections.abc import Mapping, Sequence
from typing import Any

from documents.report.wording import words
from documents.workbook.columns import WorkbookColumn
from domain.reporting.duties import Status

FONT = {"font_name": "Times New Roman", "font_size": 11}
FORMATS: Mapping[str, Mapping[str, Any]] = {
    "text": {"text_wrap": True, "valign": "top", "border": 1},
    "count": {"num_format": "#,##0", "valign": "top", "border": 1},
    "share": {"num_format": "0.0%", "valign": "top", "border": 1, "align": "right"},
    "points": {"num_format": "+0.0;-0.0;0.0", "valign": "top", "border": 1},
    "score": {"num_format": "0.00", "valign": "top", "border": 1},
    "day": {"num_format": "dd/mm/yyyy", "valign": "top", "border": 1, "align": "center"},
    "instant": {"num_format": "dd/mm/yyyy hh:mm", "valign": "top", "border": 1, "align": "center"},
    "head": {
        "bold": True,
        "bg_color": "#DCE6F1",
        "border": 1,
        "text_wrap": True,
        "align": "center",
        "valign": "vcenter",
    },
    "title": {"bold": True, "font_size": 14},
    "section": {"bold": True, "font_size": 12},
}
A4 = 9
MARGIN = 0.4
"""Inches at the left and right."""
PAGE_CHARACTERS = 150
"""What fits beside one another on landscape A4 at full size."""
SMALLEST = 65
"""Per cent: smaller letters cannot be read on paper; a wider sheet goes on beside."""
KEPT_COLUMNS = 2
COLOURS = {
    "done": ("#E2EFDA", "#375623"),
    "on_time": ("#E2EFDA", "#375623"),
    "in_progress": ("#DDEBF7", "#1F4E78"),
    "blocked": ("#FCE4D6", "#833C0B"),
    "late": ("#FFF2CC", "#7F6000"),
    "returned": ("#FFF2CC", "#7F6000"),
    "not_started": ("#EDEDED", "#3A3A3A"),
    "missing": ("#F8CBAD", "#7B1E00"),
    "unreachable": ("#F8CBAD", "#7B1E00"),
    "absent": ("#EDEDED", "#3A3A3A"),
}
"""Ground and letters by status and timing: each pair can be read, also in shades of grey."""
CHART_AT, CHART_SIZE = (5, 3), {"width": 480, "height": 265}
"""Beside the two tables of counts, and no higher: the fields stand below, as wide as the page."""


def prepare(sheet: Any, widths: Sequence[float], title: str) -> None:
    """Landscape A4, as large as it fits, but never too small; title above, pages below."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=MARGIN, right=MARGIN)
    scale = min(100, int(100 * PAGE_CHARACTERS / sum(widths)))
    sheet.set_print_scale(max(SMALLEST, scale))
    if scale < SMALLEST:
        sheet.repeat_columns(0, KEPT_COLUMNS - 1)
        sheet.print_across()
    sheet.set_header('&L&"Times New Roman,Bold"&11' + title.replace("&", "&&"))
    sheet.set_footer("&C&P/&N")


def colour(file: Any, sheet: Any, columns: Sequence[WorkbookColumn], rows: int) -> None:
    """Status and timing stand out; the words stay what they are."""
    for at, column in enumerate(columns):
        said: Mapping[str, str] = words().get(column.key, {})
        for key, (ground, letters) in COLOURS.items() if column.key in GLANCED and rows else ():
            if key in said:
                look = file.add_format({"bg_color": ground, "font_color": letters})
                rule = {"type": "cell", "criteria": "==", "value": f'"{said[key]}"', "format": look}
                sheet.conditional_format(1, at, rows, at, rule)


GLANCED = frozenset(("status", "timing"))


def picture(file: Any, sheet: Any, name: str, counts: tuple[int, int]) -> None:
    """A chart of the counts by status, which begin in this row and are so many."""
    first, many = counts
    last = first + many - 1
    chart = file.add_chart({"type": "bar"})
    points = [{"fill": {"color": COLOURS[status][1]}} for status in Status]
    chart.add_series(
        {
            "categories": [name, first, 0, last, 0],
            "values": [name, first, 1, last, 1],
            "points": points,
            "data_labels": {"value": True},
        }
    )
    chart.set_title({"name": words()["summary"]["by_status"], "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_size(CHART_SIZE)
    sheet.insert_chart(*CHART_AT, chart, {"description": words()["summary"]["by_status"]})

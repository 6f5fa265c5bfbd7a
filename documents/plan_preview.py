"""Writes what was understood of an annex as a workbook to correct and read again."""

import io
from collections.abc import Callable, Iterator

from xlsxwriter import Workbook

from domain.annex_words import Heading
from domain.annexes import AnnexRow, PlanReading
from domain.imports import TaskLine
from domain.plans import Recurrence

TITLE = "Phụ lục nhiệm vụ"
YEAR = "Phụ lục nhiệm vụ năm {year}"
REASON = "Lý do cần xem lại"
SOURCE = "Dòng trong tệp"
TITLES = {
    Heading.NUMBER: "STT",
    Heading.FIELD: "Lĩnh vực",
    Heading.CRITERION: "Tiêu chí",
    Heading.LIMITATION: "Tồn tại, hạn chế",
    Heading.TASK: "Nhiệm vụ",
    Heading.OUTPUT: "Sản phẩm",
    Heading.LEAD: "Đơn vị chủ trì",
    Heading.COORDINATING: "Đơn vị phối hợp",
    Heading.DEADLINE: "Thời hạn hoàn thành",
    Heading.RECURRENCE: "Tần suất báo cáo",
    Heading.MAX_SCORE: "Điểm tối đa",
}
DOUBT = "{day}: năm lấy từ tiêu đề phụ lục"
NO_DAY = "Thời hạn không nêu ngày"
WIDE = frozenset((Heading.TASK, Heading.OUTPUT, Heading.FIELD, Heading.LIMITATION))


def preview(reading: PlanReading, say: Callable[..., str] | None = None) -> bytes:
    """The workbook; `say` words the reason of an error, otherwise its key stands there."""
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet(TITLE)
        bold = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"})
        usual = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        doubtful = book.add_format(
            {"border": 1, "text_wrap": True, "valign": "top", "bg_color": "#FFFF00"}
        )
        sheet.write_string(0, 0, YEAR.format(year=reading.year) if reading.year else TITLE)
        for column, title in enumerate((*TITLES.values(), REASON, SOURCE)):
            sheet.write_string(2, column, title, bold)
        for at, row in enumerate(reading.rows, start=3):
            marked = {row.wrong, *row.doubts}
            texts = _texts(row)
            for column, heading in enumerate(TITLES):
                form = doubtful if heading in marked else usual
                sheet.write_string(at, column, texts[heading], form)
            sheet.write_string(at, len(TITLES), "; ".join(_reasons(row, say)), usual)
            sheet.write_string(at, len(TITLES) + 1, f"{row.part} {row.number}".strip(), usual)
        for column, heading in enumerate(TITLES):
            sheet.set_column(column, column, 40 if heading in WIDE else 16)
        sheet.set_column(len(TITLES), len(TITLES), 40)
        sheet.freeze_panes(3, 0)
    return content.getvalue()


def _texts(row: AnnexRow) -> dict[Heading, str]:
    """A task as it was understood; an error as it stands in the file."""
    if row.task is None:
        return {heading: row.cells.get(heading, "") for heading in Heading}
    return _understood(row.task)


def _understood(task: TaskLine) -> dict[Heading, str]:
    named = task.recurrence is not Recurrence.ONCE or task.deadline is not None
    return {
        Heading.NUMBER: task.code,
        Heading.FIELD: task.field or "–",
        Heading.CRITERION: task.criterion,
        Heading.LIMITATION: task.limitation,
        Heading.TASK: task.title,
        Heading.OUTPUT: task.output,
        Heading.LEAD: "; ".join(task.lead_codes),
        Heading.COORDINATING: "; ".join(task.coordinating_codes),
        Heading.DEADLINE: task.deadline_text,
        Heading.RECURRENCE: task.recurrence.value if named else "",
        Heading.MAX_SCORE: "" if task.max_score is None else f"{task.max_score:g}",
    }


def _reasons(row: AnnexRow, say: Callable[..., str] | None) -> Iterator[str]:
    if row.error:
        yield say(row.error.reason, **row.error.facts) if say else row.error.reason
    if Heading.DEADLINE in row.doubts and row.task:
        day = row.task.deadline
        yield DOUBT.format(day=f"{day:%d/%m/%Y}") if day else NO_DAY

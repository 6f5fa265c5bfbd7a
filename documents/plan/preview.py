"""Writes what was understood of an annex as a workbook to correct and read again."""

from collections.abc import Callable, Iterator

from documents.preview_book import PreviewLine, Sheet, book
from domain.imports.plan_rows import AnnexRow, PlanReading
from domain.imports.plan_vocabulary import Heading
from domain.imports.rows import TaskLine
from domain.reporting.plans import Recurrence

TITLE = "Phụ lục nhiệm vụ"
YEAR = "Phụ lục nhiệm vụ năm {year}"
PICTURES = "Đối chiếu bản quét"
PICTURE_TITLES = ("Số", "Cột", "Đã đọc", "Ảnh của ô trong bản quét")
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
WIDE = frozenset((Heading.TASK, Heading.OUTPUT, Heading.FIELD, Heading.LIMITATION))


def preview(reading: PlanReading, say: Callable[..., str] | None = None) -> bytes:
    """The workbook; `say` words the reason of an error, otherwise its key stands there."""
    wide = [at for at, heading in enumerate(TITLES) if heading in WIDE]
    sheet = Sheet(
        TITLE,
        (*TITLES.values(), REASON, SOURCE),
        [_line(row, say) for row in reading.rows],
        YEAR.format(year=reading.year) if reading.year else TITLE,
        (*wide, len(TITLES)),
    )
    return book([sheet, _pictures(reading)] if reading.scanned else [sheet])


def _pictures(reading: PlanReading) -> Sheet:
    """Each cell of a scan beside what was read there; this sheet is only to look at."""
    lines = []
    for row in reading.rows:
        texts, marked = _texts(row), {each.heading for each in (*row.wrong, *row.doubts)}
        for heading, picture in row.pictures.items():
            cells = [row.cells[Heading.NUMBER], TITLES[heading], texts[heading]]
            lines.append(PreviewLine(cells, [2] if heading in marked else [], picture=picture))
    return Sheet(PICTURES, PICTURE_TITLES, lines, wide=(2,))


def _line(row: AnnexRow, say: Callable[..., str] | None) -> PreviewLine:
    texts, marked = _texts(row), {each.heading for each in (*row.wrong, *row.doubts)}
    cells = [texts[heading] for heading in TITLES]
    source = f"{row.part} {row.number}".strip()
    places = [at for at, heading in enumerate(TITLES) if heading in marked]
    return PreviewLine([*cells, "; ".join(_reasons(row, say)), source], places)


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
        Heading.COORDINATING: "; ".join((*task.coordinating_codes, *filter(None, [task.outside]))),
        Heading.DEADLINE: task.deadline_text,
        Heading.RECURRENCE: task.recurrence.value if named else "",
        Heading.MAX_SCORE: "" if task.max_score is None else f"{task.max_score:g}",
    }


def _reasons(row: AnnexRow, say: Callable[..., str] | None) -> Iterator[str]:
    for each in (*row.wrong, *row.doubts):
        yield (
            say(each.reason, **each.facts) if say else " ".join((each.reason, *each.facts.values()))
        )

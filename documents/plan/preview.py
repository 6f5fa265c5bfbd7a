"""Writes what was understood of an annex as a workbook to correct and read again."""

from collections.abc import Callable

from documents.preview_book import PreviewLine, Sheet, book
from domain.imports.plan_rows import PlanReading
from domain.imports.plan_vocabulary import Heading
from domain.imports.preview import PreviewRow, of_plan
from domain.imports.rows import Remark

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
        [_line(row, say) for row in of_plan(reading).rows],
        YEAR.format(year=reading.year) if reading.year else TITLE,
        (*wide, len(TITLES)),
    )
    return book([sheet, _pictures(reading)] if reading.scanned else [sheet])


def _pictures(reading: PlanReading) -> Sheet:
    """Each cell of a scan beside what was read there; this sheet is only to look at."""
    lines = []
    for row, shown in zip(reading.rows, of_plan(reading).rows, strict=True):
        cells = {cell.column: cell for cell in shown.cells}
        for heading, picture in row.pictures.items():
            cell = cells[heading]
            texts = [row.cells[Heading.NUMBER], TITLES[heading], cell.value]
            lines.append(PreviewLine(texts, [2] if cell.remarks else [], picture=picture))
    return Sheet(PICTURES, PICTURE_TITLES, lines, wide=(2,))


def _line(row: PreviewRow, say: Callable[..., str] | None) -> PreviewLine:
    cells = {each.column: each for each in row.cells}
    shown = [cells[heading] for heading in TITLES]
    reasons = (_worded(each, say) for cell in row.cells for each in cell.remarks)
    source = f"{row.part} {row.number}".strip()
    texts = [*(cell.value for cell in shown), "; ".join(dict.fromkeys(reasons)), source]
    return PreviewLine(texts, [at for at, cell in enumerate(shown) if cell.remarks])


def _worded(remark: Remark, say: Callable[..., str] | None) -> str:
    return (
        say(remark.reason, **remark.facts)
        if say
        else " ".join((remark.reason, *remark.facts.values()))
    )

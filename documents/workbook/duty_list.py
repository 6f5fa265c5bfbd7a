"""Writes duties as somebody has filtered them: a line for each, and the same as a matrix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from documents.preview_book import PreviewLine, Sheet, book
from domain.summaries.cells import Cell
from domain.summaries.standing import Standing

LIST, MATRIX = "Danh sách", "Nhiệm vụ × đơn vị"
TITLES = (
    *("Đơn vị", "Mã", "Nhiệm vụ", "Vai trò", "Người thực hiện", "Tình trạng", "Phần trăm"),
    *("Sau hạn", "Trả lời lúc", "Nội dung"),
)
STANDINGS: Mapping[Standing, str] = {
    Standing.DONE: "Đã hoàn thành",
    Standing.IN_PROGRESS: "Đang thực hiện",
    Standing.BLOCKED: "Khó khăn, vướng mắc",
    Standing.NOT_STARTED: "Chưa thực hiện",
    Standing.RETURNED: "Trả lại để chỉnh sửa",
    Standing.UNREACHED: "Chưa liên hệ được",
    Standing.MISSING: "Chưa có báo cáo",
}
MOST_CELLS = 20_000  # a larger matrix is no help on a screen


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty with the name of its unit, and when it was answered in words."""

    cell: Cell
    unit: str
    answered: str


def list_name(month: str) -> str:
    """`month`: 2025-10."""
    return f"Danh sách việc {month}.xlsx"


def duty_list(lines: Sequence[DutyLine], caption: str) -> bytes:
    """`caption`: of which period, from when."""
    rows = [PreviewLine(_cells(each)) for each in lines]
    sheets = [Sheet(LIST, TITLES, rows, caption, wide=(0, 2, 9))]
    codes = list(dict.fromkeys(each.cell.code for each in lines))
    units = list(dict.fromkeys(each.unit for each in lines))
    if len(codes) * len(units) <= MOST_CELLS:
        sheets.append(_matrix(lines, codes, units, caption))
    return book(sheets)


def _cells(line: DutyLine) -> tuple[str, ...]:
    cell = line.cell
    part = "chủ trì" if cell.lead else "phối hợp"
    percent = "" if cell.percent is None else f"{cell.percent}%"
    late, owner = "sau hạn" if cell.late else "", cell.owner or "chưa có người làm"
    known = STANDINGS[cell.standing], percent, late, line.answered, cell.note
    return (line.unit, cell.code, cell.title, part, owner, *known)


def _matrix(
    lines: Sequence[DutyLine], codes: Sequence[str], units: Sequence[str], caption: str
) -> Sheet:
    said = {(each.cell.code, each.unit): STANDINGS[each.cell.standing] for each in lines}
    titles = {each.cell.code: each.cell.title for each in lines}
    rows = [
        PreviewLine((code, titles[code], *(said.get((code, unit), "") for unit in units)))
        for code in codes
    ]
    return Sheet(MATRIX, ("Mã", "Nhiệm vụ", *units), rows, caption, wide=(1,))

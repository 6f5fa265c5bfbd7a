"""Writes what is unanswered as a workbook, a line for each task and unit."""

from collections.abc import Sequence

from documents.preview_book import PreviewLine, Sheet, book
from domain.summaries.unanswered import UnansweredLine

SHEET = "Chưa có báo cáo"
TITLES = ("Đơn vị", "Mã", "Nhiệm vụ", "Người thực hiện", "Tình trạng", "Hạn nhiệm vụ")
STATES = {"unreached": "chưa liên hệ được", "absent": "vắng mặt, chưa có người thay"}
SILENT = "chưa trả lời"


def unanswered_name(month: str) -> str:
    """`month`: 2025-10."""
    return f"Chưa có báo cáo {month}.xlsx"


def unanswered_list(lines: Sequence[UnansweredLine]) -> bytes:
    rows = [PreviewLine(_cells(each)) for each in lines]
    return book([Sheet(SHEET, TITLES, rows, wide=(0, 2))])


def _cells(line: UnansweredLine) -> tuple[str, ...]:
    state = STATES.get(line.state, SILENT)
    day = f"{line.deadline:%d/%m/%Y}" if line.deadline else ""
    return line.unit, line.code, line.title, line.owner, state, day

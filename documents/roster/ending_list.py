"""Writes who and what an import would end as a workbook, a line each."""

from collections.abc import Sequence

from documents.preview_book import PreviewLine, Sheet, book

NAME = "Danh sách sẽ kết thúc.xlsx"
SHEET = "Sẽ kết thúc"
TITLES = ("Mã", "Họ và tên / Nhiệm vụ", "Đơn vị")


def ending_list(rows: Sequence[tuple[str, str, str]]) -> bytes:
    """`rows`: code, name or title, unit."""
    return book([Sheet(SHEET, TITLES, [PreviewLine(row) for row in rows], wide=(1, 2))])

"""Rows that are written at once are the same file as cells written one by one."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from documents.workbook.columns import Value
from documents.workbook.listing_sheet import CellLook, ListingSheet

instant = datetime.fromisoformat
ROWS: tuple[tuple[float, tuple[Value, ...]], ...] = (
    (14.0, ("=1+1 <b> & \x1f", 3, 0.125, date(2025, 10, 24), instant("2025-10-24T17:00:01"))),
    (28.0, ("", None, None, None, None)),
    (400.0, ("Đơn vị " * 9_000, -7, 1.0, date(1999, 1, 1), instant("1900-01-01"))),
    (42.5, ("=1+1 <b> & \x1f", 1, 1 / 3, None, instant("2025-02-28T23:59:59.999"))),
)
DASH = "-"


def one_by_one(sheet: Any, looks: list[CellLook]) -> None:
    for row, (height, values) in enumerate(ROWS, start=1):
        sheet.set_row(row, height)
        for at, (cell, value) in enumerate(zip(looks, values, strict=True)):
            if isinstance(value, date):
                sheet.write_datetime(row, at, value, cell.look)
            elif value is None and cell.empty is None:
                sheet.write_blank(row, at, None, cell.look)
            elif isinstance(value, int | float):
                sheet.write_number(row, at, value, cell.look)
            else:
                sheet.write_string(row, at, cell.empty if value is None else value, cell.look)


def at_once(sheet: Any, looks: list[CellLook]) -> None:
    sheet.list_rows(looks, ROWS)


def parts(kind: type[Worksheet], write: Any) -> dict[str, bytes]:
    target = BytesIO()
    file = Workbook(target, {"in_memory": True})
    file.set_properties({"created": instant("2025-10-24")})
    looks = [file.add_format({"border": 1, "num_format": "0." + "0" * n}) for n in range(5)]
    sheet = file.add_worksheet("Lượt báo cáo", kind)
    for at, look in enumerate(looks):
        sheet.write_string(0, at, f"Cột {at}", look)
    write(sheet, [CellLook(look, DASH if at == 2 else None) for at, look in enumerate(looks)])
    sheet.autofilter(0, 0, len(ROWS), 4)
    file.close()
    with zipfile.ZipFile(target) as made:
        return {name: made.read(name) for name in made.namelist()}


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_the_parts_of_the_file_are_the_same(part: str) -> None:
    assert parts(ListingSheet, at_once)[part] == parts(Worksheet, one_by_one)[part]


def test_each_text_is_kept_once_in_both() -> None:
    kept, known = (
        made["xl/sharedStrings.xml"].partition(b"uniqueCount=")[2]
        for made in (parts(ListingSheet, at_once), parts(Worksheet, one_by_one))
    )
    assert kept == known

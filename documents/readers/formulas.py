"""Tells formulas of a workbook that were never computed from those whose result is empty."""

import re
import zipfile
from typing import IO

from lxml import etree  # type: ignore[import-untyped] # it ships no types
from openpyxl.utils.cell import coordinate_to_tuple

FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")


def uncomputed(package: IO[bytes], part: str) -> frozenset[tuple[int, int]]:
    """The places (row, column) of a sheet's formulas for which the file keeps no value.

    An empty text is a value: such a cell is empty for whoever looks at the sheet.
    """
    with zipfile.ZipFile(package) as opened:
        content = opened.read(part.removeprefix("/"))
    if not FORMULA.search(content):
        return frozenset()
    root = etree.fromstring(content)
    space = root.tag.rpartition("}")[0] + "}"
    cells = root.iterfind(f"{space}sheetData/{space}row/{space}c")
    return frozenset(coordinate_to_tuple(cell.get("r")) for cell in cells if _unknown(cell, space))


def _unknown(cell: etree._Element, space: str) -> bool:
    value = cell.find(f"{space}v")
    kept = value is not None and (bool(value.text) or cell.get("t") == "str")
    return cell.find(f"{space}f") is not None and not kept

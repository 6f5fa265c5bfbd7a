"""Writes tables to look at, correct and read again: doubtful cells are yellow."""

import io
import struct
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook

USUAL, WIDE, PICTURE_WIDE = 16, 40, 70
LEAST_HIGH, MOST_HIGH = 20, 400
YELLOW = "#FFFF00"


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A row of texts; `marked` are the places of the cells that somebody should look at.

    `choices`: what may be chosen in the sheet's `chosen` column of this row. `picture`: a PNG that
    stands behind the texts.
    """

    texts: Sequence[str]
    marked: Collection[int] = ()
    choices: tuple[str, ...] = ()
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`caption` stands above the heading, a row apart; `wide` are places of long texts.

    `chosen`: the column whose cells offer a list to choose from; `lists` names the sheet of lists.
    """

    name: str
    titles: Sequence[str]
    lines: Sequence[PreviewLine]
    caption: str = ""
    wide: Collection[int] = ()
    chosen: int = -1
    lists: str = ""


def book(sheets: Sequence[Sheet]) -> bytes:
    from xlsxwriter import Workbook  # loaded when first wanted, not when the service starts

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as workbook:
        for sheet in sheets:
            _write(workbook, sheet)
            if sheet.lists:
                _offer(workbook, sheet)
    return content.getvalue()


def _write(workbook: "Workbook", sheet: Sheet) -> None:
    page = workbook.add_worksheet(sheet.name)
    shape = {"border": 1, "text_wrap": True, "valign": "top"}
    usual = workbook.add_format(shape)
    doubtful = workbook.add_format({**shape, "bg_color": YELLOW})
    bold = workbook.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"})
    top = 2 if sheet.caption else 0
    if sheet.caption:
        page.write_string(0, 0, sheet.caption)
    for column, title in enumerate(sheet.titles):
        page.write_string(top, column, title, bold)
        page.set_column(column, column, WIDE if column in sheet.wide else USUAL)
    for at, line in enumerate(sheet.lines, start=top + 1):
        for column, text in enumerate(line.texts):
            page.write_string(at, column, text, doubtful if column in line.marked else usual)
        if line.picture:
            _show(page, at, len(line.texts), line.picture)
    page.freeze_panes(top + 1, 0)


def _show(page: Any, row: int, column: int, picture: bytes) -> None:
    """At its own size, in a row as high as it is; its size stands in the head of the PNG."""
    _width, height = struct.unpack_from(">II", picture, 16)
    scale = min(1.0, MOST_HIGH / max(height, 1))
    page.set_row_pixels(row, max(LEAST_HIGH, round(height * scale) + 4))
    page.set_column(column, column, PICTURE_WIDE)
    page.insert_image(
        row, column, "", {"image_data": io.BytesIO(picture), "x_scale": scale, "y_scale": scale}
    )


def _offer(workbook: "Workbook", sheet: Sheet) -> None:
    """Lists stand on a hidden sheet, a column each: a cell's own list is cut off at 255 letters."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    offered = list(dict.fromkeys(line.choices for line in sheet.lines if line.choices))
    hidden = workbook.add_worksheet(sheet.lists)
    hidden.hide()
    places = {}
    for column, choices in enumerate(offered):
        hidden.write_column(0, column, choices)
        ends = (
            xl_rowcol_to_cell(0, column, True, True),
            xl_rowcol_to_cell(len(choices) - 1, column, True, True),
        )
        places[choices] = f"='{sheet.lists}'!{ends[0]}:{ends[1]}"
    page = workbook.get_worksheet_by_name(sheet.name)
    for at, line in enumerate(sheet.lines, start=3 if sheet.caption else 1):
        if line.choices:
            rule = {"validate": "list", "source": places[line.choices], "error_type": "warning"}
            page.data_validation(at, sheet.chosen, at, sheet.chosen, rule)

"""The preview is a workbook that can be corrected and read again."""

import io
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from documents.plan.preview import TITLES, preview
from domain.imports.plan_rows import PlanReading
from domain.imports.plan_vocabulary import Heading
from tests.documents.annex_files import HEADING, ROWS, TITLE, counted, read, sheet

BAD = ("4", "Việc ngoài Sở", "Sở Tài chính", "", "30/9", "")
COLUMN = {heading: at for at, heading in enumerate(TITLES, start=1)}
YELLOW = "FFFFFF00"


def opened(reading: PlanReading) -> Any:
    return load_workbook(io.BytesIO(preview(reading)))


def test_read_again_it_gives_the_same_tasks_and_errors(tmp_path: Path) -> None:
    first = read(tmp_path, sheet(HEADING, *ROWS, BAD, title=TITLE))
    again = read(tmp_path, opened(first), "xem-truoc")
    assert again.lines == first.lines
    assert [e.reason for e in again.errors] == ["import.unit_outside"]
    assert counted(again, 1 + 1 + 4)


def test_fields_and_numbers_that_begin_again_survive(tmp_path: Path) -> None:
    section = ("II", "Cải cách thủ tục", "", "", "", "")
    book = sheet(HEADING, *ROWS, section, ("1", "Việc khác", "VP", "", "", ""), title=TITLE)
    other = book.create_sheet("Phụ lục 2")
    other.append(HEADING)
    other.append(("1", "Việc thứ ba", "VP", "", "Thường xuyên", ""))
    first = read(tmp_path, book)
    assert [task.field for task in first.lines] == ["", "", "", "Cải cách thủ tục", ""]
    assert len({task.code for task in first.lines}) == 5
    assert read(tmp_path, opened(first), "xem-truoc").lines == first.lines


def test_a_corrected_cell_makes_the_task(tmp_path: Path) -> None:
    first = read(tmp_path, sheet(HEADING, *ROWS, BAD, title=TITLE))
    book = opened(first)
    page = book.active
    page.cell(7, COLUMN[Heading.LEAD]).value = "VP"
    again = read(tmp_path, book, "da-sua")
    assert again.errors == ()
    assert [task.lead_codes for task in again.lines][-1] == ("VP",)
    assert str(again.lines[-1].deadline) == "2025-09-30"


def test_only_doubtful_cells_are_yellow_and_the_reason_is_beside(tmp_path: Path) -> None:
    page = opened(read(tmp_path, sheet(HEADING, *ROWS, BAD, title=TITLE))).active
    yellow = [
        cell.coordinate
        for row in page.iter_rows(min_row=4)
        for cell in row
        if cell.fill.fgColor.rgb == YELLOW
    ]
    assert yellow == [page.cell(7, COLUMN[Heading.LEAD]).coordinate]
    assert page.cell(7, len(TITLES) + 1).value.startswith("import.unit_outside Sở Tài chính")
    assert not page.cell(4, len(TITLES) + 1).value


def test_a_year_from_the_title_is_doubtful(tmp_path: Path) -> None:
    rows = (("1", "Việc một", "VP", "", "30/9", ""),)
    page = opened(read(tmp_path, sheet(HEADING, *rows, title=TITLE))).active
    assert page.cell(4, COLUMN[Heading.DEADLINE]).fill.fgColor.rgb == YELLOW
    assert "30/09/2025" in page.cell(4, len(TITLES) + 1).value

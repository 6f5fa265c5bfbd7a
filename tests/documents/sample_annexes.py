"""Annexes in the layouts of real plans, with what must come out, for every kind of file."""

import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from openpyxl import Workbook

from documents.plan.reader import read_plan
from domain.imports.plan_rows import PlanReading
from domain.imports.rows import TaskLine
from domain.reporting.plans import Recurrence
from nhacviec.onboarding.importing import DEMO_DATA
from tests.documents.annex_files import UNITS

PLAN = read_plan(DEMO_DATA / "tasks.csv", UNITS).lines
NAMES = {unit.code: unit.name.partition(" (")[0] for unit in UNITS}
SHORT = {"VP": "VP Sở", "P_KHTC": "P. KH-TC", "TTKC": "TTKC&TVPTCN", "CCQLTT": "Chi cục QLTT"}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
PLAIN = ("STT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn hoàn thành", "Sản phẩm")
OTHER = ("TT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian thực hiện",
         "Kết quả")  # fmt: skip
LANDSCAPE, PORTRAIT = (1.2, 9, 4, 4.2, 3, 3.8), (1.1, 6, 3, 3, 2.3, 2.2)


@dataclass(frozen=True, slots=True)
class Layout:
    """How an annex is laid out; `tasks` are places in the sample plan."""

    tasks: Sequence[int]
    heading: tuple[str, ...] = PLAIN
    size: int = 12
    font: str = "Times New Roman"
    landscape: bool = True
    full_names: bool = False
    two_rows: bool = False
    sections: bool = True
    between: str = "; "
    ends_in_table: bool = False


LAYOUTS = {
    "ngang": Layout(range(0, 35, 2)),
    "hai-dong": Layout(range(1, 35, 2), OTHER, 13, two_rows=True),
    "doc": Layout(range(0, 30, 2), size=11, landscape=False, full_names=True),
    "cuoi-tep": Layout(range(3, 15), OTHER, ends_in_table=True),
    "xuong-dong": Layout(range(5, 20), sections=False, between="\n"),
    "arial": Layout(range(10, 30), OTHER, 10, "Arial", landscape=False, two_rows=True,
                    between=", "),
    "dai": Layout(range(35), size=13, landscape=False, sections=False, full_names=True),
    "ngan": Layout(range(4), ends_in_table=True, sections=False),
}  # fmt: skip


def expected(layout: Layout) -> list[TaskLine]:
    return [PLAN[at] for at in layout.tasks]


def rows_of(layout: Layout) -> list[tuple[str, ...]]:
    """Sections as rows of two texts, tasks as rows of six."""
    rows: list[tuple[str, ...]] = []
    fields: list[str] = []
    for number, task in enumerate(expected(layout), start=1):
        if layout.sections and task.field not in fields:
            fields.append(task.field)
            rows.append((ROMAN[len(fields) - 1], task.field.upper()))
        units = [_units(codes, layout) for codes in (task.lead_codes, task.coordinating_codes[:3])]
        rows.append((str(number), task.title, *units, _when(task), task.output))
    return rows


def _units(codes: Iterable[str], layout: Layout) -> str:
    if layout.full_names:
        return layout.between.join(NAMES[code] for code in codes)
    return layout.between.join(SHORT.get(code, code.replace("_", ". ")) for code in codes)


def _when(task: TaskLine) -> str:
    return f"Trước {task.deadline:%d/%m/%Y}" if task.deadline else task.deadline_text.capitalize()


def word(layout: Layout, path: Path) -> None:
    document = Document()
    _page(document, layout)
    head = document.add_table(1, 2)
    head.cell(0, 0).text = "UBND THÀNH PHỐ HẢI PHÒNG\nSỞ CÔNG THƯƠNG"
    head.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    for line in ("PHỤ LỤC", "NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2025",
                 "(Kèm theo Kế hoạch số 5064/KH-SCT ngày 23/9/2025)"):  # fmt: skip
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _table(document, layout)
    if not layout.ends_in_table:
        document.add_paragraph("")
        signed = document.add_table(1, 2)
        signed.cell(0, 0).text = "Nơi nhận:\n- Như trên;\n- Lưu: VT, VP."
        signed.cell(0, 1).text = "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC"
        document.add_paragraph("")
    document.save(str(path))


def _page(document: Any, layout: Layout) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    if layout.landscape:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Cm(29.7), Cm(21)
    page.left_margin, page.right_margin = Cm(2.5), Cm(1.5)
    page.top_margin = page.bottom_margin = Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = layout.font, Pt(layout.size)
    normal.paragraph_format.space_after = Pt(0)


def _table(document: Any, layout: Layout) -> None:
    table = document.add_table(1 + layout.two_rows, 6)
    table.style, table.autofit = "Table Grid", False
    for at, title in enumerate(layout.heading):
        _put(table.cell(0, at), title, bold=True)
    if layout.two_rows:
        _second_row(table, layout)
    for row in rows_of(layout):
        cells = table.add_row().cells
        if len(row) == 2:
            _put(cells[0], row[0], bold=True)
            _put(cells[1].merge(cells[5]), row[1], bold=True)
            continue
        for at, text in enumerate(row):
            _put(cells[at], text, centred=at in (0, 2, 3, 4))
    widths = LANDSCAPE if layout.landscape else PORTRAIT
    for line in table.rows:
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = Cm(width)


def _second_row(table: Any, layout: Layout) -> None:
    _put(table.cell(0, 2).merge(table.cell(0, 3)), "Đơn vị thực hiện", bold=True)
    _put(table.cell(1, 2), "Chủ trì", bold=True)
    _put(table.cell(1, 3), "Phối hợp", bold=True)
    for at in (0, 1, 4, 5):
        table.cell(0, at).merge(table.cell(1, at))
        _put(table.cell(0, at), layout.heading[at], bold=True)


def _put(cell: Any, text: str, *, bold: bool = False, centred: bool = True) -> None:
    cell.text = text
    for paragraph in cell.paragraphs:
        way = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.alignment = way
        for run in paragraph.runs:
            run.bold = bold


def excel(layout: Layout, path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["PHỤ LỤC NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2025"])
    page.merge_cells("A1:F1")
    page.append(list(layout.heading))
    if layout.two_rows:
        page.append(["", "", "Chủ trì", "Phối hợp", "", ""])
        page["C2"] = "Đơn vị thực hiện"
        page["D2"] = None
        for area in ("C2:D2", "A2:A3", "B2:B3", "E2:E3", "F2:F3"):
            page.merge_cells(area)
    for row in rows_of(layout):
        page.append(list(row))
        if len(row) == 2:
            page.merge_cells(start_row=page.max_row, end_row=page.max_row, start_column=2,
                             end_column=6)  # fmt: skip
    book.save(str(path))


def saved_as(files: Sequence[Path], ending: str, folder: Path) -> None:
    """What LibreOffice makes of all these files at once."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], capture_output=True, timeout=240, check=True)


def understood(reading: PlanReading, layout: Layout) -> list[str]:
    """What differs from the plan, task by task; nothing if all came out as it went in."""
    wrong = [f"{error.row} {error.reason} {dict(error.facts)}" for error in reading.errors]
    tasks = expected(layout)
    if len(reading.lines) != len(tasks):
        wrong.append(f"{len(reading.lines)} tasks instead of {len(tasks)}")
    for read, meant in zip(reading.lines, tasks, strict=False):
        wrong += _differing(read, meant)
    return wrong


def _differing(read: TaskLine, meant: TaskLine) -> list[str]:
    """A day that is named hides how often."""
    once = Recurrence.ONCE if meant.deadline else meant.recurrence
    meant = replace(meant, recurrence=once, coordinating_codes=meant.coordinating_codes[:3])
    names = ("title", "output", "lead_codes", "coordinating_codes", "deadline", "recurrence")
    return [
        f"{read.code} {name}: {getattr(read, name)}"
        for name in names
        if getattr(read, name) != getattr(meant, name)
    ]

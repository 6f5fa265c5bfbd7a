"""Annexes as offices make them, written on the spot for the tests."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from openpyxl import Workbook

from documents.plan.reader import read_plan
from documents.roster.csv_reader import read_units
from domain.imports.plan_rows import PlanReading
from domain.imports.rows import TaskLine
from nhacviec.onboarding.importing import DEMO_DATA

UNITS = read_units(DEMO_DATA / "units.csv").lines
HEADING = ("STT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn", "Sản phẩm")
TITLE = "Kế hoạch cải cách hành chính năm 2025"
ROWS = (
    ("1", "Ban hành kế hoạch", "VP Sở", "P. QLTM", "Trước 25/10/2025", "Kế hoạch"),
    ("2", "Kiểm tra công tác", "Chi cục QLTT", "", "Quý IV/2025", "Biên bản"),
    ("3", "Báo cáo định kỳ", "TTKC&TVPTCN", "Các phòng chuyên môn", "Hằng tháng", "Báo cáo"),
)
Texts = Sequence[Any]


def sheet(*rows: Texts, title: str = "") -> Workbook:
    """A workbook of one sheet."""
    book = Workbook()
    page = book.active
    assert page is not None
    if title:
        page.append([title])
    for row in rows:
        page.append(list(row))
    return book


def table(document: Any, *rows: Texts) -> Any:
    """A table at the end of a Word document."""
    made = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = str(text)
    return made


def letter() -> Any:
    """A Word document with the letterhead's table and the annex's title."""
    document = Document()
    table(document, ("UBND THÀNH PHỐ HẢI PHÒNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))
    document.add_paragraph("PHỤ LỤC")
    document.add_paragraph("NHIỆM VỤ NÂNG CAO CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM 2025")
    document.add_paragraph("(Kèm theo Kế hoạch số 5064/KH-SCT ngày 23/9/2025)")
    return document


def sign(document: Any) -> None:
    table(document, ("Nơi nhận:\n- Các phòng, đơn vị;\n- Lưu: VT, VP.", "KT. GIÁM ĐỐC"))


def hide(row: Any) -> None:
    """Hide a row of a Word table."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:hidden"))


def read(folder: Path, made: Any, name: str = "phu-luc") -> PlanReading:
    """Save a document or a workbook and read it as the importer does."""
    path = folder / f"{name}{'.xlsx' if isinstance(made, Workbook) else '.docx'}"
    made.save(str(path))
    return read_plan(path, UNITS)


def tasks(reading: PlanReading) -> dict[str, TaskLine]:
    return {task.code: task for task in reading.lines}


def reasons(reading: PlanReading) -> dict[int, str]:
    """Why each bad row is bad."""
    return {error.row: error.reason.removeprefix("import.") for error in reading.errors}


def ignored(reading: PlanReading) -> list[str]:
    return [each.why.removeprefix("import.ignored_") for each in reading.ignored]


def counted(reading: PlanReading, rows: int) -> bool:
    """Rows in are tasks, errors, and rows ignored for a reason."""
    bad = sum(bool(row.wrong) for row in reading.rows) + len(reading.refused)
    return len(reading.lines) + bad + len(reading.ignored) == rows

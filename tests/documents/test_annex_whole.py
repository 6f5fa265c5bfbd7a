"""One plan written by three offices, as Word, Excel and CSV, is the same plan."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from documents.plan.reader import read_plan
from domain.imports.rows import TaskLine
from nhacviec.onboarding.importing import DEMO_DATA
from tests.documents.annex_files import HEADING, TITLE, UNITS, letter, read, sheet, sign, table

PLAN = read_plan(DEMO_DATA / "tasks.csv", UNITS).lines
NAMES = {unit.code: unit.name for unit in UNITS}
ALL = 8
"""So many partners beside the lead are all units of the department."""
SHORT = {"VP": "VP Sở", "P_KHTC": "P. KH-TC", "TTKC": "TTKC&TVPTCN", "CCQLTT": "Chi cục QLTT"}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def short(codes: tuple[str, ...]) -> str:
    if len(codes) == ALL:
        return "Các phòng, đơn vị thuộc Sở"
    return ", ".join(SHORT.get(code, code.replace("_", ". ")) for code in codes)


def when(task: TaskLine) -> str:
    return f"Trước {task.deadline:%d/%m/%Y}" if task.deadline else task.deadline_text.capitalize()


def word(path: Path) -> None:
    """Two heading rows, fields as merged rows, cut in two after 22 rows by the page."""
    document = letter()
    rows: list[tuple[str, ...]]
    rows = [("TT", "Nhiệm vụ, giải pháp", "Đơn vị thực hiện", "", "Thời gian\nhoàn thành",
             "Kết quả"),
            ("", "", "Chủ trì", "Phối hợp", "", "")]  # fmt: skip
    fields = list(dict.fromkeys(task.field for task in PLAN))
    for number, task in enumerate(PLAN, start=1):
        if fields and task.field == fields[0]:
            mark = ROMAN[len({each.field for each in PLAN}) - len(fields)]
            rows.append((f"{mark}. {fields.pop(0)}", *[""] * 5))
        units = short(task.lead_codes), short(task.coordinating_codes)
        rows.append((str(number), task.title, *units, when(task), task.output))
    for part in (rows[:22], rows[22:]):
        made = table(document, *part)
        for line in made.rows:
            if not any(cell.text for cell in line.cells[1:]):
                line.cells[0].merge(line.cells[-1])
        document.add_paragraph("")
        if part is rows[:22]:
            made.cell(0, 2).merge(made.cell(0, 3))
    sign(document)
    document.save(str(path))


def excel(path: Path) -> None:
    """A sheet for each field, real dates, units in lines of a cell, a sum below."""
    book = Workbook()
    for field in dict.fromkeys(task.field for task in PLAN):
        page = book.create_sheet(field[:31])
        for row in ([TITLE], [f"Lĩnh vực: {field}"], [], ["STT", "Nội dung công việc",
                    "Thời hạn hoàn thành", "Cơ quan chủ trì", "Cơ quan phối hợp",
                    "Kết quả/Sản phẩm", "Ghi chú"]):  # fmt: skip
            page.append(row)
        for at, task in enumerate((each for each in PLAN if each.field == field), start=1):
            units = ["\n".join(f"- {NAMES[code]}" for code in codes)
                     for codes in (task.lead_codes, task.coordinating_codes)]  # fmt: skip
            page.append([at, task.title, task.deadline or when(task), *units, task.output])
        page.append(["Tổng cộng"])
    book.save(str(path))


def comma(path: Path) -> None:
    """Semicolons, UTF-16, leads and partners in one cell."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow([TITLE])
    writer.writerow(("STT", "Lĩnh vực", "Nhiệm vụ", "Phân công thực hiện", "Tiến độ", "Sản phẩm"))
    for at, task in enumerate(PLAN, start=1):
        units = f"Chủ trì: {short(task.lead_codes)}\nPhối hợp: {short(task.coordinating_codes)}"
        writer.writerow((f"{at:02}", task.field, task.title, units, when(task), task.output))
    path.write_bytes(text.getvalue().encode("utf-16"))


def facts(task: TaskLine) -> tuple[str, str, tuple[str, ...], frozenset[str], date | None, str]:
    partners = frozenset(task.coordinating_codes)
    return task.field, task.title, task.lead_codes, partners, task.deadline, task.output


@pytest.mark.parametrize(
    ("name", "make"), [("a.docx", word), ("a.xlsx", excel), ("a.csv", comma)], ids="wxc"
)
def test_every_task_is_there_as_it_was(
    tmp_path: Path, name: str, make: Callable[[Path], None]
) -> None:
    make(tmp_path / name)
    reading = read_plan(tmp_path / name, UNITS)
    assert reading.errors == ()
    assert list(map(facts, reading.lines)) == list(map(facts, PLAN))


def test_a_deadline_that_is_missing_or_one_of_several_is_doubted(tmp_path: Path) -> None:
    due = ("", "Trước 30/4/2026 và 30/10/2026", "từ 15/11/2026 đến 31/12/2026", "30/9/2026")
    rows = [(at, f"Nhiệm vụ {at}", "VP", "", day, "") for at, day in enumerate(due, start=1)]
    reading = read(tmp_path, sheet(HEADING, *rows, title="Kế hoạch năm 2026"))
    told = [[each.reason for each in row.doubts] for row in reading.rows]
    assert told == [["import.doubt_no_day"], ["import.doubt_several"], [], []]

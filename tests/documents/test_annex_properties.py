"""Whatever stands in a table: each of its rows is a task, an error, or ignored with a reason."""

import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from documents.plan.preview import preview
from domain.imports.plan_rows import PlanReading
from tests.documents.annex_files import HEADING, TITLE, hide, read, table

WIDTH = len(HEADING)
EXAMPLES = 60
UNITS = ("VP", "P. QLTM", "Các phòng chuyên môn", "Sở Tài chính", "Các đơn vị liên quan", "nt", "",
         "VP (chủ trì); P. QLNL (phối hợp)", "Phối hợp: VP")  # fmt: skip
NUMBERS = ("1", "2", "01", "1.1", "a)", "I", "II", "-", "", "NV1", "(3)", "#")
TASKS = ("Rà soát", "và trình duyệt", "CẢI CÁCH THỂ CHẾ", "Lĩnh vực: Tài chính", "Tổng cộng", "",
         "Nơi nhận:", "Ghi chú: gấp", "Đơn vị tính: %", "1. Ban hành", "nt")  # fmt: skip
DEADLINES = ("25/10/2025", "Quý IV", "31/9/2025", "Hằng tháng", "", "nt", "khẩn trương", "Theo KH")
ROWS = st.one_of(
    st.tuples(
        st.sampled_from(NUMBERS),
        st.sampled_from(TASKS),
        st.sampled_from(UNITS),
        st.sampled_from(UNITS),
        st.sampled_from(DEADLINES),
        st.sampled_from(("Báo cáo", "", "nt")),
    ),
    st.just(HEADING),
    st.sampled_from(("1", "2", "3")).map(lambda at: (at, f"Việc {at}", "VP", "", "", "")),
    st.just(("", "và trình duyệt", "", "", "", "")),
    st.just(tuple(f"({at})" for at in range(1, WIDTH + 1))),
    st.just(("GIÁM ĐỐC", *[""] * (WIDTH - 1))),
    st.just(("",) * WIDTH),
    st.tuples(*[st.text("aăđ 1I.,:;()-/\n", max_size=6)] * WIDTH),
)
TABLES = st.lists(st.tuples(ROWS, st.booleans()), max_size=9)
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
Rows = Sequence[tuple[tuple[str, ...], bool]]


def told(reading: PlanReading) -> Counter[int]:
    """How often each row of the file is spoken of."""
    return Counter([*(r.number for r in reading.rows), *(r.number for r in reading.ignored)])


def said(rows: Rows, first: int) -> Counter[int]:
    return Counter(at for at, (row, _) in enumerate(rows, start=first) if "".join(row).strip())


def consistent(reading: PlanReading) -> bool:
    """A row is a task or an error, never both and never neither; codes are the tasks' own."""
    one_each = all((row.task is None) == bool(row.wrong) for row in reading.rows)
    codes = [task.code for task in reading.lines]
    return one_each and len(codes) == len(set(codes))


SAME = ("Rà soát", "VP", "VP", "25/10/2025", "Báo cáo")


@pytest.mark.parametrize("headed", [True, False])
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW)
@given(rows=TABLES)
def test_no_row_of_a_sheet_disappears(tmp_path: Path, headed: bool, rows: Rows) -> None:
    rows = [*([(HEADING, False)] if headed else []), *rows]
    book = Workbook()
    page: Any = book.active
    page.append([TITLE])
    for at, (row, hidden) in enumerate(rows, start=2):
        for column, text in enumerate(row, start=1):
            page.cell(at, column).value = text if not text.startswith("=") else None
        page.row_dimensions[at].hidden = hidden
    reading = read(tmp_path, book)
    assert told(reading) == Counter({1: 1}) + said(rows, 2)
    assert consistent(reading)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW)
@given(rows=TABLES, cut=st.integers(0, 9))
def test_no_row_of_a_document_disappears(tmp_path: Path, rows: Rows, cut: int) -> None:
    document = Document()
    document.add_paragraph(TITLE)
    parts = [[(HEADING, False), *rows[:cut]], list(rows[cut:])]
    for part in filter(None, parts):
        made = table(document, *[row for row, _ in part])
        for line, (_, hidden) in zip(made.rows, part, strict=True):
            if hidden:
                hide(line)
        document.add_paragraph("")
    reading = read(tmp_path, document)
    expected = sum((said(part, 1) for part in parts), Counter[int]())
    assert told(reading) == expected
    assert consistent(reading)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW)
@given(rows=TABLES)
@example(rows=[(("1", *SAME), False), (("2", *SAME), False)])
def test_what_is_written_out_to_correct_reads_back_the_same(tmp_path: Path, rows: Rows) -> None:
    book = Workbook()
    page: Any = book.active
    page.append([TITLE])
    for row, _ in [(HEADING, False), *rows]:
        page.append(row)
    first = read(tmp_path, book)
    if first.rows:
        again = read(tmp_path, load_workbook(io.BytesIO(preview(first))), "lai")
        assert again.lines == first.lines

"""An annex saved as .doc, .odt, .rtf, .xls or .ods says what it says as .docx or .xlsx."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from documents.plan.reader import read_plan
from documents.readers.grid import FileUnreadable, Grid
from documents.readers.office import libreoffice
from documents.readers.office.doc import read_doc
from documents.readers.office.ods import read_ods
from documents.readers.office.word import read_odt
from documents.readers.office.xls import read_xls
from tests.documents.annex_files import UNITS, letter, reasons, table
from tests.documents.sample_annexes import LAYOUTS as ALL
from tests.documents.sample_annexes import excel, saved_as, understood, word

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")

LAYOUTS = {name: each for name, each in ALL.items() if name not in ("arial", "dai")}
TEXTS, SHEETS = ("docx", "doc", "odt", "rtf"), ("xlsx", "xls", "ods")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every layout in every kind."""
    made = tmp_path_factory.mktemp("kinds")
    for name, layout in LAYOUTS.items():
        word(layout, made / f"{name}.docx")
        excel(layout, made / f"{name}.xlsx")
    for source, kinds in (("docx", TEXTS[1:]), ("xlsx", SHEETS[1:])):
        for kind in kinds:
            saved_as(sorted(made.glob(f"*.{source}")), kind, made)
    return made


@pytest.mark.parametrize("kind", [*TEXTS, *SHEETS])
@pytest.mark.parametrize("name", LAYOUTS)
def test_an_annex_is_the_same_plan_in_every_kind(folder: Path, name: str, kind: str) -> None:
    assert understood(read_plan(folder / f"{name}.{kind}", UNITS), LAYOUTS[name]) == []


def seen(grids: list[Grid]) -> list[Any]:
    return [
        [
            (row.hidden, [(cell.text, cell.broken, cell.unseen) for cell in row.cells])
            for row in grid.rows
        ]
        for grid in grids
    ]


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_workbook_shows_what_is_merged_hidden_and_broken(tmp_path: Path, kind: str) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (
        ["STT", "Nhiệm vụ", "Chủ trì"],
        [1, "Rà soát", "VP"],
        [2, "=NA()"],
        [3, "Ẩn", "VP"],
    ):
        page.append(row)
    page.merge_cells("C2:C3")
    page.row_dimensions[4].hidden = True
    page.column_dimensions["A"].hidden = True
    book.create_sheet("Cũ").append(["x"])
    book["Cũ"].sheet_state = "hidden"
    book.save(tmp_path / "bang.xlsx")
    saved_as([tmp_path / "bang.xlsx"], kind, tmp_path)
    grids = (read_xls if kind == "xls" else read_ods)(tmp_path / f"bang.{kind}")
    assert seen(grids) == [
        [
            (False, [("STT", False, True), ("Nhiệm vụ", False, False), ("Chủ trì", False, False)]),
            (False, [("1", False, True), ("Rà soát", False, False), ("VP", False, False)]),
            (False, [("2", False, True), ("#N/A", True, False), ("VP", False, False)]),
            (True, [("3", False, True), ("Ẩn", False, False), ("VP", False, False)]),
        ],
        [(True, [("x", False, False)])],
    ]
    merged = [grids[0].rows[at].cells[2].origin for at in (1, 2)]
    assert merged[0] == merged[1]


def test_days_and_numbers_of_an_old_workbook_are_as_they_are_shown(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append([45955, 45962, 1.5, 3, True])
    for place, form in (("A1", "dd/mm/yyyy"), ("B1", "mm/yyyy"), ("C1", "0.00")):
        page[place].number_format = form
    book.save(tmp_path / "so.xlsx")
    saved_as([tmp_path / "so.xlsx"], "xls", tmp_path)
    [row] = read_xls(tmp_path / "so.xls")[0].rows
    assert [cell.text for cell in row.cells][:4] == ["25/10/2025", "11/2025", "1.50", "3"]


def test_a_table_at_the_end_of_a_doc_keeps_its_merged_cells(tmp_path: Path) -> None:
    """LibreOffice runs the cells of such a table together; the marks of the file are read."""
    document = letter()
    made = table(document, ("TT", "Nhiệm vụ", "Đơn vị", ""), ("", "", "Chủ trì", "Phối hợp"),
                 ("I. CẢI CÁCH", "", "", ""), ("1", "Rà soát\nlần hai", "VP Sở", ""),
                 ("2", "Kiểm tra", "", "P. QLTM"))  # fmt: skip
    made.cell(0, 2).merge(made.cell(0, 3))
    made.cell(2, 0).merge(made.cell(2, 3))
    made.cell(3, 2).merge(made.cell(4, 2))
    document.save(str(tmp_path / "cuoi.docx"))
    saved_as([tmp_path / "cuoi.docx"], "doc", tmp_path)
    grid = read_doc(tmp_path / "cuoi.doc")[-1]
    assert grid.caption == "(Kèm theo Kế hoạch số 5064/KH-SCT ngày 23/9/2025)"
    texts = [[cell.text.strip() for cell in row.cells] for row in grid.rows]
    assert texts == [
        ["TT", "Nhiệm vụ", "Đơn vị", "Đơn vị"],
        ["", "", "Chủ trì", "Phối hợp"],
        ["I. CẢI CÁCH"] * 4,
        ["1", "Rà soát\nlần hai", "VP Sở", ""],
        ["2", "Kiểm tra", "VP Sở", "P. QLTM"],
    ]


def test_a_wide_table_at_the_end_of_a_doc_is_not_lost(tmp_path: Path) -> None:
    """The marks of a row of many cells do not fit into their page: they are kept elsewhere."""
    document = letter()
    heading = ("STT", "Tiêu chí", "Điểm tối đa", "Điểm đạt", "Tồn tại", "Nhiệm vụ", "Chủ trì",
               "Phối hợp", "Thời hạn")  # fmt: skip
    row = ("1.1", "Sáng kiến", "1", "0", "Chưa có", "Đăng ký sáng kiến", "VP", "", "30/11/2025")
    table(document, heading, row)
    document.save(str(tmp_path / "rong.docx"))
    saved_as([tmp_path / "rong.docx"], "doc", tmp_path)
    grid = read_doc(tmp_path / "rong.doc")[-1]
    assert [tuple(cell.text for cell in each.cells) for each in grid.rows] == [heading, row]


@pytest.mark.parametrize("kind", ["doc", "odt", "rtf"])
def test_without_libreoffice_it_is_said_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(libreoffice, "PROGRAMS", ("no-such-program",))
    reading = read_plan(folder / f"ngan.{kind}", UNITS)
    assert reasons(reading) == {1: f"needs_office_{kind}"}


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_workbook_needs_no_libreoffice(
    folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(libreoffice, "PROGRAMS", ("no-such-program",))
    assert understood(read_plan(folder / f"hai-dong.{kind}", UNITS), LAYOUTS["hai-dong"]) == []


def test_libreoffice_is_stopped_after_its_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "PATIENCE_S", 0.01)
    with pytest.raises(FileUnreadable, match="file_takes_too_long"):
        read_odt(folder / "ngan.odt")

"""A scanned annex is read, marked for a look, and shown beside the pictures of its cells."""

import io
import os
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from documents.plan.preview import PICTURES, preview
from documents.plan.reader import read_plan
from documents.readers.scan import recognise
from documents.readers.scan.spelling import mended
from documents.roster.table import read_roster
from domain.imports.plan_rows import PlanReading
from domain.imports.plan_vocabulary import Heading
from tests.documents.annex_files import UNITS, reasons
from tests.documents.sample_annexes import LAYOUTS, expected, saved_as, word
from tests.documents.scanner import scanned
from tests.documents.test_roster_table import KNOWN

pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None or recognise.data_folder() is None,
    reason="needs LibreOffice to print, and tesseract-ocr-vie to read",
)
NAME = "cuoi-tep"
LEAST = {"clean": (0.9, 0.98, 0.98), "stamped": (0.8, 0.96, 0.96), "fax": (0.78, 0.95, 0.93)}
"""Shares of tasks with the right words, leads and deadlines, by kind of scan."""
SCANS = tuple(LEAST) if "EVERY_SCAN" in os.environ else ("clean",)
"""A page takes seconds: the nightly reads the others, too."""
TASKS = expected(LAYOUTS[NAME])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("scans")
    word(LAYOUTS[NAME], made / f"{NAME}.docx")
    saved_as([made / f"{NAME}.docx"], "pdf", made)
    for kind in SCANS:
        scanned(made / f"{NAME}.pdf", made / f"{kind}.pdf", kind)
    return made


def shares(reading: PlanReading) -> tuple[float, float, float]:
    """How many tasks have their words (punctuation aside), their leads, their deadlines."""
    read = {task.code: task for task in reading.lines}
    pairs = [(read[str(at)], task) for at, task in enumerate(TASKS, 1) if str(at) in read]
    right = sum(_bare(one.title) == _bare(other.title) for one, other in pairs)
    leads = sum(one.lead_codes == other.lead_codes for one, other in pairs)
    days = sum(one.deadline == other.deadline for one, other in pairs)
    return right / len(TASKS), leads / len(TASKS), days / len(TASKS)


def _bare(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())


@pytest.mark.parametrize("kind", SCANS)
def test_a_scan_is_read_and_every_lead_and_deadline_is_marked(folder: Path, kind: str) -> None:
    reading = read_plan(folder / f"{kind}.pdf", UNITS)
    assert all(had >= wanted for had, wanted in zip(shares(reading), LEAST[kind], strict=True))
    assert len(reading.lines) <= len(TASKS)
    for row in reading.rows:
        if row.task:
            assert {Heading.LEAD, Heading.DEADLINE} <= row.doubted
            assert row.pictures[Heading.LEAD].startswith(b"\x89PNG")
    assert "import.note_scan" in [note.reason for note in reading.notes]


def test_the_preview_shows_the_picture_beside_what_was_read(folder: Path) -> None:
    reading = read_plan(folder / "clean.pdf", UNITS)
    page = load_workbook(io.BytesIO(preview(reading)))[PICTURES]
    cells = sum(len(row.pictures) for row in reading.rows)
    assert len(page._images) == cells == page.max_row - 1


def test_the_corrected_preview_of_a_scan_is_an_annex_without_pictures(
    folder: Path, tmp_path: Path
) -> None:
    reading = read_plan(folder / "clean.pdf", UNITS)
    (tmp_path / "xem.xlsx").write_bytes(preview(reading))
    again = read_plan(tmp_path / "xem.xlsx", UNITS)
    assert not again.scanned
    assert [task.title for task in again.lines] == [task.title for task in reading.lines]


def test_without_the_data_for_vietnamese_it_is_said_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognise, "PLACES", ("/nowhere",))
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    from documents.readers.grid import FileUnreadable

    with pytest.raises(FileUnreadable, match="needs_tesseract"):
        recognise.Reader()


def test_people_are_not_brought_in_from_a_scan(folder: Path) -> None:
    refused = read_roster(folder / "clean.pdf", KNOWN).refused
    assert [error.reason for error in refused] == ["import.scan_of_plan_only"]


def test_a_photo_without_a_table_is_refused(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (1240, 1754), "white").save(tmp_path / "anh.jpg")
    assert reasons(read_plan(tmp_path / "anh.jpg", UNITS)) == {1: "pdf_no_table"}


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("thuộc lnh VỰC công thương", "thuộc lĩnh vực công thương"),
        ("hiệu cuả, cuý IV, thẩm cuyền", "hiệu quả, quý IV, thẩm quyền"),
        ("đơn vỊ vIệC TTHC, UBND, HĐND", "đơn vị việc TTHC, UBND, HĐND"),
        ("CẢI CÁCH THỂ CHẾ", "CẢI CÁCH THỂ CHẾ"),
        ("CÔNG TÁC CHỈ ĐẠO, ĐIềU HÀNH", "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH"),
        ("Tham mưu ƯBND thành phố", "Tham mưu UBND thành phố"),
        ("IH", "III"),
        ("Chỉ cục QLUTT", "Chi cục QLTT"),
        ("Cục, của, cung cấp, P. QLTM; TTKC&TVPTCN", "Cục, của, cung cấp, P. QLTM; TTKC&TVPTCN"),
    ],
)
def test_what_no_other_word_can_be_is_mended(read: str, meant: str) -> None:
    assert mended(read) == meant

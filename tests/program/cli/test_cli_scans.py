"""A scan is kept on the command line only after somebody has compared it with what was read."""

import shutil
from pathlib import Path

import pytest

from documents.readers.scan.recognise import data_folder
from nhacviec.onboarding.importing import DEMO_DATA
from tests.documents.sample_annexes import LAYOUTS, saved_as, word
from tests.documents.scanner import scanned
from tests.program.shell import Shell

pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None or data_folder() is None,
    reason="needs LibreOffice to print, and tesseract-ocr-vie to read",
)


def test_a_scan_is_imported_only_when_it_was_compared(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell("import", "roster", DEMO_DATA / "units.csv", DEMO_DATA / "officials.csv")
    word(LAYOUTS["ngan"], tmp_path / "ngan.docx")
    saved_as([tmp_path / "ngan.docx"], "pdf", tmp_path)
    scan = tmp_path / "quet.pdf"
    scanned(tmp_path / "ngan.pdf", scan, "clean")
    refused = shell("import", "plan", scan, "--skip-bad-rows")
    assert refused.returncode == 1
    assert "chưa được đối chiếu" in refused.stderr
    shown = shell("import", "plan", scan, "--dry-run", "--preview", tmp_path / "xem.xlsx").stdout
    assert "so với ảnh của ô" in shown
    assert "chữ được máy nhận dạng" in shown
    assert (tmp_path / "xem.xlsx").stat().st_size > 10_000
    kept = shell("import", "plan", scan, "--compared", "--skip-bad-rows")
    assert kept.returncode == 0
    assert "4 nhiệm vụ" in shell("doctor").stdout

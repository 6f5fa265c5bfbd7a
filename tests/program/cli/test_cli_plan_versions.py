"""Each version of the plan keeps its original and what was said of it, whoever brought it in."""

import hashlib
import shutil
from pathlib import Path

import pytest

from nhacviec.onboarding.importing import DEMO_DATA
from tests.documents.sample_annexes import LAYOUTS, saved_as, word
from tests.documents.test_pdf import signed, signer
from tests.program.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path)
    made("import", "roster", DEMO_DATA / "units.csv", DEMO_DATA / "officials.csv")
    return made


def originals(shell: Shell) -> list[Path]:
    return [each for each in (shell.folder / "var" / "files").glob("*") if each.is_file()]


def test_the_original_stays_with_the_version_and_goes_where_nothing_changed(shell: Shell) -> None:
    assert "Chưa có bản kế hoạch" in shell("import", "versions").stdout
    plan = DEMO_DATA / "tasks.csv"
    for _ in range(2):
        assert shell("import", "plan", plan).returncode == 0
    [kept] = originals(shell)
    assert kept.read_bytes() == plan.read_bytes()
    listed = shell("import", "versions").stdout
    assert "Bản 1" in listed
    assert "Bản 2" not in listed
    assert kept.name in listed
    assert hashlib.sha256(plan.read_bytes()).hexdigest() in listed


def test_a_refused_plan_leaves_no_file(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "hong.csv").write_text("STT;Nhiệm vụ;Chủ trì;Thời hạn\n1;Việc;Không rõ;1/1/2026\n")
    assert shell("import", "plan", tmp_path / "hong.csv").returncode == 1
    assert originals(shell) == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice to print")
def test_who_signed_a_plan_is_kept_with_its_version(shell: Shell, tmp_path: Path) -> None:
    word(LAYOUTS["ngan"], tmp_path / "ngan.docx")
    saved_as([tmp_path / "ngan.docx"], "pdf", tmp_path)
    signed(tmp_path / "ngan.pdf", tmp_path / "ky.pdf", "Mot", signer())
    assert shell("import", "plan", tmp_path / "ky.pdf").returncode == 0
    assert "Đã ký số: Nguyễn Văn Thử (SỞ CÔNG THƯƠNG)" in shell("import", "versions").stdout

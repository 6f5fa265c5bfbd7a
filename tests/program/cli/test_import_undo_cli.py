"""Nobody is retired by a command that does not say so, and an import can be taken back."""

from pathlib import Path

import pytest

from nhacviec.onboarding.importing import DEMO_DATA
from tests.program.cli.test_cli import imported
from tests.program.shell import Shell

HEAD = "Mã,Họ và tên,Điện thoại,Đơn vị,Vai trò,Chức vụ,Đầu mối"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def two_rows(folder: Path) -> Path:
    lines = (DEMO_DATA / "officials.csv").read_text("utf-8-sig").splitlines()
    file = folder / "hai-dong.csv"
    file.write_text("\n".join([HEAD, *lines[1:3]]) + "\n", "utf-8")
    return file


def test_a_roster_of_two_rows_needs_a_word_and_comes_back(shell: Shell, tmp_path: Path) -> None:
    imported(shell)
    file = two_rows(tmp_path)
    refused = shell("import", "roster", file)
    assert refused.returncode == 1
    assert "sẽ kết thúc 61 trong 63 mục" in refused.stderr
    assert "--end-missing" in refused.stderr
    assert refused.stderr.count("\n- ") >= 60
    assert shell("import", "roster", file, "--dry-run").returncode == 1
    kept = shell("import", "roster", file, "--keep-missing")
    assert (kept.returncode, "thay đổi 0." in kept.stdout) == (0, True)
    assert "thay đổi 61." in shell("import", "roster", file, "--end-missing").stdout
    assert "hai-dong.csv" in shell("import", "undo", "--list").stdout
    assert "61 cán bộ" in shell("import", "undo", "--dry-run").stdout
    assert "61 cán bộ" in shell("import", "undo").stdout
    assert "63 cán bộ chưa kết nối" in shell("doctor").stdout
    assert "import.undone" in shell("audit", "list").stdout


def test_a_plan_in_which_nothing_is_read_ends_nothing(shell: Shell, tmp_path: Path) -> None:
    imported(shell)
    head = (DEMO_DATA / "tasks.csv").read_text("utf-8-sig").splitlines()[0]
    empty = tmp_path / "trong.csv"
    empty.write_text(head + "\n", "utf-8")
    for flags in ((), ("--skip-bad-rows", "--end-missing")):
        assert shell("import", "plan", empty, *flags).returncode == 1
    assert "Kế hoạch có 35 nhiệm vụ" in shell("doctor").stdout


def test_one_official_is_shown_first_and_changed_with_a_word(shell: Shell) -> None:
    imported(shell)
    shell("invite", "--official", "CB021")
    end = ("official", "end", "cb021", "--by", "CB006")
    told = shell(*end)
    assert (told.returncode, "Hủy 1 thư mời" in told.stdout) == (1, True)
    assert "Đã kết thúc" in shell(*end, "--yes").stdout
    assert shell(*end).returncode == 1
    added = shell("official", "add", "Đ/c Lê Văn Ðào", "--unit", "VP", "--by", "CB006", "--yes")
    assert "Đã thêm: Lê Văn Đào (CB064)" in added.stdout
    assert shell("official", "edit", "CB064", "--by", "CB010", "--phone", "0912345678").returncode
    assert "1 cán bộ" in shell("import", "undo").stdout
    assert "1 cán bộ" in shell("import", "undo").stdout
    assert "63 cán bộ chưa kết nối" in shell("doctor").stdout

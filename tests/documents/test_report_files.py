"""The files as the command line makes them."""

import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from documents.files import FileForm
from documents.report.template import built
from nhacviec.runtime.report_files import documents
from storage.engine.database import open_database
from storage.people import units
from storage.reports import cycles
from tests.documents.conftest import SETTING, Lived

BEGINNINGS = {"docx": b"PK", "xlsx": b"PK", "png": b"\x89PNG"}
ROOT = str(Path(__file__).parents[2])


def summary(lived: Lived, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nhacviec", "summary", "--month", "2025-10", *words],
        cwd=folder,
        env={**os.environ, "NHACVIEC_DATABASE_URL": lived.url, "PYTHONPATH": ROOT},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("form", list(BEGINNINGS))
def test_a_summary_is_written_into_a_file(lived: Lived, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"out.{form}"
    done = summary(lived, tmp_path, "--format", form, "--output", str(target))
    assert (done.returncode, done.stdout.strip()) == (0, f"Đã ghi {target}.")
    assert target.read_bytes().startswith(BEGINNINGS[form])


def test_a_folder_gets_the_file_under_its_own_name(lived: Lived, tmp_path: Path) -> None:
    assert summary(lived, tmp_path, "--format", "docx", "--output", str(tmp_path)).returncode == 0
    assert [path.name for path in tmp_path.glob("*.docx")] == [
        "DỰ THẢO - Báo cáo CCHC tháng 10-2025.docx"
    ]


def test_the_report_of_one_unit_has_its_figures(lived: Lived, tmp_path: Path) -> None:
    told = json.loads(summary(lived, tmp_path, "--unit", "P_KHTC", "--format", "json").stdout)
    report = tmp_path / "unit.docx"
    summary(
        lived, tmp_path, "--unit", "P_KHTC", "--format", "docx", "--output", str(report)
    ).check_returncode()
    said = "\n".join(each.text for each in Document(str(report)).paragraphs)
    totals = told["totals"]
    assert f"đã nhận {totals['answered']}/{totals['duties']} lượt báo cáo" in said


def test_a_broken_template_ends_in_one_line_that_names_the_placeholder(
    lived: Lived, tmp_path: Path
) -> None:
    template, path = built(), tmp_path / "mau.docx"
    template.add_paragraph("{{ thang_bao_cao }}")
    template.save(str(path))
    done = summary(lived, tmp_path, "--format", "docx", "--template", str(path))
    assert done.returncode == 1
    assert done.stderr == "Mẫu báo cáo có chỗ điền không tồn tại: thang_bao_cao.\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_template_that_is_not_there_is_named(lived: Lived, tmp_path: Path) -> None:
    done = summary(lived, tmp_path, "--format", "docx", "--template", "khong-co.docx")
    assert (done.returncode, done.stderr) == (1, "Không tìm thấy tệp khong-co.docx.\n")


async def test_others_get_the_file_with_its_name(lived: Lived) -> None:
    db = await open_database(lived.url, durable=False)
    try:
        async with db.read() as tx:
            root = (await units.tree(tx)).by_code["LD"]
            cycle = await cycles.find(tx, root.id, SETTING.month)
        assert cycle is not None
        made = await documents(db, cycle, FileForm.DOCX, lived.now)
    finally:
        await db.close()
    assert made.name.startswith("DỰ THẢO")
    assert Document(BytesIO(made.content)).tables

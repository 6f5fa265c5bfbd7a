"""Assigning and making known by the command line alone, with the rights of whoever is named."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Select, select

from storage.engine.database import open_database
from storage.tables import DUTIES, OUTBOX_MESSAGES
from tests.flows.world import PDF, at
from tests.program.cli.test_cli_office import lived
from tests.program.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path, at("2025-10-20 10:00"))
    asyncio.run(lived(made))
    return made


def rows(shell: Shell, query: Select[Any]) -> list[tuple[Any, ...]]:
    async def ask() -> list[tuple[Any, ...]]:
        db = await open_database(shell.database)
        try:
            async with db.read() as tx:
                return [tuple(row) for row in await tx.execute(query)]
        finally:
            await db.close()

    return asyncio.run(ask())


def owner(shell: Shell, task: str, unit: int) -> int:
    here = DUTIES.c.task_code == task, DUTIES.c.unit_id == unit
    [(found,)] = rows(shell, select(DUTIES.c.owner_id).where(*here))
    return int(found)


def test_the_workbook_is_written_filled_in_looked_at_and_brought_in(
    shell: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "phan-cong.xlsx"
    assert "Đã ghi tệp" in shell("assignments", "--output", path).stdout
    book: Any = load_workbook(path)
    page = book.worksheets[0]
    for row in page.iter_rows(min_row=4):
        if (row[0].value, row[2].value) == ("NV-1", "P_TM"):
            row[4].value = "MINH · Võ Văn Minh"
    book.save(path)
    seen = shell("import", "assignments", path, "--dry-run")
    assert "~ NV-1 (P_TM)" in seen.stdout
    assert "1 thay đổi. Chưa ghi gì" in seen.stdout
    assert owner(shell, "NV-1", 3) == 7
    assert shell("import", "assignments", path).returncode == 0
    assert owner(shell, "NV-1", 3) == 8
    assert "0 thay đổi" in shell("import", "assignments", path, "--dry-run").stdout


def test_one_task_is_given_in_the_name_of_somebody_who_may(shell: Shell) -> None:
    given = shell("assign", "NV-1", "P_TM", "MINH", "--by", "HAI")
    assert "Đã phân công NV-1" in given.stdout
    assert owner(shell, "NV-1", 3) == 8
    keys = rows(shell, select(OUTBOX_MESSAGES.c.text_key).order_by(OUTBOX_MESSAGES.c.official_id))
    assert ("digest.given",) in keys
    assert ("digest.taken",) in keys
    refused = [
        shell("assign", "NV-1", "P_TM", "LAN", "--by", "TAM"),
        shell("assign", "NV-1", "P_TM", "LAN", "--by", "NIEMAND"),
        shell("assign", "NV-9", "P_TM", "LAN", "--by", "HAI"),
        shell("assign", "NV-1", "P_TM", "TAM", "--by", "HAI"),
    ]
    assert owner(shell, "NV-1", 3) == 8
    assert [each.returncode for each in refused] == [1, 1, 1, 0]
    assert "chưa được phân quyền" in refused[0].stderr
    assert "không còn thuộc đơn vị" in refused[3].stdout


def test_a_text_with_a_document_is_made_known_and_replaced(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "ke-hoach.pdf"
    path.write_bytes(PDF)
    words = ("disseminate", "--text", "Luật mới", "--by", "MAI", "--units", "P_TM,p_cn")
    begun = shell(*words, "--file", path)
    assert "Đã xếp lịch gửi tới 5 đồng chí" in begun.stdout, begun
    newest = json.loads(shell("dissemination", "--json").stdout)[0]
    assert (newest["text"], newest["document"]) == ("Luật mới", "ke-hoach.pdf")
    facts = [row[0] for row in rows(shell, select(OUTBOX_MESSAGES.c.facts))]
    assert {each["file"]["name"] for each in facts} == {"ke-hoach.pdf"}
    stored = facts[0]["file"]["stored"]
    assert (tmp_path / "var/files" / stored).read_bytes() == PDF
    again = shell(
        "disseminate", "--text", "Bản hai", "--by", "MAI", "--replaces", str(newest["id"])
    )
    assert again.returncode == 0
    second, first = json.loads(shell("dissemination", "--json").stdout)[:2]
    assert (second["version"], first["replaced"]) == (2, True)


def test_what_may_not_be_made_known_is_refused_in_one_line(shell: Shell, tmp_path: Path) -> None:
    bad = tmp_path / "a.exe"
    bad.write_bytes(b"MZ")
    fake = tmp_path / "a.pdf"
    fake.write_bytes(b"MZ")
    words = ("disseminate", "--text", "x")
    refused = [
        shell(*words, "--by", "LAN"),
        shell(*words, "--by", "MAI", "--units", "P_XX"),
        shell(*words, "--by", "MAI", "--file", bad),
        shell(*words, "--by", "MAI", "--file", fake),
        shell(*words, "--by", "MAI", "--file", tmp_path / "none.pdf"),
        shell("disseminate", "--text", " ", "--by", "MAI"),
    ]
    assert [each.returncode for each in refused] == [1] * 6
    assert all(each.stderr.count("\n") == 1 for each in refused), refused
    assert len(json.loads(shell("dissemination", "--json").stdout)) == 1

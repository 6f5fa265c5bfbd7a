"""Issued reports, criteria and the comparison on the command line."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from domain.messaging.moments import Source
from domain.reporting.duties import Status
from domain.reporting.policy import Policy
from domain.reporting.reports import ReportInput, report
from nhacviec.onboarding.importing import DEMO_DATA
from scheduler.reporting import cycles as opening
from storage.audit import seals
from storage.engine.database import open_database
from storage.reports import cycles, duties
from storage.reports.duties import Move
from tests import department
from tests.flows.world import at
from tests.program.shell import Shell

OCTOBER = ("--month", "2025-10")


async def opened(shell: Shell) -> None:
    db = await open_database(shell.database)
    await department.found(db, at("2025-10-01 00:00"))
    await opening.plan_periods(db, Policy(), at("2025-10-01 00:00"))
    await opening.open_periods(db, at("2025-10-20 09:00"))
    await db.close()


async def answered(shell: Shell, task: str) -> None:
    """Somebody of the trade division answers, on 29 October."""
    db, now = await open_database(shell.database), at("2025-10-29 09:00")
    async with db.begin() as tx:
        duty = await duties.find_open_period(tx, task, 3)
        assert duty is not None
        claim = ReportInput(Status.BLOCKED, None, "Thiếu kinh phí")
        made = report(duty, await cycles.get(tx, duty.cycle_id), claim, author_id=8, at=now)
        await duties.settle(tx, duty, made, source=Source("t", task), then=Move(duty.id, 0, None))
    await db.close()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path)
    asyncio.run(opened(made))
    return made


def told(shell: Shell, *words: str) -> Any:
    return json.loads(shell(*words).stdout)


def test_figures_are_issued_listed_shown_and_compared(shell: Shell, tmp_path: Path) -> None:
    assert "Chưa có lần khóa số liệu nào" in shell("report", "list", *OCTOBER).stdout
    live = told(shell, "summary", *OCTOBER, "--format", "json")
    first = told(shell, "report", "issue", *OCTOBER, "--json")
    assert (first["number"], len(str(first["hash"]))) == (1, 64)
    asyncio.run(answered(shell, "NV-3"))
    assert "lần 2" in shell("report", "issue", *OCTOBER).stdout

    shown = told(shell, "report", "show", *OCTOBER, "--number", "1")
    for name in ("totals", "by_status", "units"):
        assert shown[name] == live[name]
    assert shown["issued"]["hash"] == first["hash"]
    assert shown["changes"] == []
    [since] = json.loads(shell("report", "changes", *OCTOBER, "--number", "2", "--json").stdout)
    assert (since["number"], [each["task"] for each in since["items"]]) == (1, ["NV-3"])
    assert since["items"][0]["before"]["status"] is None
    assert since["items"][0]["after"]["note"] == "Thiếu kinh phí"
    text = shell("report", "changes", *OCTOBER, "--number", "2").stdout
    assert "NV-3 Sáng kiến cải cách: chưa báo cáo → Khó khăn, vướng mắc, sau hạn" in text
    assert "0 lượt báo cáo" in shell("report", "changes", *OCTOBER).stdout

    word = tmp_path / "lan-2.docx"
    wanted = ("--number", "2", "--format", "docx", "--output", word)
    assert "Đã ghi" in shell("report", "show", *OCTOBER, *wanted).stdout
    paragraphs = "\n".join(each.text for each in Document(str(word)).paragraphs)
    assert "Thay đổi so với số liệu đã khóa lần 1" in paragraphs
    assert "Số liệu khóa lần 2, mã kiểm tra" in paragraphs
    head = paragraphs.split("Nhật ký hệ thống khi khóa")[1].split("mã ")[1][:64]
    assert "nguyên vẹn" in shell("audit", "verify", "--head", head).stdout
    assert shell("report", "list", *OCTOBER).stdout.count("SHA-256") == 2
    assert "nguyên vẹn" in shell("audit", "verify").stdout


def test_what_is_not_there_ends_in_one_clear_line(shell: Shell) -> None:
    missing = shell("report", "show", *OCTOBER, "--number", "7")
    assert (missing.returncode, missing.stderr) == (1, "Chưa có số liệu khóa lần 7 của kỳ này.\n")
    assert "Chưa có kỳ báo cáo" in shell("report", "issue", "--month", "2024-01").stderr


def test_figures_that_were_tampered_with_are_refused(shell: Shell) -> None:
    shell("report", "issue", *OCTOBER)
    asyncio.run(_tamper(shell))
    assert "KHÔNG KHỚP" in shell("report", "list", *OCTOBER).stdout
    shown = shell("report", "show", *OCTOBER, "--number", "1")
    assert (shown.returncode, "không còn khớp mã kiểm tra" in shown.stderr) == (1, True)
    told = shell("audit", "verify")
    assert (told.returncode, "bảng report_snapshots, dòng 1" in told.stderr) == (1, True)


def test_a_head_that_was_kept_elsewhere_is_looked_for_in_the_log(shell: Shell) -> None:
    head = shell("audit", "verify").stdout.split("mã ")[1][:64]
    assert "nguyên vẹn" in shell("audit", "verify", "--head", head).stdout
    assert "không có trong nhật ký" in shell("audit", "verify", "--head", "0" * 64).stderr


async def _tamper(shell: Shell) -> None:
    from sqlalchemy import text

    db = await open_database(shell.database)
    await seals.seal(db, at("2025-10-30 09:00"))
    async with db.begin() as tx:
        await tx.execute(text("DROP TRIGGER keep_report_snapshots_update"))
        await tx.execute(text("UPDATE report_snapshots SET content = content || ' '"))
    await db.close()


def test_the_comparison_comes_with_the_summary(shell: Shell) -> None:
    text = shell("summary", *OCTOBER, "--compare").stdout
    assert "Chưa có kỳ báo cáo nào trước tháng 10/2025" in text
    made = told(shell, "summary", *OCTOBER, "--compare", "--format", "json")["comparison"]
    assert (made["previous"], made["total"]["now"]["duties"]) == (None, 4)


def test_criteria_go_in_once_and_weigh_the_summary(shell: Shell, tmp_path: Path) -> None:
    file = DEMO_DATA / "criteria.csv"
    dry = shell("import", "criteria", file, "--dry-run").stdout
    assert "Đọc được 38 tiêu chí, tổng 100 điểm, 0 dòng lỗi" in dry
    before = told(shell, "summary", *OCTOBER, "--format", "json")["forecast"]
    assert before["basis"] == "plan"
    assert "thay đổi 38." in shell("import", "criteria", file).stdout
    assert "thay đổi 0." in shell("import", "criteria", file).stdout
    after = told(shell, "summary", *OCTOBER, "--format", "json")["forecast"]
    assert (after["basis"], after["max"]) == ("criteria", 100)
    assert "ước tính, không phải kết quả chấm điểm" in shell("summary", *OCTOBER).stdout
    assert (
        told(shell, "summary", *OCTOBER, "--unit", "P_TM", "--format", "json")["forecast"] is None
    )

    bad = tmp_path / "bad.csv"
    bad.write_text(file.read_text("utf-8-sig").replace(",3.0,13.0,", ",ba,13.0,", 1), "utf-8")
    refused = shell("import", "criteria", bad)
    assert refused.returncode == 1
    assert "dòng 2, cột max_score: Điểm phải là số từ 0 đến 1000, không phải «ba»" in refused.stderr
    assert "thay đổi 0." in shell("import", "criteria", file).stdout

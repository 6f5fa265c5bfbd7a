"""What the administrator opens to other programs: a token is shown once, listed, revoked."""

import asyncio
import re
from pathlib import Path

import pytest

from domain.people.api_tokens import secret_hash
from storage.engine.database import open_database
from tests import department
from tests.flows.world import at
from tests.program.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path, at("2025-10-20 08:00"))
    asyncio.run(_founded(made))
    return made


async def _founded(shell: Shell) -> None:
    db = await open_database(shell.database)
    await department.found(db, at("2025-10-01 00:00"))
    await db.close()


def test_a_token_is_shown_once_and_then_named_by_its_number(shell: Shell, tmp_path: Path) -> None:
    assert "Chưa cấp mã" in shell("api-token", "list").stdout
    wanted = "api-token", "issue", "Bảng tính", "--unit", "P_TM", "--days", "10"
    issued = shell(*wanted, "--kinds", "duties,periods").stdout
    assert "số 1, dùng đến 08:00 ngày 30/10/2025" in issued
    [secret] = re.findall(r"^nv_[\w-]{44}$", issued, re.MULTILINE)
    listed = shell("api-token", "list").stdout
    assert "1. Bảng tính: đơn vị P_TM; đọc periods,duties; dùng đến" in listed
    assert secret not in listed
    kept = (tmp_path / "cli.db").read_bytes()
    assert (secret.encode() in kept, secret_hash(secret).encode() in kept) == (False, True)
    assert "1 mã truy cập dữ liệu sắp hết hạn: 1" in shell("doctor").stdout

    for refused in ("duties,everything", ","):
        answer = shell(*wanted, "--kinds", refused)
        assert (answer.returncode, "Các phạm vi: periods" in answer.stderr) == (1, True)
    assert "Đã thu hồi" in shell("api-token", "revoke", "1").stdout
    assert shell("api-token", "revoke", "1").returncode == 1
    assert "đã thu hồi" in shell("api-token", "list").stdout
    shell.at = at("2025-10-21 08:00")
    log = shell("audit", "list").stdout
    assert ("api_token.issue" in log, "api_token.revoke" in log, secret in log) == (
        True,
        True,
        False,
    )


def test_a_webhook_is_added_tried_and_removed(shell: Shell, tmp_path: Path) -> None:
    wanted = "webhook", "add", "Hệ thống của tỉnh", "http://127.0.0.1:9/x?key=K1", "--unit", "LD"
    assert "https" in shell(*wanted).stderr
    assert "Các loại" in shell(*wanted, "--private", "--events", "everything").stderr
    added = shell(*wanted, "--private", "--events", "decision,period.opened").stdout
    [secret] = re.findall(r"^whsec_\S{44}$", added, re.MULTILINE)
    listed = shell("webhook", "list").stdout
    assert "1. Hệ thống của tỉnh: 127.0.0.1; đơn vị LD; báo period.opened,decision" in listed
    assert ("K1" in listed, secret in listed) == (False, False)
    kept = (tmp_path / "cli.db").read_bytes()
    assert (secret.encode() in kept, b"key=K1" in kept) == (False, False)
    assert "chưa nhận được sự kiện gửi thử: ConnectError" in shell("webhook", "test", "1").stderr
    assert "Không có sự kiện nào" in shell("webhook", "dead").stdout
    assert shell("webhook", "retry", "1").returncode == 1
    assert "webhook): 1, sự kiện đang chờ: 0" in shell("doctor").stdout
    assert "Đã thôi báo" in shell("webhook", "remove", "1").stdout
    assert shell("webhook", "test", "1").returncode == 1
    assert "Chưa đăng ký" in shell("webhook", "list").stdout

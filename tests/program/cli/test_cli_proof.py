"""Who was reminded when, what the messenger said, what was answered: one page."""

import asyncio
import io
from pathlib import Path

import pytest
from docx import Document

from storage.engine.database import open_database
from tests.flows.world import World, at
from tests.program.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path, at("2025-10-29 09:00"))
    asyncio.run(_lived(made))
    return made


async def _lived(shell: Shell) -> None:
    """Lan was reminded three times, the head twice, then the Office; the head answered for her."""
    world = await World.create(await open_database(shell.database, durable=False), shell.folder)
    lan, hai = await world.phone("LAN"), await world.phone("HAI")
    await world.phone("MAI")
    await world.until("2025-10-28 09:00")
    assert lan.messages
    await hai.taps("Trả lời thay")
    await hai.taps("NV-2")
    await hai.taps("Đang thực hiện")
    await world.db.close()


def proof(shell: Shell, *more: str) -> str:
    return shell("proof", "--duty", "NV-2@P_TM", "--month", "2025-10", *more).stdout


def test_everything_that_was_said_about_a_duty_stands_on_one_page(shell: Shell) -> None:
    told = proof(shell)
    assert "NV-2 Công khai thủ tục\nPhòng Thương mại, kỳ báo cáo tháng 10/2025" in told
    assert "• Phạm Thị Lan từ 08:30 ngày 17/10/2025" in told
    reminded = "08:30 ngày 17/10/2025, tin nhắc gửi Phạm Thị Lan (Chuyên viên) qua phone"
    assert f"• {reminded}: đã gửi lúc 08:30 ngày 17/10/2025, mã tin " in told
    assert "tin báo chưa có báo cáo gửi Hà Trưởng (Trưởng phòng)" in told
    assert "tin báo chưa có báo cáo gửi Mai Đầu Mối (Chuyên viên)" in told
    assert "Đang thực hiện – Hà Trưởng thay Phạm Thị Lan (sau hạn)" in told
    assert "Nhật ký nguyên vẹn đến mục " in told
    assert told.count("tin nhắc gửi Phạm Thị Lan") == 4


def test_a_log_that_was_tampered_with_says_so(shell: Shell) -> None:
    async def tamper() -> None:
        db = await open_database(shell.database)
        async with db.begin() as tx:
            await tx.exec_driver_sql("DROP TRIGGER keep_audit_entries_update")
            await tx.exec_driver_sql("UPDATE audit_entries SET subject = 'x' WHERE id = 2")
        await db.close()

    asyncio.run(tamper())
    assert "ĐÃ BỊ SỬA" in proof(shell)


def test_the_page_comes_as_a_word_file(shell: Shell) -> None:
    assert "Quá trình nhắc việc NV-2 P_TM kỳ 2025-10.docx" in proof(shell, "--format", "docx")
    [file] = shell.folder.glob("*.docx")
    lines = [each.text for each in Document(io.BytesIO(file.read_bytes())).paragraphs]
    assert lines[0] == "QUÁ TRÌNH NHẮC VÀ TRẢ LỜI NHIỆM VỤ"
    assert "2. Tin đã gửi" in lines


@pytest.mark.parametrize("duty", ["NV-9@P_TM", "NV-2@P_X", "NV-2"])
def test_what_is_not_there_is_one_clear_line(shell: Shell, duty: str) -> None:
    ended = shell("proof", "--duty", duty, "--month", "2025-10")
    assert ended.returncode == 1
    assert "MÃ-NHIỆM-VỤ@MÃ-ĐƠN-VỊ" in ended.stderr
    assert ended.stderr.count("\n") == 1

"""The transcript in the documentation is what the service says, word for word.

Written anew with `NHACVIEC_WRITE_TRANSCRIPT=1 pytest tests/flows/test_transcript.py`.
"""

import os
from pathlib import Path

import pytest

from tests.flows.world import Phone, World

TRANSCRIPT = Path(__file__).parents[2] / "docs" / "pictures" / "transcript.md"
HEAD = """# Một tháng trên một điện thoại

Bản ghi từ dữ liệu mẫu (tên người, đơn vị và nhiệm vụ đều là giả định), trên điện thoại chỉ có chữ.
Dòng bắt đầu bằng `>` là câu của đồng chí Phạm Thị Lan; các dòng khác là của Hệ thống. Tệp này được
kiểm tra với Hệ thống trong `tests/flows/test_transcript.py`.
"""
MONTH = (
    ("2025-10-17 08:31", ()),
    (
        "2025-10-17 09:10",
        (
            "1 vướng, chờ ý kiến Sở Tài chính. Đề xuất: cho lùi hạn; "
            "2 đang làm 60%, mới gặp 2 doanh nghiệp",
            "đúng",
            "cảm ơn em",
        ),
    ),
    ("2025-10-21 14:00", ("NV-2 xong", "dạ đúng ạ", "em bấm nhầm, chưa xong đâu ạ")),
    ("2025-10-22 15:00", ("NV-2 đã xong, đã gửi BC 12/BC-SCT", "ok", "hoàn tác")),
    ("2025-10-23 09:00", ("NV-2", "xong rồi ạ", "👍")),
)


async def lived(world: World, phone: Phone) -> str:
    """All that was written and read, by the hour at which it was."""
    parts = [HEAD]
    for when, words in MONTH:
        await world.until(when)
        parts.append(f"## {when}\n")
        parts += [_quoted(each.text) for each in phone.unread]
        phone.seen = len(phone.messages)
        for said in words:
            await phone.writes(said)
            parts.append(f"> {said}\n")
            parts += [_quoted(each.text) for each in phone.unread]
            phone.seen = len(phone.messages)
    return "\n".join(parts)


def _quoted(text: str) -> str:
    return f"```text\n{text.strip()}\n```\n"


@pytest.mark.parametrize("world", ["plain"], indirect=True)
async def test_the_transcript_is_what_is_said(world: World) -> None:
    lan = await world.phone("LAN")
    told = await lived(world, lan)
    if os.environ.get("NHACVIEC_WRITE_TRANSCRIPT"):
        TRANSCRIPT.write_text(told, "utf-8")
    assert told == TRANSCRIPT.read_text("utf-8")

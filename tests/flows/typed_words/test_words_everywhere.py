"""A typed reason, a correction in words, thanks and taking back, on all three messengers."""

from pathlib import Path

import pytest

from tests.flows.everywhere import by_day, kept, month
from tests.flows.world import at

REASON = "chờ ý kiến Sở Tài chính"
QUERIES = {
    "said": (
        "SELECT d.task_code, r.version, r.status, r.percent, r.note FROM reports r"
        " JOIN duties d ON d.id = r.duty_id ORDER BY d.task_code, r.version"
    ),
    "register": "SELECT cause, proposal FROM issues",
}


@pytest.mark.parametrize("channel", by_day("zalo"))
async def test_what_is_typed_is_the_record_everywhere(tmp_path: Path, channel: str) -> None:
    async with month(tmp_path, channel) as life:
        await life.connects()
        life.clock.turn_to(at("2025-10-17 08:30"))
        await life.reads("LAN", "2 nhiệm vụ")
        listed = f"1 vướng, {REASON}. Đề xuất: cho lùi hạn; 2 xong"
        await life.writes("LAN", listed, "chưa ghi nhận", REASON)
        await life.writes("LAN", "đúng", "Đã ghi nhận:", REASON)
        await life.writes("LAN", "cảm ơn em", "Cảm ơn đồng chí")
        await life.writes("LAN", "NV-2", "Công khai thủ tục")
        await life.writes("LAN", "em bấm nhầm, chưa xong đâu ạ", "NV-2 – Đang thực hiện")
        await life.writes("LAN", "hoàn tác", "hoàn tác nhiệm vụ nào", "1. NV-")
        await life.writes("LAN", "NV-2", "Đã hoàn tác. NV-2 trở lại: Đã hoàn thành")
    reason = f"{REASON}. Đề xuất: cho lùi hạn"
    assert await kept(tmp_path, **QUERIES) == {
        "said": [
            ("NV-1", 1, "blocked", None, reason),
            ("NV-2", 1, "done", None, ""),
            ("NV-2", 2, "in_progress", None, ""),
            ("NV-2", 3, "done", None, ""),
        ],
        "register": [(f"{REASON}.", "cho lùi hạn")],
    }

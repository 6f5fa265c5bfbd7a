"""The same month on the web pages, Telegram and Zalo ends in the same answers."""

from pathlib import Path
from typing import Any

import pytest

from bot.channels.protocol import Pace
from storage.engine.database import open_database
from storage.reports import duties, reports
from tests.flows.everywhere import ACCOUNT, CHANNELS, PEOPLE, Month, by_day, kept, month
from tests.flows.world import at, sqlite_url

EXPECTED = {
    ("NV-1", "LAN"): [("done", None, "", None)],
    ("NV-2", "LAN"): [("blocked", None, "", 7)],
    ("NV-3", "MINH"): [
        ("in_progress", 60, "đang thực hiện 60%", None),
        ("in_progress", 60, "đang thực hiện 60%\nChờ ý kiến Sở Tài chính", None),
    ],
}
QUERIES = {
    "extensions": "SELECT state, to_day FROM extensions",
    "absences": "SELECT first_day, last_day FROM absences",
    "returns": "SELECT number, due_day FROM returns",
    "objections": "SELECT reason FROM objections",
}


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"bot.channels.{ACCOUNT}.channel.PUSHED_WITHIN_S", 0.2)
    monkeypatch.setattr(f"bot.channels.{ACCOUNT}.channel.ZaloOaChannel.pace", Pace(100, 0.01))


async def _in_touch(life: Month, day: str) -> None:
    """An Official Account may write only to whoever has said something within a week."""
    life.clock.turn_to(at(f"{day} 09:00"))
    for who in PEOPLE:
        await life.writes(who, "/help", "/")


@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize("channel", [*CHANNELS, ACCOUNT])
async def test_the_same_month_ends_in_the_same_answers(tmp_path: Path, channel: str) -> None:
    async with month(tmp_path, channel) as life:
        await life.connects()

        if channel == ACCOUNT:
            await _in_touch(life, "2025-10-16")
        life.clock.turn_to(at("2025-10-17 08:30"))
        await life.picks("LAN", await life.reads("LAN", "2 nhiệm vụ"), "NV-1")
        await life.picks("LAN", await life.reads("LAN", "chọn kết quả"), "Đã hoàn thành")
        await life.reads("LAN", "Đã ghi nhận: NV-1 – Đã hoàn thành", "✓ NV-1")
        await life.reads("MINH", "NV-3")
        await life.phones.writes("MINH", "đang thực hiện 60%")
        await life.reads("MINH", "Đã ghi nhận: NV-3 – Đang thực hiện, 60%")
        await life.phones.writes("MINH", "Chờ ý kiến Sở Tài chính")
        await life.reads("MINH", "Đã ghi nhận nội dung bổ sung cho NV-3")

        if channel == ACCOUNT:
            await _in_touch(life, "2025-10-24")
        life.clock.turn_to(at("2025-10-27 08:30"))
        told = await life.reads("HAI", "chưa nhận được báo cáo", "NV-2")
        await life.picks("HAI", told, "Trả lời thay")
        await life.picks("HAI", await life.reads("HAI", "chọn kết quả"), "Khó khăn")
        await life.reads("HAI", "đồng chí trả lời thay Phạm Thị Lan")
        await life.phones.writes("CVP", "/summary")
        await life.reads("CVP", "TỔNG HỢP KỲ BÁO CÁO THÁNG 10/2025", "3/4 nhiệm vụ")
    assert await answers(tmp_path) == EXPECTED


@pytest.mark.parametrize("channel", by_day("zalo"))
async def test_acting_on_silence_is_the_same_everywhere(tmp_path: Path, channel: str) -> None:
    async with month(tmp_path, channel) as life:
        await life.connects()
        life.clock.turn_to(at("2025-10-17 08:30"))
        digest = await life.reads("LAN", "2 nhiệm vụ")
        await _asks_for_more_time(life)
        await _is_away(life)
        await life.picks("LAN", digest, "NV-1")
        await life.picks("LAN", await life.reads("LAN", "NV-1", "chọn kết quả"), "Đã hoàn thành")
        await life.reads("LAN", "Đã ghi nhận: NV-1 – Đã hoàn thành")
        await _sends_back(life)
        life.clock.turn_to(at("2025-10-27 08:30"))
        await _answers_for_somebody_who_objects(life)
    assert await kept(tmp_path, **QUERIES) == {
        "extensions": [("granted", "2025-10-31")],
        "absences": [("2025-10-20", "2025-10-24")],
        "returns": [(1, "2025-10-28")],
        "objections": [("Chưa có văn bản phê duyệt",)],
    }


async def _asks_for_more_time(life: Month) -> None:
    await life.phones.writes("LAN", "xin gia hạn NV-2")
    await life.reads("LAN", "Đề nghị gia hạn NV-2")
    await life.phones.writes("LAN", "đến 31/10")
    await life.reads("LAN", "nêu lý do")
    await life.phones.writes("LAN", "Chờ số liệu, đã làm 60%")
    await life.reads("LAN", "Đã gửi đề nghị gia hạn NV-2")
    await life.picks("CVP", await life.reads("CVP", "đề nghị gia hạn NV-2", "60%"), "Đồng ý")
    await life.reads("LAN", "đồng ý gia hạn NV-2", "nhắc theo hạn mới")


async def _is_away(life: Month) -> None:
    await life.phones.writes("MINH", "/vangmat từ 20/10 đến 24/10, đồng chí Phạm Thị Lan thay")
    await life.picks("MINH", await life.reads("MINH", "Phạm Thị Lan thay"), "Ghi nhận")
    await life.reads("MINH", "Đã ghi nhận đồng chí Võ Văn Minh vắng mặt")
    await life.reads("LAN", "được ghi nhận là người thay")


async def _sends_back(life: Month) -> None:
    await life.phones.writes("HAI", "/tralai NV-1")
    await life.reads("HAI", "nội dung cần chỉnh sửa")
    await life.phones.writes("HAI", "Thiếu số liệu quý III")
    await life.reads("HAI", "Hạn gửi lại NV-1")
    await life.phones.writes("HAI", "28/10")
    await life.reads("HAI", "28/10/2025", "xác nhận")
    await life.phones.writes("HAI", "đúng")
    await life.reads("HAI", "Đã trả lại NV-1 lần 1")
    await life.reads("LAN", "trả lại báo cáo NV-1", "Thiếu số liệu quý III")


async def _answers_for_somebody_who_objects(life: Month) -> None:
    told = await life.reads("HAI", "chưa nhận được báo cáo", "NV-3")
    await life.picks("HAI", told, "Trả lời thay")
    await life.picks("HAI", await life.reads("HAI", "NV-3", "chọn kết quả"), "Đã hoàn thành")
    await life.picks("MINH", await life.reads("MINH", "đã trả lời thay", "NV-3"), "Không đồng ý")
    await life.reads("MINH", "Đề nghị nêu lý do")
    await life.phones.writes("MINH", "Chưa có văn bản phê duyệt")
    await life.reads("MINH", "Đã ghi nhận ý kiến không đồng ý")
    await life.reads("HAI", "Chưa có văn bản phê duyệt")


async def answers(folder: Path) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
    """Every version of every answer: status, percentage, note, and for whom it was given."""
    db = await open_database(sqlite_url(folder))
    found = {}
    async with db.read() as tx:
        for code, official_id in (("LAN", 7), ("MINH", 8)):
            for duty in await duties.of_owner(tx, official_id, 1):
                versions = await reports.versions(tx, duty.id)
                found[duty.task_code, code] = [
                    (each.status, each.percent, each.note, each.on_behalf_of) for each in versions
                ]
    await db.close()
    return found

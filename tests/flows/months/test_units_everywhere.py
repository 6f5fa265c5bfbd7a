"""What a unit does together, its confirmation, partners and acceptance, on all three messengers."""

from pathlib import Path

import pytest

from domain.reporting.policy import Policy
from tests.flows.everywhere import Month, by_day, kept, month
from tests.flows.world import at

TRADE = 3
TITLES = {
    "NV-1": "Báo cáo hồ sơ đúng hạn",
    "NV-2": "Công khai thủ tục",
    "NV-3": "Sáng kiến cải cách",
}
QUERIES = {
    "confirmed": "SELECT official_id, missing, late FROM sign_off_events",
    "accepted": "SELECT state, reason FROM acceptances ORDER BY state, reason",
    "owners": "SELECT official_id, by_id FROM duty_owners WHERE why = 'once'",
    "said": "SELECT count(*) FROM audit_entries WHERE action IN ('partner.ask', 'snooze')",
}


@pytest.mark.parametrize("channel", by_day("telegram"))
async def test_a_unit_is_asked_confirmed_and_accepted_everywhere(
    tmp_path: Path, channel: str
) -> None:
    async with month(tmp_path, channel, Policy(acceptance=True), confirming=TRADE) as life:
        await life.connects()
        life.clock.turn_to(at("2025-10-17 08:30"))
        digest = await life.reads("LAN", "2 nhiệm vụ")
        await _wishes_for_another_hour(life)
        await life.picks("LAN", digest, "NV-1")
        await _asks_a_partner(life)
        await _gets_another_owner(life)
        await _is_confirmed(life)
        await _is_accepted(life)
    assert await kept(tmp_path, **QUERIES) == {
        "confirmed": [(5, 0, 0)],
        "accepted": [("accepted", ""), ("accepted", ""), ("rejected", "Chưa có biên bản")],
        "owners": [(8, 5)],
        "said": [(2,)],
    }


async def _wishes_for_another_hour(life: Month) -> None:
    await life.writes("MINH", "nhắc tôi lúc 14:00", "lúc 14:00 ngày 17/10/2025")
    life.clock.turn_to(at("2025-10-17 14:00"))
    await life.reads("MINH", "Theo giờ đồng chí đã hẹn", "NV-3")


async def _asks_a_partner(life: Month) -> None:
    offer = await life.reads("LAN", "NV-1", "chọn kết quả")
    await life.picks("LAN", offer, "Đơn vị phối hợp (0/1)")
    seen = await life.reads("LAN", "Phòng Công nghiệp: chưa có báo cáo")
    await life.picks("LAN", seen, "Đề nghị cập nhật: Phòng Công nghiệp")
    await life.reads("TAM", "Phạm Thị Lan (Phòng Thương mại, đơn vị chủ trì) đề nghị", "NV-1")


async def _gets_another_owner(life: Month) -> None:
    listed = await life.writes("HAI", "/donvi", "Chưa có báo cáo", "NV-2")
    await life.picks("HAI", listed, "Chuyển việc")
    await life.picks("HAI", await life.reads("HAI", "chọn nhiệm vụ để chuyển"), "NV-2")
    await life.picks("HAI", await life.reads("HAI", "Đề nghị đồng chí chọn người"), "Võ Văn Minh")
    await life.picks("HAI", await life.reads("HAI", "cho đồng chí Võ Văn Minh"), "Chỉ kỳ này")
    await life.reads("HAI", "Đã chuyển NV-2")
    await life.reads("MINH", "phân công đồng chí", "NV-2")
    await life.reads("LAN", "NV-2", "nay do đồng chí Võ Văn Minh thực hiện")


async def _is_confirmed(life: Month) -> None:
    for who, code in (("LAN", "NV-1"), ("MINH", "NV-2"), ("MINH", "NV-3")):
        await life.picks(who, await life.writes(who, "/nhiemvu", code, "chưa có báo cáo"), code)
        await life.picks(
            who, await life.reads(who, f"{code} {TITLES[code]}", "chọn kết quả"), "Đã hoàn thành"
        )
        await life.reads(who, f"Đã ghi nhận: {code}")
    asked = await life.reads("HAI", "Phòng Thương mại đã có đủ báo cáo")
    await life.picks("HAI", asked, "Chốt báo cáo đơn vị")
    view = await life.reads("HAI", "Chưa chốt báo cáo đơn vị", "NV-3")
    await life.picks("HAI", view, "Chốt báo cáo đơn vị")
    await life.reads("HAI", "Đã chốt báo cáo tháng 10/2025 của Phòng Thương mại")


async def _is_accepted(life: Month) -> None:
    listed = await life.writes("CVP", "/nghiemthu", "Chờ nghiệm thu: 3 nhiệm vụ")
    await life.picks("CVP", listed, "NV-3")
    claim = await life.reads("CVP", "NV-3", "báo hoàn thành lúc")
    await life.picks("CVP", claim, "Không chấp nhận")
    await life.reads("CVP", "nêu lý do chưa chấp nhận NV-3")
    await life.writes("CVP", "Chưa có biên bản", "Đã báo cho")
    await life.reads("MINH", "chưa chấp nhận", "lý do: Chưa có biên bản")
    listed = await life.writes("CVP", "/nghiemthu", "Chờ nghiệm thu: 2 nhiệm vụ")
    await life.picks("CVP", listed, "Chấp nhận tất cả của Phòng Thương mại")
    await life.reads("CVP", "Đã nghiệm thu 2 nhiệm vụ")

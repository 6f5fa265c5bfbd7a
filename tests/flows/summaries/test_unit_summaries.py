"""On a phone, unit by unit; and this period against the one before."""

import pytest

from bot.features.summaries import by_unit
from bot.features.summaries import handlers as summaries
from tests.flows.assignments.test_assigning import read
from tests.flows.world import World


async def test_each_unit_is_a_tap_away_with_what_is_missing_late_and_stuck(world: World) -> None:
    office, lan, minh = [await world.phone(code) for code in ("MAI", "LAN", "MINH")]
    await world.until("2025-10-28 09:00")
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")
    await minh.taps("NV-3")
    await minh.taps("Khó khăn, vướng mắc")
    await minh.writes("Thiếu kinh phí")
    await office.writes("/summary")
    read(office)
    await office.taps("Từng đơn vị")
    office.shows("kỳ báo cáo tháng 10/2025: 2 phòng, đơn vị")
    await office.taps("Phòng Thương mại – 2/3")
    office.shows(
        (
            "Đã báo cáo 2/3; đúng hạn 0, sau hạn 2.",
            "Chưa có báo cáo:\n• Phạm Thị Lan: NV-2",
            "Đã báo cáo sau hạn:\n• Phạm Thị Lan: NV-1\n• Võ Văn Minh: NV-3",
            "Khó khăn, vướng mắc:\n• NV-3: Thiếu kinh phí",
        )
    )
    await office.taps("Từng đơn vị")
    await office.taps("Phòng Công nghiệp – 0/1")
    office.shows("2 phòng, đơn vị", "Trịnh Minh Tâm: NV-1 – chưa liên hệ được")


async def test_many_units_come_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_unit, "PAGE", 1)
    office = await world.phone("GD")
    await world.until("2025-10-28 09:00")
    await office.writes("/summary")
    await office.taps("Từng đơn vị")
    await office.taps("Xem tiếp (1)")
    read(office)
    await office.taps("Phòng Công nghiệp")
    office.shows("Phòng Công nghiệp")


async def test_of_very_many_units_those_come_in_which_most_is_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summaries, "MOST_UNITS", 1)
    office, lan = [await world.phone(code) for code in ("MAI", "LAN")]
    await world.until("2025-10-28 09:00")
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")
    read(office)
    await office.writes("/summary")
    told = "\n".join(each.text for each in office.messages[office.seen :])
    assert "1/4 nhiệm vụ đã có báo cáo" in told
    assert "Phòng Thương mại: 1/3" in told
    assert "Phạm Thị Lan (NV-2)" in told
    assert "Phòng Công nghiệp" not in told
    assert "Trên đây là 1 trong số 2 đơn vị" in told
    read(office)
    await office.taps("Từng đơn vị")
    office.shows("2 phòng, đơn vị")


async def test_units_without_a_task_do_not_shorten_the_summary(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summaries, "MOST_UNITS", 2)
    office = await world.phone("MAI")
    await world.until("2025-10-28 09:00")
    read(office)
    await office.writes("/summary")
    told = "\n".join(each.text for each in office.messages[office.seen :])
    assert "Phòng Thương mại: 0/3" in told
    assert "Phòng Công nghiệp: 0/1" in told
    assert "trong số" not in told


async def test_the_first_period_has_nothing_to_be_compared_with(world: World) -> None:
    office = await world.phone("MAI")
    await world.until("2025-10-20 09:00")
    await office.writes("/summary")
    read(office)
    await office.taps("So với kỳ trước")
    office.shows("Chưa có kỳ báo cáo nào trước tháng 10/2025")


async def test_a_period_is_compared_with_the_one_before(world: World) -> None:
    office, lan, tam = [await world.phone(code) for code in ("MAI", "LAN", "TAM")]
    await world.until("2025-10-20 09:00")
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")
    await world.until("2025-11-01 08:00")
    await world.service.keep_house()
    await world.until("2025-11-20 09:00")
    await tam.taps("NV-1")
    await tam.taps("Đang thực hiện")
    for code in ("NV-1", "NV-2"):
        await lan.taps(code)
        await lan.taps("Đã hoàn thành")
    read(office)
    await office.writes("/summary")
    read(office)
    await office.taps("So với kỳ trước")
    office.shows(
        (
            "tháng 11/2025 so với tháng 10/2025",
            "Đã báo cáo: 3/4 (75%); kỳ trước 1/4 (25%), tăng 50 điểm phần trăm.",
            "Đã hoàn thành: 2 lượt; kỳ trước 1.",
        ),
        (
            "• Phòng Thương mại\n– đã báo cáo: 33,3% → 66,7%, tăng 33,3",
            "• Phòng Công nghiệp\n– đã báo cáo: 0% → 100%, tăng 100",
        ),
    )


async def test_the_summary_estimates_the_index_from_the_plan(world: World) -> None:
    """Three tasks share the one criterion of the plan, worth one point."""
    office, minh = await world.phone("MAI"), await world.phone("MINH")
    await world.until("2025-10-20 09:00")
    await minh.taps("NV-3")
    await minh.taps("Khó khăn, vướng mắc")
    await office.writes("/summary")
    whole = next(m.text for m in office.messages if "TỔNG HỢP" in m.text)
    assert "(ước tính, không phải kết quả chấm điểm)" in whole
    assert "0 gắn với nhiệm vụ đã hoàn thành, 0,67 đang trong hạn" in whole
    assert "0,33 có vướng mắc" in whole
    assert "Nhiều điểm quá hạn, vướng mắc nhất: Lĩnh vực (0,33/1)." in whole


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_an_official_sees_neither(world: World) -> None:
    office, lan = await world.phone("MAI"), await world.phone("LAN")
    await world.until("2025-10-28 09:00")
    await office.writes("/summary")
    await office.taps("Từng đơn vị")
    for label in ("Từng đơn vị", "So với kỳ trước", "Phòng Thương mại – 0/3"):
        read(lan)
        await lan.presses(office.button(label))
        lan.shows("chưa được phân quyền")

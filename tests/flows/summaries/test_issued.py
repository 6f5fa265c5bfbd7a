"""The Office fixes the figures of a report; what comes later is told with the next ones."""

import io

import pytest
from docx import Document

from domain.summaries.report_snapshots import IssuedReport
from storage.audit import log as audit
from storage.engine.database import Tx
from storage.office import report_snapshots
from tests.flows.assignments.test_assigning import read
from tests.flows.world import Phone, World


async def asks_to_fix(office: Phone) -> None:
    await office.writes("/summary")
    read(office)
    await office.taps("Khóa số liệu báo cáo")


def said(phone: Phone) -> str:
    """The text of the newest file on this phone, tables and all."""
    document = Document(io.BytesIO(phone.messages[-1].file[1]))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


async def test_figures_are_fixed_and_the_next_ones_tell_what_changed(world_on_both: World) -> None:
    world = world_on_both
    office, lan = await world.phone("MAI"), await world.phone("LAN")
    await world.until("2025-10-28 09:00")
    await asks_to_fix(office)
    office.shows(("Khóa số liệu báo cáo tháng 10/2025, lần 1", "Đã nhận 0/4 lượt báo cáo"))
    await office.taps("Đúng, khóa lần 1")
    office.shows(("Đã khóa số liệu báo cáo tháng 10/2025, lần 1, lúc 09:00", "SHA-256"))
    again = office.button("Đúng, khóa lần 1")

    await world.until("2025-10-29 10:00")
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")
    read(office)
    await asks_to_fix(office)
    office.shows(("lần 2", "Đã khóa lần 1 lúc 09:00", "Từ lần khóa trước có 1 thay đổi"))
    await office.taps("Xem thay đổi")
    office.shows(
        "Thay đổi so với số liệu tháng 10/2025 đã khóa lần 1",
        "Phòng Thương mại – NV-1 Báo cáo hồ sơ đúng hạn: chưa báo cáo → Đã hoàn thành, sau hạn",
    )
    await office.presses(again)
    office.shows(("lần 1 đã được khóa lúc 09:00 ngày 28/10/2025", "không khóa thêm"))
    await office.taps("Đúng, khóa lần 2")
    office.shows("Đã khóa số liệu báo cáo tháng 10/2025, lần 2")
    async with world.db.read() as tx:
        assert (await audit.actions(tx)).count("report.issue") == 2
        assert await audit.first_broken(tx) is None
        assert [each.by for each in await _issues(tx)] == ["MAI", "MAI"]


async def _issues(tx: Tx) -> list[IssuedReport]:
    return await report_snapshots.of_cycle(tx, 1)


async def test_it_works_on_every_phone_and_can_be_left(world: World) -> None:
    office = await world.phone("MAI")
    await world.until("2025-10-28 09:00")
    await asks_to_fix(office)
    office.shows("lần 1")
    await office.taps("Không")
    office.shows("Chưa khóa số liệu báo cáo tháng 10/2025")
    async with world.db.read() as tx:
        assert await _issues(tx) == []
    await asks_to_fix(office)
    await office.taps("Đúng, khóa lần 1")
    office.shows("lần 1", "Đã khóa số liệu")


async def test_files_of_an_issue_stay_as_they_were(editing_world: World) -> None:
    world = editing_world
    office, lan = await world.phone("MAI"), await world.phone("LAN")
    await world.until("2025-10-28 09:00")
    await asks_to_fix(office)
    await office.taps("Đúng, khóa lần 1")
    first = office.button("Word, số liệu khóa lần 1")
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")
    await asks_to_fix(office)
    await office.taps("Đúng, khóa lần 2")
    await world.until("2025-12-01 09:00")
    read(office)

    await office.presses(first)
    office.shows("Dự thảo báo cáo tháng 10/2025 theo số liệu khóa lần 1 (Word)")
    name = office.messages[-1].file[0]
    assert name == "DỰ THẢO - Báo cáo CCHC tháng 10-2025 (số liệu khóa lần 1).docx"
    assert "đã nhận 0/4 lượt báo cáo" in said(office)
    assert "Thay đổi so với số liệu đã khóa" not in said(office)

    await office.taps("Word, số liệu khóa lần 2")
    assert "đã nhận 1/4 lượt báo cáo" in said(office)
    assert "Thay đổi so với số liệu đã khóa lần 1" in said(office)
    assert "Đã hoàn thành, báo cáo sau hạn" in said(office)
    await office.taps("Excel, số liệu khóa lần 2")
    assert office.messages[-1].file[0].endswith("(số liệu khóa lần 2).xlsx")


async def test_what_came_late_for_a_fixed_period_is_told_in_the_next_one(
    editing_world: World,
) -> None:
    world = editing_world
    office, lan = await world.phone("MAI"), await world.phone("LAN")
    await world.until("2025-10-28 09:00")
    await asks_to_fix(office)
    await office.taps("Đúng, khóa lần 1")
    await world.until("2025-11-03 09:00")
    await lan.taps("NV-1")
    await lan.taps("Khó khăn, vướng mắc")
    await lan.writes("Thiếu kinh phí")
    await world.service.keep_house()
    await world.until("2025-11-26 09:00")
    read(office)
    await asks_to_fix(office)
    office.shows(("tháng 11/2025, lần 1", "Có 1 thay đổi của kỳ đã khóa trước đây"))
    await office.taps("Đúng, khóa lần 1")
    await office.taps("Word, số liệu khóa lần 1")
    assert "Báo cáo tháng 10 năm 2025 nhận sau khi khóa số liệu" in said(office)
    assert "Khó khăn, vướng mắc, báo cáo sau hạn; nội dung: Thiếu kinh phí" in said(office)
    await asks_to_fix(office)
    await office.taps("Đúng, khóa lần 2")
    await office.taps("Word, số liệu khóa lần 2")
    assert "Báo cáo tháng 10 năm 2025 nhận sau" not in said(office)


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_nobody_but_the_office_fixes_figures(world: World) -> None:
    office, director, lan = [await world.phone(code) for code in ("MAI", "GD", "LAN")]
    await world.until("2025-10-28 09:00")
    await asks_to_fix(office)
    await office.taps("Đúng, khóa lần 1")
    await director.writes("/summary")
    labels = [button.label for message in director.messages for button in message.buttons]
    assert any("So với kỳ trước" in label for label in labels)
    assert not any("Khóa số liệu" in label for label in labels)
    taps = ("Khóa số liệu báo cáo", "Đúng, khóa lần 1", "Không", "Word, số liệu khóa lần 1")
    for phone in (director, lan):
        for label in taps:
            read(phone)
            await phone.presses(office.button(label))
            phone.shows("chưa được phân quyền")


async def test_a_period_that_has_not_opened_is_not_fixed(world: World) -> None:
    office = await world.phone("MAI")
    await world.until("2025-10-14 09:00")
    await office.writes("/summary 10/2025")
    read(office)
    await office.taps("Khóa số liệu báo cáo")
    await office.taps("Đúng, khóa lần 1")
    office.shows("lần 1", "chưa mở nên chưa khóa được số liệu")

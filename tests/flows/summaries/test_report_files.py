"""The Office asks for the summary in chat and has the picture, the report and the workbook."""

import io
import zipfile

import pytest

from nhacviec.runtime import report_files
from tests.flows.world import World


async def test_the_picture_comes_with_the_summary_and_the_files_on_a_tap(
    editing_world: World,
) -> None:
    office = await editing_world.phone("CVP")
    await editing_world.until("2025-10-20 09:00")
    await office.writes("/summary")
    office.shows("TỔNG HỢP KỲ BÁO CÁO", "Biểu đồ kỳ báo cáo", "Theo phòng, đơn vị")
    assert office.messages[1].file[1].startswith(b"\x89PNG")

    await office.taps("Báo cáo Word")
    office.shows("Dự thảo báo cáo tháng 10/2025 (Word)")
    name, content = office.messages[-1].file
    assert name.startswith("DỰ THẢO")
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(content)).namelist()

    await office.taps("Bảng Excel")
    office.shows("Bảng số liệu tháng 10/2025 (Excel)")
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(office.messages[-1].file[1])).namelist()


async def test_where_files_cannot_be_sent_a_link_brings_them(world: World) -> None:
    office = await world.phone("CVP")
    await world.until("2025-10-20 09:00")
    await office.writes("/summary")
    await office.taps("Báo cáo Word")
    text = office.messages[-1].text
    assert "(Word):\nhttp://127.0.0.1/f/" in text, "an address stands on a line of its own"
    token = text.split("http://127.0.0.1/f/")[1].split("/")[0]
    wanted = world.links.wanted(token)
    assert wanted is not None
    assert (wanted["form"], wanted["month"]) == ("docx", "2025-10")
    assert world.links.wanted(token[:-2] + "xx") is None


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_nobody_else_gets_the_files(world: World) -> None:
    office, lan = await world.phone("CVP"), await world.phone("LAN")
    await world.until("2025-10-20 09:00")
    await office.writes("/summary")
    tap = office.button("Báo cáo Word")
    lan.seen = len(lan.messages)
    await lan.presses(tap)
    lan.shows("chưa được phân quyền")


async def test_a_file_that_cannot_be_made_is_answered_for_and_may_be_asked_for_again(
    editing_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = editing_world
    office = await world.phone("CVP")
    await world.until("2025-10-20 09:00")
    await office.writes("/summary")
    read = len(office.messages)
    tried = []

    def broken(*_: object) -> bytes:
        tried.append(1)
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(report_files, "written", broken)
        await office.taps("Báo cáo Word")
        await world.until("2025-10-20 09:05")
    office.seen = read
    office.shows("chưa lập được tệp đồng chí yêu cầu")
    assert len(tried) == 2
    await office.taps("Báo cáo Word")
    office.shows("Dự thảo báo cáo tháng 10/2025 (Word)")

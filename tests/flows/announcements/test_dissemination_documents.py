"""The Office makes a document known: it goes with the text, by file or by link, to each person."""

from pathlib import Path

import pytest

from bot.channels.protocol import SendFailed
from bot.files.virus_scan import ScanResult
from domain.messaging.messages import File
from tests.flows.announcements.test_dissemination import PLAN
from tests.flows.assignments.test_assigning import read
from tests.flows.world import PDF, Phone, World

PLAN_FILE = File("plan", "ke-hoach-5064.pdf", "application/pdf", len(PDF))


async def begins(world: World) -> tuple[Phone, Phone, Phone]:
    """The Office is asked for a text; two people of the trade division hold their phones."""
    office, lan, minh = [await world.phone(code) for code in ("MAI", "LAN", "MINH")]
    await world.until("2025-10-06 09:00")
    await office.writes("/quantriet")
    await office.taps("Soạn nội dung mới")
    read(office)
    return office, lan, minh


async def linked(world: World, phone: Phone) -> bytes:
    """What the link in the last message brings."""
    token = phone.messages[-1].text.split("http://127.0.0.1/f/")[1].split("/")[0]
    wanted, archive = world.links.wanted(token), world.service.outbound.composer.archive
    assert wanted is not None
    assert archive is not None
    return await archive.make(wanted)


async def test_the_document_comes_as_a_file_with_the_text(editing_world: World) -> None:
    office, lan, minh = await begins(editing_world)
    await office.writes(PLAN, PLAN_FILE)
    office.shows("đang kiểm tra tệp ke-hoach-5064.pdf", "Gửi tới đơn vị nào", "Đã kiểm tra tệp")
    await office.writes("P_TM")
    office.shows((PLAN, "Tài liệu kèm theo: ke-hoach-5064.pdf", "Gửi tới: Phòng Thương mại"))
    await office.taps("Gửi")
    office.shows("Đã xếp lịch gửi tới 4 đồng chí")
    for phone in (lan, minh):
        phone.shows(("quán triệt tới đồng chí", PLAN, "Tài liệu kèm theo: ke-hoach-5064.pdf"))
        assert phone.messages[-1].file == ("ke-hoach-5064.pdf", PDF)
    await lan.taps("Đã nắm rõ")
    lan.shows("Đã ghi nhận đồng chí xác nhận")
    await office.writes("/quantriet")
    office.shows(("Tài liệu kèm theo: ke-hoach-5064.pdf", "đã xác nhận 1 (25%)"))
    await editing_world.until("2025-10-08 08:31")
    minh.shows(("chưa nhận được xác nhận", "Tài liệu kèm theo"))
    assert minh.messages[-1].file[1] == PDF


async def test_where_files_cannot_be_sent_a_link_brings_the_document(world: World) -> None:
    office, lan, minh = await begins(world)
    await office.writes("", PLAN_FILE)
    office.shows(
        "đang kiểm tra",
        ("Tệp ke-hoach-5064.pdf sẽ được gửi kèm", "nhập nội dung"),
        "Đã kiểm tra",
    )
    await office.writes(PLAN)
    await office.writes("P_TM")
    read(office)
    await office.taps("Gửi")
    office.shows("Đã xếp lịch gửi tới 4 đồng chí")
    for phone in (lan, minh):
        phone.shows((PLAN, "Tài liệu kèm theo: ke-hoach-5064.pdf", "http://127.0.0.1/f/"))
        assert await linked(world, phone) == PDF


async def test_a_document_may_come_after_the_text_and_be_left_out_again(world: World) -> None:
    office, lan, _minh = await begins(world)
    await office.writes(PLAN)
    await office.writes("", PLAN_FILE)
    await office.writes("P_TM")
    read(office)
    await office.taps("Gửi không kèm tệp")
    office.shows((PLAN, "Gửi tới: Phòng Thương mại"))
    assert "kèm theo" not in office.messages[-1].text
    await office.taps("Gửi")
    lan.shows(PLAN)
    assert "/f/" not in lan.messages[-1].text


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        (File("x", "phim.mp4", "video/mp4", 9), b"", "chỉ nhận PDF hoặc Word"),
        (File("x", "lon.pdf", "application/pdf", 21 * 2**20), b"", "lớn hơn 20 MB"),
        (File("x", "gia.pdf", "application/pdf", 9), b"MZ program", "chỉ nhận PDF hoặc Word"),
        (File("x", "mat.pdf", "", 9), SendFailed("gone", refused=True), "Chưa tải được"),
    ],
)
async def test_a_refused_document_is_told_and_the_text_is_not_lost(
    world: World, file: File, content: bytes | SendFailed, told: str
) -> None:
    office, lan, _minh = await begins(world)
    world.messenger.files["x"] = content
    await office.writes(PLAN, file)
    assert any(told in each.text and "vẫn được giữ" in each.text for each in office.unread)
    await office.writes("P_TM")
    read(office)
    await office.taps("Gửi")
    if "không gửi kèm được nên chưa gửi gì" in "".join(each.text for each in office.unread):
        lan.shows()
        await office.taps("Gửi")
    assert "Đã xếp lịch gửi tới 4" in office.messages[-1].text
    lan.shows(PLAN)


async def test_what_is_not_clean_goes_to_nobody_and_alarms_the_office(world: World) -> None:
    async def found(_path: Path) -> ScanResult:
        return ScanResult.INFECTED

    world.scan = found
    world.use(world.db)
    office, lan, _minh = await begins(world)
    await office.writes(PLAN, PLAN_FILE)
    office.shows("đang kiểm tra", "Gửi tới đơn vị nào", "dấu hiệu mã độc", "bị cách ly")
    await office.writes("P_TM")
    await office.taps("Gửi")
    assert "chưa gửi gì" in office.messages[-2].text
    lan.shows()


async def test_nothing_goes_out_while_the_document_is_not_there_yet(world: World) -> None:
    office, lan, _minh = await begins(world)
    world.messenger.files["plan"] = SendFailed("later")
    await office.writes(PLAN, PLAN_FILE)
    await office.writes("P_TM")
    read(office)
    await office.taps("Gửi")
    office.shows("đang kiểm tra tệp ke-hoach-5064.pdf nên chưa gửi gì", PLAN)
    world.messenger.files["plan"] = PDF
    await world.pass_time(minutes=3)
    office.shows("Đã kiểm tra tệp")
    await office.taps("Gửi")
    office.shows("Đã xếp lịch gửi tới 4 đồng chí")
    lan.shows((PLAN, "Tài liệu kèm theo"))


async def test_a_new_version_keeps_the_document_or_brings_a_new_one(editing_world: World) -> None:
    office, lan, _minh = await begins(editing_world)
    await office.writes(PLAN, PLAN_FILE)
    await office.writes("P_TM")
    await office.taps("Gửi")
    await office.writes("/quantriet")
    read(office, lan)
    await office.taps("Gửi phiên bản mới")
    office.shows(("Tệp ke-hoach-5064.pdf sẽ được gửi kèm; gửi tệp khác để thay", "nhập nội dung"))
    editing_world.messenger.files["new"] = b"%PDF-1.7 new"
    await office.writes("Bản sửa đổi", File("new", "ban-moi.pdf", "", 12))
    office.shows("thay tệp ke-hoach-5064.pdf", "Gửi tới đơn vị nào", "Đã kiểm tra tệp ban-moi.pdf")
    await office.taps("Tiếp tục")
    await office.taps("Gửi")
    lan.shows(("phiên bản 2", "Tài liệu kèm theo: ban-moi.pdf"))
    assert lan.messages[-1].file == ("ban-moi.pdf", b"%PDF-1.7 new")

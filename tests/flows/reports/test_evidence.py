"""Evidence: sent by chat, checked, fetched, scanned, and kept where nobody else looks."""

from pathlib import Path

import pytest

from bot.channels.protocol import SendFailed
from bot.files.virus_scan import ScanResult
from domain.messaging.messages import File
from storage.reports import duties, evidence
from storage.reports.evidence import Exhibit
from tests.documents.test_active_content import locked, word
from tests.flows.world import Phone, World

SCAN = File("f1", "bien-ban.pdf", "application/pdf", 1000)


async def answered(world: World) -> Phone:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    await minh.taps("Đang thực hiện")
    minh.seen = len(minh.messages)
    return minh


async def kept(world: World) -> list[Exhibit]:
    async with world.db.read() as tx:
        duty = await duties.find_open_period(tx, "NV-3", 3)
        assert duty is not None
        return await evidence.of_duty(tx, duty.id)


def file_store(world: World) -> list[Path]:
    return list(world.folder.glob("*"))


async def test_a_file_is_fetched_and_kept_under_a_random_name(world: World) -> None:
    minh = await answered(world)
    await minh.writes("", SCAN)
    minh.shows(("Đã nhận minh chứng cho NV-3", "bien-ban.pdf"))
    [piece] = await kept(world)
    assert (piece.name, piece.state) == ("bien-ban.pdf", "kept")
    [stored] = file_store(world)
    assert stored.stat().st_mode & 0o777 == 0o600
    assert "bien-ban" not in stored.name


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (File("f", "virus.exe", "application/pdf", 10), "không thuộc loại được nhận"),
        (File("f", "bao-cao.docm", "", 10), "không thuộc loại được nhận"),
        (File("f", "phim.pdf", "application/pdf", 21 * 2**20), "lớn hơn 20 MB"),
    ],
)
async def test_what_is_unfit_is_refused_before_it_is_fetched(
    world: World, file: File, told: str
) -> None:
    minh = await answered(world)
    await minh.writes("", file)
    minh.shows(told)
    assert await kept(world) == []
    assert file_store(world) == []


async def test_a_file_that_is_not_what_it_says_is_refused(world: World) -> None:
    minh = await answered(world)
    world.messenger.files["f1"] = b"MZ this is a program"
    await minh.writes("", SCAN)
    minh.shows("Đã nhận minh chứng", "không thuộc loại được nhận")
    assert [piece.state for piece in await kept(world)] == ["refused"]
    assert file_store(world) == []


async def test_a_file_that_cannot_be_had_now_is_fetched_later(world: World) -> None:
    minh = await answered(world)
    world.messenger.files["f1"] = SendFailed("down")
    await minh.writes("", SCAN)
    minh.shows("Đã nhận minh chứng")
    assert [piece.state for piece in await kept(world)] == ["waiting"]
    del world.messenger.files["f1"]
    await world.pass_time(minutes=3)
    minh.shows()
    assert [piece.state for piece in await kept(world)] == ["kept"]


async def test_a_file_that_is_gone_is_asked_for_again(world: World) -> None:
    minh = await answered(world)
    world.messenger.files["f1"] = SendFailed("gone", refused=True)
    await minh.writes("", SCAN)
    minh.shows("Đã nhận minh chứng", "Đề nghị đồng chí gửi lại")


@pytest.mark.parametrize("verdict", [ScanResult.INFECTED, ScanResult.ERROR])
async def test_what_is_not_clean_is_set_apart(world: World, verdict: ScanResult) -> None:
    async def scan(_path: Path) -> ScanResult:
        return verdict

    world.scan = scan
    world.use(world.db)
    office = await world.phone("MAI")
    minh = await answered(world)
    office.seen = len(office.messages)
    await minh.writes("", SCAN)
    assert [piece.state for piece in await kept(world)] == ["quarantined"]
    office.shows("Một tệp gửi đến (minh chứng, tệp nhập hoặc tài liệu) bị cách ly")
    told = ["Đã nhận minh chứng"]
    minh.shows(*told, *(["có dấu hiệu mã độc"] if verdict is ScanResult.INFECTED else []))


@pytest.mark.parametrize(
    ("part", "said"),
    [("word/vbaProject.bin", "có macro"), ("word/a.exe", "chương trình nhúng"), ("", "mật khẩu")],
)
async def test_an_office_file_with_more_than_words_is_set_apart(
    world: World, part: str, said: str
) -> None:
    """No scanner is needed for it; whoever sent it is asked for another one."""
    office = await world.phone("MAI")
    minh = await answered(world)
    office.seen = len(office.messages)
    content = word(**{part: b"harmless"}) if part else locked()
    world.messenger.files["d1"] = content
    await minh.writes("", File("d1", "bien-ban.docx", "", len(content)))
    assert [piece.state for piece in await kept(world)] == ["quarantined"]
    minh.shows("Đã nhận minh chứng", said)
    office.shows("được để riêng vì có macro, chương trình nhúng, mật khẩu")


async def test_an_album_is_one_piece_and_is_answered_once(world: World) -> None:
    minh = await answered(world)
    for number in range(3):
        photo = File(f"p{number}", "", "image/jpeg", 100)
        world.messenger.files[photo.reference] = b"\xff\xd8\xff photo"
        await minh.writes("", photo, album="A1")
    minh.shows("Đã nhận bộ ảnh, tệp minh chứng cho NV-3")
    await minh.taps("Sửa lại")
    minh.shows("Minh chứng đã nhận: 1")
    [piece] = await kept(world)
    assert (piece.files, piece.state) == (3, "kept")


async def test_a_photo_with_words_is_the_answer_too(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    minh.seen = len(minh.messages)
    await minh.writes("đã hoàn thành", SCAN)
    minh.shows("Đã ghi nhận: NV-3 – Đã hoàn thành")
    assert len(await kept(world)) == 1


async def test_a_photo_without_words_asks_for_the_answer(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    minh.seen = len(minh.messages)
    await minh.writes("", SCAN)
    minh.shows(("Đã nhận minh chứng", "chọn kết quả thực hiện"))
    await minh.taps("Đã hoàn thành")
    minh.shows("Đã ghi nhận: NV-3 – Đã hoàn thành")


async def test_a_secret_file_name_is_never_fetched(world: World) -> None:
    minh = await answered(world)
    await minh.writes("", File("f", "tài liệu mật.pdf", "application/pdf", 10))
    minh.shows("Hệ thống không lưu")
    assert await kept(world) == []
    assert file_store(world) == []


async def test_who_cannot_send_a_file_here_is_shown_where(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    minh.seen = len(minh.messages)
    await minh.writes("em muốn gửi file minh chứng ạ")
    minh.shows("tại trang cá nhân dưới đây", "http://127.0.0.1/i/")
    await minh.writes("")
    minh.shows("chưa đọc được nội dung vừa gửi", "http://127.0.0.1/i/")

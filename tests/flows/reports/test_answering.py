"""Answering from a phone: tapping, typing, noting, correcting, taking back."""

from sqlalchemy import select

from domain.messaging.messages import File
from storage.reports import duties, reports
from storage.tables import INBOX
from tests.flows.world import World, at


async def test_a_tap_is_stored_at_once_and_says_how_to_undo_it(world: World) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    lan.shows("2 nhiệm vụ")
    await lan.taps("NV-1")
    lan.shows("Báo cáo hồ sơ đúng hạn")
    await lan.taps("Đã hoàn thành")
    lan.shows(("Đã ghi nhận: NV-1 – Đã hoàn thành", "Đồng chí có thể bổ sung ghi chú"))
    await lan.taps("Hoàn tác")
    lan.shows("NV-1 trở lại trạng thái chưa có báo cáo")
    await world.until("2025-10-22 08:31")
    lan.shows("còn 2 nhiệm vụ")


async def test_a_number_does_what_the_button_does(world: World) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    lan.shows("2 nhiệm vụ")
    await lan.writes("2")
    lan.shows("NV-2")
    await lan.writes("2")
    lan.shows("Đã ghi nhận: NV-2 – Đang thực hiện")


async def test_a_number_without_an_open_list_writes_nothing(world: World) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    lan.shows("2 nhiệm vụ")
    await world.until("2025-10-23 20:00")
    lan.shows("còn 2 nhiệm vụ")
    await lan.writes("7")
    lan.shows("Số vừa nhập không ứng với danh sách nào")
    await lan.taps("NV-1")
    lan.shows("NV-1")
    await lan.writes("9")
    lan.shows("Số vừa nhập không ứng với danh sách nào")


async def test_a_status_typed_in_words_is_understood_and_kept_as_note(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    minh.shows("NV-3")
    await minh.writes("dang thuc hien 60%")
    minh.shows(("Đã ghi nhận: NV-3 – Đang thực hiện, 60%", "dang thuc hien 60%"))


async def test_a_sentence_after_the_answer_becomes_its_note(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    await minh.taps("Khó khăn, vướng mắc")
    minh.seen = len(minh.messages) - 1
    minh.shows(("Khó khăn, vướng mắc", "Đề nghị đồng chí cho biết nguyên nhân"))
    await minh.writes("Chờ ý kiến Sở Tài chính về kinh phí")
    minh.shows("Đã ghi nhận nội dung bổ sung cho NV-3: Chờ ý kiến Sở Tài chính")
    async with world.db.read() as tx:
        found = await duties.find_open_period(tx, "NV-3", 3)
        assert found is not None
        kept = await reports.versions(tx, found.id)
    assert [(each.version, each.note) for each in kept] == [
        (1, ""),
        (2, "Chờ ý kiến Sở Tài chính về kinh phí"),
    ]


async def test_less_than_whole_is_never_done(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    await minh.taps("Đã hoàn thành")
    await minh.writes("mới được 80%")
    assert "NV-3 – Đang thực hiện, 80%" in minh.messages[-1].text


async def test_a_file_is_kept_as_evidence(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    await minh.taps("Đang thực hiện")
    minh.seen = len(minh.messages)
    await minh.writes("", File("abc", "bien-ban.pdf", "application/pdf", 1000))
    minh.shows(("Đã nhận minh chứng cho NV-3", "bien-ban.pdf"))


async def test_a_correction_after_the_due_day_is_taken_and_flagged(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-30 10:00")
    minh.seen = len(minh.messages)
    await minh.writes("/baocao")
    minh.shows("Đồng chí đang trả lời nhiệm vụ nào")
    await minh.taps("NV-3")
    await minh.taps("Đã hoàn thành")
    assert "sau hạn" in minh.messages[-1].text


async def test_a_closed_period_takes_no_answer(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-11-13 10:00")
    await minh.taps("NV-3")
    await minh.taps("Đã hoàn thành")
    assert "đã đóng" in minh.messages[-1].text


async def test_two_phones_and_one_old_button_change_nothing_twice(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    old = minh.button("Đã hoàn thành")
    await minh.presses(old)
    minh.seen = len(minh.messages)
    await minh.presses(old)
    minh.shows("đã được ghi nhận trước đó")
    await minh.taps("Hoàn tác")
    minh.seen = len(minh.messages)
    await minh.presses(old)
    minh.shows("vừa được cập nhật ở nơi khác")


async def test_nothing_is_met_with_silence(world: World) -> None:
    lan = await world.phone("LAN")
    for said in ("xin chào", "/khongco", "???", "/donvi", "/summary", "/giaoban"):
        await lan.writes(said)
        assert lan.unread, said
        lan.seen = len(lan.messages)


async def test_commands_of_an_official(world: World) -> None:
    lan = await world.phone("LAN")
    await lan.writes("/nhiemvu")
    lan.shows("không có nhiệm vụ nào")
    await world.until("2025-10-17 08:31")
    await lan.taps("NV-1")
    await lan.taps("Chưa thực hiện")
    lan.seen = len(lan.messages)
    await lan.writes("/nhiemvu")
    lan.shows(("đã trả lời 1", "NV-1 Báo cáo hồ sơ đúng hạn – Chưa thực hiện"))
    await lan.writes("/lichsu")
    lan.shows("NV-1: Chưa thực hiện")
    await lan.writes("/trogiup")
    lan.shows("/nhiemvu")
    await lan.writes("/ngonngu")
    await lan.taps("English")
    await lan.writes("/trogiup")
    assert "help" in lan.messages[-1].text.casefold()


async def test_what_looks_like_a_state_secret_is_not_stored(world: World) -> None:
    lan, office = await world.phone("LAN"), await world.phone("MAI")
    await world.until("2025-10-20 09:00")
    lan.seen = len(lan.messages)
    await lan.writes("Gửi anh tài liệu mật số 12")
    lan.shows("Hệ thống không lưu")
    office.shows(("Phạm Thị Lan", "dấu hiệu liên quan tài liệu mật"))
    async with world.db.read() as tx:
        heard = (await tx.execute(select(INBOX.c.event))).scalars().all()
    assert heard
    assert all("tài liệu mật" not in str(each) for each in heard)


async def test_an_answer_is_heard_once_however_often_it_comes(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    minh.seen = len(minh.messages)
    tap = minh.button("Đang thực hiện")
    world.events = 500
    await minh.presses(tap)
    minh.shows("Đã ghi nhận")
    world.events = 500
    await minh.presses(tap)
    minh.shows()


async def test_a_note_sent_the_next_morning_still_finds_its_duty(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 16:00")
    await minh.taps("NV-3")
    await minh.taps("Đang thực hiện")
    minh.seen = len(minh.messages)
    world.clock.turn_to(at("2025-10-18 01:00"))
    await minh.writes("đạt 50%")
    minh.shows(("bổ sung cho NV-3", "50%"))


async def test_several_tasks_in_one_message_are_shown_and_stored_once_confirmed(
    world: World,
) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    lan.shows("2 nhiệm vụ")
    await lan.writes("1 xong, 2 dang lam 70%")
    lan.shows(("chưa ghi nhận", "NV-1: Đã hoàn thành", "NV-2: Đang thực hiện, 70%"))
    await lan.writes("đúng")
    lan.shows(("Đã ghi nhận:", "NV-1: Đã hoàn thành", "NV-2: Đang thực hiện, 70%"))
    await world.until("2025-11-06 10:00")
    lan.shows()


async def test_an_unclear_part_of_a_list_stores_nothing(world: World) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    lan.shows("2 nhiệm vụ")
    await lan.writes("1 xong, 2 nộp ở đâu?")
    lan.shows("chưa ghi nhận gì")
    await world.until("2025-10-22 08:31")
    lan.shows("còn 2 nhiệm vụ")


async def test_other_words_instead_of_a_confirmation_are_read_on_their_own(world: World) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    await lan.writes("tất cả đã xong")
    await lan.writes("trừ việc 2, còn lại xong")
    lan.seen = len(lan.messages) - 1
    lan.shows("NV-1: Đã hoàn thành")
    assert "NV-2" not in lan.messages[-1].text

"""State secrets: what is certain is refused, what may be one is asked about, nothing is kept."""

from sqlalchemy import inspect, text

from domain.messaging.messages import File
from tests.flows.world import World


async def everything(world: World) -> str:
    """All that stands in the database."""
    async with world.db.read() as tx:
        names = await tx.run_sync(lambda sync: inspect(sync).get_table_names())
        rows = [(await tx.execute(text(f'SELECT * FROM "{name}"'))).all() for name in names]
    return str(rows)


async def test_what_may_be_a_secret_is_asked_about_before_anything_is_kept(world: World) -> None:
    minh, office = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-17 08:31")
    minh.seen, office.seen = len(minh.messages), len(office.messages)
    await minh.writes("đang làm, ho so so 31 mat")
    labels = [each.label.lstrip("12. ") for each in minh.messages[-1].buttons]
    assert labels == ["Không phải bí mật nhà nước", "Thuộc bí mật nhà nước"]
    minh.shows("chưa lưu")
    office.shows()
    assert "ho so so 31" not in await everything(world)
    await minh.taps("Không phải bí mật nhà nước")
    minh.shows(("gửi lại", "15 phút"))
    await minh.writes("đang làm, ho so so 31 mat")
    minh.shows(("Đã ghi nhận", "NV-3", "ho so so 31 mat"))
    office.shows()


async def test_the_word_given_holds_for_a_quarter_of_an_hour(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    await minh.writes("đang làm, ho so nay mat")
    await minh.taps("Không phải bí mật nhà nước")
    await world.pass_time(minutes=16)
    minh.seen = len(minh.messages)
    await minh.writes("đang làm, ho so nay mat")
    minh.shows("chưa lưu")


async def test_a_word_given_never_lets_a_certain_secret_through(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    await minh.writes("ho so nay mat")
    await minh.taps("Không phải bí mật nhà nước")
    minh.seen = len(minh.messages)
    await minh.writes("đã nhận công văn 27-CV/M")
    minh.shows("Hệ thống không lưu")
    assert "27-CV" not in await everything(world)


async def test_who_says_that_it_is_one_is_told_what_to_do_and_the_office_who(world: World) -> None:
    minh, office = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-17 08:31")
    await minh.writes("ho so nay mat")
    minh.seen, office.seen = len(minh.messages), len(office.messages)
    await minh.taps("Thuộc bí mật nhà nước")
    minh.shows("xóa tin nhắn")
    office.shows(("Võ Văn Minh", "dấu hiệu"))


async def test_who_lets_it_be_is_not_asked_again_and_nobody_hears_of_it(world: World) -> None:
    minh, office = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-17 08:31")
    await minh.writes("ho so nay mat")
    await minh.taps("Không phải bí mật nhà nước")
    minh.seen, office.seen = len(minh.messages), len(office.messages)
    await minh.taps("Không gửi nữa")
    minh.shows("không lưu gì")
    await minh.writes("ho so nay mat")
    minh.shows("chưa lưu")
    office.shows()


async def test_a_reason_that_was_asked_for_is_still_awaited_after_the_question(
    world: World,
) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    await minh.taps("Khó khăn, vướng mắc")
    await minh.writes("van ban mat")
    minh.seen = len(minh.messages)
    await minh.taps("Không phải bí mật nhà nước")
    minh.shows("gửi lại")
    await minh.writes("van ban mat")
    minh.shows(("bổ sung cho NV-3", "van ban mat"))


async def test_the_name_of_a_file_is_read_too(world: World) -> None:
    minh, office = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    minh.seen, office.seen = len(minh.messages), len(office.messages)
    await minh.writes("", File("f1", "mat_bang_KCN.pdf", "application/pdf"))
    minh.shows("Đã nhận minh chứng cho NV-3: mat_bang_KCN.pdf")
    await minh.writes("", File("f2", "van_ban_mat.pdf", "application/pdf"))
    minh.shows("chưa lưu")
    office.shows()
    await minh.writes("", File("f3", "12_BC-TM.pdf", "application/pdf"))
    minh.shows("Hệ thống không lưu")
    office.shows("Võ Văn Minh")
    kept = await everything(world)
    assert "mat_bang_KCN" in kept
    assert not [name for name in ("van_ban_mat", "12_BC-TM") if name in kept]


async def test_everyday_replies_without_marks_are_answers(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    minh.seen = len(minh.messages)
    await minh.writes("chua xong do mat dien")
    assert "ghi nhận" in minh.messages[-1].text or "Đề nghị đồng chí chọn" in minh.messages[-1].text
    assert "lưu" not in minh.messages[-1].text


async def test_a_stranger_is_asked_as_well_and_named_to_nobody(world: World) -> None:
    somebody, office = world.stranger(), await world.phone("MAI")
    await somebody.writes("van ban mat")
    somebody.shows("chưa lưu")
    await somebody.taps("Không phải bí mật nhà nước")
    somebody.shows("gửi lại")
    office.shows()

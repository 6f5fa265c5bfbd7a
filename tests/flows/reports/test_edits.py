"""A message that was edited changes the report which it gave."""

from storage.reports import duties, reports
from tests.flows.world import Phone, World


async def asked(world: World) -> Phone:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    minh.seen = len(minh.messages)
    return minh


async def versions(world: World) -> list[tuple[str | None, int | None, str]]:
    async with world.db.read() as tx:
        duty = await duties.find_open_period(tx, "NV-3", 3)
        assert duty is not None
        return [
            (each.status, each.percent, each.note) for each in await reports.versions(tx, duty.id)
        ]


async def test_an_edited_answer_is_a_new_version(world: World) -> None:
    minh = await asked(world)
    await minh.writes("đang thực hiện 60%", message_id="m1")
    minh.shows("Đang thực hiện, 60%")
    await minh.edits("m1", "đang thực hiện 80%")
    minh.shows("Đang thực hiện, 80%")
    assert await versions(world) == [
        ("in_progress", 60, "đang thực hiện 60%"),
        ("in_progress", 80, "đang thực hiện 80%"),
    ]


async def test_an_edit_may_change_the_status(world: World) -> None:
    minh = await asked(world)
    await minh.writes("đang thực hiện", message_id="m1")
    await minh.edits("m1", "đã hoàn thành")
    assert (await versions(world))[-1] == ("done", None, "đã hoàn thành")


async def test_an_edited_note_changes_the_note_alone(world: World) -> None:
    minh = await asked(world)
    await minh.taps("NV-3")
    await minh.taps("Khó khăn, vướng mắc")
    await minh.writes("Chờ ý kiến Sở Tài chính", message_id="m1")
    await minh.writes("Đã có công văn hỏi", message_id="m2")
    await minh.edits("m1", "Chờ ý kiến Sở Nội vụ")
    assert (await versions(world))[-1] == (
        "blocked",
        None,
        "Chờ ý kiến Sở Nội vụ\nĐã có công văn hỏi",
    )


async def test_editing_twice_replaces_what_stands_now(world: World) -> None:
    minh = await asked(world)
    await minh.taps("NV-3")
    await minh.taps("Khó khăn, vướng mắc")
    await minh.writes("Chờ ý kiến", message_id="m1")
    await minh.edits("m1", "Chờ kinh phí")
    await minh.edits("m1", "Chờ nhân lực")
    assert (await versions(world))[-1] == ("blocked", None, "Chờ nhân lực")


async def test_what_gave_no_report_changes_nothing(world: World) -> None:
    minh = await asked(world)
    await minh.writes("xin chào ạ", message_id="m1")
    minh.seen = len(minh.messages)
    await minh.edits("m1", "xin chào các đồng chí")
    minh.shows("không có gì thay đổi")
    await minh.edits("unknown", "đã hoàn thành")
    minh.shows("không có gì thay đổi")
    assert await versions(world) == []


async def test_an_edit_after_the_period_closed_is_refused(world: World) -> None:
    minh = await asked(world)
    await minh.writes("đang thực hiện", message_id="m1")
    await world.until("2025-11-13 10:00")
    minh.seen = len(minh.messages)
    await minh.edits("m1", "đã hoàn thành")
    minh.shows("đã đóng")
    async with world.db.read() as tx:
        [past] = await reports.history(tx, 8)
    assert past.status == "in_progress"


async def test_an_edit_by_somebody_else_finds_nothing(world: World) -> None:
    minh, lan = await asked(world), await world.phone("LAN")
    await minh.writes("đang thực hiện", message_id="m1")
    await lan.edits("m1", "đã hoàn thành")
    lan.shows("không có gì thay đổi")
    assert len(await versions(world)) == 1

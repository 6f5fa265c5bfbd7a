"""Several tasks in one message: the reason given with a status is kept, and not asked for again."""

import io

from docx import Document
from openpyxl import load_workbook

from storage.reports import duties, issues, reports
from tests.flows.world import Phone, World

REASON = "chờ ý kiến Sở Tài chính"


async def asked(world: World, code: str = "LAN") -> Phone:
    phone = await world.phone(code)
    await world.until("2025-10-17 08:31")
    phone.seen = len(phone.messages)
    return phone


async def newest(world: World, code: str) -> tuple[str | None, int | None, str]:
    """Status, percentage and note of a task's newest report."""
    async with world.db.read() as tx:
        duty = await duties.find_open_period(tx, code, 3)
        assert duty is not None
        versions = await reports.versions(tx, duty.id)
    last = versions[-1] if versions else None
    return (last.status, last.percent, last.note) if last else (None, None, "")


async def test_a_reason_typed_in_a_list_reaches_the_register_and_is_not_asked_again(
    world: World,
) -> None:
    lan = await asked(world)
    await lan.writes(
        f"1 vướng, {REASON}. Đề xuất: cho lùi hạn\n2 đang làm 60%, mới gặp 2 doanh nghiệp"
    )
    lan.shows(
        (
            "chưa ghi nhận",
            f"NV-1: Khó khăn, vướng mắc – {REASON}. Đề xuất: cho lùi hạn",
            "NV-2: Đang thực hiện, 60% – mới gặp 2 doanh nghiệp",
        )
    )
    await lan.writes("đúng")
    lan.shows(("Đã ghi nhận:", f"NV-1: Khó khăn, vướng mắc – {REASON}", "mới gặp 2 doanh nghiệp"))
    assert "nguyên nhân" not in lan.messages[-1].text
    assert await newest(world, "NV-1") == ("blocked", None, f"{REASON}. Đề xuất: cho lùi hạn")
    assert await newest(world, "NV-2") == ("in_progress", 60, "mới gặp 2 doanh nghiệp")
    async with world.db.read() as tx:
        [entry] = await issues.listed(tx)
    assert (entry.cause, entry.proposal) == (f"{REASON}.", "cho lùi hạn")


async def test_it_stands_in_every_picture_of_the_period(editing_world: World) -> None:
    world = editing_world
    lan, office = await asked(world), await world.phone("CVP")
    await lan.writes(f"NV-1 vướng, {REASON}")
    await lan.writes("đúng")
    await office.writes("/vuongmac")
    assert REASON in office.messages[-1].text
    office.seen = len(office.messages)
    await office.writes("/summary")
    assert any(f"NV-1: {REASON}" in each.text for each in office.unread)
    await office.taps("Báo cáo Word")
    text = Document(io.BytesIO(office.messages[-1].file[1]))
    said = [each.text for each in text.paragraphs]
    said += [cell.text for table in text.tables for row in table.rows for cell in row.cells]
    assert any(REASON in each for each in said)
    await office.taps("Bảng Excel")
    book = load_workbook(io.BytesIO(office.messages[-1].file[1]))
    cells = [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    ]
    assert any(REASON in each for each in cells)


async def test_of_several_stuck_tasks_only_those_without_a_reason_are_asked_about(
    world: World,
) -> None:
    lan = await asked(world)
    await lan.writes(f"1 vướng, {REASON}; 2 vướng")
    await lan.writes("đúng")
    assert "nguyên nhân và đề xuất, kiến nghị đối với NV-2" in lan.messages[-1].text
    lan.seen = len(lan.messages)
    await lan.writes("thiếu kinh phí")
    lan.shows("nội dung bổ sung cho NV-2: thiếu kinh phí")
    assert await newest(world, "NV-1") == ("blocked", None, REASON)
    assert await newest(world, "NV-2") == ("blocked", None, "thiếu kinh phí")


async def test_each_stuck_task_without_a_reason_is_asked_about_in_turn(world: World) -> None:
    lan = await asked(world)
    await lan.writes("1 vướng, 2 vướng")
    await lan.writes("đúng")
    lan.seen = len(lan.messages) - 1
    lan.shows(("Đã ghi nhận", "đối với NV-1"))
    await lan.writes("thiếu kinh phí")
    lan.shows("nội dung bổ sung cho NV-1: thiếu kinh phí", "đối với NV-2")
    await lan.writes("chờ Bộ Công Thương trả lời")
    lan.shows("nội dung bổ sung cho NV-2: chờ Bộ Công Thương trả lời")
    assert await newest(world, "NV-1") == ("blocked", None, "thiếu kinh phí")
    assert await newest(world, "NV-2") == ("blocked", None, "chờ Bộ Công Thương trả lời")


async def test_the_next_item_typed_after_an_answer_is_not_its_note(world: World) -> None:
    lan = await asked(world)
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")
    lan.seen = len(lan.messages)
    await lan.writes(f"NV-2 vướng, {REASON}")
    lan.shows((f"NV-2: Khó khăn, vướng mắc – {REASON}", "chưa ghi nhận"))
    await lan.writes("dạ đúng rồi ạ")
    assert await newest(world, "NV-1") == ("done", None, "")
    assert await newest(world, "NV-2") == ("blocked", None, REASON)


async def test_a_task_named_by_its_code_is_not_another_that_is_still_open(world: World) -> None:
    lan = await asked(world)
    await lan.writes("NV-1 xong")
    await lan.writes("đúng")
    await world.until("2025-10-20 09:00")
    await lan.writes("NV-1 vướng, thiếu kinh phí")
    assert "NV-1: Khó khăn, vướng mắc – thiếu kinh phí" in lan.messages[-1].text
    assert await newest(world, "NV-2") == (None, None, "")


async def test_all_but_one_and_numbers_of_codes_are_understood(world: World) -> None:
    lan = await asked(world)
    for words in ("xong hết trừ số 2", "tất cả trừ NV-2 xong", "xong het tru 2"):
        await lan.writes(words)
        assert "NV-1: Đã hoàn thành" in lan.messages[-1].text, words
        assert "NV-2" not in lan.messages[-1].text, words
    for words in ("1 2 xong", "1, 2 xong", "xong hết"):
        await lan.writes(words)
        assert "NV-1: Đã hoàn thành" in lan.messages[-1].text, words
        assert "NV-2: Đã hoàn thành" in lan.messages[-1].text, words


async def test_numbers_that_are_not_in_the_list_are_those_of_codes(world: World) -> None:
    minh = await asked(world, "MINH")
    await minh.writes("3 xong")
    minh.shows("NV-3")
    assert (await newest(world, "NV-3"))[0] in ("done", None)


async def test_a_number_that_no_task_has_is_not_the_one_that_is_open(world: World) -> None:
    lan = await asked(world)
    await lan.taps("NV-2")
    for words in ("Việc 3 xong rồi", "nhiệm vụ số 3 vướng kinh phí"):  # asked for NV-2
        await lan.writes(words)
        assert "chưa ghi nhận gì" in lan.messages[-1].text, words
    await lan.writes("việc 1 xong")
    assert "NV-1: Đã hoàn thành" in lan.messages[-1].text
    await lan.writes("đúng")
    await world.until("2025-10-20 09:00")
    await lan.writes("Việc 3 xong rồi")  # NV-2 alone is open
    assert "chưa ghi nhận gì" in lan.messages[-1].text
    assert await newest(world, "NV-2") == (None, None, "")
    await lan.writes("việc 2 đang làm 40%")
    await lan.writes("đúng")
    assert (await newest(world, "NV-2"))[:2] == ("in_progress", 40)


async def test_what_was_understood_may_be_dropped_or_corrected_in_words(world: World) -> None:
    lan = await asked(world)
    await lan.writes("1 xong, 2 đang làm")
    lan.seen = len(lan.messages)
    await lan.writes("số 2 vướng, thiếu người")
    lan.shows(("NV-1: Đã hoàn thành", "NV-2: Khó khăn, vướng mắc – thiếu người"))
    await lan.writes("sai rồi")
    lan.shows("Chưa ghi nhận gì")
    assert await newest(world, "NV-1") == (None, None, "")
    await lan.writes("1 xong, 2 đang làm")
    lan.seen = len(lan.messages)
    await lan.writes("cảm ơn em")
    lan.shows(("NV-1: Đã hoàn thành", "chưa ghi nhận"))
    await lan.writes("hủy")
    lan.shows("Chưa ghi nhận gì")


async def test_all_of_them_are_those_still_open_not_the_one_beside_a_button(world: World) -> None:
    lan = await asked(world)
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")
    await lan.taps("Hoàn tác")
    await lan.writes("xong hết")
    assert "NV-1: Đã hoàn thành" in lan.messages[-1].text
    assert "NV-2: Đã hoàn thành" in lan.messages[-1].text

"""Words without a list: which task they are about is asked, and little is not understood."""

import pytest

from tests.flows.reports.test_list_replies import asked, newest
from tests.flows.world import World


@pytest.mark.parametrize("words", ["xong", "xong rồi ạ", "da xong"])
async def test_with_one_task_open_a_bare_status_answers_it(world: World, words: str) -> None:
    minh = await asked(world, "MINH")
    await minh.writes(words)
    minh.shows("Đã ghi nhận: NV-3 – Đã hoàn thành")


@pytest.mark.parametrize(
    ("words", "status"),
    [("xong", "done"), ("đang làm ạ", "in_progress"), ("chua lam", "not_started")],
)
async def test_with_several_it_is_asked_which_and_a_bare_number_answers(
    world: World, words: str, status: str
) -> None:
    lan = await asked(world)
    await lan.writes(words)
    lan.shows(("nhiệm vụ nào?", "1. NV-1", "2. NV-2"))
    await lan.writes("2")
    lan.shows("Đã ghi nhận: NV-2")
    assert (await newest(world, "NV-1"))[0] is None
    assert (await newest(world, "NV-2"))[0] == status


@pytest.mark.parametrize("words", ["NV-9 đã xong", "em xong nv 9 rồi ạ", "NV-1 xong rồi", "ABC-12"])
async def test_a_code_that_is_not_mine_is_not_the_task_that_is_open(
    world: World, words: str
) -> None:
    minh = await asked(world, "MINH")
    await minh.writes(words)
    minh.shows("Không tìm thấy nhiệm vụ «")
    await minh.writes("NV-3")
    minh.seen = len(minh.messages)
    await minh.writes(words)
    minh.shows("Không tìm thấy nhiệm vụ «")
    assert (await newest(world, "NV-3"))[0] is None


async def test_the_words_are_kept_with_the_status(world: World) -> None:
    lan = await asked(world)
    await lan.writes("vướng, thiếu kinh phí")
    await lan.taps("NV-2")
    assert await newest(world, "NV-2") == ("blocked", None, "thiếu kinh phí")
    assert "nguyên nhân" not in lan.messages[-1].text


async def test_several_numbers_or_all_answer_it_too(world: World) -> None:
    lan = await asked(world)
    await lan.writes("xong")
    await lan.writes("1 và 2")
    assert "NV-1: Đã hoàn thành" in lan.messages[-1].text
    assert "NV-2: Đã hoàn thành" in lan.messages[-1].text
    await lan.writes("thôi, hủy")
    await lan.writes("đang làm")
    await lan.writes("tất cả")
    await lan.writes("đúng")
    assert (await newest(world, "NV-1"))[0] == "in_progress"
    assert (await newest(world, "NV-2"))[0] == "in_progress"


async def test_asked_which_one_may_think_better_of_it(world: World) -> None:
    lan = await asked(world)
    await lan.writes("xong")
    await lan.writes("hủy")
    lan.seen = len(lan.messages) - 1
    lan.shows("Chưa ghi nhận gì")
    assert await newest(world, "NV-1") == (None, None, "")


async def test_content_without_a_task_is_asked_about_and_kept(world: World) -> None:
    lan = await asked(world)
    await lan.writes("đã gặp 12 doanh nghiệp ở xã An Dương")
    lan.shows(("nhiệm vụ nào?", "1. NV-1"))
    await lan.taps("NV-1")
    lan.shows("Đề nghị đồng chí chọn kết quả thực hiện")
    await lan.taps("Đang thực hiện")
    assert await newest(world, "NV-1") == (
        "in_progress",
        None,
        "đã gặp 12 doanh nghiệp ở xã An Dương",
    )


async def test_a_correction_after_a_list_is_asked_about(world: World) -> None:
    lan = await asked(world)
    await lan.writes("1 xong, 2 xong")
    await lan.writes("đúng")
    lan.seen = len(lan.messages)
    await lan.writes("em bấm nhầm, chưa xong đâu ạ")
    lan.shows(("nhiệm vụ nào?", "NV-1", "NV-2"))
    await lan.taps("NV-2")
    assert (await newest(world, "NV-1"))[0] == "done"
    assert (await newest(world, "NV-2"))[0] == "in_progress"


@pytest.mark.parametrize(
    "words", ["NV-2", "nv 2", "nv2", "tìm NV-2", "tim nv-2", "cho em xem NV-2 ạ", "NV-02"]
)
async def test_a_task_code_shows_that_task(world: World, words: str) -> None:
    lan = await asked(world)
    await lan.writes(words)
    lan.shows(("NV-2", "Công khai thủ tục", "Đề nghị đồng chí chọn kết quả"))


async def test_after_an_answer_a_code_is_no_note(world: World) -> None:
    lan = await asked(world)
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")
    lan.seen = len(lan.messages)
    await lan.writes("NV-2")
    lan.shows("Công khai thủ tục")
    assert await newest(world, "NV-1") == ("done", None, "")


async def test_a_task_is_found_by_words_of_its_title(world: World) -> None:
    lan = await asked(world)
    await lan.writes("tìm thủ tục")
    lan.shows(("NV-2", "Công khai thủ tục"))
    await lan.writes("tìm cải cách")
    lan.shows("Không tìm thấy")
    await lan.writes("tìm NV-99")
    lan.shows(("Không tìm thấy", "NV-99"))


async def test_the_office_sees_the_course_of_a_task_by_its_code(world: World) -> None:
    office = await asked(world, "CVP")
    await office.writes("tìm NV-3")
    office.shows(("NV-3", "Sáng kiến cải cách", "Phòng Thương mại"))


async def test_a_task_of_others_is_not_shown(world: World) -> None:
    lan = await asked(world)
    await lan.writes("NV-3")
    lan.shows("Không tìm thấy")


async def test_what_is_not_understood_is_answered_in_few_lines(world: World) -> None:
    lan, office = await asked(world), await world.phone("CVP")
    await lan.writes("asdf")
    lan.shows(("chưa hiểu", "còn 2 nhiệm vụ", "/nhiemvu", "/trogiup"))
    assert len(lan.messages[-1].text.strip().splitlines()) <= 5
    await office.writes("asdf")
    assert "/summary" in office.messages[-1].text
    assert "chưa có báo cáo" not in office.messages[-1].text


async def test_an_edit_that_changes_nothing_is_silence(world: World) -> None:
    minh = await asked(world, "MINH")
    await minh.writes("đang thực hiện 60%", message_id="m1")
    minh.seen = len(minh.messages)
    await minh.edits("m1", "đang thực hiện 60%")
    minh.shows()
    await minh.edits("m1", "đang  thực hiện 60% ")
    minh.shows()
    await minh.writes("cảm ơn", message_id="m2")
    minh.seen = len(minh.messages)
    await minh.edits("m2", "cảm ơn")
    minh.shows()
    assert await newest(world, "NV-3") == ("in_progress", 60, "đang thực hiện 60%")


async def test_an_edited_list_is_shown_anew(world: World) -> None:
    lan = await asked(world)
    await lan.writes("1 vướng, thiếu kinh phí", message_id="m1")
    await lan.writes("đúng")
    lan.seen = len(lan.messages)
    await lan.edits("m1", "1 vướng, thiếu kinh phí")
    lan.shows()
    await lan.edits("m1", "1 vướng, thiếu nhân lực")
    lan.shows(("chưa ghi nhận", "NV-1: Khó khăn, vướng mắc – thiếu nhân lực"))
    await lan.writes("đúng")
    assert await newest(world, "NV-1") == ("blocked", None, "thiếu nhân lực")

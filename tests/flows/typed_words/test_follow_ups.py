"""Words after an answer: they correct it, take it back, thank, ask, or add to it."""

import pytest

from tests.flows.reports.test_list_replies import asked, newest
from tests.flows.world import Phone, World

NOTHING_SAID = ("ok em", "cảm ơn anh chị", "dạ vâng ạ", "👍", "xin chào", "ok e nhé", "cam on")


async def answered(world: World, status: str = "Đã hoàn thành") -> Phone:
    minh = await asked(world, "MINH")
    await minh.taps("NV-3")
    await minh.taps(status)
    minh.seen = len(minh.messages)
    return minh


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("em bấm nhầm, chưa xong đâu ạ", "in_progress"),
        ("chua xong dau a, em bam nham", "in_progress"),
        ("chưa hoàn thành", "in_progress"),
        ("đang thực hiện", "in_progress"),
        ("thực ra chưa làm", "not_started"),
        ("à nhầm, chưa xong anh ạ", "in_progress"),
    ],
)
async def test_words_that_state_another_status_change_it(
    world: World, words: str, status: str
) -> None:
    minh = await answered(world)
    await minh.writes(words)
    minh.shows("Đã ghi nhận: NV-3")
    assert await newest(world, "NV-3") == (status, None, "")


async def test_and_the_other_way(world: World) -> None:
    minh = await answered(world, "Đang thực hiện")
    await minh.writes("đã hoàn thành")
    minh.shows("Đã ghi nhận: NV-3 – Đã hoàn thành")
    assert await newest(world, "NV-3") == ("done", None, "")
    await minh.writes("đang làm, mới được 80%, còn 2 xã")
    minh.shows("Đã ghi nhận: NV-3 – Đang thực hiện, 80%")
    assert await newest(world, "NV-3") == ("in_progress", 80, "còn 2 xã")


async def test_the_words_of_the_old_status_do_not_stay_in_the_note(world: World) -> None:
    minh = await asked(world, "MINH")
    await minh.writes("đã hoàn thành ạ")
    await minh.writes("em nhầm, đang thực hiện thôi")
    status, _, note = await newest(world, "NV-3")
    assert (status, "hoàn thành" in note) == ("in_progress", False)


async def test_what_may_mean_another_status_is_confirmed(world: World) -> None:
    minh = await answered(world)
    await minh.writes("Chờ ý kiến Sở Tài chính về kinh phí")
    minh.shows(("chưa đổi", "Đã hoàn thành", "Khó khăn, vướng mắc"))
    assert await newest(world, "NV-3") == ("done", None, "Chờ ý kiến Sở Tài chính về kinh phí")
    await minh.writes("đúng")
    minh.shows("Đã ghi nhận: NV-3 – Khó khăn, vướng mắc")
    assert await newest(world, "NV-3") == (
        "blocked",
        None,
        "Chờ ý kiến Sở Tài chính về kinh phí",
    )


async def test_or_kept_as_a_note_alone(world: World) -> None:
    minh = await answered(world, "Đang thực hiện")
    await minh.writes("thiếu kinh phí mua máy")
    minh.shows("chưa đổi")
    await minh.writes("không ạ")
    minh.shows("Giữ nguyên")
    assert await newest(world, "NV-3") == ("in_progress", None, "thiếu kinh phí mua máy")
    await minh.writes("thiếu cả người")
    await minh.writes("không")
    assert await newest(world, "NV-3") == (
        "in_progress",
        None,
        "thiếu kinh phí mua máy\nthiếu cả người",
    )


async def test_or_corrected(world: World) -> None:
    minh = await answered(world)
    await minh.writes("Chờ ý kiến Sở Tài chính về kinh phí")
    await minh.writes("SỬA")
    assert "Đề nghị đồng chí chọn kết quả" in minh.messages[-1].text
    await minh.taps("Đang thực hiện")
    assert await newest(world, "NV-3") == (
        "in_progress",
        None,
        "Chờ ý kiến Sở Tài chính về kinh phí",
    )


@pytest.mark.parametrize(
    "words",
    [
        "hoàn tác",
        "hủy",
        "bấm nhầm rồi, hủy giúp",
        "rút lại",
        "Em bấm nhầm nút ạ",
        "rút báo cáo NV-3",
    ],
)
async def test_an_answer_is_taken_back_in_words(world: World, words: str) -> None:
    minh = await answered(world)
    await minh.writes(words)
    minh.shows("Đã hoàn tác. NV-3")
    assert await newest(world, "NV-3") == (None, None, "")


async def test_of_several_answers_it_is_asked_which_is_taken_back(world: World) -> None:
    lan = await asked(world)
    await lan.writes("1 xong, 2 đang làm")
    await lan.writes("đúng")
    lan.seen = len(lan.messages)
    await lan.writes("bấm nhầm rồi, hủy giúp")
    lan.shows(("Đồng chí muốn hoàn tác nhiệm vụ nào?", "1. NV-", "2. NV-"))
    await lan.taps("NV-2")
    lan.shows("Đã hoàn tác. NV-2")
    assert (await newest(world, "NV-1"))[0] == "done"
    assert (await newest(world, "NV-2"))[0] is None


async def test_a_code_says_which_answer_is_taken_back(world: World) -> None:
    lan = await asked(world)
    await lan.writes("1 xong, 2 đang làm")
    await lan.writes("đúng")
    lan.seen = len(lan.messages)
    await lan.writes("cho em rút báo cáo NV-2")
    lan.shows("Đã hoàn tác. NV-2")
    assert (await newest(world, "NV-1"))[0] == "done"


async def test_or_all_of_them(world: World) -> None:
    lan = await asked(world)
    await lan.writes("1 xong, 2 đang làm")
    await lan.writes("đúng")
    await lan.writes("hoàn tác")
    lan.seen = len(lan.messages)
    await lan.writes("tất cả")
    lan.shows("Đã hoàn tác. NV-2", "Đã hoàn tác. NV-1")
    assert (await newest(world, "NV-1"))[0] is None
    assert (await newest(world, "NV-2"))[0] is None


async def test_without_an_answer_there_is_nothing_to_take_back(world: World) -> None:
    lan = await asked(world)
    await lan.writes("hoàn tác")
    lan.shows("không có gì để hoàn tác")


@pytest.mark.parametrize("words", NOTHING_SAID)
async def test_thanks_and_greetings_are_answered_kindly_and_change_nothing(
    world: World, words: str
) -> None:
    minh = await answered(world)
    await minh.writes(words)
    [answer] = minh.unread
    assert "bổ sung" not in answer.text
    assert "chưa hiểu" not in answer.text
    minh.shows("đồng chí")
    assert await newest(world, "NV-3") == ("done", None, "")
    await minh.writes(words)
    minh.shows()
    await minh.writes("đã gặp 12 doanh nghiệp ở xã An Dương")
    minh.shows("nội dung bổ sung cho NV-3")
    assert await newest(world, "NV-3") == ("done", None, "đã gặp 12 doanh nghiệp ở xã An Dương")


async def test_a_sticker_is_answered_like_thanks(world: World) -> None:
    minh = await answered(world)
    await minh.writes("", kind="sticker")
    minh.shows("Cảm ơn đồng chí")
    assert await newest(world, "NV-3") == ("done", None, "")


async def test_a_greeting_before_any_answer_is_no_answer(world: World) -> None:
    minh = await asked(world, "MINH")
    for words in ("xin chào ạ", "ok em", "dạ vâng"):
        await minh.writes(words)
        assert "1 nhiệm vụ chưa có báo cáo" in minh.messages[-1].text, words
    assert await newest(world, "NV-3") == (None, None, "")
    lan = await asked(world)
    await lan.writes("cảm ơn em")
    lan.shows("2 nhiệm vụ chưa có báo cáo")


async def test_a_percentage_alone_is_no_note(world: World) -> None:
    minh = await answered(world, "Đang thực hiện")
    await minh.writes("đạt 50%")
    minh.shows(("NV-3", "50%"))
    await minh.writes("đã giảm 20% chi phí")
    assert await newest(world, "NV-3") == ("in_progress", 50, "đã giảm 20% chi phí")


async def test_after_being_asked_for_the_reason_words_are_the_reason(world: World) -> None:
    minh = await answered(world, "Khó khăn, vướng mắc")
    await minh.writes("đang chờ Sở Tài chính thẩm định")
    minh.shows("nội dung bổ sung cho NV-3: đang chờ Sở Tài chính thẩm định")
    await minh.writes("xong rồi ạ")
    minh.shows("Đã ghi nhận: NV-3 – Đã hoàn thành")


async def test_pleasantries_never_reach_the_summary(editing_world: World) -> None:
    world = editing_world
    minh, office = await answered(world, "Khó khăn, vướng mắc"), await world.phone("CVP")
    for words in (*NOTHING_SAID, "thiếu kinh phí", *NOTHING_SAID):
        await minh.writes(words)
    assert await newest(world, "NV-3") == ("blocked", None, "thiếu kinh phí")
    await office.writes("/summary")
    said = "\n".join(each.text for each in office.messages)
    assert "NV-3: thiếu kinh phí" in said

"""What a text says beyond its status; what only corrects, agrees or declines; codes."""

import pytest

from domain.replies.content import (
    agrees,
    content_of,
    corrects,
    declines,
    names_status_first,
    without_courtesies,
)
from domain.replies.lists.exceptions import in_readable_form, names_code, numbered_by_code
from domain.reporting.duties import Answer, Status
from domain.reporting.status_change import StatusChange, note_after, status_change
from tests.flows.world import at


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("xong rồi ạ", ""),
        ("đang làm 60%", ""),
        ("em bấm nhầm, chưa xong đâu ạ", ""),
        ("chưa hoàn thành", ""),
        ("vướng", ""),
        ("vướng, chờ ý kiến Sở Tài chính", "chờ ý kiến Sở Tài chính"),
        ("đang làm, mới gặp 2 doanh nghiệp", "mới gặp 2 doanh nghiệp"),
        ("thiếu kinh phí", "thiếu kinh phí"),
        ("một", "một"),
        ("đã gửi báo cáo 12/BC-SCT", "đã gửi báo cáo 12/BC-SCT"),
        ("em nhầm, đang làm, còn 2 xã chưa nộp", "còn 2 xã chưa nộp"),
        ("em gui nham, da xong roi", ""),
        ("ủa nhầm, em đang làm", ""),
        ("ấy chết, chưa xong", ""),
        ("em nói lại là chưa xong", ""),
        ("em nộp nhầm công văn", "em nộp nhầm công văn"),
        ("gửi nhầm file, gửi lại đây", "gửi nhầm file, gửi lại đây"),
    ],
)
def test_the_status_is_told_from_what_is_said_of_it(text: str, content: str) -> None:
    assert content_of(text) == content


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("xong rồi ạ, em cảm ơn", "xong rồi ạ"),
        ("Chào anh chị, đang làm 60%", "đang làm 60%"),
        ("da xong roi a em cam on", "da xong roi a"),
        ("đã gửi 12 cảm ơn doanh nghiệp, còn 2", "đã gửi 12 cảm ơn doanh nghiệp, còn 2"),
        ("đạt 2.5 tỷ. Cảm ơn.", "đạt 2.5 tỷ"),
        ("đang làm", "đang làm"),
    ],
)
def test_thanks_do_not_stay_with_what_is_said(text: str, kept: str) -> None:
    assert without_courtesies(text) == kept


@pytest.mark.parametrize("text", ["đúng", "dạ đúng rồi ạ", "ok em", "Vâng ạ", "đồng ý"])
def test_a_yes_is_a_yes(text: str) -> None:
    assert agrees(text)
    assert not declines(text)


@pytest.mark.parametrize("text", ["không", "sai rồi", "không phải ạ", "SỬA", "thôi, hủy"])
def test_a_no_is_a_no(text: str) -> None:
    assert declines(text)
    assert not agrees(text)


@pytest.mark.parametrize("text", ["cảm ơn em", "1 xong, 2 chưa", "không có kinh phí", ""])
def test_anything_else_is_neither(text: str) -> None:
    assert not agrees(text)
    assert not declines(text)


def test_a_correction_is_one_with_and_without_marks() -> None:
    for text in (
        "em bấm nhầm",
        "Thực ra chưa xong",
        "em bao nham a",
        "chuyển sang đang làm",
        "nhầm anh ơi",
    ):
        assert corrects(text), text
    for text in ("đã gặp 12 doanh nghiệp", "thiếu kinh phí", "chưa xong"):
        assert not corrects(text), text


def test_where_the_status_stands() -> None:
    assert names_status_first("đang làm, mới gặp 2 doanh nghiệp")
    assert not names_status_first("Chờ ý kiến Sở Tài chính")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("xong hết trừ số 2", "tất cả xong, trừ số 2"),
        ("tất cả trừ NV-2 xong", "tất cả xong, trừ NV-2"),
        ("14 20 30 xong", "14, 20, 30 xong"),
        ("1 vướng, chờ 2 ngày", "1 vướng, chờ 2 ngày"),
        ("đã gặp 2 doanh nghiệp", "đã gặp 2 doanh nghiệp"),
    ],
)
def test_all_but_some_and_rows_of_numbers(text: str, form: str) -> None:
    assert in_readable_form(text) == form


def test_a_code_is_named_however_it_is_typed() -> None:
    for text in ("NV-2", "nv 2 xong", "tìm nv02", "việc NV.2 ạ"):
        assert names_code(text, "NV-2"), text
    for text in ("NV-21", "2", "KNV-2"):
        assert not names_code(text, "NV-2"), text
    assert numbered_by_code(["MAU-14", "MAU-20"]) == {14: "MAU-14", 20: "MAU-20"}
    assert numbered_by_code(["A-1", "B-1"]) == {}


CHANGES = (
    (Status.DONE, Status.DONE, "xong rồi", StatusChange.SAME),
    (Status.DONE, Status.IN_PROGRESS, "chưa xong đâu ạ", StatusChange.CHANGE),
    (Status.DONE, Status.IN_PROGRESS, "em nhầm, còn 2 xã", StatusChange.CHANGE),
    (Status.DONE, Status.BLOCKED, "Chờ ý kiến Sở Tài chính", StatusChange.CONFIRM),
    (Status.IN_PROGRESS, Status.IN_PROGRESS, "đạt 50%", StatusChange.NOTE),
    (Status.IN_PROGRESS, Status.DONE, "đã hoàn thành, đã gửi BC", StatusChange.CHANGE),
    (Status.BLOCKED, Status.IN_PROGRESS, "đang chờ Sở thẩm định", StatusChange.NOTE),
    (Status.BLOCKED, Status.DONE, "xong rồi ạ", StatusChange.CHANGE),
)


@pytest.mark.parametrize(("stands", "said", "text", "change"), CHANGES)
def test_what_another_status_does(
    stands: Status, said: Status, text: str, change: StatusChange
) -> None:
    answer = Answer(stands, None, "", late=False, at=at("2025-10-17 09:00"), by=1)
    assert status_change(answer, said, text) is change


def test_the_note_keeps_content_and_lets_go_of_the_old_status() -> None:
    assert note_after("đã hoàn thành ạ", Status.IN_PROGRESS, "chưa xong") == ""
    met = "đã gặp 12 doanh nghiệp ở xã"
    assert note_after(met, Status.DONE, "xong") == met
    assert note_after(met, Status.BLOCKED, "vướng, thiếu người") == f"{met}\nthiếu người"
    assert note_after("thiếu kinh phí", Status.DONE) == ""
    assert note_after("Chờ ý kiến Sở Tài chính", Status.IN_PROGRESS) == "Chờ ý kiến Sở Tài chính"

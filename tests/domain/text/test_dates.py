"""One reader of days: what people name as a day, and what only looks like one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.replies.interpreter import interpret
from domain.text.dates import answered_day, read_day
from domain.text.day_mentions import day_mentions
from domain.text.day_phrases import number_of
from tests.domain.replies.test_replies import without_marks

TODAY = date(2025, 10, 22)  # a Wednesday
DAYS = (
    ("mai", "10-23"), ("ngày mai", "10-23"), ("sáng mai em gửi", "10-23"), ("ngày kia", "10-24"),
    ("ngày mốt", "10-24"), ("hôm kia", "10-20"), ("hôm qua", "10-21"), ("chiều nay", "10-22"),
    ("T6", "10-24"), ("thứ 6", "10-24"), ("thứ Sáu này", "10-24"), ("thứ sáu tuần sau", "10-31"),
    ("chủ nhật tuần sau", "11-02"), ("CN", "10-26"), ("thứ hai", "10-27"), ("mùng 5", "11-05"),
    ("mồng 1", "11-01"), ("ngày 25", "10-25"), ("ngày hai mươi lăm", "10-25"), ("31/10", "10-31"),
    ("ngày 31 tháng 10", "10-31"), ("hai lăm tháng mười", "10-25"), ("2025-11-03", "11-03"),
    ("24-10-2025", "10-24"), ("ngày 3.11", "11-03"), ("3 ngày nữa", "10-25"),
    ("ba hôm nữa", "10-25"), ("2 tuần nữa", "11-05"), ("sau 5 ngày", "10-27"),
    ("cuối tháng", "10-31"), ("giữa tháng 11", "11-15"), ("đầu tháng sau", "11-01"),
    ("hết quý", "12-31"), ("cuối tuần", "10-24"), ("cuối tuần sau", "10-31"),
    ("mùng 5 tháng sau", "11-05"), ("25 tháng này", "10-25"), ("mồng 3 tháng tới", "11-03"),
    ("bữa mốt", "10-24"), ("nửa tháng nữa", "11-06"), ("một tuần nữa", "10-29"),
    ("cuối ngày", "10-22"), ("cuối giờ chiều mai", "10-23"), ("cuối ngày thứ 6", "10-24"),
    ("đầu tuần sau", "10-27"), ("không phải mai, ngày kia", "10-24"),
    ("thứ bảy tuần trước", "10-18"), ("T6 tuần rồi", "10-17"), ("chủ nhật tuần qua", "10-19"),
)  # fmt: skip
NO_DAYS = (
    "đang thử 3 mẫu", "phải thu 5 tỷ", "lần thứ hai", "chị Mai ký", "tăng 3.5%", "đạt 3,5 tỷ",
    "không phải mai", "nhiệm vụ thứ ba", "3/5 mục", "làm được 1/2 khối lượng", "31/11",
    "ngày 30/2", "anh Mai duyệt rồi", "giảm 2.5 điểm", "thu phí", "khuyến mãi", "thương mại", "25",
    "làm ngay bây giờ", "hôm sau", "mai mốt", "tỷ lệ 1/3",
    "từ 1 đến 5 xong", "tăng từ 20 đến 30 người", "nghỉ 3 đến 5 ngày",
    "9/10 hộ", "ba mươi mốt", "thu 5 trang",
)  # fmt: skip


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_a_day_is_read_however_it_is_named(text: str, day: str) -> None:
    expected = date.fromisoformat(f"2025-{day}")
    assert read_day(text, TODAY) == expected
    assert read_day(without_marks(text).upper(), TODAY) == expected


@pytest.mark.parametrize(("text", "day"), [
    ("mốt em gửi", "10-24"), ("không phải mai, mốt", "10-24"), ("ngày 5 tháng sáu", "06-05"),
    ("sáu ngày nữa", "10-28"), ("thứ sáu", "10-24"), ("tháng sáu", None), ("thứ tự", None),
])  # fmt: skip
def test_a_mark_tells_a_day_from_another_word(text: str, day: str | None) -> None:
    assert read_day(text, TODAY) == (date.fromisoformat(f"2025-{day}") if day else None)


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_only_looks_like_a_day_is_none(text: str) -> None:
    assert day_mentions(text, TODAY) == ()
    assert day_mentions(without_marks(text), TODAY) == ()


@pytest.mark.parametrize(("text", "first", "last"), [
    ("tuần sau", "10-27", "10-31"), ("tuần này", "10-22", "10-24"),
    ("tháng mười", "10-01", "10-31"),
    ("tháng sau", "11-01", "11-30"), ("20-24/10", "10-20", "10-24"), ("28-3/11", "10-28", "11-03"),
    # without a month: now, or next
    ("nghỉ từ 25 đến 28", "10-25", "10-28"), ("nghỉ phép 20-23", "10-20", "10-23"),
    ("công tác từ ngày 28 tới hết ngày 3", "10-28", "11-03"),
    ("từ 25 đến 28 tháng 11", "11-25", "11-28"),
])  # fmt: skip
def test_a_week_or_a_month_is_no_single_day(text: str, first: str, last: str) -> None:
    (mention,) = day_mentions(text, TODAY)
    assert (mention.first.isoformat()[5:], mention.last.isoformat()[5:]) == (first, last)
    assert read_day(text, TODAY) is None


@pytest.mark.parametrize(("text", "day"), [
    ("thêm 3 ngày", "10-28"), ("em xin lùi hai hôm ạ", "10-27"), ("lùi 1 tuần", "11-01"),
    ("thêm 3 ngày nữa vì chờ số liệu", "10-28"), ("3 ngày", "10-28"), ("cho em đến 28", "10-28"),
    ("28", "10-28"), ("lùi sang thứ 5", "10-23"), ("40", None),
    ("3 ngày làm việc", "10-29"), ("thêm hai ngày làm việc ạ", "10-28"),
    ("50%", None), ("càng muộn càng tốt", None), ("làm thêm 2 giờ", None),
])  # fmt: skip
def test_until_when_is_answered_from_the_due_day_on(text: str, day: str | None) -> None:
    expected = date.fromisoformat(f"2025-{day}") if day else None
    assert answered_day(text, TODAY, date(2025, 10, 25)) == expected
    assert answered_day(without_marks(text), TODAY, date(2025, 10, 25)) == expected


@pytest.mark.parametrize(("words", "value"), [
    ("5", 5), ("nam", 5), ("muoi", 10), ("muoi hai", 12), ("hai muoi", 20), ("hai lam", 25),
    ("hai muoi lam", 25), ("ba mot", 31),
])  # fmt: skip
def test_a_spoken_number_has_a_value(words: str, value: int) -> None:
    assert number_of(words) == value


@given(st.text(max_size=80) | st.text("0123456789/.- thángmùngthứ", max_size=40))
def test_any_text_is_searched_for_days_without_fault(text: str) -> None:
    assert all(each.first <= each.last for each in day_mentions(text, TODAY))


@pytest.mark.parametrize("text", ["đang thử 3 mẫu", "đây là lần thứ hai"])
def test_a_reply_carries_no_day_that_it_does_not_name(text: str) -> None:
    assert interpret(text).dates == ()

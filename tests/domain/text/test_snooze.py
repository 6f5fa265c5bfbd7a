"""Wishes to be reminded, by table; and everything that is an answer instead."""

from datetime import datetime

import pytest

from domain.calendar.work_calendar import ZONE, local
from domain.text.normalize import plain
from domain.text.snooze_text import SnoozeRequest, read_snooze


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


NOW = at("2025-10-22 09:10")  # a Wednesday


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("Nhắc tôi lúc 14:00", "2025-10-22 14:00"),
        ("nhắc tôi lúc 14h", "2025-10-22 14:00"),
        ("để mai nhắc lại", "2025-10-23 08:00"),
        ("sáng mai nhắc em nhé", "2025-10-23 08:00"),
        ("nhắc mốt", "2025-10-24 08:00"),
        ("nhắc lại sau 3 ngày", "2025-10-25 08:00"),
        ("tuần sau nhắc lại", "2025-10-27 08:00"),
        ("nhắc em vào cuối ngày", "2025-10-22 16:00"),
        ("Nhắc tôi lúc 14h30 nhé", "2025-10-22 14:30"),
        ("nhắc mình 15 giờ", "2025-10-22 15:00"),
        ("nhắc lại lúc 2h chiều", "2025-10-22 14:00"),
        ("nhắc tôi lúc 2 giờ rưỡi", "2025-10-22 14:30"),
        ("nhắc tôi lúc 3h", "2025-10-22 15:00"),
        ("nhắc tôi lúc 8h sáng", "2025-10-23 08:00"),
        ("Nhắc tôi sáng mai", "2025-10-23 08:00"),
        ("nhắc tôi vào sáng mai giúp em ạ", "2025-10-23 08:00"),
        ("xin nhắc lại chiều nay.", "2025-10-22 14:00"),
        ("nhắc tôi chiều mai", "2025-10-23 14:00"),
        ("nhắc tôi ngày mai", "2025-10-23 08:00"),
        ("nhắc tôi mai lúc 9h", "2025-10-23 09:00"),
        ("nhắc tôi lúc 9h sáng mai", "2025-10-23 09:00"),
        ("nhắc tôi 3h chiều mai", "2025-10-23 15:00"),
        ("nhắc tôi đầu giờ chiều", "2025-10-22 13:30"),
        ("nhắc tôi cuối giờ chiều nay", "2025-10-22 16:00"),
        ("nhắc lại sau 2 tiếng", "2025-10-22 11:10"),
        ("nhắc tôi sau 30 phút", "2025-10-22 09:40"),
        ("nhắc tôi 30p nữa", "2025-10-22 09:40"),
        ("nhắc tôi sau nửa tiếng", "2025-10-22 09:40"),
        ("nhắc tôi sau hai tiếng rưỡi nữa", "2025-10-22 11:40"),
        ("nhắc tôi thứ Sáu", "2025-10-24 08:00"),
        ("nhắc tôi thứ hai lúc 9:30", "2025-10-27 09:30"),
        ("nhắc tôi sáng thứ 5", "2025-10-23 08:00"),
        ("nhắc tôi thứ Sáu tuần tới", "2025-10-31 08:00"),
        ("nhắc tôi ngày 24/10 lúc 8h", "2025-10-24 08:00"),
        ("nhắc tôi ngày kia", "2025-10-24 08:00"),
        ("nhắc em ngày mốt", "2025-10-24 08:00"),
        ("nhắc tôi mùng 5", "2025-11-05 08:00"),
        ("nhắc tôi 2 ngày nữa", "2025-10-24 08:00"),
        ("nhắc tôi đầu tuần sau", "2025-10-27 08:00"),
        ("nhắc tôi T6 lúc 9h", "2025-10-24 09:00"),
        ("nhắc tôi chủ nhật tuần sau", "2025-11-02 08:00"),
        ("remind me at 14:00", "2025-10-22 14:00"),
        ("remind me tomorrow morning", "2025-10-23 08:00"),
    ],
)
def test_when_somebody_wants_to_be_reminded(said: str, when: str) -> None:
    for words in (said, plain(said), said.upper()):
        wish = read_snooze(words, NOW)
        assert wish is not None, words
        assert wish.at is not None, words
        assert local(wish.at) == at(when), words


@pytest.mark.parametrize(
    "said",
    [
        "nhắc tôi",
        "lát nữa nhắc lại nhé",
        "Nhắc lại nhé",
        "nhắc tôi sau",
        "nhắc tôi lúc 27h",
        "nhắc tôi lúc 9h75",
    ],
)
def test_a_wish_without_a_time_is_asked_back(said: str) -> None:
    found = read_snooze(said, NOW)
    assert found in (SnoozeRequest(), None)


@pytest.mark.parametrize(
    "said",
    [
        "Đã xong",
        "đang làm, sáng mai xong",
        "đang làm, mai nhắc lại",
        "mai xong nhắc em",
        "đừng nhắc",
        "nhắc lại: đã hoàn thành hôm qua",
        "nhắc tôi rồi nhưng chưa làm được",
        "đã nhắc tôi lúc 14h, đang làm",
        "chiều nay xong",
        "sẽ báo cáo lúc 14:00",
        "chưa làm, đừng nhắc tôi nữa",
        "khó khăn, nhắc nhở các đơn vị nhiều lần",
        "nhắc nhở đơn vị chiều nay",
        "14h",
        "mai",
        "",
    ],
)
def test_an_answer_is_no_wish(said: str) -> None:
    assert read_snooze(said, NOW) is None
    assert read_snooze(plain(said), NOW) is None

"""The calendar as two other readers take it: `ical` and `vobject`."""

import re
from datetime import UTC, date, datetime, timedelta

import vobject
from ical.calendar_stream import IcsCalendarStream
from ical.event import EventStatus

from documents.calendar_file import CalendarEvent, calendar_file
from domain.calendar.work_calendar import ZONE

CHANGED = datetime(2025, 10, 16, 1, 30, tzinfo=UTC)
TIMED = CalendarEvent(
    "a@nhacviec",
    "Hạn báo cáo tháng 10/2025; dài, " + "rất dài " * 20,
    "Chưa báo cáo: NV-1, NV-2.\nViệc phải báo cáo: NV-1, NV-2.",
    datetime(2025, 10, 24, 9, 30, tzinfo=UTC),
    datetime(2025, 10, 24, 10, 0, tzinfo=UTC),
    all_day=False,
    busy=False,
    sequence=3,
    changed_at=CHANGED,
    cancelled=False,
)
AWAY = CalendarEvent(
    "b@nhacviec",
    "Đã hủy: Vắng mặt",
    "",
    datetime(2025, 10, 26, 17, 0, tzinfo=UTC),
    datetime(2025, 10, 29, 17, 0, tzinfo=UTC),
    all_day=True,
    busy=True,
    sequence=1,
    changed_at=CHANGED,
    cancelled=True,
)
MADE = calendar_file("Nhắc Việc", [TIMED, AWAY])
LINES = MADE.decode().split("\r\n")


def test_one_reader_takes_times_days_changes_and_words() -> None:
    timed, away = IcsCalendarStream.calendar_from_ics(MADE.decode()).events
    assert (timed.uid, timed.sequence, timed.status) == ("a@nhacviec", 3, EventStatus.CONFIRMED)
    assert timed.dtstart == datetime(2025, 10, 24, 16, 30, tzinfo=ZONE)
    assert timed.dtend == datetime(2025, 10, 24, 17, 0, tzinfo=ZONE)
    assert (timed.summary, timed.description) == (TIMED.title, TIMED.more)
    assert (timed.dtstamp, timed.last_modified) == (CHANGED, CHANGED)
    assert (away.dtstart, away.dtend) == (date(2025, 10, 27), date(2025, 10, 30))
    assert (away.status, away.sequence) == (EventStatus.CANCELLED, 1)
    assert (timed.rrule, away.rrule) == (None, None)


def test_another_reader_takes_the_same_by_the_zone_that_stands_in_the_file() -> None:
    calendar = vobject.readOne(MADE.decode())
    timed, away = calendar.vevent_list
    assert timed.dtstart.value == TIMED.begins
    assert timed.dtstart.value.utcoffset() == timedelta(hours=7)
    assert timed.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Asia/Ho_Chi_Minh"]
    assert timed.summary.value == TIMED.title
    assert (away.dtstart.value, away.dtend.value) == (date(2025, 10, 27), date(2025, 10, 30))
    assert [each.transp.value for each in (timed, away)] == ["TRANSPARENT", "TRANSPARENT"]
    assert calendar.vtimezone.tzid.value == "Asia/Ho_Chi_Minh"


def test_the_zone_has_one_rule_and_it_is_that_of_today() -> None:
    zone = "\n".join(LINES).partition("BEGIN:VTIMEZONE")[2].partition("END:VTIMEZONE")[0]
    assert zone.count("BEGIN:STANDARD") == 1
    assert zone.count("BEGIN:DAYLIGHT") == 0
    assert re.findall(r"TZOFFSET\w+:(\S+)", zone) == ["+0700", "+0700"]


def test_the_head_says_how_often_to_ask_in_the_form_that_programs_read() -> None:
    head = LINES[: LINES.index("BEGIN:VTIMEZONE")]
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in head
    assert "X-PUBLISHED-TTL:PT6H" in head
    assert "METHOD:PUBLISH" in head
    assert {"NAME:Nhắc Việc", "X-WR-CALNAME:Nhắc Việc"} <= set(head)


def test_no_line_is_longer_than_75_bytes_and_no_letter_is_cut() -> None:
    assert max(len(line.encode()) for line in LINES) <= 75
    assert calendar_file("Nhắc Việc", [TIMED, AWAY]) == MADE


def test_an_empty_calendar_is_read_too() -> None:
    empty = calendar_file("Nhắc Việc", [])
    assert IcsCalendarStream.calendar_from_ics(empty.decode()).events == []
    assert vobject.readOne(empty.decode()).vtimezone

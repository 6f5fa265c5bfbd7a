"""The own calendar in a calendar program: an address from the chat, what it shows, its end."""

import asyncio
import logging
import re
from dataclasses import dataclass, field
from datetime import date, datetime

import httpx
import pytest
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event, EventStatus
from sqlalchemy import select

from api.calendar_feed import CalendarFeeds
from bot.channels.web.app import application
from bot.rendering.catalogue import Catalogue
from domain.calendar.work_calendar import ZONE
from domain.people import access
from domain.summaries.briefing import BriefingSchedule
from storage.people import officials, personal_data
from storage.tables import CALENDAR_ENTRIES, CALENDAR_FEEDS
from tests.department import OFFICIALS
from tests.flows.conftest import EVERY_WAY
from tests.flows.world import Phone, World

logging.getLogger("ical").setLevel(logging.WARNING)  # it tells each value that it reads
ONE_WAY = pytest.mark.parametrize("world", ["buttons"], indirect=True)


@dataclass
class CalendarProgram:
    """A program that reads one address again and again."""

    world: World
    path: str
    client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        feeds = CalendarFeeds(self.world.db, self.world.clock, Catalogue(), BriefingSchedule())
        transport = httpx.ASGITransport(app=application(feeds.routes()))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")

    async def asks(self, **headers: str) -> httpx.Response:
        return await self.client.get(self.path, headers=headers)

    async def reads(self) -> dict[str, Event]:
        """What it shows, by title; the part after a bracket is left out."""
        answer = await self.asks()
        assert answer.status_code == 200, answer.text
        found = IcsCalendarStream.calendar_from_ics(answer.text).events
        return {str(each.summary): each for each in found}


async def address_of(phone: Phone, said: str = "/lich") -> str:
    """The path of the address that stands in the answer."""
    await phone.writes(said)
    return path_in(phone)


def path_in(phone: Phone) -> str:
    found = re.search(r"http://127\.0\.0\.1(/lich/\S+\.ics)", phone.messages[-1].text)
    assert found is not None, phone.messages[-1].text
    return found[1]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def read(*phones: Phone) -> None:
    for phone in phones:
        phone.seen = len(phone.messages)


@EVERY_WAY
async def test_a_month_in_the_calendar_of_an_official(world: World) -> None:
    minh, mai = await world.phone("MINH"), await world.phone("MAI")
    program = CalendarProgram(world, await address_of(minh))
    minh.shows(("Địa chỉ lịch của đồng chí", "Thu hồi: /lich huy"))
    ahead = (await program.reads())["Hạn báo cáo tháng 10/2025"]
    assert (ahead.dtstart, ahead.sequence) == (at("2025-10-24 16:30"), 0)

    await world.until("2025-10-22 09:00")
    owed = (await program.reads())["Hạn báo cáo tháng 10/2025"]
    assert owed.uid == ahead.uid
    assert (owed.sequence, owed.description) == (1, "Chưa báo cáo: NV-3. Việc phải báo cáo: NV-3.")
    assert owed.dtstamp == world.clock()

    await minh.taps("NV-3")
    await minh.taps("Xin gia hạn")
    await minh.writes("31/10")
    await minh.writes("Chờ số liệu, đã làm 60%")
    await mai.taps("Đồng ý")
    await minh.writes("/vangmat từ 27/10 đến 29/10")
    await minh.taps("Không có người thay")
    await minh.taps("Ghi nhận")
    shown = await program.reads()
    gone = shown["Đã hủy: Hạn báo cáo tháng 10/2025"]
    assert (gone.uid, gone.status, gone.sequence) == (owed.uid, EventStatus.CANCELLED, 2)
    own = shown["Hạn riêng NV-3, báo cáo tháng 10/2025"]
    assert (own.dtend, own.description) == (
        at("2025-10-31 17:00"),
        "NV-3 được gia hạn đến ngày này.",
    )
    away = shown["Vắng mặt"]
    assert (away.dtstart, away.dtend) == (date(2025, 10, 27), date(2025, 10, 30))

    await world.until("2025-10-28 09:00")
    await minh.writes("/vangmat")
    await minh.taps("Kết thúc")
    await minh.taps("NV-3")
    await minh.taps("Đã hoàn thành")
    shown = await program.reads()
    assert shown["Hạn riêng NV-3, báo cáo tháng 10/2025 (đã báo cáo)"].uid == own.uid
    back = shown["Vắng mặt"]
    assert (back.uid, back.sequence, back.dtend) == (away.uid, 1, date(2025, 10, 28))


@pytest.mark.parametrize("world", ["postgresql"], indirect=True)
async def test_programs_may_ask_for_the_first_time_all_at_once(world: World) -> None:
    program = CalendarProgram(world, await address_of(await world.phone("MINH")))
    answers = await asyncio.gather(*(program.asks() for _ in range(8)))
    assert {each.status_code for each in answers} == {200}
    assert len({each.content for each in answers}) == 1


@ONE_WAY
async def test_the_office_sees_briefings_and_nobody_reads_names_or_tasks(world: World) -> None:
    cvp = await world.phone("CVP")
    program = CalendarProgram(world, await address_of(cvp))
    text = (await program.asks()).text
    events = IcsCalendarStream.calendar_from_ics(text).events
    briefings = [each for each in events if each.summary == "Giao ban"]
    assert briefings[0].dtstart == at("2025-10-06 07:30")
    assert len({each.uid for each in events}) == len(events)
    await cvp.writes("/lichgiaoban thứ Ba 8:00")
    changed = IcsCalendarStream.calendar_from_ics((await program.asks()).text).events
    [moved] = [each for each in changed if each.uid == briefings[0].uid]
    assert (moved.dtstart, moved.sequence) == (at("2025-10-07 08:00"), 1)
    await world.until("2025-10-22 09:00")
    lan = CalendarProgram(world, await address_of(await world.phone("LAN")))
    told = (await lan.asks()).text
    assert "NV-1" in told
    assert not re.search("RRULE|hồ sơ|thủ tục|Phạm|Lan|CVP", told.replace("\r\n ", ""))


@ONE_WAY
async def test_what_has_not_changed_is_not_sent_again(world: World) -> None:
    program = CalendarProgram(world, await address_of(await world.phone("LAN")))
    first = await program.asks()
    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    assert first.headers["cache-control"] == "private, no-cache"
    await world.pass_time(hours=2)
    again = await program.asks(**{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await world.until("2025-10-22 09:00")
    later = await program.asks(**{"if-none-match": first.headers["etag"]})
    assert (later.status_code, later.headers["etag"] == first.headers["etag"]) == (200, False)
    refused = await program.client.post(program.path)
    assert refused.status_code == 405


@ONE_WAY
async def test_the_address_is_shown_once_renewed_and_taken_back(world: World) -> None:
    lan = await world.phone("LAN")
    first = CalendarProgram(world, await address_of(lan))
    read(lan)
    await lan.writes("/lich")
    lan.shows(("đã có địa chỉ lịch", "chưa có ứng dụng lịch nào đọc"))
    await first.asks()
    await lan.writes("/lich")
    lan.shows("ứng dụng lịch đọc gần nhất")
    await lan.taps("Tạo địa chỉ mới")
    second = CalendarProgram(world, path_in(lan))
    assert [(await each.asks()).status_code for each in (first, second)] == [404, 200]
    read(lan)
    await lan.writes("/lich hủy")
    lan.shows("Đã thu hồi địa chỉ lịch")
    assert (await second.asks()).status_code == 404
    await lan.writes("/lich huy")
    lan.shows("chưa có địa chỉ lịch")
    await lan.writes("/lich")
    lan.shows("Địa chỉ lịch của đồng chí")


@ONE_WAY
async def test_it_ends_with_its_chat_and_with_the_service_of_its_person(world: World) -> None:
    lan, minh, hai = [await world.phone(code) for code in ("LAN", "MINH", "HAI")]
    programs = [CalendarProgram(world, await address_of(each)) for each in (lan, minh, hai)]
    assert [(await each.asks()).status_code for each in programs] == [200, 200, 200]
    await lan.writes("/rutdongy")
    await lan.taps("Rút lại")
    async with world.db.begin() as tx:
        await officials.save(tx, [each for each in OFFICIALS if each.code != "MINH"], world.clock())
        erased = await officials.find_by_code(tx, "HAI")
        assert erased is not None
        await personal_data.erase(tx, erased.id, world.clock())
        entries = await tx.execute(select(CALENDAR_ENTRIES.c.official_id))
        assert erased.id not in set(entries.scalars()), "what was handed out is forgotten"
    assert [(await each.asks()).status_code for each in programs] == [404, 404, 404]


@ONE_WAY
async def test_a_made_up_address_and_a_stranger_get_nothing(world: World) -> None:
    for made_up in ("x", "%00", "a" * 3000, "..%2Fbang"):
        assert (await CalendarProgram(world, f"/lich/{made_up}.ics").asks()).status_code == 404
    stranger = world.stranger()
    await stranger.writes("/lich")
    assert "/lich/" not in stranger.messages[-1].text


@ONE_WAY
async def test_only_a_hash_of_the_address_is_kept_with_it(world: World) -> None:
    path = await address_of(await world.phone("LAN"))
    token = path.removeprefix("/lich/").removesuffix(".ics")
    async with world.db.read() as tx:
        kept = str((await tx.execute(select(CALENDAR_FEEDS))).all())
    assert token not in kept
    assert len(token) >= 22, "128 bits"
    feeds = CalendarFeeds(world.db, world.clock, Catalogue())
    assert {str(getattr(each, "path", "")) for each in feeds.routes()} == set(access.FEEDS)

"""Everything is judged by when people acted: not by when the service came round to deciding it."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from domain.messaging.messages import Chat, IncomingEvent
from storage.tables import AUDIT, EXTENSIONS, REPORTS, SIGN_OFF_EVENTS
from tests.flows.conftest import EVERY_WAY
from tests.flows.sign_off.test_confirmations import answer_all, confirming
from tests.flows.world import CHANNEL, Phone, World, at

Message = dict[str, Any]


async def stores(world: World, phone: Phone, when: str, *, said: str = "", **what: Any) -> None:
    """It reaches the service at that time, which stops before anything was decided."""
    world.clock.turn_to(at(when))
    world.events += 1
    said_at = at(said or when)
    event = IncomingEvent(Chat(CHANNEL, phone.address), f"w{world.events}", said_at, **what)
    await world.service.inbound.hear([event])


def press(phone: Phone, label: str) -> Message:
    """A press where there are buttons, the number where there are none."""
    tap = phone.button(label)
    return {"text": tap} if tap[0].isdigit() else {"tap": tap}


async def kept(world: World, table: Any, *columns: str) -> list[tuple[Any, ...]]:
    async with world.db.read() as tx:
        rows = await tx.execute(select(*(table.c[name] for name in columns)).order_by(table.c.id))
        return [tuple(row) for row in rows]


async def lan_sees(world: World) -> Phone:
    lan = await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    lan.shows("2 nhiệm vụ")
    await lan.taps("NV-1")
    lan.shows("Báo cáo hồ sơ đúng hạn")
    return lan


NEARLY_LATE, LATE = "2025-10-27 23:50", "2025-10-28 00:20"
"""The 25th is a Saturday: what is given by the end of the next working day is not late."""
NEARLY_CLOSED, CLOSED = "2025-11-07 23:50", "2025-11-08 00:20"
NEARLY_DUE, DUE = "2025-10-24 16:50", "2025-10-24 17:20"


@EVERY_WAY
async def test_a_press_stored_in_time_and_decided_after_a_start_is_on_time(world: World) -> None:
    lan = await lan_sees(world)
    await world.until("2025-10-27 20:00")
    lan.seen = len(lan.messages)
    await stores(world, lan, NEARLY_LATE, **press(lan, "Đã hoàn thành"))
    await world.is_down_until(LATE)
    lan.shows(("Đã ghi nhận: NV-1 – Đã hoàn thành", "23:50"))
    said, decided = at(NEARLY_LATE), at(LATE)
    names = "late", "received_at", "said_at", "stored_at", "recorded_at"
    assert await kept(world, REPORTS, *names) == [(False, said, said, said, decided)]
    facts = [each[1] for each in await kept(world, AUDIT, "action", "facts") if each[0] == "report"]
    assert datetime.fromisoformat(facts[-1]["acted_at"]) == said


async def test_words_that_waited_at_the_messenger_count_from_when_it_had_them(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-27 20:00")
    await stores(world, minh, "2025-10-28 09:00", said=NEARLY_LATE, text="xong")
    await world.is_down_until("2025-10-28 09:05")
    [row] = await kept(world, REPORTS, "late", "received_at", "stored_at")
    assert row == (False, at(NEARLY_LATE), at("2025-10-28 09:00"))


async def test_what_is_said_after_the_time_is_late(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-27 20:00")
    await stores(world, minh, "2025-10-28 09:00", said="2025-10-28 00:10", text="xong")
    await world.is_down_until("2025-10-28 09:05")
    assert await kept(world, REPORTS, "late") == [(True,)]


@pytest.mark.parametrize("how", ["words", "press"])
async def test_what_is_stored_on_the_closing_day_is_a_report_though_decided_on_the_next(
    world: World, how: str
) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-11-07 20:00")
    await minh.taps("NV-3")
    minh.seen = len(minh.messages)
    what = {"text": "xong"} if how == "words" else press(minh, "Đã hoàn thành")
    await stores(world, minh, NEARLY_CLOSED, **what)
    await world.is_down_until(CLOSED)
    minh.shows(("Đã ghi nhận: NV-3 – Đã hoàn thành", "23:50"))
    rows = await kept(world, REPORTS, "status", "received_at")
    assert rows == [("done", at(NEARLY_CLOSED))]
    await world.until("2025-11-08 17:00")
    minh.shows()


async def test_words_of_the_closing_day_are_read_though_the_period_was_closed_before(
    world: World,
) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-11-08 09:00")
    minh.seen = len(minh.messages)
    await stores(world, minh, "2025-11-08 09:30", said=NEARLY_CLOSED, text="xong")
    await world.is_down_until("2025-11-08 09:31")
    minh.shows("Đã ghi nhận: NV-3 – Đã hoàn thành")
    assert await kept(world, REPORTS, "received_at") == [(at(NEARLY_CLOSED),)]


async def test_what_is_taken_back_on_the_closing_day_is_chased_no_more(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-11-07 20:00")
    await minh.writes("xong")
    minh.seen = len(minh.messages)
    await stores(world, minh, NEARLY_CLOSED, **press(minh, "Hoàn tác"))
    await world.is_down_until(CLOSED)
    minh.shows("NV-3 trở lại trạng thái chưa có báo cáo")
    await world.until("2025-11-12 17:00")
    minh.shows()


async def test_an_edit_of_the_closing_day_changes_the_report(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-11-07 20:00")
    await minh.writes("đang làm 60%", message_id="m1")
    edit = {"kind": "edit", "message_id": "m1", "text": "đang làm 80%"}
    await stores(world, minh, NEARLY_CLOSED, **edit)
    await world.is_down_until(CLOSED)
    rows = await kept(world, REPORTS, "percent", "received_at")
    assert rows[-1] == (80, at(NEARLY_CLOSED))


async def test_more_time_is_asked_for_in_time_though_it_is_decided_later(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-24 16:00")
    await minh.taps("NV-3")
    await minh.taps("Xin gia hạn")
    await minh.writes("31/10/2025")
    minh.seen = len(minh.messages)
    await stores(world, minh, NEARLY_DUE, text="Chờ số liệu")
    await world.is_down_until(DUE)
    minh.shows("Đã gửi đề nghị gia hạn")
    assert await kept(world, EXTENSIONS, "asked_at", "recorded_at") == [(at(NEARLY_DUE), at(DUE))]


async def test_more_time_granted_in_time_judges_by_the_new_day(world: World) -> None:
    minh, mai = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-24 10:00")
    await minh.taps("NV-3")
    await minh.taps("Xin gia hạn")
    await minh.writes("31/10/2025")
    await minh.writes("Chờ số liệu")
    mai.seen = len(mai.messages)
    await stores(world, mai, NEARLY_DUE, **press(mai, "Đồng ý"))
    await world.is_down_until(DUE)
    mai.shows("Đã ghi nhận: đồng ý gia hạn NV-3")
    [row] = await kept(world, EXTENSIONS, "late", "decided_at")
    assert row == (False, at(NEARLY_DUE))
    await world.until("2025-10-31 16:00")
    await minh.taps("NV-3")
    await minh.taps("Đã hoàn thành")
    assert await kept(world, REPORTS, "late") == [(False,)]


async def test_a_unit_is_confirmed_when_its_head_said_so(world: World) -> None:
    await confirming(world)
    hai, lan, minh = [await world.phone(code) for code in ("HAI", "LAN", "MINH")]
    await world.until("2025-10-27 18:00")
    await answer_all(lan, minh)
    await hai.taps("Chốt báo cáo đơn vị: Phòng Thương mại")
    hai.seen = len(hai.messages)
    await stores(world, hai, NEARLY_LATE, **press(hai, "Chốt báo cáo đơn vị"))
    await world.is_down_until(LATE)
    rows = await kept(world, SIGN_OFF_EVENTS, "late", "confirmed_at", "recorded_at")
    assert rows == [(False, at(NEARLY_LATE), at(LATE))]


async def test_today_is_the_day_on_which_it_was_said(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-21 20:00")
    await stores(world, minh, "2025-10-21 23:50", text="/vangmat từ 21/10 đến 21/10, Lan thay")
    await world.is_down_until("2025-10-22 00:20")
    assert "21/10/2025" in minh.messages[-1].text

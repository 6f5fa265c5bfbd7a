"""When the messenger refuses, is slow to say, or breaks."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.channels.protocol import SendFailed
from bot.inbound import processor
from bot.inbound.context import UpdateContext
from bot.inbound.dispatcher import decide
from domain.messaging.messages import Chat, IncomingEvent, Reply
from domain.messaging.outbox import Kind, NewMessage
from storage.audit import log as audit
from storage.messaging import chat_links, outbox
from storage.tables import DUTIES, OUTBOX_MESSAGES
from tests.flows.world import Messenger, Phone, World


async def _states(world: World, phone: Phone) -> list[tuple[str, str]]:
    async with world.db.read() as tx:
        here = select(OUTBOX_MESSAGES).where(OUTBOX_MESSAGES.c.address == phone.address)
        rows = await tx.execute(here.order_by(OUTBOX_MESSAGES.c.id))
        return [(row.state, row.reason) for row in rows]


async def test_what_was_certainly_not_sent_is_sent_later_once(world: World) -> None:
    minh = await world.phone("MINH")
    world.messenger.failures["MINH"] = [SendFailed("refused"), SendFailed("refused")]
    await world.until("2025-10-17 08:30")
    minh.shows()
    await world.until("2025-10-17 08:40")
    minh.shows("NV-3")


async def test_the_messenger_may_ask_for_a_pause(world: World) -> None:
    minh = await world.phone("MINH")
    pause = SendFailed("slow down", retry_after=timedelta(minutes=20))
    world.messenger.failures["MINH"] = [pause]
    await world.until("2025-10-17 08:49")
    minh.shows()
    await world.until("2025-10-17 08:51")
    minh.shows("NV-3")


async def test_a_blocked_chat_is_suspended_and_its_owner_is_not_called_silent(
    world: World,
) -> None:
    minh, hai = await world.phone("MINH"), await world.phone("HAI")
    world.messenger.failures["MINH"] = [SendFailed("blocked", permanent=True)]
    await world.until("2025-10-23 14:01")
    minh.shows()
    hai.shows(("Chưa liên hệ được", "Võ Văn Minh: NV-3"))
    async with world.db.read() as tx:
        found = await chat_links.of(tx, 8)
    assert [(link.state, link.reason) for link in found] == [("suspended", "blocked")]


async def test_whoever_writes_is_reached_in_that_chat_again(world: World) -> None:
    minh = await world.phone("MINH")
    world.messenger.failures["MINH"] = [SendFailed("blocked", permanent=True)]
    await world.until("2025-10-17 08:31")
    minh.shows()
    await minh.writes("/nhiemvu")
    minh.shows("NV-3")
    async with world.db.read() as tx:
        assert [link.state for link in await chat_links.of(tx, 8)] == ["active"]
        assert "link.active" in await audit.actions(tx)
    await world.until("2025-10-22 08:31")
    minh.shows("còn 1 nhiệm vụ")


async def test_a_reminder_that_may_have_arrived_is_left_to_the_next_rung(world: World) -> None:
    minh = await world.phone("MINH")
    world.messenger.failures["MINH"] = [SendFailed("timeout", uncertain=True)]
    await world.until("2025-10-17 08:31")
    await world.service.doubts.look_into(world.clock() + timedelta(minutes=1))
    await world.until("2025-10-20 08:31")
    minh.shows()
    assert await _states(world, minh) == [("expired", "uncertain")]
    await world.until("2025-10-22 08:31")
    minh.shows("còn 1 nhiệm vụ")


async def test_an_escalation_that_may_have_arrived_is_said_again(world: World) -> None:
    hai = await world.phone("HAI")
    await world.until("2025-10-24 08:00")
    hai.seen = len(hai.messages)
    world.messenger.failures["HAI"] = [SendFailed("timeout", uncertain=True)]
    await world.until("2025-10-27 08:31")
    hai.shows()
    await world.service.doubts.look_into(world.clock() + timedelta(minutes=1))
    await world.pass_time(minutes=2)
    hai.shows("chưa nhận được báo cáo")


async def test_one_broken_chat_does_not_stop_the_others(world: World) -> None:
    minh, lan = await world.phone("MINH"), await world.phone("LAN")
    world.messenger.failures["MINH"] = [SendFailed("refused")] * 50
    await world.until("2025-10-17 08:31")
    lan.shows("2 nhiệm vụ")
    minh.shows()


async def test_a_letter_that_cannot_be_put_into_words_is_set_aside(world: World) -> None:
    minh = await world.phone("MINH")
    now = world.clock()
    async with world.db.begin() as tx:
        bad = NewMessage("bad", Kind.ANSWER, "no.such_key", {}, now, now, official_id=8)
        good = NewMessage("good", Kind.ANSWER, "mine.none", {}, now, now, official_id=8)
        await outbox.add_all(tx, [bad, good], now)
    await world.service.settle()
    minh.shows("không có nhiệm vụ nào")


async def test_a_message_that_breaks_the_handler_is_parked_and_the_person_is_told(
    world: World,
) -> None:
    minh = await world.phone("MINH")
    await minh.presses("v1:all:999999:0")
    minh.seen = len(minh.messages)
    await minh.presses("v1:duty:999999:0")
    assert "không còn dùng được" in minh.messages[-1].text
    await minh.writes("/nhiemvu")
    assert "không có nhiệm vụ" in minh.messages[-1].text


async def test_after_a_crash_what_was_in_flight_is_looked_into(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    minh.shows("NV-3")
    async with world.db.begin() as tx:
        await tx.exec_driver_sql(
            "UPDATE outbox_messages SET state = 'sending', leased_until = send_at"
        )
    await world.service.doubts.wake_up(world.clock())
    await world.service.doubts.look_into(world.clock() + timedelta(minutes=1))
    assert await _states(world, minh) == [("expired", "uncertain")]


async def test_the_last_reminder_before_an_escalation_is_said_again_as_such(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-24 13:59")
    minh.seen = len(minh.messages)
    world.messenger.failures["MINH"] = [SendFailed("timeout", uncertain=True)]
    await world.until("2025-10-24 14:01")
    await world.service.doubts.look_into(world.clock() + timedelta(minutes=1))
    await world.pass_time(minutes=2)
    minh.shows(("Tin gửi lại", "Hôm nay là hạn"))


async def test_a_second_chat_takes_over_when_the_first_is_gone(world: World) -> None:
    first = await world.phone("MINH")
    async with world.db.begin() as tx:
        await chat_links.add(tx, 8, Chat(first.world.messenger.name, "second"), world.clock())
    second = world.stranger("second")
    world.messenger.failures["second"] = [SendFailed("blocked", permanent=True)]
    await world.until("2025-10-17 08:31")
    second.shows()
    first.shows("NV-3")


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_a_chat_that_moved_is_followed(world: World) -> None:
    old, new = await world.phone("MINH"), world.stranger("moved")
    world.messenger.failures["MINH"] = [SendFailed("migrated", moved_to="moved")]
    await world.until("2025-10-17 08:31")
    old.shows()
    new.shows("NV-3")
    await new.taps("NV-3")
    new.shows("chọn kết quả")


async def test_a_message_that_is_refused_is_not_the_readers_fault(world: World) -> None:
    minh, office = await world.phone("MINH"), await world.phone("MAI")
    world.messenger.failures["MINH"] = [SendFailed("bad_request", refused=True)]
    await world.until("2025-10-17 08:31")
    minh.shows()
    assert "không chấp nhận một tin nhắn" in office.messages[0].text
    async with world.db.read() as tx:
        assert [link.state for link in await chat_links.of(tx, 8)] == ["active"]
    await world.until("2025-10-22 08:31")
    minh.shows("còn 1 nhiệm vụ")


async def test_a_bot_that_is_refused_keeps_everything_queued(world: World) -> None:
    minh, lan = await world.phone("MINH"), await world.phone("LAN")
    for code in ("MINH", "LAN", "MAI", "CVP"):
        world.messenger.failures[code] = [SendFailed("token", stopped=True)]
    await world.until("2025-10-17 08:34")
    minh.shows()
    lan.shows()
    await world.until("2025-10-17 09:30")
    minh.shows("NV-3")
    lan.shows("2 nhiệm vụ")


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_menus_follow_role_and_language(world: World) -> None:
    lan, hai = await world.phone("LAN"), await world.phone("HAI")
    office = await world.phone("CVP")
    assert await world.service.menus.refresh() == 3
    assert world.messenger.menus["LAN"][0] == "/nhiemvu"
    assert "/donvi" in world.messenger.menus["HAI"]
    assert world.messenger.menus["CVP"][0] == "/summary"
    assert await world.service.menus.refresh() == 0
    await lan.writes("/ngonngu")
    await lan.taps("English")
    assert await world.service.menus.refresh() == 1
    del hai, office


async def test_a_channel_that_is_down_for_long_is_passed_by_once(world: World) -> None:
    minh = await world.phone("MINH")
    other = Messenger()
    other.name = "other"
    await world.also(other, "MINH")
    world.messenger.failures["MINH"] = [SendFailed("down")] * 50
    await world.until("2025-10-17 08:45")
    assert other.phones == {}
    await world.until("2025-10-17 09:30")
    assert len(other.phones["MINH"]) == 1
    minh.shows()


async def test_a_bot_that_is_refused_is_passed_by_at_once(world: World) -> None:
    minh = await world.phone("MINH")
    other = Messenger()
    other.name = "other"
    await world.also(other, "MINH")
    world.messenger.failures["MINH"] = [SendFailed("quota", stopped=True)]
    await world.until("2025-10-17 08:31")
    assert len(other.phones["MINH"]) == 1
    await world.until("2025-10-17 10:31")
    minh.shows()


async def test_three_refusals_in_a_row_are_taken_for_a_chat_that_is_gone(world: World) -> None:
    minh = await world.phone("MINH")
    world.messenger.failures["MINH"] = [SendFailed("bad_request", refused=True)] * 3
    await world.until("2025-10-24 17:00")
    async with world.db.read() as tx:
        assert [link.state for link in await chat_links.of(tx, 8)] == ["suspended"]
    minh.shows()


async def test_whoever_has_no_chat_but_an_address_gets_a_link_to_answer_on(world: World) -> None:
    mail = Messenger()
    mail.name = "email"
    mail.needs_page = True  # type: ignore[attr-defined] # a power of this one alone
    world.more["email"] = mail
    async with world.db.begin() as tx:
        await tx.exec_driver_sql(
            "UPDATE officials SET email = 'minh@x.vn' WHERE code in ('MINH', 'TAM')"
        )
    world.use(world.db)
    await world.service.keep_house()
    await world.until("2025-10-17 08:31")
    [message] = mail.phones["minh@x.vn"]
    assert "NV-3" in message.text
    assert "http://127.0.0.1/i/" in message.text
    assert message.buttons == []
    async with world.db.begin() as tx:
        await tx.exec_driver_sql("UPDATE officials SET email = '' WHERE code = 'MINH'")
    await world.service.keep_house()
    async with world.db.read() as tx:
        of_both = [await chat_links.of(tx, person) for person in (8, 9)]
    assert [[link.chat.address for link in each] for each in of_both] == [[], ["minh@x.vn"]]


async def test_a_poisoned_message_is_parked_in_its_place_and_the_office_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    minh, lan = await world.phone("MINH"), await world.phone("LAN")
    office = await world.phone("MAI")

    async def decide_or_break(context: UpdateContext) -> Sequence[Reply]:
        if context.event.text == "poison":
            raise ValueError("broken")
        return await decide(context)

    monkeypatch.setattr(processor, "decide", decide_or_break)
    said = [("MINH", "poison"), ("MINH", "/nhiemvu"), ("LAN", "/nhiemvu")]
    heard = [
        IncomingEvent(Chat("phone", who), f"p{number}", world.clock(), text=text)
        for number, (who, text) in enumerate(said)
    ]
    await world.service.inbound.hear(heard)
    await world.service.settle()
    minh.shows("Hệ thống gặp trục trặc", "không có nhiệm vụ nào")
    lan.shows("không có nhiệm vụ nào")
    await world.until("2025-10-01 08:00")
    office.shows("Một tin nhắn đến không xử lý được")


async def test_what_one_chat_says_in_one_breath_is_decided_in_its_order(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    minh.seen = len(minh.messages)
    said = ("vướng mắc do thiếu kinh phí", "đề xuất: bổ sung kinh phí", "/nhiemvu")
    heard = [
        IncomingEvent(Chat("phone", "MINH"), f"b{number}", world.clock(), text=text)
        for number, text in enumerate(said)
    ]
    await world.service.inbound.hear(heard)
    await world.service.settle()
    minh.shows("Đã ghi nhận: NV-3", "bổ sung kinh phí", "NV-3 Sáng kiến cải cách – Khó khăn")
    async with world.db.read() as tx:
        row = (await tx.execute(select(DUTIES).where(DUTIES.c.task_code == "NV-3"))).one()
    assert (row.status, row.note) == (
        "blocked",
        "vướng mắc do thiếu kinh phí\nđề xuất: bổ sung kinh phí",
    )

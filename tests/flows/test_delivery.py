"""When the messenger refuses, is slow to say, or breaks."""

from datetime import timedelta

from bot.channel import SendFailed
from domain.letters import Kind, NewLetter
from storage import letters, links
from tests.flows.world import Phone, World


async def _states(world: World, phone: Phone) -> list[tuple[str, str]]:
    async with world.db.read() as tx:
        rows = await tx.exec_driver_sql(
            "SELECT state, reason FROM letters WHERE address = ? ORDER BY id", (phone.address,)
        )
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
        found = await links.of(tx, 8)
    assert [(link.state, link.reason) for link in found] == [("suspended", "blocked")]


async def test_a_reminder_that_may_have_arrived_is_left_to_the_next_rung(world: World) -> None:
    minh = await world.phone("MINH")
    world.messenger.failures["MINH"] = [SendFailed("timeout", uncertain=True)]
    await world.until("2025-10-17 08:31")
    await world.service.outbound.look_into(world.clock() + timedelta(minutes=1))
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
    await world.service.outbound.look_into(world.clock() + timedelta(minutes=1))
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
        bad = NewLetter("bad", Kind.ANSWER, "no.such_key", {}, now, now, official_id=8)
        good = NewLetter("good", Kind.ANSWER, "mine.none", {}, now, now, official_id=8)
        await letters.add_all(tx, [bad, good], now)
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
        await tx.exec_driver_sql("UPDATE letters SET state = 'sending', leased_until = send_at")
    await world.service.outbound.wake_up(world.clock())
    await world.service.outbound.look_into(world.clock() + timedelta(minutes=1))
    assert await _states(world, minh) == [("expired", "uncertain")]

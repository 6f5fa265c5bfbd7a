"""Where a messenger can replace messages, answering ticks tasks off in the digest itself."""

from bot.channels.protocol import SendFailed
from tests.flows.world import World


async def test_an_answered_task_is_ticked_off_in_the_digest(editing_world: World) -> None:
    world = editing_world
    lan = await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    lan.shows("2 nhiệm vụ")

    await lan.taps("NV-1")
    lan.shows()
    assert "Đề nghị đồng chí chọn kết quả" in lan.messages[0].text
    await lan.taps("Đã hoàn thành")
    lan.shows()
    [digest] = lan.messages
    assert "Đã ghi nhận: NV-1 – Đã hoàn thành" in digest.text
    assert "1. NV-2" in digest.text
    assert "✓ NV-1 – Đã hoàn thành" in digest.text

    await lan.taps("NV-2")
    await lan.taps("Đang thực hiện")
    [digest] = lan.messages
    assert "Đồng chí đã trả lời đủ" in digest.text


async def test_what_is_typed_is_answered_below(editing_world: World) -> None:
    lan = await editing_world.phone("LAN")
    await editing_world.until("2025-10-17 08:31")
    await lan.taps("NV-1")
    await lan.writes("xong rồi")
    assert len(lan.messages) == 2
    assert "Đã ghi nhận: NV-1" in lan.messages[1].text


async def test_a_digest_that_is_gone_is_answered_anew(editing_world: World) -> None:
    lan = await editing_world.phone("LAN")
    await editing_world.until("2025-10-17 08:31")
    pressed = lan.button("NV-1")
    lan.messages.clear()
    await editing_world.hear("LAN", tap=pressed, message_id="1")
    lan.shows("Đề nghị đồng chí chọn kết quả")


async def test_an_unclear_edit_is_simply_repeated(editing_world: World) -> None:
    world = editing_world
    lan = await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    world.messenger.failures["LAN"] = [SendFailed("cut", uncertain=True)]
    await lan.taps("NV-1")
    assert "chọn kết quả thực hiện" not in lan.messages[0].text
    await world.pass_time(seconds=10)
    [only] = lan.messages
    assert "Đề nghị đồng chí chọn kết quả" in only.text


async def test_the_list_is_one_tap_away(editing_world: World) -> None:
    lan = await editing_world.phone("LAN")
    await editing_world.until("2025-10-17 08:31")
    await lan.taps("NV-1")
    await lan.taps("Danh sách nhiệm vụ")
    [digest] = lan.messages
    assert "Đồng chí có 2 nhiệm vụ, đã trả lời 0" in digest.text

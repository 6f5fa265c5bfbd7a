"""Somebody floods the service: strangers are answered once and then left unread, people never."""

from storage.messaging import inbox
from tests.flows.world import World


async def test_a_stranger_who_floods_is_told_once_and_then_not_read(world: World) -> None:
    stranger = world.stranger()
    for _ in range(20):
        await stranger.writes("/trogiup")
    stranger.seen = len(stranger.messages)
    for _ in range(200):
        await stranger.writes("/trogiup")
    stranger.shows("quá nhiều tin trong một phút")
    async with world.db.read() as tx:
        assert not await inbox.any_waiting(tx)
        kept = (await tx.exec_driver_sql("SELECT count(*) FROM inbox")).scalar_one()
    assert kept == 21
    await world.pass_time(minutes=2)
    await stranger.writes("/start")
    assert len(stranger.unread) == 1


async def test_every_word_of_somebody_known_is_kept(world: World) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-17 09:00")
    for number in range(40):
        await lan.writes(f"câu hỏi {number}?")
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")
    assert "Đã ghi nhận: NV-1" in lan.messages[-1].text
    async with world.db.read() as tx:
        kept = (await tx.exec_driver_sql("SELECT count(*) FROM inbox")).scalar_one()
    assert kept == 42

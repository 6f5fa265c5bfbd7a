"""A bot with a quota: what happens when people or messages are too many for it."""

import pytest

from domain.messaging.messages import Chat
from domain.messaging.quota import Quota
from storage.messaging import chat_links, quota_usage
from storage.people import officials
from tests.flows.world import CHANNEL, Messenger, World, at

OWNERS = ("LAN", "MINH", "TAM")


async def _owners(world: World) -> None:
    for code in OWNERS:
        await world.phone(code)


async def test_a_period_that_cannot_finish_is_held_back_with_the_remedy(
    world_on_both: World,
) -> None:
    world = world_on_both
    office = await world.phone("MAI")
    await _owners(world)
    world.quotas[CHANNEL] = Quota(users=2, messages=3000)
    await world.until("2025-10-17 09:00")
    office.shows(("tháng 10/2025 chưa mở", "Đề nghị chuyển 2 người sang Telegram"))
    world.quotas[CHANNEL] = Quota(users=4, messages=3000)
    minh = world.stranger("MINH")
    minh.shows()
    await world.until("2025-10-17 10:00")
    minh.shows("NV-3")
    office.shows()


async def test_the_office_opens_it_all_the_same(world: World) -> None:
    office = await world.phone("MAI")
    await _owners(world)
    world.quotas[CHANNEL] = Quota(users=2, messages=3000)
    await world.until("2025-10-17 09:00")
    office.seen = len(office.messages)
    await office.taps("Mở kỳ ngay")
    office.shows("tháng 10/2025 được mở")
    world.stranger("MINH").shows("NV-3")
    await office.taps("Mở kỳ ngay")
    office.shows("đã mở")


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_only_the_office_opens_a_period(world: World) -> None:
    office = await world.phone("MAI")
    await _owners(world)
    minh = world.stranger("MINH")
    world.quotas[CHANNEL] = Quota(users=2, messages=3000)
    await world.until("2025-10-17 09:00")
    await minh.presses(office.button("Mở kỳ ngay"))
    minh.shows("chưa được phân quyền")


async def test_it_opens_by_itself_before_the_second_reminder_is_late(world: World) -> None:
    await _owners(world)
    world.quotas[CHANNEL] = Quota(users=2, messages=3000)
    await world.until("2025-10-22 08:29")
    world.stranger("MINH").shows()
    await world.until("2025-10-22 08:31")
    world.stranger("MINH").shows("NV-3")


async def test_early_reminders_give_way_and_the_last_one_and_escalations_do_not(
    world_on_both: World,
) -> None:
    world = world_on_both
    hai = await world.phone("HAI")
    await _owners(world)
    minh = world.stranger("MINH")
    world.quotas[CHANNEL] = Quota(users=50, messages=6)
    await world.until("2025-10-24 13:59")
    minh.shows()
    await world.until("2025-10-27 08:31")
    minh.shows(("NV-3",))
    hai.shows("Phòng Thương mại", ("Võ Văn Minh", "NV-3"))


async def test_an_early_reminder_leaves_by_another_channel_when_messages_are_short(
    world: World,
) -> None:
    other = Messenger()
    other.name = "other"
    minh = await world.phone("MINH")
    world.quotas[CHANNEL] = Quota(users=50, messages=1)
    await world.also(other, "MINH")
    await world.until("2025-10-22 08:31")
    minh.shows()
    assert "NV-3" in other.phones["MINH"][0].text


async def test_what_is_said_and_heard_is_counted_for_the_month(world_on_both: World) -> None:
    world = world_on_both
    minh = await world.phone("MINH")
    world.quotas[CHANNEL] = Quota(users=50, messages=3000)
    for _ in range(2):
        await minh.writes("/trogiup")
    async with world.db.read() as tx:
        assert await quota_usage.used(tx, CHANNEL, world.clock()) == 4
        assert await quota_usage.used(tx, CHANNEL, at("2025-11-01 00:00")) == 0


async def test_who_has_moved_to_another_channel_is_no_longer_asked_on_this_one(
    world: World,
) -> None:
    await _owners(world)
    quota = Quota(users=50, messages=3000)
    async with world.db.begin() as tx:
        before = await quota_usage.forecast(tx, CHANNEL, quota, world.policy, world.clock())
        minh = await officials.find_by_code(tx, "MINH")
        assert minh is not None
        await chat_links.add(tx, minh.id, Chat("telegram", "7"), world.clock())
        after = await quota_usage.forecast(tx, CHANNEL, quota, world.policy, world.clock())
    assert (before.asked, after.asked) == (3, 2)
    assert after.needed < before.needed
    assert after.used.users == 3

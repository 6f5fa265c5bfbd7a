"""A messenger that lets us speak for a week after somebody has last spoken, and its receipts."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.delivery import composer
from bot.features.reports import delivery_proof
from domain.messaging.messages import Chat, IncomingEvent
from domain.messaging.outbox import OutboxMessage
from domain.people.chat_links import LinkState
from storage.engine.database import Tx, open_database
from storage.messaging import chat_links, delivery_log, undelivered_reasons
from storage.people import personal_data
from storage.reports import cycles, duties
from storage.tables import OFFICIALS
from tests import templates
from tests.flows.world import BEGINNING, CHANNEL, Messenger, World, at, founding

MARK = "what tells words from what a chat reports"


class Week(Messenger):
    reply_window = timedelta(days=7)


class Template(Messenger):
    name = "by_phone"
    needs_page = by_phone = True


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    url = templates.sqlite(tmp_path / "world.db", founding)
    db = await open_database(url, [templates.KEY], durable=False)
    made = await World.create(db, tmp_path, messenger=Week(), founded=True)
    yield made
    await made.db.close()


async def test_who_has_been_quiet_for_a_week_is_reached_by_another_way_or_named(
    world: World,
) -> None:
    """The way by a phone number is the last one."""
    lan, minh, hai = [await world.phone(code) for code in ("LAN", "MINH", "HAI")]
    other, by_phone = Messenger(), Template()
    other.name = "other"
    await world.also(other, "LAN")
    world.more[by_phone.name] = by_phone
    async with world.db.begin() as tx:
        silent = OFFICIALS.c.code.not_in(("LAN", "TAM"))
        await tx.execute(update(OFFICIALS).where(silent).values(phone=""))
    world.use(world.db)
    await world.service.keep_house()
    await world.until("2025-10-16 09:00")
    await hai.writes("/help", message_id=MARK)
    await world.until("2025-10-17 08:30")
    assert [len(each.messages) for each in (lan, minh)] == [0, 0]
    assert len(other.phones["LAN"]) == 1
    assert list(by_phone.phones) == ["+84500000009"]
    await world.until("2025-10-22 09:00")
    await hai.writes("/help", message_id=MARK)
    hai.seen = len(hai.messages)
    await world.until("2025-10-23 14:01")
    [told] = hai.unread
    assert "Võ Văn Minh: NV-3" in told.text
    assert "chưa nhắn tới Zalo OA" in told.text
    async with world.db.begin() as tx:
        tam, here = OFFICIALS.c.code == "TAM", OFFICIALS.c.code == "MINH"
        await tx.execute(update(OFFICIALS).where(tam).values(ended_at=world.clock()))
        await tx.execute(update(OFFICIALS).where(here).values(phone="+84500000009"))
    await world.service.keep_house()
    async with world.db.read() as tx:
        link = await chat_links.find(tx, Chat(by_phone.name, "+84500000009"))
        assert link is not None
        assert link.official_id == 8  # whoever left has it no more
    async with world.db.begin() as tx:
        hai_here = Chat(CHANNEL, "HAI")
        await chat_links.change(tx, hai_here, LinkState.SUSPENDED, "zalo_oa.window", world.clock())
        me = (await chat_links.find(tx, hai_here) or link).official_id
        assert await undelivered_reasons.reasons(tx, [me], BEGINNING) == {me: "window"}


async def test_what_is_spared_elsewhere_does_not_go_where_the_window_is_shut(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan, other = await world.phone("LAN"), Messenger()
    other.name = "other"
    await world.also(other, "LAN")
    monkeypatch.setattr(composer, "must_spare", _spares_other)
    await world.until("2025-10-17 08:30")
    assert (lan.messages, list(other.phones)) == ([], [])


async def _spares_other(_tx: Tx, _message: OutboxMessage, channel: str, *_: object) -> bool:
    return channel == "other"


async def test_receipts_stand_in_the_proof_however_early_they_come(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-16 09:00")
    await minh.writes("/help", message_id=MARK)
    early = IncomingEvent(
        Chat(CHANNEL, "MINH"), "r", at("2025-10-17 08:30"), "delivered", message_id="2"
    )
    by_hand = replace(early, event_id="h", message_id="77")  # what the Office typed at Zalo itself
    await world.service.inbound.hear([early, by_hand])
    await world.until("2025-10-17 08:31")
    [reminder] = minh.messages[1:]
    assert reminder.id == "2"
    await world.hear("MINH", kind="seen", message_id="2")
    assert len(minh.messages) == 2  # nobody answers a receipt
    minh.seen = 2
    await minh.writes("/dulieu", message_id=MARK)
    minh.shows("không lưu việc đồng chí trực tuyến, đã xem", "Bản đầy đủ")
    world.outside = {"keeps_seen": True}
    world.use(world.db)
    await world.hear("MINH", kind="seen", message_id="2")
    await minh.writes("/dulieu", message_id=MARK)
    minh.shows("xem tin gửi qua Zalo OA (đã lưu: 1)", "Bản đầy đủ")
    async with world.db.read() as tx:
        cycle = await cycles.get(tx, 1)
        [duty] = await duties.of_owner(tx, 8, 1)
        [spoken] = await delivery_log.of_duty(tx, duty.id, cycle)
        page = await delivery_proof.page(tx, duty, cycle, world.clock())
    assert [each.state for each in spoken.events] == ["sent", "delivered", "seen"]
    assert "người nhận đã xem lúc" in page
    async with world.db.begin() as tx:
        await personal_data.forget_words(tx, world.clock() + timedelta(days=1), 100)
        assert await delivery_log.receipts(tx, ["2", "77"]) == {}

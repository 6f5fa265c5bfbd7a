"""What the service stands on fails: a full disk, a locked database, a server that is gone."""

import asyncio
import errno
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.rendering.rendered import Rendered
from domain.messaging.messages import Chat, File, IncomingEvent
from scheduler.monitoring.liveness import Pulse
from scheduler.monitoring.self_check import Auditor
from storage.engine import database
from storage.engine.database import open_database
from storage.messaging import chat_links
from storage.people import officials
from storage.reports import evidence
from storage.tables import EVIDENCE, IMPORTS, INBOX, OUTBOX_MESSAGES
from tests.conftest import Postgres
from tests.flows.imports.test_imports import ROWS, annex, sends
from tests.flows.world import CHANNEL, Messenger, Phone, World, at, sqlite_url
from tests.templates import KEY

NO_LIMIT = 4_294_967_294


class Sudden(Messenger):
    """Something happens just when a message has arrived."""

    happens: Any = None

    async def send(self, address: str, message: Rendered) -> str:
        message_id = await super().send(address, message)
        if self.happens:
            await self.happens()
        return message_id


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    db = await open_database(sqlite_url(tmp_path), [KEY], durable=False)
    created = await World.create(db, tmp_path, messenger=Sudden())
    yield created
    await created.db.close()


def said(world: World, text: str, event: str = "e1") -> IncomingEvent:
    return IncomingEvent(Chat(CHANNEL, "MINH"), event, world.clock(), text=text)


async def room(world: World, *, left: bool) -> None:
    """As much as a disk that is full leaves to the database, or all it wants."""
    async with world.db.begin() as tx:
        pages = (await tx.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await tx.exec_driver_sql(f"PRAGMA max_page_count={NO_LIMIT if left else pages}")


async def fill(world: World) -> None:
    """Whatever room the file had inside is used up, too, by somebody who writes and writes."""
    await room(world, left=False)
    for words in (300, 1):
        with pytest.raises(OperationalError, match="full"):
            await write_on(world, "nội dung " * words)


async def lock(world: World, *, on: bool) -> None:
    async with world.db.writer.connect() as tx:
        driver: Any = (await tx.get_raw_connection()).driver_connection
        await driver.execute(f"PRAGMA query_only={int(on)}")


async def write_on(world: World, text: str) -> None:
    for number in range(3000):
        event = IncomingEvent(
            Chat(CHANNEL, "TAM"), f"{len(text)}-{number}", world.clock(), text=text
        )
        await world.service.inbound.hear([event])


async def count(world: World, table: Any, **where: Any) -> int:
    async with world.db.read() as tx:
        rows = await tx.execute(table.select().filter_by(**where))
        return len(rows.all())


async def test_a_full_disk_takes_nothing_that_it_cannot_keep_and_says_nothing_twice(
    world: World,
) -> None:
    minh, _ = await world.phone("MINH"), await world.phone("TAM")
    await world.until("2025-10-17 08:00")
    await fill(world)
    with pytest.raises(OperationalError, match="full"):  # so the messenger is not told "heard"
        await world.service.inbound.hear([said(world, "đã hoàn thành " * 300)])
    world.clock.turn_to(world.clock() + timedelta(hours=1))
    await world.service.settle()
    await room(world, left=True)
    for _ in range(2):
        await world.service.inbound.hear([said(world, "đã hoàn thành " * 300)])
    await world.pass_time(minutes=10)
    assert await count(world, INBOX, event_id="e1") == 1
    assert await count(world, INBOX, state="new") == 0
    told = [each.text for each in minh.messages]
    assert len(set(told)) == len(told)
    assert sum("chưa xác định được trạng thái của NV-3" in each for each in told) == 1


async def test_a_message_that_left_just_before_the_disk_was_full_does_not_leave_again(
    world: World,
) -> None:
    minh, _ = await world.phone("MINH"), await world.phone("TAM")
    messenger = world.messenger
    assert isinstance(messenger, Sudden)

    async def full() -> None:
        messenger.happens = None
        await fill(world)

    messenger.happens = full
    await world.until("2025-10-17 08:31")
    minh.shows("NV-3")
    await room(world, left=True)
    for _ in range(30):
        await world.service.doubts.look_into(world.clock())
        await world.pass_time(minutes=1)
    assert not [each for each in minh.unread if "Kỳ báo cáo" in each.text]
    assert await count(world, OUTBOX_MESSAGES, state="sending") == 0
    minh.seen = len(minh.messages)
    await world.until("2025-10-22 08:31")
    assert "NV-3" in minh.unread[-1].text


async def test_evidence_waits_for_room_however_long_that_takes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    await minh.taps("Đang thực hiện")

    async def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("bot.files.file_store.FileStore.keep", full)
        await minh.writes("", File("f1", "bien-ban.pdf", "application/pdf", 1000))
        await world.pass_time(hours=3)
        assert await count(world, EVIDENCE, state="waiting", reason="disk") == 1
    await world.pass_time(minutes=5)
    assert await count(world, EVIDENCE, state="kept") == 1
    async with world.db.read() as tx:
        assert await evidence.next_waiting(tx, world.clock() + timedelta(days=1)) is None


async def test_a_plan_sent_by_chat_waits_for_room_and_is_then_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mai = await world.phone("MAI")
    await world.until("2025-10-06 09:00")
    await mai.writes("/nhapkehoach")

    async def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("bot.files.file_store.FileStore.keep", full)
        await sends(world, mai, "phu-luc.docx", annex(*ROWS))
        await world.pass_time(hours=3)
        assert await count(world, IMPORTS, state="waiting", reason="disk") == 1
        assert "đang đọc" in mai.messages[-1].text
    await world.pass_time(minutes=5)
    assert "Đọc được 2 nhiệm vụ" in mai.messages[-1].text


async def test_that_the_database_takes_nothing_is_told_outside_and_the_service_is_not_ready(
    world: World,
) -> None:
    """An alarm would be a row, too: whoever watches from outside has to hear of it."""
    told, hands = [], [0.0]

    async def beat(found: Sequence[str]) -> None:
        told.append(list(found))

    world.hands = lambda: hands[0]
    world.use(world.db)
    auditor = Auditor(world.db, world.policy.window)
    pulse = Pulse(lambda: hands[0])
    service = replace(world.service, beat=beat, auditor=auditor, pulse=pulse)

    async def minute() -> None:
        hands[0] += 60
        world.clock.turn_to(world.clock() + timedelta(minutes=1))
        await service._audit()

    await minute()
    await lock(world, on=True)
    for _ in range(3):
        with pytest.raises(OperationalError, match="readonly"):
            await minute()
    assert told == [[], ["auditor"], ["auditor"], ["auditor"]]
    assert pulse.still() == ["auditor"]
    await lock(world, on=False)
    await minute()
    assert told[-1] == []
    assert pulse.still() == []


async def test_a_database_that_another_process_holds_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    db = await open_database(sqlite_url(tmp_path), [KEY], durable=False)
    world = await World.create(db, tmp_path)
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:00")
    with closing(sqlite3.connect(db.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        world.clock.turn_to(world.clock() + timedelta(hours=1))
        with pytest.raises(OperationalError, match="locked"):
            await world.service.inbound.hear([said(world, "/nhiemvu")])
        await world.service.settle()
        minh.shows()
        other.execute("ROLLBACK")
    await world.service.inbound.hear([said(world, "/nhiemvu")])
    await world.pass_time(minutes=1)
    assert sorted("Kỳ báo cáo" in each.text for each in minh.unread) == [False, True]
    await db.close()


async def test_a_server_that_was_gone_is_found_again(tmp_path: Path, postgres: Postgres) -> None:
    db = await open_database(postgres.new_database(), [KEY])
    world = await World.create(db, tmp_path)
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:00")
    postgres.stop()
    try:
        world.clock.turn_to(world.clock() + timedelta(hours=1))
        with pytest.raises(OperationalError):
            await world.service.inbound.hear([said(world, "/nhiemvu")])
        await world.service.settle()
        minh.shows()
    finally:
        postgres.serve()
    for _ in range(2):
        await world.service.inbound.hear([said(world, "/nhiemvu")])
    await world.pass_time(minutes=1)
    assert sorted("Kỳ báo cáo" in each.text for each in minh.unread) == [False, True]
    await db.close()


async def test_what_was_on_its_way_when_the_server_went_is_recorded_once_it_is_back(
    tmp_path: Path, postgres: Postgres
) -> None:
    """What the messenger has is known here: nobody needs to be asked, and nothing is in doubt."""
    db = await open_database(postgres.new_database(), [KEY])
    messenger = Sudden()
    world = await World.create(db, tmp_path, messenger=messenger)
    minh = await world.phone("MINH")

    async def gone() -> None:
        messenger.happens = None
        postgres.stop()

    messenger.happens = gone
    await world.until("2025-10-17 08:00")
    world.clock.turn_to(at("2025-10-17 08:31"))
    try:
        await world.service.settle()
        minh.shows("NV-3")
    finally:
        postgres.serve()
    await world.service.settle()
    assert await count(world, OUTBOX_MESSAGES, state="sending") == 0
    assert await count(world, OUTBOX_MESSAGES, state="uncertain") == 0
    async with db.read() as tx:
        found = await officials.find_by_code(tx, "MINH")
    assert found is not None
    assert await count(world, OUTBOX_MESSAGES, state="sent", official_id=found.id) == 1
    await world.pass_time(minutes=30)
    minh.shows()
    await db.close()


class Hanging(Messenger):
    """Nothing that is said to this person comes to an end before it is let go."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.go = address, asyncio.Event()

    async def send(self, address: str, message: Rendered) -> str:
        if address == self.address:
            await self.go.wait()
        return await super().send(address, message)


async def comes(phone: Phone, text: str) -> None:
    for _ in range(400):
        if any(text in each.text for each in phone.messages):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{text!r} never comes: {phone.messages}")


async def test_a_messenger_that_hangs_holds_up_no_answer_and_no_other_messenger(
    tmp_path: Path,
) -> None:
    db = await open_database(sqlite_url(tmp_path), [KEY], durable=False)
    hanging, other = Hanging("MINH"), Messenger()
    world = await World.create(db, tmp_path, messenger=hanging)
    minh, lan = await world.phone("MINH"), await world.phone("LAN")
    other.name = "other"
    world.more["other"] = other
    world.use(db)
    async with db.begin() as tx:
        await chat_links.add(tx, 9, Chat("other", "TAM"), world.clock())
    world.clock.turn_to(at("2025-10-17 08:31"))
    running = asyncio.create_task(world.service.run())
    await comes(Phone(world, "TAM", "other"), "Kỳ báo cáo")
    await world.service.inbound.hear(
        [IncomingEvent(Chat(CHANNEL, "LAN"), "e1", at("2025-10-17 08:31"), text="/trogiup")]
    )
    await comes(lan, "/nhiemvu")
    minh.shows()
    hanging.go.set()
    await comes(minh, "NV-3")
    assert len(minh.messages) == 1
    running.cancel()
    await asyncio.wait([running])
    await db.close()

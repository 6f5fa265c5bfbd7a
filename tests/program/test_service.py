"""The running service: its loops go on whatever one of them meets."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.protocol import Hear
from bot.rendering.rendered import Button, Rendered
from domain.messaging.messages import Chat, IncomingEvent
from domain.reporting.policy import Policy
from nhacviec.runtime import service
from nhacviec.runtime.clock import StillClock
from scheduler import loop
from scheduler.timetable import timetable
from storage.audit import log as audit
from storage.engine.database import Database
from storage.messaging import chat_links
from tests import department
from tests.flows.world import at

MOMENT_S = 120.0


class Broken:
    """A channel that cannot listen."""

    name = "broken"

    def __init__(self) -> None:
        self.tries = 0

    async def listen(self, hear: Hear) -> None:
        self.tries += 1
        raise ConnectionError

    async def send(self, address: str, message: Rendered) -> str:
        raise ConnectionError


class Working(Broken):
    """A channel on which one person speaks once, and is answered."""

    name = "working"

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    async def listen(self, hear: Hear) -> None:
        await hear(
            [IncomingEvent(Chat(self.name, "LAN"), "1", at("2025-10-01 00:00"), text="/trogiup")]
        )
        await asyncio.Event().wait()

    async def send(self, address: str, message: Rendered) -> str:
        self.said.append(message.html)
        return str(len(self.said))

    def fits(self, _button: Button) -> bool:
        return True


async def _until(seen: Callable[[], bool]) -> None:
    async with asyncio.timeout(MOMENT_S):
        while not seen():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)


async def test_a_channel_that_breaks_is_started_again_and_stops_nobody(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LISTEN_AGAIN_S", 0.1)
    clock = StillClock(at("2025-10-01 00:00"))
    await department.found(sqlite, clock())
    async with sqlite.begin() as tx:
        await chat_links.add(tx, 7, Chat("working", "LAN"), clock())
    broken, working = Broken(), Working()
    channels = {"broken": broken, "working": working}
    running = asyncio.create_task(service.assemble(sqlite, clock, Policy(), channels).run())
    try:
        await _until(lambda: bool(working.said) and broken.tries > 2)
        clock.turn_to(at("2025-10-17 08:30") + timedelta(seconds=1))
        await _until(lambda: len(working.said) == 2)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert "/nhiemvu" in working.said[0]
    assert "NV-1" in working.said[1]


async def test_a_loop_that_is_told_to_stop_in_the_moment_it_is_woken_stops() -> None:
    wake = asyncio.Event()
    turning = asyncio.create_task(loop.run([], StillClock(at("2025-10-01 00:00")), wake))
    await asyncio.sleep(0.01)
    wake.set()
    await asyncio.sleep(0)
    turning.cancel()
    done, _ = await asyncio.wait([turning], timeout=MOMENT_S)
    assert done
    assert turning.cancelled()


async def test_what_a_loop_has_begun_is_written_before_it_stops(sqlite: Database) -> None:
    begun, clock = asyncio.Event(), StillClock(at("2025-10-01 00:00"))

    async def job(now: datetime) -> bool:
        async with sqlite.begin() as tx:
            begun.set()
            await asyncio.sleep(0.05)
            await audit.add(tx, at=now, actor="service", action="written", subject="")
        return False

    turning = asyncio.create_task(loop.run([job], clock, asyncio.Event()))
    await begun.wait()
    turning.cancel()
    await asyncio.wait([turning], timeout=MOMENT_S)
    async with sqlite.read() as tx:
        assert await audit.actions(tx) == ["written"]


class Slow(Working):
    """Takes its time over every message."""

    async def send(self, address: str, message: Rendered) -> str:
        self.said.append(message.html)
        await asyncio.sleep(0.3)
        return "m1"


async def test_what_is_being_sent_is_finished_before_the_service_stops(sqlite: Database) -> None:
    clock = StillClock(at("2025-10-01 00:00"))
    await department.found(sqlite, clock())
    async with sqlite.begin() as tx:
        await chat_links.add(tx, 7, Chat("working", "LAN"), clock())
    slow = Slow()
    running = asyncio.create_task(
        service.assemble(sqlite, clock, Policy(), {"working": slow}).run()
    )
    await _until(lambda: bool(slow.said))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    async with sqlite.read() as tx:
        [message] = (
            await tx.exec_driver_sql("SELECT state, message_id FROM outbox_messages")
        ).all()
    assert tuple(message) == ("sent", "m1")


async def test_the_timetable_runs_whatever_can_be_awaited() -> None:
    done: list[str] = []

    async def work(name: str) -> None:
        done.append(name)

    house = timetable([(lambda: work("a"), 1), (lambda: work("b"), 60)])
    house.start()
    try:
        for job in house.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))
        await _until(lambda: sorted(done) == ["a", "b"])
    finally:
        house.shutdown(wait=False)

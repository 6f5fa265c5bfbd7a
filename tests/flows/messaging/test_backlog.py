"""Nobody is named whose answer waits at a messenger: not after a start, an outage, a reconnect."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.channels.handover import HandoverProgress
from bot.channels.zalo.client import ZaloOptions
from domain.messaging.messages import Chat, IncomingEvent
from domain.reporting.policy import Policy
from nhacviec.config.settings import Settings
from nhacviec.runtime import channels
from nhacviec.runtime.clock import TurnedClock
from nhacviec.runtime.roles import ProcessRole
from nhacviec.runtime.run import run_service
from scheduler.reporting import cycles as periods
from storage.engine.database import open_database
from storage.messaging import chat_links
from storage.people import officials
from storage.reports import cycles
from tests import department
from tests.channels import fake_telegram, fake_zalo
from tests.conftest import Postgres, free_port
from tests.flows.world import CHANNEL, World, at, sqlite_url
from tests.templates import KEY

SECRET = "a-secret-of-the-webhook-that-is-long"
STEP = "2025-10-27 08:30"  # the unit's head hears by name who has not answered
WAIT = timedelta(minutes=10)
LATENCIES = (0.15, 0.4)
NOTHING: Mapping[str, str] = {}
APART_S = 1.0  # processes are not started at one instant; who listens comes last


class AskedAtOnce(HandoverProgress):
    """A messenger that is asked at every instant: what is complete is so by now."""

    @property
    def done_at(self) -> datetime | None:
        return self.clock() if self.complete else None

    @done_at.setter
    def done_at(self, _: datetime | None) -> None:
        pass


@pytest.fixture
async def waiting_world(world: World) -> World:
    """The world's messenger can hold answers back, and is waited for."""
    world.messenger.handover = AskedAtOnce(world.clock)  # type: ignore[attr-defined] # a power
    world.backlog_wait = WAIT
    world.use(world.db)
    return world


def handover(world: World) -> HandoverProgress:
    found: HandoverProgress = world.messenger.handover  # type: ignore[attr-defined] # a power
    return found


async def lives(world: World, until: str) -> None:
    """Look every half minute, as a service that runs, until then."""
    while world.clock() < at(until):
        world.clock.turn_to(min(at(until), world.clock() + timedelta(seconds=30)))
        await world.service.settle()


async def waits_there(world: World, address: str, text: str, said: str) -> None:
    """What lay at the messenger reaches the inbox; nobody has decided about it yet."""
    world.events += 1
    event = IncomingEvent(Chat(CHANNEL, address), f"b{world.events}", at(said), text=text)
    await world.service.inbound.hear([event])


async def begun(world: World) -> None:
    """The period runs, nobody of the unit has answered, and the head's step is near."""
    handover(world).ends(world.clock())
    await world.until("2025-10-27 08:20")


async def test_the_head_is_told_of_nobody_whose_answer_comes_with_the_backlog(
    waiting_world: World,
) -> None:
    world = waiting_world
    hai, _ = await world.phone("HAI"), await world.phone("MINH")
    await begun(world)
    hai.seen = len(hai.messages)
    handover(world).fails()
    await lives(world, "2025-10-27 08:31")
    handover(world).answers()
    await lives(world, "2025-10-27 08:33")
    hai.shows()
    await waits_there(world, "MINH", "xong", "2025-10-26 23:00")
    handover(world).ends(world.clock())
    await world.service.settle()
    [told] = hai.unread
    assert "NV-1" in told.text
    assert "NV-3" not in told.text


async def test_what_was_written_before_a_stop_leaves_only_once_the_backlog_is_in(
    waiting_world: World,
) -> None:
    world = waiting_world
    hai, _ = await world.phone("HAI"), await world.phone("MINH")
    await begun(world)
    hai.seen = len(hai.messages)
    world.clock.turn_to(at(STEP))
    await world.service._drain_due(world.clock())
    handover(world).fails()
    world.clock.turn_to(at("2025-10-27 09:00"))
    await world.service.settle()
    hai.shows()
    await waits_there(world, "MINH", "xong", "2025-10-27 08:40")
    handover(world).ends(world.clock())
    await world.service.settle()
    [told] = hai.unread
    assert "NV-3" not in told.text


async def test_after_ten_minutes_in_vain_it_goes_on_and_the_office_is_told(
    waiting_world: World,
) -> None:
    world = waiting_world
    hai, _ = await world.phone("HAI"), await world.phone("MINH")
    office = await world.phone("MAI")
    await begun(world)
    hai.seen, office.seen = len(hai.messages), len(office.messages)
    handover(world).fails()
    await lives(world, "2025-10-27 08:39")
    hai.shows()
    office.shows()
    await lives(world, "2025-10-27 08:41")
    hai.shows("NV-3")
    office.shows("không có người nhận", "chưa nhận đủ các câu trả lời")


async def test_the_messenger_is_asked_again_for_what_was_written_between_due_moments(
    waiting_world: World,
) -> None:
    """A wish for 14:00 does not wait until a poll of almost a minute ends by itself."""
    world = waiting_world
    minh = await world.phone("MINH")
    handover(world).ends(world.clock())
    await world.until("2025-10-22 09:00")
    await minh.writes("nhắc tôi lúc 14:00")
    await world.until("2025-10-22 13:59")
    minh.seen = len(minh.messages)
    listener = HandoverProgress(world.clock)
    listener.ends(world.clock())
    world.messenger.handover = listener  # type: ignore[attr-defined] # a power
    backlog = world.service.backlog
    assert backlog is not None
    await backlog.ask(world.clock())
    assert listener.soon(timedelta(minutes=2)), "who cannot give a poll up asks for less long"
    assert not listener.wanted.is_set()
    await lives(world, "2025-10-22 14:00")
    minh.shows()
    await backlog.ask(world.clock())
    assert listener.wanted.is_set(), "it is asked at once"
    listener.wanted.clear()
    listener.ends(world.clock())
    await world.service.settle()
    minh.shows("Theo giờ đồng chí đã hẹn")
    await backlog.ask(world.clock())
    assert not listener.wanted.is_set(), "and then no more"


async def test_one_silence_is_waited_for_once(waiting_world: World) -> None:
    world = waiting_world
    hai, _ = await world.phone("HAI"), await world.phone("MINH")
    office = await world.phone("MAI")
    await begun(world)
    handover(world).fails()
    await lives(world, "2025-10-27 08:41")
    hai.seen, office.seen = len(hai.messages), len(office.messages)
    await world.until("2025-10-28 08:29")
    office.seen = len(office.messages)
    await lives(world, "2025-10-28 08:31")
    assert "NV-3" in "".join(each.text for each in office.unread)
    handover(world).answers()
    handover(world).fails()
    assert world.service.backlog is not None
    until = await world.service.backlog.until(world.clock())
    assert until is None or until < world.clock(), "another silence is waited for"


async def test_a_channel_that_nobody_has_is_not_waited_for(waiting_world: World) -> None:
    world = waiting_world
    hai = await world.phone("HAI")
    spare = type(world.messenger)()
    spare.name = "spare"
    spare.handover = HandoverProgress(world.clock)  # type: ignore[attr-defined] # a power
    world.more["spare"] = spare
    world.use(world.db)
    await begun(world)
    hai.seen = len(hai.messages)
    await lives(world, STEP)
    hai.shows("NV-3")


async def test_a_period_closes_once_the_answers_of_its_last_day_are_in(
    waiting_world: World,
) -> None:
    world = waiting_world
    await world.phone("MINH")
    await begun(world)
    await world.until("2025-11-07 23:50")
    handover(world).fails()
    await lives(world, "2025-11-08 00:05")
    async with world.db.read() as tx:
        assert len(await cycles.open_ones(tx)) == 1
    handover(world).answers()
    handover(world).ends(world.clock())
    await world.service.settle()
    async with world.db.read() as tx:
        assert await cycles.open_ones(tx) == []


# The program itself, with a messenger that takes its time


@dataclass
class Site:
    """The program on its own port, started and stopped as often as a story wants."""

    known: Settings
    clock: TurnedClock
    folder: Path
    messenger: fake_telegram.Telegram | fake_zalo.Zalo
    roles: tuple[ProcessRole, ...] = (ProcessRole.ALL,)
    running: list[asyncio.Task[None]] = field(default_factory=list)

    async def starts(self) -> None:
        for role in self.roles:
            work = run_service(self.known, Policy(), self.clock, role)
            self.running.append(asyncio.create_task(work))
            await asyncio.sleep(0 if role is self.roles[-1] else APART_S)

    async def stops(self) -> None:
        for task in self.running:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self.running.clear()

    def says(self, who: int, text: str) -> None:
        if isinstance(self.messenger, fake_telegram.Telegram):
            self.messenger.message(who, text)
        else:
            self.messenger.message(str(who), text)

    def reads(self, who: int) -> list[str]:
        seen = self.messenger
        if isinstance(seen, fake_telegram.Telegram):
            return [each.text for each in seen.sees(who)]
        return [each.text for each in seen.sees(str(who))]

    async def until(self, seen: Callable[[], bool], seconds: float = 40) -> None:
        async with asyncio.timeout(seconds):
            while not seen():  # noqa: ASYNC110 - as long as the story
                await asyncio.sleep(0.05)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Zalo is asked as often as a short test needs."""
    monkeypatch.setattr("bot.channels.zalo.receiving.PUSHED_WITHIN_S", 7.0)
    monkeypatch.setattr("bot.channels.zalo.client.SHORT_POLL", 0.6)
    monkeypatch.setattr(channels, "ZaloOptions", partial(ZaloOptions, poll=2, slack=1.0))


PEOPLE = {"HAI": 5, "LAN": 7, "MINH": 8}
HELLOS = 12


async def _founded(address: str, clock: TurnedClock, channel: str) -> None:
    """The period is open, everybody is connected, and the head's step has not come."""
    db = await open_database(address, [KEY])
    await department.found(db, clock())
    async with db.begin() as tx:
        for code, number in PEOPLE.items():
            person = await officials.find_by_code(tx, code)
            assert person is not None
            await chat_links.add(tx, person.id, Chat(channel, str(number)), clock())
    await periods.plan_periods(db, Policy(), clock())
    await db.close()


@asynccontextmanager
async def site(
    folder: Path, channel: str, mode: str, latency: float, own: Mapping[str, str] = NOTHING
) -> AsyncIterator[Site]:
    clock = TurnedClock(at("2025-10-01 09:00"))
    address = own.get("database_url", sqlite_url(folder))
    await _founded(address, clock, channel)
    port = free_port()
    async with fake_telegram.running() as telegram, fake_zalo.running() as zalo:
        tokens = {"telegram": fake_telegram.TOKEN, "zalo": fake_zalo.TOKEN}
        known = Settings.model_validate(
            {
                "database_url": address,
                "data_key": KEY,
                "files_dir": folder / "files",
                "http_port": port,
                "public_url": f"http://127.0.0.1:{port}",
                "telegram_api_url": telegram.url,
                "zalo_api_url": zalo.url,
                f"{channel}_token": tokens[channel],
                f"{channel}_mode": mode,
                f"{channel}_secret": SECRET,
                **own,
            }
        )
        messenger = telegram.telegram if channel == "telegram" else zalo.zalo
        if isinstance(messenger, fake_telegram.Telegram):
            messenger.know(list(PEOPLE.values()))
        else:
            messenger.known |= {str(each) for each in PEOPLE.values()}
        messenger.latency_s = latency
        zalo.zalo.push_gap_s = latency
        here = Site(known, clock, folder, messenger)
        try:
            yield here
        finally:
            messenger.latency_s = 0
            await here.stops()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("latency", LATENCIES)
@pytest.mark.parametrize(
    ("channel", "mode"),
    [("telegram", "polling"), ("telegram", "webhook"), ("zalo", "polling"), ("zalo", "webhook")],
)
async def test_after_a_start_nobody_is_named_whose_answer_waited(
    tmp_path: Path, channel: str, mode: str, latency: float
) -> None:
    async with site(tmp_path, channel, mode, latency) as here:
        await waits_over_a_stop(here)


@pytest.mark.parametrize("engine", ["local", "procrastinate"])
async def test_where_one_process_listens_and_another_names_nobody_is_named_who_answered(
    tmp_path: Path, postgres: Postgres, engine: str
) -> None:
    own = {"database_url": postgres.new_database(), "engine": engine}
    async with site(tmp_path, "telegram", "polling", LATENCIES[0], own) as here:
        here.roles = (ProcessRole.PLANNER, ProcessRole.SENDER, ProcessRole.POLLER)
        await waits_over_a_stop(here)


async def waits_over_a_stop(here: Site) -> None:
    """Everything stops, people answer, and it starts again when the head is to be told."""
    here.clock.turn_to(at("2025-10-17 08:30"))
    await here.starts()
    await here.until(lambda: bool(here.reads(PEOPLE["MINH"])))
    await here.stops()
    for _ in range(HELLOS):
        here.says(PEOPLE["LAN"], "/nhiemvu")
    here.says(PEOPLE["MINH"], "xong")
    here.clock.turn_to(at(STEP) + timedelta(seconds=1))
    await here.starts()
    await here.until(lambda: any("NV-1" in text for text in here.reads(PEOPLE["HAI"])))
    named = "".join(here.reads(PEOPLE["HAI"]))
    assert "NV-1" in named
    assert "NV-3" not in named


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("latency", LATENCIES)
@pytest.mark.parametrize("channel", ["telegram", "zalo"])
async def test_down_for_hours_and_back_exactly_before_the_step_names_nobody_who_answered(
    tmp_path: Path, channel: str, latency: float
) -> None:
    async with site(tmp_path, channel, "polling", latency) as here:
        here.clock.turn_to(at("2025-10-17 08:30"))
        await here.starts()
        await here.until(lambda: bool(here.reads(PEOPLE["MINH"])))
        here.messenger.fault("answer", "getUpdates", times=1000, status=502)
        here.says(PEOPLE["LAN"], "xin chào")  # ends the poll that is under way
        await here.until(lambda: here.messenger.faults[0].times < 999)
        here.clock.turn_to(at("2025-10-27 07:00"))
        for _ in range(HELLOS):
            here.says(PEOPLE["LAN"], "/nhiemvu")
        here.says(PEOPLE["MINH"], "xong")
        here.clock.turn_to(at(STEP) - timedelta(seconds=0.5))
        here.messenger.faults.clear()
        await here.until(lambda: any("NV-1" in text for text in here.reads(PEOPLE["HAI"])), 90)
    named = "".join(here.reads(PEOPLE["HAI"]))
    assert "NV-1" in named
    assert "NV-3" not in named


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("channel", ["telegram", "zalo"])
async def test_a_poll_that_died_without_a_word_names_nobody_who_answered(
    tmp_path: Path, channel: str
) -> None:
    """It is asked anew at the moment; Zalo by polls that are short before it, as each must end."""
    async with site(tmp_path, channel, "polling", LATENCIES[0]) as here:
        here.clock.turn_to(at("2025-10-17 08:30"))
        await here.starts()
        await here.until(lambda: bool(here.reads(PEOPLE["MINH"])))
        here.says(PEOPLE["LAN"], "xin chào")
        here.clock.turn_to(at(STEP) - timedelta(seconds=15))
        await asyncio.sleep(2)  # by now it listens as it does when nothing is due
        here.messenger.fault("hang_before", "getUpdates", seconds=120)
        here.says(PEOPLE["LAN"], "xin chào")
        await here.until(lambda: here.messenger.faults[0].times == 0)
        here.says(PEOPLE["MINH"], "xong")
        here.clock.turn_to(at(STEP) - timedelta(seconds=0.2))
        await here.until(lambda: any("NV-1" in text for text in here.reads(PEOPLE["HAI"])), 15)
    named = "".join(here.reads(PEOPLE["HAI"]))
    assert "NV-1" in named
    assert "NV-3" not in named

"""Who serves the lanes: the loops of a process, or whoever takes a job from the queue."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.delivery.sender import SendQueue
from nhacviec.cli import app as cli
from nhacviec.runtime import clock, job_queue
from nhacviec.runtime.dispatcher import (
    AT_ONCE,
    Dispatcher,
    EngineNotReady,
    Fleet,
    Loop,
    Loops,
    engine,
)
from scheduler import loop
from storage.engine.database import Database, open_database
from tests.conftest import Postgres

QUEUE = (
    "SELECT schemaname || '.' || tablename FROM pg_tables WHERE starts_with(schemaname, 'queue_')"
)
BEGUN = (
    "INSERT INTO {schema}.procrastinate_jobs (queue_name, task_name, status)"
    " VALUES ('answers', 'serve', 'doing')"
)
SOON_S = 60.0
ONE, OTHER, NOWHERE = SendQueue("telegram", True), SendQueue("zalo", False), SendQueue(None, False)


@dataclass
class Owed:
    """How many batches wait in each lane, and who served them, in order."""

    left: dict[SendQueue, int]
    served: list[tuple[str, SendQueue]] = field(default_factory=list)
    asked: Counter[SendQueue] = field(default_factory=Counter)

    async def waiting(self) -> Sequence[SendQueue]:
        return [lane for lane, batches in self.left.items() if batches]

    async def serve(self, who: str, lane: SendQueue, _now: datetime) -> bool:
        self.asked[lane] += 1
        if not self.left[lane]:
            return False
        self.left[lane] -= 1
        self.served.append((who, lane))
        await asyncio.sleep(0.01)
        return True

    async def paid(self) -> None:
        async with asyncio.timeout(SOON_S):
            while any(self.left.values()):  # noqa: ASYNC110 - a database tells nothing
                await asyncio.sleep(0.02)


def lay(_name: str, jobs: Sequence[loop.Job], wake: asyncio.Event) -> Loop:
    return loop.run(jobs, clock.now, wake)


def queue(db: Database, owed: Owed, who: str = "") -> Dispatcher:
    """Without a name, a process that sends nothing."""
    serving = {lane: partial(owed.serve, who, lane) for lane in owed.left} if who else {}
    made = engine("procrastinate", db)
    assert made is not None
    return made(Fleet(db, owed.waiting, serving, clock.now, lay))


class Running:
    """Dispatchers at work until the block ends."""

    def __init__(self, *each: Dispatcher) -> None:
        self.tasks = [asyncio.ensure_future(loop) for one in each for loop in one.loops()]

    async def __aenter__(self) -> "Running":
        return self

    async def __aexit__(self, *_: Any) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.wait(self.tasks)


def loops(db: Database, owed: Owed) -> Loops:
    serving = {lane: partial(owed.serve, "here", lane) for lane in owed.left}
    return Loops(Fleet(db, owed.waiting, serving, clock.now, lay))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    db = await open_database(f"sqlite+aiosqlite:///{tmp_path}/lanes.db")
    yield db
    await db.close()


async def test_a_loop_of_a_lane_asks_nothing_until_something_waits(database: Database) -> None:
    owed = Owed({ONE: 2, OTHER: 0})
    async with Running(loops(database, owed)):
        await owed.paid()
        await asyncio.sleep(0.1)
    assert owed.asked == {ONE: 3}, "twice for what was owed, once for whether there is more"


async def test_what_is_written_during_the_last_batch_leaves_without_waiting_for_a_tick(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "TICK_S", 10 * SOON_S)
    owed, late = Owed({ONE: 1}), asyncio.Event()

    async def last(now: datetime) -> bool:
        """It has already looked when somebody writes a message and wakes the look for it."""
        worked = await owed.serve("here", ONE, now)
        if not worked and not late.is_set():
            late.set()
            owed.left[ONE] = 1
            here.wake.set()
            await asyncio.sleep(0.05)
        return worked

    here = Loops(Fleet(database, owed.waiting, {ONE: last}, clock.now, lay))
    async with Running(here), asyncio.timeout(SOON_S):
        await late.wait()
        await owed.paid()
    assert len(owed.served) == 2


async def test_only_so_many_lanes_are_under_way_at_once_and_answers_are_not_held_up(
    database: Database,
) -> None:
    """With messages in hand they would wait for the database, and lose their leases."""
    patient = [SendQueue(f"bot{number}", urgent=False) for number in range(AT_ONCE + 5)]
    begun, go_on = [], asyncio.Event()

    async def slow(lane: SendQueue, _now: datetime) -> bool:
        begun.append(lane)
        await go_on.wait()
        return False

    answers = SendQueue("bot0", urgent=True)
    owed = Owed(dict.fromkeys([*patient, answers], 1))
    serving = {lane: partial(slow, lane) for lane in owed.left}
    async with Running(Loops(Fleet(database, owed.waiting, serving, clock.now, lay))):
        async with asyncio.timeout(SOON_S):
            while answers not in begun or len(begun) < AT_ONCE + 1:  # noqa: ASYNC110 - a count
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.1)
        assert len(begun) == AT_ONCE + 1
        go_on.set()
        async with asyncio.timeout(SOON_S):
            while set(begun) != set(owed.left):  # noqa: ASYNC110 - a count tells nothing
                await asyncio.sleep(0.02)


@pytest.fixture
async def server(postgres: Postgres) -> Any:
    db = await open_database(postgres.new_database())
    yield db
    await db.close()


async def test_what_one_process_wakes_another_serves(server: Database) -> None:
    owed = Owed({ONE: 2, OTHER: 9, NOWHERE: 1})
    async with Running(queue(server, owed), queue(server, owed, "sender")):
        await owed.paid()
    assert len(owed.served) == 12
    assert {who for who, _ in owed.served} == {"sender"}


async def emptied(server: Database) -> None:
    """Tried again where the server finds that the workers and this wait for each other."""
    for _ in range(20):
        with suppress(OperationalError):
            async with server.begin() as tx:
                tables = [row[0] for row in await tx.exec_driver_sql(QUEUE)]
                await tx.exec_driver_sql(f"TRUNCATE {', '.join(tables)} CASCADE")
            return
    raise AssertionError("the queue was never emptied")


async def test_an_emptied_queue_loses_nothing(server: Database) -> None:
    """Jobs, and the workers' own rows, go while lanes are being served."""
    owed = Owed({ONE: 90, OTHER: 90, NOWHERE: 0})
    async with Running(queue(server, owed, "a"), queue(server, owed, "b")):
        for _ in range(3):
            await asyncio.sleep(0.5)
            await emptied(server)
        owed.left[NOWHERE] = 1
        await owed.paid()
    assert len(owed.served) == 181


async def test_a_dropped_queue_is_founded_anew(server: Database) -> None:
    owed = Owed({ONE: 1})
    async with Running(queue(server, owed, "a")):
        await owed.paid()
        await _drop(server)
        owed.left[ONE] = 1
        await owed.paid()


async def test_it_stops_when_told_although_its_queue_is_gone(server: Database) -> None:
    """The worker cannot sign off, and says so instead of that it was told to stop."""
    owed = Owed({ONE: 1})
    async with asyncio.timeout(SOON_S), Running(queue(server, owed, "a")):
        await owed.paid()
        await _drop(server)


async def _drop(server: Database) -> None:
    async with server.begin() as tx:
        [schema] = {row[0].split(".")[0] for row in await tx.exec_driver_sql(QUEUE)}
        await tx.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")


async def test_a_job_whose_worker_died_holds_nobody_up(server: Database) -> None:
    """A lane whose batch never came to its end is asked for again."""
    stuck = asyncio.Event()

    async def dies(_now: datetime) -> bool:
        stuck.set()
        raise RuntimeError("this batch goes wrong")

    owed = Owed({ONE: 1})
    broken = engine("procrastinate", server)
    assert broken is not None
    dying = broken(Fleet(server, owed.waiting, {ONE: dies}, clock.now, lay))
    async with Running(dying):
        await asyncio.wait_for(stuck.wait(), SOON_S)
    async with Running(queue(server, owed, "other")):
        await owed.paid()


async def test_what_a_dead_worker_had_begun_is_swept_while_others_live(
    server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_queue, "SWEEP_EVERY_S", 0.0)
    owed = Owed({ONE: 1})
    async with Running(queue(server, owed, "a")), asyncio.timeout(SOON_S):
        await owed.paid()
        async with server.begin() as tx:
            [schema] = {row[0].split(".")[0] for row in await tx.exec_driver_sql(QUEUE)}
            await tx.exec_driver_sql(BEGUN.format(schema=schema))
        while await _begun(server, schema):  # noqa: ASYNC110 - a database tells nothing
            await asyncio.sleep(0.05)


async def _begun(server: Database, schema: str) -> int:
    async with server.read() as tx:
        jobs = f"SELECT count(*) FROM {schema}.procrastinate_jobs WHERE queue_name = 'answers'"
        return int((await tx.exec_driver_sql(jobs)).scalar_one())


def test_a_file_has_no_queue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NHACVIEC_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/one.db")
    monkeypatch.setenv("NHACVIEC_ENGINE", "procrastinate")
    monkeypatch.setattr("sys.argv", ["nhacviec", "run"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert "nhacviec[cluster]" in str(ended.value)
    assert len(str(ended.value).splitlines()) == 1


async def test_without_the_extra_one_clear_sentence(
    server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "nhacviec.runtime.job_queue", raising=False)
    monkeypatch.setitem(sys.modules, "procrastinate", None)
    with pytest.raises(EngineNotReady) as ended:
        engine("procrastinate", server)
    assert ended.value.key == "cli.engine_not_ready"
    assert engine("local", server) is None

"""Lives through a month on Telegram in several processes on PostgreSQL, killed and stopped.

python -m tests.flows.kills.kill_cluster FOLDER BLOWS WORKERS HURRY [ENGINE]: a verdict as JSON. Two
pollers and two planners, of which one each waits, and WORKERS senders. HURRY shortens leases and
patience. With an engine, the tables of its queue are emptied meanwhile, too.
"""

import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from bot.delivery import reconciliation, worker_lease
from bot.delivery.alerts import Alarms
from domain.reporting.policy import Policy
from nhacviec.config.settings import Settings
from nhacviec.monitoring import log
from nhacviec.runtime import clock, roles, service
from nhacviec.runtime.channels import listening, messengers
from nhacviec.runtime.dispatcher import engine
from nhacviec.runtime.roles import ProcessRole, keep_on
from nhacviec.runtime.service import ServiceOptions, assemble
from storage.engine import leader_locks
from storage.engine.database import open_database
from storage.monitoring import next_due as agenda
from tests.channels.fake_telegram import TOKEN
from tests.conftest import postgres_server
from tests.flows.kills import kill_telegram
from tests.flows.kills.kill_telegram import Server, Shore
from tests.flows.world import at
from tests.templates import KEY

STAND_BY = (ProcessRole.POLLER, ProcessRole.POLLER, ProcessRole.PLANNER, ProcessRole.PLANNER)
LONGEST_STOP_S = 40.0
BETWEEN_BLOWS_S = (0.1, 0.9)
LONGEST_END_S = 300
SAMPLE_S = 0.25
HOLDERS = (
    "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
    f"WHERE l.locktype = 'advisory' AND l.classid = {leader_locks.SPACE} AND l.granted"
)
QUEUE = (
    "SELECT schemaname || '.' || tablename FROM pg_tables WHERE starts_with(schemaname, 'queue_')"
)
SENDERS = "SELECT DISTINCT leased_by FROM outbox_messages WHERE state = 'sending'"


def hurry(factor: float) -> None:
    """All patience in proportion, so that a short run meets the same situations."""
    worker_lease.AMONG_OTHERS *= factor
    worker_lease.MARGIN *= factor
    worker_lease.KEEP_EVERY_S *= factor
    setattr(service, "KEEP_EVERY_S", worker_lease.KEEP_EVERY_S)  # noqa: B010 - it is imported there
    reconciliation.SETTLE *= factor
    leader_locks.GONE_AFTER_S *= factor
    leader_locks.SIGN_OF_LIFE_S *= factor
    roles.ASK_AGAIN_S *= factor


class Tide:
    """The time of the shore: it flows as ours does, and leaps from stage to stage."""

    def __init__(self, folder: Path) -> None:
        self.shore = Shore(folder)
        self.read()

    def read(self) -> None:
        self.ahead = self.shore.now() - datetime.fromtimestamp(0, UTC)

    def __call__(self) -> datetime:
        return clock.now() + self.ahead

    def turn_to(self, instant: datetime) -> None:
        """Never back."""
        ahead = max(instant - clock.now(), self.ahead)
        self.shore.turn_to(datetime.fromtimestamp(0, UTC) + ahead)
        self.read()


async def live(folder: Path, address: str, url: str, role: ProcessRole, by: str) -> None:
    """One process, until it is killed."""
    known = Settings(
        database_url=address,
        data_key=KEY,  # type: ignore[arg-type] # made a secret by the model
        telegram_token=TOKEN,  # type: ignore[arg-type] # made a secret by the model
        telegram_api_url=url,
        telegram_probe="on",
    )
    tide = Tide(folder)
    db = await open_database(address, [KEY])

    async def work() -> None:
        house = messengers(known, Alarms(db), tide)
        process = f"here:{os.getpid()}:{clock.new_token()}"
        around = ServiceOptions(role=role, process=process, engine=engine(by, db))
        running = assemble(db, tide, Policy(), house.channels, around)
        looking = running.doubts.look_into if role.plans else None
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(running.run())
            tasks.create_task(_look_around(tide, looking))

    await keep_on(db, role.posts(listening(known)), work)


async def _look_around(tide: Tide, looking: Callable[[datetime], Any] | None) -> None:
    """What the timetable does each minute happens more often here."""
    while True:
        tide.read()
        if looking:
            await looking(tide())
        await asyncio.sleep(0.3)


@dataclass
class Fleet:
    """The processes, and what was done to them: (when, what, process, role)."""

    folder: Path
    address: str
    url: str
    engine: str = "local"
    alive: dict[int, ProcessRole] = field(default_factory=dict)
    stopped: dict[int, float] = field(default_factory=dict)
    blows: list[tuple[float, str, int, str]] = field(default_factory=list)

    def begin(self, role: ProcessRole) -> None:
        child = os.fork()
        if child == 0:
            try:
                asyncio.run(live(self.folder, self.address, self.url, role, self.engine))
            except BaseException:
                traceback.print_exc()  # nobody else would ever see it
            finally:
                os._exit(1)
        self.alive[child] = role

    def kill(self, pid: int) -> None:
        role = self.alive.pop(pid)
        self.stopped.pop(pid, None)
        self._note("kill", pid, role)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    def stop(self, pid: int, seconds: float) -> None:
        self._note("stop", pid, self.alive[pid])
        os.kill(pid, signal.SIGSTOP)
        self.stopped[pid] = time.monotonic() + seconds

    def empty_the_queue(self) -> None:
        """Whatever the engine remembers, at whatever instant."""
        if self.engine == "local":
            return
        with psycopg.connect(self.address.replace("+psycopg", ""), autocommit=True) as connection:
            for table in [row[0] for row in connection.execute(QUEUE)]:
                connection.execute(f"TRUNCATE {table} CASCADE")
        self._note("empty", 0, "queue")

    def go_on(self, everybody: bool = False) -> None:
        for pid, until in list(self.stopped.items()):
            if everybody or time.monotonic() >= until:
                del self.stopped[pid]
                self._note("continue", pid, self.alive[pid])
                os.kill(pid, signal.SIGCONT)

    def check(self) -> None:
        """A process that ended by itself is an error."""
        for pid in self.alive:
            if os.waitpid(pid, os.WNOHANG)[0]:
                raise RuntimeError(f"{self.alive[pid]} ended by itself")

    def _note(self, what: str, pid: int, role: str) -> None:
        self.blows.append((time.monotonic(), what, pid, str(role)))


def strike(fleet: Fleet, dice: random.Random, factor: float) -> None:
    """Kill one, and begin another in its place; or stop one for a while, long or short."""
    pid = dice.choice([each for each in fleet.alive if each not in fleet.stopped])
    role = fleet.alive[pid]
    if dice.random() < 0.5:
        fleet.kill(pid)
        fleet.begin(role)
    elif len(fleet.stopped) < 2:
        fleet.stop(pid, dice.choice((0.5, 3.0, LONGEST_STOP_S * factor)))


@contextmanager
def watched(address: str, file: Path) -> Iterator[None]:
    """A process that writes down who holds what, a few times a second."""
    child = os.fork()
    if child == 0:
        try:
            _watch(address, file)
        finally:
            os._exit(0)
    try:
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _watch(address: str, file: Path) -> None:
    plain = address.replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as connection, file.open("w") as lines:
        while True:
            began = time.monotonic()
            holders = [row[0] for row in connection.execute(HOLDERS)]
            senders = [row[0] for row in connection.execute(SENDERS)]
            lines.write(json.dumps([began, holders, senders]) + "\n")
            lines.flush()
            time.sleep(SAMPLE_S)


def longest_gaps(fleet: Fleet, file: Path) -> dict[str, float]:
    """How long posts and messages stayed with who was dead or stood still, in seconds, at most."""
    samples = [json.loads(line) for line in file.read_text().splitlines()]
    worst = {"posts": 0.0, "letters": 0.0}
    for when, what, pid, _ in fleet.blows:
        if what in {"continue", "empty"}:
            continue
        again = (t for t, act, who, _ in fleet.blows if who == pid and act != "stop" and t > when)
        end = next(again, float("inf"))
        for name, place in (("posts", 1), ("letters", 2)):
            held = [
                at - when
                for at, *lists in samples
                if when < at < end and any(f"{pid}" in each for each in lists[place - 1])
            ]
            worst[name] = max([worst[name], *held])
    return {name: round(seconds, 1) for name, seconds in worst.items()}


async def done(address: str, url: str, now: datetime) -> bool:
    if await asyncio.to_thread(Server(url).do, "pending"):
        return False
    db = await open_database(address, [KEY])
    try:
        async with db.read() as tx:
            counts = [
                (await tx.exec_driver_sql(query)).scalar_one() for query in kill_telegram.LEFT
            ]
            due = await agenda.next_due(tx, now, now)
        return not any(counts) and (due is None or due > now)
    finally:
        await db.close()


def finish(fleet: Fleet, tide: Tide) -> None:
    """Nobody is hit any more, until nothing waits."""
    fleet.go_on(everybody=True)
    end = time.monotonic() + LONGEST_END_S
    while time.monotonic() < end:
        fleet.check()
        if asyncio.run(done(fleet.address, fleet.url, tide())):
            return
        time.sleep(0.5)


def sail(fleet: Fleet, server: Server, chats: dict[str, int], blows: int, factor: float) -> None:
    tide, dice = Tide(fleet.folder), random.Random(5064)
    pressed: set[str] = set()
    for role in STAND_BY:
        fleet.begin(role)
    server.do("message", chat=chats[kill_telegram.ANSWERER], text="/trogiup")
    finish(fleet, tide)
    struck = 0
    for number, stage in enumerate(kill_telegram.STAGES):
        tide.turn_to(at(stage))
        while struck < blows * (number + 1) // len(kill_telegram.STAGES):
            kill_telegram.disturb(server, dice)
            time.sleep(dice.uniform(*BETWEEN_BLOWS_S))
            fleet.go_on()
            strike(fleet, dice, factor)
            if struck % 3 == 0:
                fleet.empty_the_queue()
            struck += 1
            kill_telegram.people_act(server, chats, pressed)
        finish(fleet, tide)


def main(arguments: Sequence[str]) -> None:
    log.set_up("ERROR")
    folder, blows, workers = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    factor, by = float(arguments[3]), (*arguments[4:], "local")[0]
    hurry(factor)
    with postgres_server() as database, kill_telegram.messenger(folder) as server:
        address = database.new_database()
        chats = asyncio.run(kill_telegram.prepare(address))
        Shore(folder).turn_to(
            datetime.fromtimestamp(0, UTC) + (at(kill_telegram.START) - clock.now())
        )
        server.do("know", chats=[*chats.values(), kill_telegram.STRANGER])
        fleet = Fleet(folder, address, server.url, by)
        for _ in range(workers):
            fleet.begin(ProcessRole.SENDER)
        with watched(address, folder / "held.jsonl"):
            try:
                sail(fleet, server, chats, blows, factor)
            finally:
                fleet.go_on(everybody=True)
                counts = [what for _, what, _, _ in fleet.blows]
                gaps = longest_gaps(fleet, folder / "held.jsonl")
                for pid in list(fleet.alive):
                    fleet.kill(pid)
        verdict = asyncio.run(kill_telegram.judge(address, server, chats))
    told = {"killed": counts.count("kill"), "stopped": counts.count("stop"), "longest_s": gaps}
    told["emptied"] = counts.count("empty")
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(verdict | told, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])

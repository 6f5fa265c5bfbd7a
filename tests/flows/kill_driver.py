"""Lives through a month in a process that is killed again and again, and judges what is left.

The messenger is a file that outlives every process: what was sent is a line in it, what people
say is repeated until it is acknowledged, as a messenger would.
"""

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.channel import Button, Hear, Rendered
from domain.ladder import Policy
from domain.messages import Chat, Heard
from nhacviec import log
from nhacviec.clock import StillClock
from nhacviec.importing import DEMO_DATA, import_folder
from nhacviec.linking import link_all
from nhacviec.service import Service, assemble
from storage import duties, officials, reports
from storage.database import Database, open_database
from tests.flows.world import at, sqlite_url

CHANNEL = "file"
ANSWERER = "CB021"
LATENCY_S = 0.006
STEP = timedelta(minutes=30)
START, END = "2025-10-16 20:00", "2025-11-01 00:00"
LONGEST_LIFE_S = 0.6
MOST_LIVES = 2000


class Shore:
    """What lies outside of the process: the messenger's memory, and the time."""

    def __init__(self, folder: Path) -> None:
        self.sent = folder / "sent.jsonl"
        self.time = folder / "time"
        self.acknowledged = folder / "acknowledged"

    def now(self) -> datetime:
        text = self.time.read_text() if self.time.exists() else ""
        return datetime.fromisoformat(text) if text else at(START)

    def move_on(self, instant: datetime) -> None:
        replacement = self.time.with_suffix(".new")
        replacement.write_text(instant.isoformat())
        replacement.replace(self.time)

    def lines(self) -> list[dict[str, Any]]:
        if not self.sent.exists():
            return []
        return [json.loads(line) for line in self.sent.read_text().splitlines() if line]

    def count(self) -> int:
        text = self.acknowledged.read_text() if self.acknowledged.exists() else ""
        return int(text or 0)

    def acknowledge(self, count: int) -> None:
        replacement = self.acknowledged.with_suffix(".new")
        replacement.write_text(str(count))
        replacement.replace(self.acknowledged)


class FileMessenger:
    """Appends what it is asked to say, and can be asked whether it has said a letter."""

    name = CHANNEL
    can_be_asked = True

    def __init__(self, shore: Shore) -> None:
        self.shore = shore

    async def listen(self, hear: Hear) -> None:
        """What people say is passed on by the life itself."""

    async def send(self, address: str, message: Rendered) -> str:
        await asyncio.sleep(LATENCY_S)
        line = json.dumps({"to": address, "letter": message.reference, "taps": _taps(message)})
        with self.shore.sent.open("a") as file:
            file.write(line + "\n")
        await asyncio.sleep(LATENCY_S)
        return message.reference

    async def find(
        self, _address: str, message: Rendered, *, after: str, known: frozenset[str]
    ) -> str | None:
        said = any(line["letter"] == message.reference for line in self.shore.lines())
        return message.reference if said else None

    def fits(self, _button: Button) -> bool:
        return True


def _taps(message: Rendered) -> list[str]:
    return [button.tap for row in message.buttons for button in row]


def answers(shore: Shore) -> list[Heard]:
    """What people have said so far: one official answers each duty shown, once, in order."""
    shown = [line for line in shore.lines() if line["to"] == ANSWERER]
    pressed: list[str] = []
    for line in shown:
        for tap in line["taps"]:
            if tap.startswith("v1:duty:") and tap.endswith(":0"):
                duty_id = tap.split(":")[2]
                answer = f"v1:prog:{duty_id}:0"
                if answer not in pressed:
                    pressed.append(answer)
    chat = Chat(CHANNEL, ANSWERER)
    return [Heard(chat, str(number), shore.now(), tap=tap) for number, tap in enumerate(pressed)]


async def live(folder: Path) -> None:
    """One life of the process: it goes on where the last one was killed."""
    shore = Shore(folder)
    clock = StillClock(shore.now())
    db = await open_database(sqlite_url(folder))
    service = assemble(db, clock, Policy(), {CHANNEL: FileMessenger(shore)})
    await service.keep_house()
    while clock() < at(END):
        await _hear(service, shore)
        await service.settle()
        await _look_into(service, clock)
        clock.turn_to(clock() + STEP)
        shore.move_on(clock())
    await db.close()


async def _look_into(service: Service, clock: StillClock) -> None:
    """What was in flight when the last life ended; the lease is over long ago by this clock."""
    await service.outbound.look_into(clock())


async def _hear(service: Service, shore: Shore) -> None:
    said = answers(shore)
    done = shore.count()
    if said[done:]:
        await service.inbound.hear(said[done:])
        shore.acknowledge(len(said))


async def prepare(folder: Path) -> None:
    db = await open_database(sqlite_url(folder))
    await import_folder(db, DEMO_DATA, at(START))
    await link_all(db, at(START), channel=CHANNEL)
    await db.close()


def kill_again_and_again(folder: Path, kills: int, dice: random.Random) -> int:
    """Fork a life and kill it after a moment, until enough were killed; then let one finish."""
    killed = 0
    for _ in range(MOST_LIVES):
        child = os.fork()
        if child == 0:
            _one_life(folder)
        last = killed >= kills
        if not last:
            time.sleep(dice.uniform(0.02, LONGEST_LIFE_S))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            killed += 1
        elif os.waitstatus_to_exitcode(status) != 0:
            raise RuntimeError("a life ended in an error")
        elif last:
            return killed
        else:
            Shore(folder).move_on(at(START) + dice.random() * (at(END) - at(START)))
    raise RuntimeError("too many lives")


def _one_life(folder: Path) -> None:
    code = 1
    try:
        asyncio.run(live(folder))
        code = 0
    finally:
        os._exit(code)


async def judge(folder: Path) -> dict[str, Any]:
    """Compare what lies in the messenger with what the database owes and says."""
    shore = Shore(folder)
    db = await open_database(sqlite_url(folder))
    async with db.read() as tx:
        rows = (await tx.exec_driver_sql("SELECT id, key, state, reason FROM letters")).all()
        effects = await _effects(db)
        query = "SELECT count(*) FROM letter_events WHERE state = 'uncertain'"
        looked_into = (await tx.exec_driver_sql(query)).scalar_one()
    counts = Counter(line["letter"] for line in shore.lines())
    await db.close()
    return {
        "letters": len(rows),
        "unfinished": [row.key for row in rows if row.state in UNFINISHED],
        "lost": [r.key for r in rows if r.state == "sent" and not counts[str(r.id)]],
        "duplicated": [r.key for r in rows if counts[str(r.id)] > 1],
        "expired": [r.key for r in rows if r.state == "expired"],
        "looked_into": looked_into,
        "keys": sorted(row.key for row in rows if row.key.startswith("duty-digest")),
        "answers": len(answers(shore)),
        "effects": effects,
    }


UNFINISHED = {"queued", "retry", "sending", "uncertain"}


async def _effects(db: Database) -> list[int]:
    """How many versions each duty of the one who answers has: one for each answer."""
    async with db.read() as tx:
        person = await officials.find_by_code(tx, ANSWERER)
        assert person is not None
        mine = await duties.of_owner(tx, person.id, 1)
        return [len(await reports.versions(tx, each.id)) for each in mine]


def main(arguments: Sequence[str]) -> None:
    log.set_up("ERROR")
    folder, kills, seed = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    asyncio.run(prepare(folder))
    killed = kill_again_and_again(folder, kills, random.Random(seed))
    verdict = asyncio.run(judge(folder))
    sys.stdout.write(json.dumps(verdict | {"killed": killed}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])

"""How fast a tap is answered on Telegram: idle, while a paced broadcast of 10,000 runs, or while a file is read
again and again (`reading --file plan.xlsx`; `python -m benchmarks.reading write --file plan.xlsx` makes one).
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx

from benchmarks.measuring import told
from bot.channels.telegram.channel import TelegramChannel, TelegramOptions
from documents.plan.reader import read_plan
from domain.messaging.messages import Chat
from domain.messaging.outbox import Kind, NewMessage
from domain.reporting.policy import Policy
from nhacviec.runtime.clock import TurnedClock
from nhacviec.runtime.run import TURN_S
from nhacviec.runtime.service import Service, assemble
from storage.engine.database import open_database
from storage.messaging import chat_links, outbox
from tests import department
from tests.channels.fake_telegram import TOKEN
from tests.documents.annex_files import UNITS
from tests.flows.world import at

TAPS, EVERY_S, BROADCAST = 45, 0.23, 10_000
PEOPLE = range(1, 10)
FIRST_STRANGER = 100_000


@contextmanager
def messenger(history: Path) -> Iterator[str]:
    program = [sys.executable, "-m", "tests.channels.fake_telegram", "--history", str(history)]
    with subprocess.Popen(program, stdout=subprocess.PIPE) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().decode().strip()
        finally:
            process.kill()


@asynccontextmanager
async def service(folder: Path, url: str) -> AsyncIterator[Service]:
    clock = TurnedClock(at("2025-10-17 08:29"))
    db = await open_database(f"sqlite+aiosqlite:///{folder}/bench.db")
    await department.found(db, clock())
    async with db.begin() as tx:
        for official_id in PEOPLE:
            await chat_links.add(tx, official_id, Chat("telegram", str(official_id)), clock())
            await chat_links.note_menu(tx, official_id, "set")
    channel = TelegramChannel(TOKEN, clock, print, TelegramOptions(api_url=url))
    whole = assemble(db, clock, Policy(), {channel.name: channel})
    running = asyncio.create_task(whole.run())
    try:
        clock.turn_to(at("2025-10-17 08:31"))
        await asyncio.sleep(4)  # the digests leave, and all is quiet
        yield whole
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await channel.close()
        await db.close()


async def broadcast(whole: Service) -> None:
    now = whole.clock()
    facts = {"name": "Lan", "unit": "Phòng"}
    async with whole.db.begin() as tx:
        written = [
            NewMessage(f"b{n}", Kind.REMINDER, "registration.linked", facts, now, now, chat=chat)
            for n, chat in enumerate(_strangers())
        ]
        await outbox.add_all(tx, written, now)


def _strangers() -> list[Chat]:
    return [Chat("telegram", str(FIRST_STRANGER + number)) for number in range(BROADCAST)]


async def tap(url: str, history: Path) -> list[float]:
    """Seconds from each press to the answer's arrival at the messenger."""
    pressed: list[tuple[int, float]] = []
    async with httpx.AsyncClient() as client:
        for number in range(TAPS):
            chat = PEOPLE[number % len(PEOPLE)]
            data = {"chat": chat, "data": "v1:mine:0:0", "message_id": 0}
            pressed.append((chat, time.time()))
            await client.post(f"{url}/control/tap", json=data)
            await asyncio.sleep(EVERY_S)
    await asyncio.sleep(2)
    text = await asyncio.to_thread(history.read_text)
    lines = [json.loads(line) for line in text.splitlines()]
    spoken = [line for line in lines if line["method"] in ("sendMessage", "editMessageText")]
    return [_answered(spoken, chat, since) for chat, since in pressed]


def _answered(spoken: list[dict[str, object]], chat: int, since: float) -> float:
    times = [float(str(line["at"])) for line in spoken if _chat(line) == str(chat)]
    return min((moment for moment in times if moment > since), default=since + 10) - since


def _chat(line: dict[str, object]) -> str:
    params = line["params"]
    assert isinstance(params, dict)
    return str(params["chat_id"])


@asynccontextmanager
async def read_beside(file: Path | None) -> AsyncIterator[None]:
    async def read() -> None:
        while file:
            await asyncio.to_thread(read_plan, file, UNITS)

    reading = asyncio.create_task(read())
    yield
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)


async def measure(busy: bool, file: Path | None = None) -> list[float]:
    """Seconds for each tap, idle or while the broadcast runs or a file is read."""
    with tempfile.TemporaryDirectory() as folder:
        history = Path(folder) / "history.jsonl"
        with messenger(history) as url:
            chats = [*PEOPLE, *(int(chat.address) for chat in _strangers())]
            async with httpx.AsyncClient() as client:
                await client.post(f"{url}/control/know", json={"chats": chats})
            async with service(Path(folder), url) as whole:
                if busy:
                    await broadcast(whole)
                async with read_beside(file):
                    return await tap(url, history)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("when", choices=("idle", "busy", "reading"))
    parser.add_argument("--p99", action="store_true")
    parser.add_argument("--file", type=Path, help="of `reading`")
    given = parser.parse_args()
    sys.setswitchinterval(TURN_S)  # as the service does
    times = asyncio.run(measure(given.when == "busy", given.file))
    hundredths = [1000 * each for each in statistics.quantiles(times, n=100)]
    print(f"median {hundredths[49]:.0f} ms, 95 % {hundredths[94]:.0f} ms")
    told(hundredths[98] if given.p99 else hundredths[49])


if __name__ == "__main__":
    main()

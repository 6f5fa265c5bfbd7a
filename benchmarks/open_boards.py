"""What open boards cost: their share of a core, and whether taps are answered as fast beside them.

`core`: the share of a core that the boards add while acts are entered into the log. `taps`: the median of a tap beside them
by the one without them, taken in turns: what is tapped in a house grows, and so does what else a machine does.
Boards listen over HTTP from a process of their own; what a page asks for anew when it hears of a change is not in it.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.measuring import as_the_program, told
from domain.messaging.messages import Chat
from domain.people.board_sessions import secret_hash
from storage.audit import log as audit
from storage.board import sessions
from storage.board.sessions import Origin
from storage.messaging import chat_links
from storage.people import officials
from tests.web_house import HOST, WebHouse

TOKEN = "a session of the benchmark"
EVERY_S = 0.12  # five hundred a minute
ROUNDS = 6
READY, HEARD = b"ready\n", b"heard\n"


async def listen(port: int, boards: int) -> None:
    """So many connections that read what comes, until this process is ended."""
    ask = f"GET /bang/song HTTP/1.1\r\nHost: {HOST}:{port}\r\nCookie: bang={TOKEN}\r\n\r\n".encode()

    begun, heard = asyncio.Semaphore(0), asyncio.Semaphore(0)

    async def one() -> None:
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(ask)
        first = await reader.readline()
        assert b" 200 " in first, first
        begun.release()
        while b"duty:" not in await reader.readline():
            pass
        heard.release()
        while await reader.read(65_536):
            pass

    async def tell() -> None:
        for each, words in ((begun, READY), (heard, HEARD)):
            for _ in range(boards):
                await each.acquire()
            sys.stdout.buffer.write(words)
            sys.stdout.buffer.flush()

    await asyncio.gather(tell(), *(one() for _ in range(boards)))


@asynccontextmanager
async def listening(port: int, boards: int) -> AsyncIterator[Callable[[], bytes]]:
    """All of them are connected; what is given waits until all have heard of a change."""
    command = [sys.executable, "-m", "benchmarks.open_boards", "listen", "--port", str(port)]
    command += ["--boards", str(boards)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: ASYNC220 - it is begun once
        assert process.stdout
        try:
            assert await asyncio.to_thread(process.stdout.readline) == READY
            yield process.stdout.readline
        finally:
            process.kill()


async def signed_in(house: WebHouse) -> None:
    """An official with a chat, and the Office with a session on the board."""
    now = house.world.clock()
    async with house.world.db.begin() as tx:
        people = {code: await officials.find_by_code(tx, code) for code in ("LAN", "CVP")}
        for code, person in people.items():
            assert person is not None
            await chat_links.add(tx, person.id, Chat("web", code), now)
        office = people["CVP"]
        assert office is not None
        [link] = await chat_links.of(tx, office.id)
        await sessions.add(tx, secret_hash(TOKEN), office.id, Origin(link.id, "bench"), now)


async def tapped(house: WebHouse, taps: int) -> list[float]:
    """Each tap in milliseconds, from when it is heard until all that follows is said."""
    times = []
    for _ in range(taps):
        begun = time.perf_counter()
        await house.world.hear("LAN", channel="web", tap="v1:mine:0:0")
        times.append(1000 * (time.perf_counter() - begun))
        await asyncio.sleep(max(0.0, EVERY_S - (time.perf_counter() - begun)))
    return times


async def compared(house: WebHouse, boards: int, taps: int) -> float:
    """How many times as long a tap takes beside the boards, median by median."""
    alone, beside = list[float](), list[float]()
    for _ in range(ROUNDS):
        alone += await tapped(house, taps // ROUNDS)
        async with listening(_port(house), boards):
            beside += await tapped(house, taps // ROUNDS)
    return statistics.median(beside) / statistics.median(alone)


async def noted(house: WebHouse, entries: int) -> float:
    """Seconds of a core that this process took while so many acts were entered into the log."""
    spent = time.process_time()
    for number in range(entries):
        begun = time.perf_counter()
        async with house.world.db.begin() as tx:
            what = {"actor": "x", "action": "report", "subject": f"duty:{number % 4 + 1}"}
            await audit.add(tx, at=house.world.clock(), **what)
        await asyncio.sleep(max(0.0, EVERY_S - (time.perf_counter() - begun)))
    return time.process_time() - spent


def _port(house: WebHouse) -> int:
    return int(house.url.rpartition(":")[2])


async def measure(what: str, boards: int, seconds: float) -> float:
    """The same number of acts alone and beside the boards."""
    acts = round(seconds / EVERY_S)
    with tempfile.TemporaryDirectory() as folder:
        async with WebHouse.running(Path(folder)) as house:
            await house.until("2025-10-17 09:00")
            await signed_in(house)
            await tapped(house, 10)  # what is loaded when first wanted is loaded
            if what == "taps":
                return await compared(house, boards, acts)
            alone = await noted(house, acts)
            async with listening(_port(house), boards) as told_all:
                beside = await noted(house, acts)
                assert await asyncio.to_thread(told_all) == HEARD
                return (beside - alone) / seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("core", "taps", "listen"))
    parser.add_argument("--boards", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    if given.what == "listen":
        asyncio.run(listen(given.port, given.boards))
    else:
        as_the_program()
        told(asyncio.run(measure(given.what, given.boards, given.seconds)))


if __name__ == "__main__":
    main()

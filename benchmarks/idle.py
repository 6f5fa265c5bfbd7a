"""Idle connections: how long does a tap by Telegram take meanwhile, and how long does a page wait?

python -m benchmarks.idle 1100 1024      so many connections, so many file handles of the service
python -m benchmarks.idle 4000 20000

The service is the real program, the messenger the one of the tests, everything on loopback. Each connection that the service ends
is opened again. Ends with 1 when a tap takes more than 1.5 times as long as before.
"""

import asyncio
import contextlib
import os
import resource
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from tests.channels.fake_telegram import TOKEN
from tests.flows.kills.kill_telegram import Server, messenger, prepare
from tests.flows.world import sqlite_url
from tests.templates import KEY

HOST, PATIENCE_S = "127.0.0.1", 40.0
TAP, TAPS, MOST = "v1:mine:0:0", 40, 1.5
FIRST_TAPPER = 20  # whoever comes before has a post, and may be told other things meanwhile


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


async def _answered(url: str) -> float:
    """Seconds until the service answers, asked again whenever the line is refused."""
    begun = time.monotonic()
    async with httpx.AsyncClient(timeout=5) as client:
        while time.monotonic() - begun < PATIENCE_S:
            with contextlib.suppress(httpx.HTTPError):
                if (await client.get(url)).status_code == httpx.codes.OK:
                    return time.monotonic() - begun
            await asyncio.sleep(0.1)
    raise SystemExit("not answered")


async def _taps(telegram: Server, chats: list[int]) -> float:
    """The median of how many seconds it takes until the answer is at the messenger."""
    return statistics.median([await asyncio.to_thread(_tap, telegram, chat) for chat in chats])


def _tap(telegram: Server, chat: int) -> float:
    before = len(telegram.do("sees", chat=chat))
    begun = time.monotonic()
    telegram.do("tap", chat=chat, data=TAP)
    while time.monotonic() - begun < PATIENCE_S:
        if len(telegram.do("sees", chat=chat)) > before:
            return time.monotonic() - begun
        time.sleep(0.002)
    raise SystemExit("a tap is not answered")


@asynccontextmanager
async def _idle(port: int, count: int) -> AsyncIterator[None]:
    """So many connections that say nothing, opened again as they are ended."""
    lines: set[asyncio.StreamWriter] = set()

    async def fill() -> None:
        while True:
            for each in [each for each in lines if each.transport.is_closing()]:
                lines.remove(each)
            with contextlib.suppress(OSError):
                while len(lines) < count:
                    reader, writer = await asyncio.open_connection(HOST, port)
                    lines.add(writer)
                    ending.add(asyncio.ensure_future(_ends(reader, writer)))
            await asyncio.sleep(2)

    ending: set[asyncio.Future[None]] = set()
    filling = asyncio.create_task(fill())
    await asyncio.sleep(5)
    try:
        yield
    finally:
        filling.cancel()
        for task in ending:
            task.cancel()
        for line in lines:
            line.close()
        await asyncio.wait([filling])


async def _ends(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        await reader.read()
    writer.close()


@asynccontextmanager
async def _service(folder: Path, port: int, handles: int, telegram: str) -> AsyncIterator[None]:
    settings = {
        "NHACVIEC_DATABASE_URL": sqlite_url(folder),
        "NHACVIEC_DATA_KEY": KEY,
        "NHACVIEC_FILES_DIR": f"{folder}/files",
        "NHACVIEC_HTTP_PORT": str(port),
        "NHACVIEC_TELEGRAM_TOKEN": TOKEN,
        "NHACVIEC_TELEGRAM_API_URL": telegram,
    }
    limit = ["prlimit", f"--nofile={handles}:{handles}"]
    with (folder / "log").open("w") as output:
        service = await asyncio.create_subprocess_exec(
            *(*limit, sys.executable, "-m", "nhacviec", "run"),
            env={**os.environ, **settings},
            stdout=output,
            stderr=output,
        )
        try:
            yield
        finally:
            service.terminate()
            await service.wait()


async def main(count: int, handles: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    port = _free_port()
    page = f"http://{HOST}:{port}/healthz"
    with tempfile.TemporaryDirectory() as name, messenger(Path(name)) as telegram:
        folder = Path(name)
        chats = list((await prepare(sqlite_url(folder))).values())[FIRST_TAPPER:]
        telegram.do("know", chats=chats)
        async with _service(folder, port, handles, telegram.url):
            await _answered(page)
            await _taps(telegram, chats[:TAPS])  # what is loaded when first wanted
            alone = await _taps(telegram, chats[:TAPS])
            before = len((folder / "log").read_text().splitlines())
            async with _idle(port, count):
                among = await _taps(telegram, chats[:TAPS])
                waited = await _answered(page)
            said = len((folder / "log").read_text().splitlines()) - before
    ratio = among / alone
    print(
        f"{count} idle connections, {handles} handles: a tap is answered after {1000 * among:.0f} ms, "
        f"alone {1000 * alone:.0f} ms ({ratio:.2f} times); a page after {waited:.1f} s; {said} lines logged"
    )
    sys.exit(ratio > MOST)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))

"""A thousand idle connections at `ulimit -n 1024`: how long does a page wait, and what is logged?

bash -c 'ulimit -Hn 1024; python -m benchmarks.idle 1100'
"""

import asyncio
import contextlib
import os
import socket
import sys
import tempfile
import time
from pathlib import Path

import httpx

HOST, PATIENCE_S = "127.0.0.1", 120.0


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


async def _idle(port: int, count: int) -> list[asyncio.StreamWriter]:
    lines = []
    for _ in range(count):
        with contextlib.suppress(OSError):
            lines.append((await asyncio.open_connection(HOST, port))[1])
    return lines


async def main(count: int, handles: int) -> None:
    port = _free_port()
    url = f"http://{HOST}:{port}/healthz"
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        settings = {
            "NHACVIEC_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/nhacviec.db",
            "NHACVIEC_FILES_DIR": f"{folder}/files",
            "NHACVIEC_HTTP_PORT": str(port),
        }
        with log.open("w") as output:
            service = await asyncio.create_subprocess_exec(
                "prlimit",
                f"--nofile={handles}:{handles}",
                sys.executable,
                "-m",
                "nhacviec",
                "run",
                env={**os.environ, **settings},
                stdout=output,
                stderr=output,
            )
            await _answered(url)
            before = len(log.read_text().splitlines())
            lines = await _idle(port, count)
            waited = await _answered(url)
            said = len(log.read_text().splitlines()) - before
            held = f"{len(lines)} idle connections, {handles} handles"
            print(f"{held}: answered after {waited:.1f} s, {said} lines logged")
            service.terminate()
            await service.wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))

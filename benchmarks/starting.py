"""From the start of the program to its first message, on a database that exists: seconds."""

import argparse
import asyncio
import resource
import subprocess
import sys
import tempfile

from benchmarks.measuring import ROOT, messenger, told

IMPORTS = "import telegram, sqlmodel, starlette"
# As nhacviec/__main__.py begins the program.
FIRST = """
import asyncio, gc, sys
gc.disable()
from datetime import datetime
from nhacviec.runtime import run
from bot.channels.telegram.channel import TelegramChannel, TelegramOptions
from domain.reporting.policy import Policy
from nhacviec.runtime.service import assemble
from storage.engine.database import open_database
gc.freeze()
gc.enable()
url, database, token = sys.argv[1:]
now = datetime.fromisoformat("2025-10-17T02:00:00+00:00")
async def main():
    db = await open_database(database)
    channel = TelegramChannel(token, lambda: now, print, TelegramOptions(api_url=url, pace=None))
    service = assemble(db, lambda: now, Policy(), {channel.name: channel})
    assert await service.outbound.deliver(now)
    await channel.close()
    await db.close()
asyncio.run(main())
"""


def first_message() -> float:
    from benchmarks.delivery import queue
    from benchmarks.peers import TOKEN
    from storage.engine.database import open_database

    async def prepare(database: str) -> None:
        db = await open_database(database)
        await queue(db, 5)
        await db.close()

    with tempfile.TemporaryDirectory() as folder, messenger() as url:
        database = f"sqlite+aiosqlite:///{folder}/bench.db"
        asyncio.run(prepare(database))
        return _timed([sys.executable, "-c", FIRST, url, database, TOKEN])


def _timed(program: list[str]) -> float:
    """Processor time of the program: on a busy machine the clock on the wall says little."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(program, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("who", choices=("ours", "imports"))
    given = parser.parse_args()
    told(first_message() if given.who == "ours" else _timed([sys.executable, "-c", IMPORTS]))


if __name__ == "__main__":
    main()

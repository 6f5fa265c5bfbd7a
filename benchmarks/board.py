"""The board over a hundred thousand open duties: first byte of its pages and of a panel, and how large they are.

`python -m benchmarks.board --units 2000 --tasks 50`: milliseconds at the 95th percentile, one reader after the other,
and of processor time in the median, which says more on a busy machine. `--worst pages` or `--worst panel` says as its
last line the slowest of them.
"""

import argparse
import asyncio
import gzip
import time
from dataclasses import dataclass

import httpx
from sqlalchemy import insert, text

from benchmarks.department import NOW, PERIOD, analysed, found, opened
from benchmarks.measuring import as_the_program, told
from bot.channels.web.app import application
from bot.rendering.catalogue import Language
from domain.people.board_sessions import secret_hash
from nhacviec.runtime.clock import new_code, new_token
from scheduler.reporting.cycles import open_periods
from storage.board import sessions
from storage.board.sessions import Origin
from storage.engine.database import Database
from storage.tables import POSITIONS
from web.application import board_routes
from web.board import Board

HOST = "http://127.0.0.1"
TOKEN = "a session of the benchmark"
PAGES = {
    "overview": f"/bang/ky/{PERIOD}",
    "matrix": f"/bang/ky/{PERIOD}/viec",
    "list, filtered": f"/bang/ky/{PERIOD}/viec?xem=danh-sach&tinh-trang=open&trang=7",
    "queue": "/bang/can-xu-ly",
}


async def begun(db: Database, units: int, tasks: int) -> None:
    """The period is open, nobody has answered, and the first official is of the Office, signed in."""
    await found(db, units=units, people=units, tasks=tasks)
    while await open_periods(db, NOW):
        pass
    async with db.begin() as tx:
        office = {"official_id": 1, "unit_id": 1, "role": "office", "started_on": NOW.date()}
        await tx.execute(insert(POSITIONS).values(**office))
    async with db.begin() as tx:
        await sessions.add(tx, secret_hash(TOKEN), 1, Origin(1, "benchmark"), NOW)
    await analysed(db)


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds of the clock (95th percentile) and of the processor (median); bytes; cells."""

    waited: float
    worked: float
    packed: int
    cells: int


async def measured(client: httpx.AsyncClient, path: str, times: int) -> Measured:
    spent, worked, body = [], [], b""
    for _ in range(times):
        begin, before = time.perf_counter(), time.process_time()
        answer = await client.get(path)
        spent.append((time.perf_counter() - begin) * 1000)
        worked.append((time.process_time() - before) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
        body = answer.content
    slow, packed = sorted(spent)[int(0.95 * (times - 1))], len(gzip.compress(body))
    return Measured(slow, sorted(worked)[times // 2], packed, body.count(b"<td"))


async def run(kind: str, units: int, tasks: int, times: int) -> dict[str, Measured]:
    async with opened(kind) as db:
        await begun(db, units, tasks)
        board = Board(db, lambda: NOW, Language("vi"), new_token, new_code, lambda: NOW, HOST)
        transport = httpx.ASGITransport(app=application(board_routes(board)))
        async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
            client.cookies.set("bang", TOKEN)
            async with db.read() as tx:
                query = "SELECT d.task_code, u.code FROM duties d JOIN units u ON u.id = d.unit_id LIMIT 1"
                task, unit = (await tx.execute(text(query))).one()
            panel = {"panel": f"/bang/ky/{PERIOD}/viec/{task}@{unit}"}
            pages = (PAGES | panel).items()
            return {name: await measured(client, path, times) for name, path in pages}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", default="sqlite")
    parser.add_argument("--units", type=int, default=2000)
    parser.add_argument("--tasks", type=int, default=50)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--worst", choices=("pages", "panel"))
    asked = parser.parse_args()
    as_the_program()
    panels = asked.worst == "panel"
    found = asyncio.run(run(asked.database, asked.units, asked.tasks, asked.times))
    for name, each in found.items():
        spent = f"{each.waited:.0f} ms, {each.worked:.0f} of the processor"
        print(f"{name}: {spent}, {each.packed / 1024:.1f} KB packed, {each.cells} cells")
    if asked.worst:
        told(max(each.waited for name, each in found.items() if (name == "panel") == panels))


if __name__ == "__main__":
    main()

"""A plan of 5,000 rows in a workbook, read and checked: processor time, memory, and the peers'."""

import argparse
import asyncio
import gc
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

from benchmarks.annexes import composed_rows
from benchmarks.measuring import MISSING, PEERS, missing, told
from documents.plan.reader import read_plan
from tests.documents.annex_files import UNITS

HEADING = ("STT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn hoàn thành",
           "Sản phẩm", "Ghi chú")  # fmt: skip


def written(rows: int, path: Path) -> None:
    """A workbook as offices have them: borders around each cell, wrapped text, a bold heading."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, Side

    book = Workbook()
    page = book.active
    for line in (("PHỤ LỤC",), ("NHIỆM VỤ NĂM 2025",), (), HEADING):
        page.append(line)
    for number, row in enumerate(composed_rows(rows, random.Random(rows)), start=1):
        page.append([number, f"{row[1]}, đợt {number}", *row[2:], ""])
    side = Side(style="thin")
    for row in page.iter_rows(min_row=4):
        for cell in row:
            cell.border = Border(side, side, side, side)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in page[4]:
        cell.font = Font(bold=True)
    book.save(path)


def ours(path: Path, rows: int) -> float:
    """Garbage is looked for as in the program: what was imported is none."""
    import openpyxl.reader.excel  # noqa: F401 - loaded before, as the peers' libraries are
    from lxml import etree  # type: ignore[import-untyped] # noqa: F401 - the same

    gc.freeze()
    begun = time.process_time()
    reading = read_plan(path, UNITS)
    took = time.process_time() - begun
    if len(reading.rows) != rows:
        raise SystemExit(f"{len(reading.rows)} rows of {rows}")
    return took


def peers(path: Path) -> float:
    """In the environment of the peers, where there is one."""
    python = str(PEERS) if PEERS.exists() else sys.executable
    line = [python, "-m", "benchmarks.sheet_peer", str(path)]
    ended = subprocess.run(line, capture_output=True, text=True, check=False)
    if ended.returncode == MISSING:
        missing(ended.stderr.strip())
    ended.check_returncode()
    return float(json.loads(ended.stdout.splitlines()[-1])["value"])


async def still(path: Path) -> float:
    """Milliseconds that the loop comes late, in 99 of 100 cases, while a thread reads the file."""
    late = []
    reading = asyncio.ensure_future(asyncio.to_thread(read_plan, path, UNITS))
    while not reading.done():
        begun = time.perf_counter()
        await asyncio.sleep(0.001)
        late.append(time.perf_counter() - begun - 0.001)
    await reading
    return 1000 * sorted(late)[int(0.99 * len(late))]


def measured(what: str, path: Path, rows: int) -> float:
    if what == "ours":
        return ours(path, rows)
    if what == "peers":
        return peers(path)
    if what == "still":
        return asyncio.run(still(path))
    ours(path, rows)
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("ours", "peers", "still", "memory", "write"))
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--file", type=Path, help="of `write`, made in a process of its own")
    given = parser.parse_args()
    if given.file:
        written(given.rows, given.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        in_another_process(given.rows, path)
        told(measured(given.what, path, given.rows))


def in_another_process(rows: int, path: Path) -> None:
    """The workbook, so that its making is not counted in the memory of this process."""
    line = [sys.executable, "-m", "benchmarks.reading", "write", "--rows", str(rows)]
    subprocess.run([*line, "--file", str(path)], check=True)


if __name__ == "__main__":
    main()

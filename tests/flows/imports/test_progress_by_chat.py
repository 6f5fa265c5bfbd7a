"""A long scan says how far it is read; what it held of others is shown with the task."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.features.imports import file_reader
from documents.plan.reader import read_plan
from domain.imports.plan_rows import PlanReading
from domain.imports.progress import PAGES
from storage.tables import TASKS
from tests.flows.imports.test_imports import ROWS, annex, sends
from tests.flows.world import World

MANY = 12


def slowly(path: Path, *more: Any) -> PlanReading:
    tell = PAGES.listener()
    assert tell
    for done in range(1, MANY + 1):
        tell(done, MANY)
    return read_plan(path, *more)


async def test_pages_are_told_while_a_scan_is_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_reader, "read_plan", slowly)
    mai = await world.phone("MAI")
    await world.until("2025-10-06 09:00")
    await mai.writes("/nhapkehoach")
    mai.shows("Đề nghị đồng chí gửi tệp phụ lục kế hoạch")
    await sends(world, mai, "phu-luc.docx", annex(*ROWS))
    mai.shows(
        "đang đọc",
        "Tệp phu-luc.docx: đã đọc 5/12 trang.",
        "Tệp phu-luc.docx: đã đọc 10/12 trang.",
        "Xem trước phụ lục kế hoạch",
    )


async def test_a_task_says_who_takes_part_from_outside(world: World) -> None:
    async with world.db.begin() as tx:
        said = update(TASKS).where(TASKS.c.code == "NV-1").values(outside="Sở Tài chính")
        await tx.execute(said)
    lan = await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    lan.shows("NV-1")
    await lan.taps("NV-1")
    lan.shows("Cơ quan ngoài Sở cùng phối hợp: Sở Tài chính")

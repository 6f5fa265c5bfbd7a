"""How an import ends: given up in time and told once, refused with an alarm, its files deleted."""

import hashlib
from pathlib import Path

from sqlalchemy import select

from bot.files.file_store import FileStore
from bot.files.virus_scan import ScanResult
from domain.messaging.messages import File
from nhacviec.runtime.clock import new_token
from nhacviec.runtime.file_cleanup import prune
from storage.tables import ENCLOSURES, IMPORTS, PLAN_VERSIONS
from tests.flows.assignments.test_assigning import read
from tests.flows.imports.test_imports import ROWS, annex, roster, sends
from tests.flows.world import World

DAYS = 30


async def pruned(world: World) -> int:
    return await prune(world.db, FileStore(world.folder, new_token), DAYS, world.clock())


async def test_what_is_not_confirmed_in_time_is_told_once(world_on_both: World) -> None:
    world = world_on_both
    mai = await world.phone("MAI")
    await world.until("2025-10-06 09:00")
    await mai.writes("/nhapkehoach")
    await sends(world, mai, "phu-luc.docx", annex(*ROWS))
    read(mai)
    await world.until("2025-10-07 08:59")
    mai.shows()
    await world.until("2025-10-07 09:01")
    mai.shows("Bản nhập phu-luc.docx đã hết hạn xác nhận, chưa thay đổi gì")
    await world.restart()
    await world.until("2025-10-09 09:01")
    mai.shows()
    await mai.taps("Xác nhận")
    mai.shows("không còn chờ xác nhận")


async def test_what_is_not_clean_is_not_read_and_alarms_the_office(world: World) -> None:
    async def found(_path: Path) -> ScanResult:
        return ScanResult.INFECTED

    world.scan = found
    world.use(world.db)
    mai, cvp = await world.phone("MAI"), await world.phone("CVP")
    await world.until("2025-10-06 09:00")
    await mai.writes("/nhapkehoach")
    read(mai)
    await sends(world, mai, "phu-luc.docx", annex(*ROWS))
    mai.shows("đang đọc", "dấu hiệu mã độc", "bị cách ly")
    cvp.shows("bị cách ly")


async def test_files_of_old_imports_are_deleted_but_the_original_of_a_plan_stays(
    world_on_both: World,
) -> None:
    world = world_on_both
    mai = await world.phone("MAI")
    await mai.writes("/nhapkehoach")
    await sends(world, mai, "phu-luc.docx", annex(*ROWS))
    await mai.taps("Xác nhận")
    await mai.writes("/nhapdanhsach")
    await sends(world, mai, "danh-sach.xlsx", roster())
    assert len(list(world.folder.iterdir())) == 4
    await world.pass_time(days=DAYS, hours=1)
    assert await pruned(world) == 1
    assert len(list(world.folder.iterdir())) == 3
    async with world.db.read() as tx:
        plan, people = (await tx.execute(select(IMPORTS).order_by(IMPORTS.c.id))).all()
        version = (await tx.execute(select(PLAN_VERSIONS).order_by(PLAN_VERSIONS.c.id))).all()[-1]
    assert (plan.state, plan.content, plan.preview) == ("confirmed", {}, "")
    original = (world.folder / plan.stored).read_bytes()
    assert hashlib.sha256(original).hexdigest() == plan.sha256 == version.content_hash
    assert people.content["people"]
    await world.pass_time(days=2)
    assert (await pruned(world), await pruned(world)) == (1, 0)
    assert [each.name for each in world.folder.iterdir()] == [plan.stored]


async def test_a_document_that_was_never_made_known_is_deleted_and_a_known_one_stays(
    world: World,
) -> None:
    mai = await world.phone("MAI")
    await world.until("2025-10-06 09:00")
    for name in ("mot.pdf", "hai.pdf"):
        await mai.writes("/quantriet")
        await mai.taps("Soạn nội dung mới")
        await mai.writes(name, File(name, name, "application/pdf", 9))
        await mai.writes("P_TM")
    await mai.taps("Gửi")
    await world.pass_time(days=DAYS, hours=1)
    assert await pruned(world) == 1
    assert len(list(world.folder.iterdir())) == 1
    async with world.db.read() as tx:
        stored = [row.stored for row in await tx.execute(select(ENCLOSURES))]
    assert [bool(each) for each in stored] == [False, True]

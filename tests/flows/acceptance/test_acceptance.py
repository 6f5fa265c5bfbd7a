"""What a unit reports as done is its claim until the Office, or a rule, accepts it."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from documents.files import FileForm
from domain.messaging.buttons import ButtonAction
from domain.reporting.acceptance import AcceptanceState
from domain.reporting.policy import Policy
from domain.summaries.summary import as_json, summarise
from nhacviec.runtime.report_files import documents
from storage.audit import log as audit
from storage.engine.database import open_database
from storage.office import summaries
from storage.reports import acceptances, cycles, duties
from tests.flows.assignments.test_assigning import read
from tests.flows.conftest import MESSENGERS
from tests.flows.world import Phone, World, sqlite_url

STRICT = Policy(acceptance=True, accept_after_days=3)


@pytest.fixture(params=MESSENGERS)
async def strict(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """The world of a department that accepts what is done."""
    db = await open_database(sqlite_url(tmp_path), durable=False)
    policy = Policy(acceptance=True)
    created = await World.create(db, tmp_path, policy, messenger=MESSENGERS[request.param]())
    yield created
    await created.db.close()


@pytest.fixture
async def ruled(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """One where a rule accepts after three working days, on both databases."""
    created = await World.create(await open_database(database_url), tmp_path, STRICT)
    yield created
    await created.db.close()


async def reports_done(phone: Phone, code: str) -> None:
    await phone.writes("/nhiemvu")
    await phone.taps(code)
    await phone.taps("Đã hoàn thành")
    read(phone)


async def told(world: World) -> dict[str, object]:
    async with world.db.read() as tx:
        cycle = await cycles.newest(tx, 1)
        assert cycle is not None
        return as_json(summarise(await summaries.lines(tx, cycle.id), cycle, world.clock()))


async def test_the_office_accepts_one_and_rejects_one_with_a_reason(strict: World) -> None:
    world = strict
    office, hai, lan, minh = [await world.phone(code) for code in ("MAI", "HAI", "LAN", "MINH")]
    await world.until("2025-10-17 09:00")
    await office.writes("/nghiemthu")
    office.shows("không có nhiệm vụ nào chờ nghiệm thu")
    await reports_done(lan, "NV-1")
    await reports_done(lan, "NV-2")
    await reports_done(minh, "NV-3")
    await office.writes("/nghiemthu")
    office.shows(("Chờ nghiệm thu: 3 nhiệm vụ", "Phòng Thương mại", "2. NV-2 Công khai thủ tục"))
    await office.taps("NV-1")
    office.shows(("NV-1", "Phạm Thị Lan", "báo hoàn thành lúc 09:00 ngày 17/10/2025"))
    await office.taps("Chấp nhận")
    office.shows("Đã nghiệm thu NV-1 (Phòng Thương mại)")
    await office.taps("Danh sách chờ nghiệm thu")
    office.shows("Chờ nghiệm thu: 2 nhiệm vụ")
    await office.taps("NV-3")
    await office.taps("Không chấp nhận")
    office.shows("NV-3", "nêu lý do chưa chấp nhận NV-3")
    await office.writes("Chưa có biên bản")
    office.shows(("chưa chấp nhận NV-3", "Chưa có biên bản", "Đã báo cho: Hà Trưởng, Võ Văn Minh"))
    minh.shows(("chưa chấp nhận", "NV-3", "lý do: Chưa có biên bản", "cập nhật kết quả"))
    hai.shows(("chưa chấp nhận", "NV-3", "lý do: Chưa có biên bản", "chỉ đạo cập nhật"))
    lan.shows()
    found = await told(world)
    assert found["cells"] == {
        "done_on_time": 2, "done_late": 0, "open_in_time": 1, "open_overdue": 0,
    }  # fmt: skip
    await minh.taps("Cập nhật kết quả")
    await minh.taps("Đã hoàn thành")
    await office.writes("/nghiemthu")
    office.shows("Chờ nghiệm thu: 2 nhiệm vụ")
    assert (await told(world))["cells"]["done_on_time"] == 3  # type: ignore[index] # of JSON
    async with world.db.read() as tx:
        recorded = await audit.actions(tx)
    assert (recorded.count("accept"), recorded.count("reject")) == (1, 1)


async def test_all_claims_of_a_unit_are_accepted_at_once_but_none_that_came_later(
    strict: World,
) -> None:
    world = strict
    office, lan, minh = [await world.phone(code) for code in ("MAI", "LAN", "MINH")]
    await world.until("2025-10-17 09:00")
    await reports_done(lan, "NV-1")
    await reports_done(lan, "NV-2")
    await office.writes("/nghiemthu")
    await reports_done(minh, "NV-3")
    read(office)
    await office.taps("Chấp nhận tất cả của Phòng Thương mại")
    office.shows("Đã nghiệm thu 2 nhiệm vụ của Phòng Thương mại: NV-1, NV-2")
    await office.writes("/nghiemthu")
    office.shows(("Chờ nghiệm thu: 1 nhiệm vụ", "NV-3"))


async def test_what_changed_or_was_decided_meanwhile_is_said(strict: World) -> None:
    world = strict
    office, other, lan = [await world.phone(code) for code in ("MAI", "CVP", "LAN")]
    await world.until("2025-10-17 09:00")
    await reports_done(lan, "NV-2")
    await office.writes("/nghiemthu")
    await office.taps("NV-2")
    await lan.writes("Kèm biên bản số 12")
    read(office)
    await office.taps("Chấp nhận")
    office.shows(("vừa bổ sung nội dung, chưa ghi nhận gì", "Kèm biên bản số 12"))
    await other.writes("/nghiemthu")
    await other.taps("NV-2")
    await other.taps("Chấp nhận")
    await office.taps("Chấp nhận")
    office.shows("đã được nghiệm thu lúc 09:00")
    await lan.writes("/nhiemvu")
    await lan.taps("NV-2")
    await lan.taps("Đang thực hiện")
    await office.presses(str(ButtonAction("claim", 1)))
    office.shows("đơn vị đã thay đổi báo cáo")


async def test_whoever_asks_for_a_reason_may_leave_it(strict: World) -> None:
    world = strict
    office, lan = await world.phone("MAI"), await world.phone("LAN")
    await world.until("2025-10-17 09:00")
    await reports_done(lan, "NV-2")
    await office.writes("/nghiemthu")
    await office.taps("NV-2")
    await office.taps("Không chấp nhận")
    read(office)
    await office.writes("thôi")
    office.shows("vẫn chờ nghiệm thu")
    lan.shows()


async def test_only_the_office_accepts(strict: World) -> None:
    world = strict
    hai, lan, deputy = [await world.phone(code) for code in ("HAI", "LAN", "PGD")]
    await world.until("2025-10-17 09:00")
    await reports_done(lan, "NV-2")
    read(hai, deputy)
    for phone in (hai, lan, deputy):
        await phone.writes("/nghiemthu")
        phone.shows("chưa được phân quyền")
        for action in ("claim", "accept", "acceptall", "reject", "claims"):
            await phone.presses(str(ButtonAction(action, 1, 1)))
            phone.shows("chưa được phân quyền")


async def states(world: World) -> list[AcceptanceState]:
    async with world.db.read() as tx:
        found = await acceptances.listed(tx, 1, tuple(AcceptanceState))
        return [each.acceptance.state for each in found]


async def test_a_rule_accepts_and_only_then_a_task_done_once_is_asked_no_more(
    ruled: World,
) -> None:
    world = ruled
    minh, office = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-17 09:00")
    await reports_done(minh, "NV-3")
    async with world.db.read() as tx:
        assert (3, 3) not in await duties.settled(tx, {1, 2, 3})
    await world.until("2025-10-22 23:59")
    assert await states(world) == [AcceptanceState.WAITING]
    await world.until("2025-10-23 00:01")
    assert await states(world) == [AcceptanceState.ACCEPTED]
    async with world.db.read() as tx:
        assert (3, 3) in await duties.settled(tx, {1, 2, 3})
        assert "accept" in await audit.actions(tx)
    assert office.unread == []
    await world.until("2025-11-18 09:00")
    minh.shows()


async def test_a_task_that_was_not_accepted_is_asked_again_in_the_next_period(
    strict: World,
) -> None:
    world = strict
    minh, office = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-17 09:00")
    await reports_done(minh, "NV-3")
    await office.writes("/nghiemthu")
    await office.taps("NV-3")
    await office.taps("Không chấp nhận")
    await office.writes("Chưa đủ hồ sơ")
    read(minh)
    await world.until("2025-11-18 09:00")
    minh.shows(("Kỳ báo cáo tháng 11/2025", "NV-3"))


async def test_both_dates_stand_in_the_workbook_and_the_word_report(ruled: World) -> None:
    world = ruled
    lan = await world.phone("LAN")
    await world.until("2025-10-17 09:00")
    await reports_done(lan, "NV-2")
    await world.until("2025-10-27 09:00")
    async with world.db.read() as tx:
        cycle = await cycles.newest(tx, 1)
        assert cycle is not None
    sheet = await documents(world.db, cycle, FileForm.XLSX, world.clock())
    rows = list(load_workbook(io.BytesIO(sheet.content))["Lượt báo cáo"].values)
    assert rows[0][-3:] == ("Nghiệm thu", "Đơn vị báo hoàn thành", "Nghiệm thu lúc")
    dated = next(row for row in rows if row[1] == "NV-2")
    assert dated[-3] == "Đã nghiệm thu"
    assert [f"{each:%d/%m}" for each in dated[-2:]] == ["17/10", "23/10"]
    report = await documents(world.db, cycle, FileForm.DOCX, world.clock())
    tables = Document(io.BytesIO(report.content)).tables
    text = "\n".join(cell.text for table in tables for row in table.rows for cell in row.cells)
    assert "đơn vị báo hoàn thành ngày 17/10/2025, nghiệm thu ngày 23/10/2025" in text


async def test_without_the_setting_nothing_waits(world: World) -> None:
    office, minh = await world.phone("MAI"), await world.phone("MINH")
    await world.until("2025-10-17 09:00")
    await reports_done(minh, "NV-3")
    await office.writes("/nghiemthu")
    office.shows("không có nhiệm vụ nào chờ nghiệm thu")
    async with world.db.read() as tx:
        assert (3, 3) in await duties.settled(tx, {1, 2, 3})

"""What a department is called stands in its data: its people read the names of their own."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from httpx import ASGITransport, AsyncClient
from sqlalchemy import select
from starlette.applications import Starlette

from bot.channels.web.channel import WebChannel
from documents.files import FileForm
from domain.people.department_names import DepartmentNames
from nhacviec.onboarding.invitations import Offer, invite
from nhacviec.runtime.report_files import documents
from nhacviec.runtime.run import pages, site
from storage.engine.database import Database
from storage.people import department_names, units
from storage.reports import cycles
from storage.tables import CONSENTS
from tests.flows.departments.test_two_departments import MARK, found_another
from tests.flows.world import Phone, World

HERE = DepartmentNames(name="Sở Công Thương", plan="5064/KH-SCT", symbol="SCT")
THERE = DepartmentNames(name="Sở Xây dựng", plan="77/KH-SXD", symbol="SXD")
OF = {"LD": HERE, f"LD_{MARK}": THERE}
OFFER = Offer(15, "http://127.0.0.1")


@pytest.fixture
async def world(sqlite: Database, tmp_path: Path) -> World:
    world = await World.create(sqlite, tmp_path)
    await found_another(sqlite, world.clock())
    async with sqlite.begin() as tx:
        for code, names in OF.items():
            root = (await units.tree(tx)).by_code[code]
            await department_names.save(tx, root, names, world.clock())
    await world.service.keep_house()
    return world


async def enters(world: World, code: str) -> Phone:
    """Somebody who has just opened the invitation, and reads the notice."""
    [invitation] = await invite(world.db, world.clock(), unit="", official=code, offer=OFFER)
    phone = world.stranger(f"new-{code}")
    await phone.writes(f"/start {invitation.code}")
    return phone


async def consented(world: World) -> set[str]:
    async with world.db.read() as tx:
        return set((await tx.execute(select(CONSENTS.c.text_hash))).scalars())


async def test_each_consents_to_the_notice_of_the_own_department(world: World) -> None:
    lan, far = await enters(world, "LAN"), await enters(world, f"LAN_{MARK}")
    lan.shows(("Văn phòng Sở Công Thương", "Kế hoạch số 5064/KH-SCT", "«Đồng ý»"))
    far.shows(("Văn phòng Sở Xây dựng", "Kế hoạch số 77/KH-SXD", "Sở Xây dựng là bên kiểm soát"))
    for phone in (lan, far):
        await phone.writes("đồng ý")
        assert "Đã kết nối" in phone.messages[1].text
    assert len(await consented(world)) == 2


async def test_a_stranger_is_told_no_name_where_there_are_several(world: World) -> None:
    somebody = world.stranger()
    await somebody.writes("/start")
    assert "của Văn phòng Sở.\n" in somebody.messages[0].text
    assert not [names for names in OF.values() if names.name in somebody.messages[0].text]


async def test_each_is_told_of_the_office_of_the_own_department(world: World) -> None:
    async with world.db.begin() as tx:
        root = (await units.tree(tx)).by_code[f"LD_{MARK}"]
        names = DepartmentNames(name="Ban Quản lý Khu kinh tế")
        await department_names.save(tx, root, names, world.clock())
    lan, far = await world.phone("LAN"), await world.phone(f"LAN_{MARK}")
    await world.until("2025-10-17 08:31")
    assert "gửi về Văn phòng Sở chậm nhất" in lan.messages[-1].text
    assert "gửi về Văn phòng Ban chậm nhất" in far.messages[-1].text


async def opened(world: World, path: str) -> str:
    ground = site(world.db, world.clock, Path("files"), "a secret of the tests", "http://here")
    app = Starlette(routes=pages(ground, WebChannel()).routes())
    async with AsyncClient(transport=ASGITransport(app), base_url="http://here") as browser:
        return (await browser.get(path)).text


async def test_an_invitation_page_names_the_department_that_invites(world: World) -> None:
    for code, names in {"LAN": HERE, f"LAN_{MARK}": THERE}.items():
        [invitation] = await invite(world.db, world.clock(), unit="", official=code, offer=OFFER)
        page = await opened(world, f"/i/{invitation.link.rsplit('/', 1)[-1]}")
        assert f"Văn phòng {names.name}" in page


async def test_the_report_of_each_is_in_its_own_names(world: World) -> None:
    await world.until("2025-10-17 08:31")
    for code, names in OF.items():
        async with world.db.read() as tx:
            cycle = await cycles.newest(tx, (await units.tree(tx)).by_code[code].id)
        assert cycle is not None
        made = await documents(world.db, cycle, FileForm.DOCX, world.clock())
        word = Document(BytesIO(made.content))
        said = "\n".join(each.text for each in word.paragraphs)
        frame = "\n".join(cell.text for row in word.tables[0].rows for cell in row.cells)
        [other] = [each for each in OF.values() if each is not names]
        assert f"Kế hoạch số {names.plan}" in said
        assert names.name.upper() in frame
        assert f"/BC-{names.symbol}" in frame
        assert other.plan not in said
        assert other.name.upper() not in frame

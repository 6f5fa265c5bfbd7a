"""Files of the Office brought in on the board: read, put right, compared, confirmed, taken back."""

import re

from domain.imports.rows import TaskLine
from storage.people import officials, units
from storage.plans import plans
from tests.flows.assignments.test_assigning_file import table
from tests.flows.imports.test_import_endings import two_rows
from tests.flows.imports.test_imports import BAD, ROWS, annex, roster
from tests.flows.world import Phone, World
from tests.web.desk import HOST, Browser, at_desk


async def tasks(world: World) -> dict[str, TaskLine]:
    async with world.db.read() as tx:
        root = await units.root(tx)
        return {each.code: each for each in await plans.lines(tx, root.id)}


async def serving(world: World) -> set[str]:
    async with world.db.read() as tx:
        return {each.code for each in await officials.members(tx)}


async def sent(world: World, office: Browser, name: str, content: bytes, matter: str) -> str:
    """The address of the import, once the file is read."""
    await office.opens("/bang/ke-hoach/nhap")
    fields = {"form_token": office.form_token, "matter": matter}
    office.answer = await office.client.post(
        "/bang/ke-hoach/nhap",
        data=fields,
        files={"file": (name, content)},
        headers={"origin": HOST},
    )
    path = office.path
    await world.service.settle()
    await office.opens(path)
    return path


async def said(office: Browser, path: str, **fields: str) -> tuple[int, str]:
    answer = await office.sends(path, **fields)
    return answer.status_code, answer.json()["words"]


async def test_a_plan_is_read_put_right_confirmed_and_taken_back(world_on_both: World) -> None:
    world = world_on_both
    cvp = await world.phone("CVP")
    office = await at_desk(world, cvp)
    original = annex(*ROWS, BAD)
    path = await sent(world, office, "phu-luc.docx", original, "plan")
    cvp.shows()
    office.shows("1 dòng cần xem", "Sở Tài chính", "1 nhiệm vụ mới", "Việc mới", "chưa nhận")
    token, before = office.form_token, set(await tasks(world))
    place = re.search(r'name="(o\|\d+\|lead\|[^"]*)"', office.html)
    assert place is not None
    status, words = await said(office, f"{path}/sua", key="1", form_token=token)
    assert (status, words) == (422, "Đồng chí chưa sửa ô nào.")
    fixed = {place[1]: "Phòng Thương mại"}
    status, words = await said(office, f"{path}/sua", key="2", form_token=token, **fixed)
    assert (status, "đang đọc lại" in words) == (200, True), words
    await office.opens(path)
    office.shows("Đang đọc tệp")
    await world.service.settle()
    await office.opens(path)
    assert "dòng cần xem" not in office.page
    office.shows("1 nhiệm vụ mới, 2 thay đổi, 1 không còn trong tệp", "NV-3")
    assert set(await tasks(world)) == before
    for _ in range(2):
        status, words = await said(office, f"{path}/xac-nhan", key="3", form_token=token)
        assert words == "Đã nhập kế hoạch: 1 nhiệm vụ mới, 2 thay đổi, 1 kết thúc."
    assert set(await tasks(world)) == {"NV-1", "NV-2", "NV-7"}
    await office.opens("/bang/ke-hoach")
    office.shows("3 nhiệm vụ", "Việc mới", "phu-luc.docx", "không có chữ ký số")
    kept = re.search(r"/bang/ke-hoach/ban/\d+", office.html)
    assert kept is not None
    assert (await office.opens(kept[0])).content == original
    await office.opens("/bang/ke-hoach")
    undo = re.search(r"/bang/ke-hoach/hoan-tac/\d+", office.html)
    assert undo is not None
    await office.opens(undo[0])
    office.shows("Trở lại như trước")
    status, words = await said(office, undo[0], key="4", form_token=token)
    assert words == "Đã hoàn tác phu-luc.docx."
    assert set(await tasks(world)) == before


async def test_words_for_a_unit_are_explained_once(world: World) -> None:
    office = await at_desk(world, await world.phone("CVP"))
    row = ("NV-7", "Việc mới", "Tổ điều phối", "", "Hằng tháng", "")
    path = await sent(world, office, "phu-luc.docx", annex(*ROWS[:1], row), "plan")
    office.shows("Cách gọi đơn vị chưa rõ", "«Tổ điều phối»")
    token = office.form_token
    fields = {"words": "Tổ điều phối", "units": "VP", "key": "1", "form_token": token}
    status, words = await said(office, f"{path}/nghia", **fields)
    assert status == 200, words
    await world.service.settle()
    await office.opens(path)
    assert "Cách gọi đơn vị chưa rõ" not in office.page
    await said(office, f"{path}/xac-nhan", key="2", form_token=token)
    assert (await tasks(world))["NV-7"].lead_codes == ("VP",)


async def test_a_plan_without_a_good_row_is_put_right_instead_of_sent_again(world: World) -> None:
    office = await at_desk(world, await world.phone("CVP"))
    row = ("NV-7", "Việc mới", "Tổ điều phối", "", "Hằng tháng", "")
    path = await sent(world, office, "phu-luc.docx", annex(row), "plan")
    office.shows("Chưa dòng nào nhận được", "«Tổ điều phối»", "1 dòng cần xem")
    assert "Xác nhận" not in office.html.partition('id="wizard"')[2].partition("</ol>")[2]
    fields = {"words": "Tổ điều phối", "units": "VP", "key": "1", "form_token": office.form_token}
    assert (await said(office, f"{path}/nghia", **fields))[0] == 200
    await world.service.settle()
    await office.opens(path)
    office.shows("1 nhiệm vụ mới", "Việc mới")


async def confirmed_in_chat(office: Browser, phone: Phone, token: str) -> None:
    await office.sends("/bang/xac-nhan", form_token=token)
    number = re.search(r'class="code num">(\d\d)<', office.html)
    assert number is not None
    await phone.world.service.settle()
    assert (await office.opens("/bang/xac-nhan")).json() == {"confirmed": False}
    await phone.taps(f". {number[1]}")
    assert (await office.opens("/bang/xac-nhan")).json() == {"confirmed": True}


async def test_a_roster_that_ends_many_keeps_them_unless_meant_and_confirmed(
    world: World,
) -> None:
    mai = await world.phone("MAI")
    office = await at_desk(world, mai)
    before = await serving(world)
    path = await sent(world, office, "hai-dong.xlsx", two_rows(), "roster")
    office.shows("không có trong tệp", "Võ Văn Minh (Phòng Thương mại)", "Giữ nguyên")
    token = office.form_token
    await world.pass_time(minutes=6)
    ends = re.search(r"Kết thúc (\d+) đồng chí", office.page)
    assert ends is not None
    fields = {"missing": "end", "count": ends[1], "form_token": token}
    status, words = await said(office, f"{path}/xac-nhan", key="1", **fields)
    assert (status, "xác nhận trong tin nhắn" in words) == (422, True)
    await confirmed_in_chat(office, mai, token)
    status, words = await said(office, f"{path}/xac-nhan", key="2", **fields | {"count": ""})
    assert (status, f"gõ số {ends[1]}" in words) == (422, True), words
    status, words = await said(office, f"{path}/xac-nhan", key="3", **fields | {"count": "99"})
    assert status == 409
    assert await serving(world) == before
    status, words = await said(
        office, f"{path}/xac-nhan", key="4", missing="keep", form_token=token
    )
    assert status == 200, words
    assert await serving(world) == before


async def test_what_cannot_be_read_is_said_and_nothing_is_kept(world: World) -> None:
    office = await at_desk(world, await world.phone("CVP"))
    await office.opens("/bang/ke-hoach/nhap")
    token = office.form_token
    for name, content, words in (
        ("a.exe", b"MZ", "a.exe"),
        ("a.docx", b"not a document", "a.docx"),
    ):
        fields = {"form_token": token, "matter": "plan"}
        office.answer = await office.client.post(
            "/bang/ke-hoach/nhap",
            data=fields,
            files={"file": (name, content)},
            headers={"origin": HOST},
        )
        assert office.answer.status_code == 422
        assert words in office.page, office.page
    await office.sends("/bang/ke-hoach/nhap", form_token=token, matter="plan")
    office.shows("Đồng chí chọn nội dung và tệp.")


async def test_an_import_is_of_whoever_sent_it_and_heads_see_the_plan_alone(world: World) -> None:
    office = await at_desk(world, await world.phone("CVP"))
    path = await sent(world, office, "danh-sach.xlsx", roster(moved="MINH"), "roster")
    office.shows("1 thay đổi", "Võ Văn Minh", "Phòng Công nghiệp")
    other = await at_desk(world, await world.phone("MAI"))
    assert (await other.opens(path)).status_code == 404
    await other.opens("/bang/phien")
    answer = await other.sends(f"{path}/xac-nhan", key="1", form_token=other.form_token)
    assert answer.status_code == 422
    head = await at_desk(world, await world.phone("HAI"))
    await head.opens("/bang/ke-hoach")
    head.shows("3 nhiệm vụ", "NV-1")
    assert "Nhập từ tệp" not in head.page
    assert "Các phiên bản" not in head.page
    assert (await head.opens(path)).status_code == 404
    await office.opens(path)
    _, words = await said(office, f"{path}/bo", key="1", form_token=office.form_token)
    assert words == "Đã bỏ tệp danh-sach.xlsx. Chưa có gì thay đổi."


async def test_a_head_brings_in_the_assignments_of_the_own_unit(world: World) -> None:
    lan, minh = await world.phone("LAN"), await world.phone("MINH")
    await world.until("2025-10-17 09:00")
    head = await at_desk(world, await world.phone("HAI"))
    await head.opens("/bang/ke-hoach/nhap")
    assert "Danh sách cán bộ" not in head.page
    form = await head.opens("/bang/ke-hoach/mau-phan-cong")
    assert form.headers["content-type"].endswith("sheet")
    refused = await sent(world, head, "danh-sach.xlsx", roster(), "roster")
    assert refused == "/bang/ke-hoach/nhap"
    rows = (("NV-1", "P_TM", "MINH"), ("NV-2", "P_TM", "Ai đó"), ("NV-1", "P_CN", "TAM"))
    path = await sent(world, head, "phan-cong.xlsx", table(*rows), "assignments")
    head.shows(
        "Nhập bảng phân công", "2 dòng chưa nhận", "1 nhiệm vụ đổi người", "MINH · Võ Văn Minh"
    )
    place = re.search(r'name="(o\|\d+\|name\|[^"]*)" value="Ai đó"', head.html)
    assert place is not None
    fixed = {place[1]: "MINH · Võ Văn Minh"}
    assert (await said(head, f"{path}/sua", key="0", form_token=head.form_token, **fixed))[0] == 200
    await world.service.settle()
    await head.opens(path)
    head.shows("1 dòng chưa nhận", "2 nhiệm vụ đổi người")
    head.shows("người được giao: Phạm Thị Lan → Võ Văn Minh")
    for phone in (lan, minh):
        phone.seen = len(phone.messages)
    token = head.form_token
    status, words = await said(head, f"{path}/xac-nhan", key="1", form_token=token)
    assert (status, words) == (200, "Đã nhập bảng phân công: 2 nhiệm vụ đổi người.")
    await world.pass_time(seconds=11)
    minh.shows(["NV-1", "NV-2"])
    lan.shows("nay do đồng chí khác thực hiện")
    await head.opens("/bang/ke-hoach")
    undo = re.search(r"/bang/ke-hoach/hoan-tac/\d+", head.html)
    assert undo is not None
    status, words = await said(head, undo[0], key="2", form_token=head.form_token)
    assert (status, "Đã hoàn tác" in words) == (200, True), words

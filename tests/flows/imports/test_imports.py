"""The Office brings in the plan and the roster by chat: file, preview, correction, confirmation."""

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from domain.imports.rows import TaskLine
from domain.messaging.messages import File
from storage.audit import log as audit
from storage.people import officials, units
from storage.plans import plans
from tests.department import OFFICIALS, UNITS
from tests.documents.annex_files import letter, sheet, sign, table
from tests.documents.sample_annexes import saved_as
from tests.flows.world import Phone, World

HEADING = ("STT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn", "Sản phẩm")
ROWS = (
    ("NV-1", "Báo cáo hồ sơ đúng hạn", "Phòng Thương mại", "P. Công nghiệp", "Hằng tháng", "BC"),
    ("NV-7", "Việc mới", "VP Sở", "", "30/11/2025", "Quyết định"),
)
BAD = ("NV-2", "Công khai thủ tục", "Sở Tài chính", "", "Hằng tháng", "")
ROSTER = ("Mã", "Họ và tên", "Đơn vị", "Chức vụ", "Vai trò", "Đầu mối", "Điện thoại")


def written(made: Any) -> bytes:
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def annex(*rows: Any) -> bytes:
    """A Word annex as the Office has it."""
    document = letter()
    table(document, HEADING, *rows)
    sign(document)
    return written(document)


def annex_without(column: int, *rows: Any) -> bytes:
    document = letter()
    table(document, *(each[:column] + each[column + 1 :] for each in (HEADING, *rows)))
    return written(document)


def roster(*, moved: str = "", without: str = "") -> bytes:
    rows = [
        (
            line.code,
            line.name,
            "P_CN" if line.code == moved else line.unit_code,
            line.position,
            line.role,
            "x" if line.focal else "",
            line.phone,
        )
        for line in OFFICIALS
        if line.code != without
    ]
    return written(sheet(ROSTER, *rows))


async def sends(world: World, phone: Phone, name: str, content: bytes) -> None:
    reference = f"file-{world.events}"
    world.messenger.files[reference] = content
    await phone.writes("", File(reference, name, "", len(content)))


def preview(phone: Phone) -> Workbook:
    """The workbook that came last."""
    return load_workbook(io.BytesIO(phone.messages[-1].file[1]))


async def tasks(world: World) -> dict[str, TaskLine]:
    async with world.db.read() as tx:
        root = await units.root(tx)
        return {line.code: line for line in await plans.lines(tx, root.id)}


async def actions(world: World) -> list[str]:
    async with world.db.read() as tx:
        return [name for name in await audit.actions(tx) if name.startswith("import.")]


async def test_an_annex_is_sent_shown_corrected_and_confirmed(editing_world: World) -> None:
    world = editing_world
    mai = await world.phone("MAI")
    await mai.writes("/nhapkehoach")
    mai.shows("gửi tệp phụ lục kế hoạch")
    wrong_twice = (*BAD[:4], "31:10/2025", "")
    await sends(world, mai, "phu-luc.docx", annex(*ROWS, wrong_twice))
    mai.shows(
        "đang đọc",
        (
            "Đọc được 2 nhiệm vụ",
            "1 dòng lỗi",
            "«Sở Tài chính» không có trong danh sách đơn vị",
            "mới: 1 (NV-7)",
            "thay đổi: 1 (NV-1)",
            "kết thúc: 1 (NV-3)",
        ),
    )
    assert mai.messages[-1].file[0] == "Xem trước - phu-luc.xlsx"
    assert set(await tasks(world)) == {"NV-1", "NV-2", "NV-3"}

    book = preview(mai)
    page: Any = book.active
    places = {cell.value: cell.column for cell in page[3]}
    for row in page.iter_rows(min_row=4):
        if row[0].value == "NV-2":
            page.cell(row[0].row, places["Đơn vị chủ trì"]).value = "P_TM"
            page.cell(row[0].row, places["Thời hạn hoàn thành"]).value = "Hằng tháng"
    await sends(world, mai, "da-sua.xlsx", written(book))
    mai.shows("đang đọc", ("Đọc được 3 nhiệm vụ", "0 dòng lỗi", "mới: 1 (NV-7)"))

    await mai.taps("Xác nhận")
    mai.shows("Nhiệm vụ mới: 1, thay đổi: 2, kết thúc: 1")
    kept = await tasks(world)
    assert set(kept) == {"NV-1", "NV-2", "NV-7"}
    assert kept["NV-7"].lead_codes == ("VP",)
    assert "import.plan" in await actions(world)

    await mai.taps("Xác nhận")
    mai.shows("không còn chờ xác nhận")


async def test_what_an_annex_has_no_column_for_stays_and_the_preview_says_so(world: World) -> None:
    mai = await world.phone("MAI")
    for content in (annex(*ROWS), annex_without(3, *ROWS)):
        await mai.writes("/nhapkehoach")
        await sends(world, mai, "phu-luc.docx", content)
        said = mai.messages[-1].text
        await mai.writes("xác nhận")
    assert "tệp không có cột tiêu chí, điểm tối đa, đơn vị phối hợp, lĩnh vực: giữ nguyên" in said
    assert "thay đổi: 0" in said
    assert (await tasks(world))["NV-1"].coordinating_codes == ("P_CN",)


async def test_words_do_what_the_buttons_do(world: World) -> None:
    mai = await world.phone("MAI")
    await mai.writes("/nhapkehoach")
    await sends(world, mai, "phu-luc.docx", annex(*ROWS))
    mai.seen = len(mai.messages)
    await mai.writes("bỏ")
    mai.shows("Đã bỏ, chưa nhập gì")
    assert set(await tasks(world)) == {"NV-1", "NV-2", "NV-3"}
    await mai.writes("/nhapkehoach")
    await sends(world, mai, "phu-luc.docx", annex(*ROWS))
    mai.seen = len(mai.messages)
    await mai.writes("ĐÚNG")
    mai.shows("Đã nhập kế hoạch")
    assert set(await tasks(world)) == {"NV-1", "NV-7"}


async def test_a_bad_row_that_is_passed_over_ends_nothing(world: World) -> None:
    mai = await world.phone("MAI")
    await mai.writes("/nhapkehoach")
    await sends(world, mai, "phu-luc.docx", annex(*ROWS, BAD))
    await mai.taps("Xác nhận, bỏ qua 1 dòng lỗi")
    assert set(await tasks(world)) == {"NV-1", "NV-2", "NV-7"}


async def test_where_files_cannot_be_sent_a_link_brings_the_preview(world: World) -> None:
    mai = await world.phone("MAI")
    await mai.writes("/nhapkehoach")
    await sends(world, mai, "phu-luc.docx", annex(*ROWS))
    token = mai.messages[-1].text.split("http://127.0.0.1/f/")[1].split("/")[0]
    wanted = world.links.wanted(token)
    archive = world.service.outbound.composer.archive
    assert wanted is not None
    assert archive is not None
    assert load_workbook(io.BytesIO(await archive.make(wanted))).sheetnames == ["Phụ lục nhiệm vụ"]


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_nobody_but_the_office_may_import(world: World) -> None:
    for code in ("MINH", "HAI", "GD"):
        phone = await world.phone(code)
        await phone.writes("/nhapkehoach")
        phone.shows("chưa được phân quyền")
        await phone.writes("/nhapdanhsach")
        phone.shows("chưa được phân quyền")
    mai, lan = await world.phone("MAI"), await world.phone("LAN")
    await mai.writes("/nhapkehoach")
    await sends(world, mai, "phu-luc.docx", annex(*ROWS))
    lan.seen = len(lan.messages)
    await lan.presses(mai.button("Xác nhận"))
    lan.shows("chưa được phân quyền")
    cvp = await world.phone("CVP")
    await cvp.presses(mai.button("Xác nhận"))
    cvp.shows("không còn dùng được")
    assert set(await tasks(world)) == {"NV-1", "NV-2", "NV-3"}


BOMB = b"PK\x03\x04" + b"\0" * 64


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("hong.docx", BOMB, "Không đọc được tệp"),
        ("virus.docx", b"MZ program", "không đúng loại như tên gọi"),
        ("trang.xlsx", written(Workbook()), "Không tìm thấy bảng phụ lục"),
        ("trong.csv", b"a,b\n1,2\n", "Không tìm thấy bảng phụ lục"),
    ],
)
async def test_a_hostile_or_broken_file_gets_a_clear_sentence(
    world: World, name: str, content: bytes, told: str
) -> None:
    mai = await world.phone("MAI")
    await mai.writes("/nhapkehoach")
    mai.seen = len(mai.messages)
    await sends(world, mai, name, content)
    mai.shows("đang đọc", told)
    await mai.writes("ĐÚNG")
    mai.shows("không còn chờ xác nhận")


async def test_what_cannot_be_an_annex_is_refused_before_it_is_fetched(world: World) -> None:
    mai = await world.phone("MAI")
    await mai.writes("/nhapkehoach")
    mai.seen = len(mai.messages)
    await sends(world, mai, "phim.mp4", b"")
    mai.shows("gửi tệp Word, Excel")


async def test_an_old_workbook_is_read_like_a_new_one(world: World, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice to make the file")
    sheet(HEADING, *ROWS, title="Năm 2025").save(str(tmp_path / "cu.xlsx"))
    saved_as([tmp_path / "cu.xlsx"], "xls", tmp_path)
    mai = await world.phone("MAI")
    await sends(world, mai, "cu.xls", (tmp_path / "cu.xls").read_bytes())
    mai.shows("cho biết đây là tệp gì")
    await mai.taps("Phụ lục kế hoạch")
    mai.shows("đang đọc", "Đọc được 2 nhiệm vụ")
    await mai.taps("Xác nhận")
    mai.shows("Đã nhập kế hoạch")
    assert await tasks(world)


async def test_a_file_without_a_word_is_asked_about(world: World) -> None:
    mai = await world.phone("MAI")
    await sends(world, mai, "phu-luc.docx", annex(*ROWS))
    mai.shows("cho biết đây là tệp gì")
    await mai.taps("Phụ lục kế hoạch")
    mai.shows("đang đọc", "Đọc được 2 nhiệm vụ")
    await sends(world, mai, "khac.docx", annex(ROWS[0]))
    mai.shows("đang đọc", "Đọc được 1 nhiệm vụ")
    await mai.taps("Xác nhận")
    mai.shows("Nhiệm vụ mới: 0, thay đổi: 1, kết thúc: 2")


async def test_a_second_file_replaces_the_first_and_a_day_is_enough(world: World) -> None:
    mai = await world.phone("MAI")
    await mai.writes("/nhapkehoach")
    await sends(world, mai, "mot.docx", annex(*ROWS))
    first = mai.button("Xác nhận")
    await sends(world, mai, "hai.docx", annex(ROWS[0]))
    mai.seen = len(mai.messages)
    await mai.presses(first)
    mai.shows("không còn chờ xác nhận")
    await world.pass_time(hours=25)
    await mai.taps("Xác nhận")
    mai.shows("không còn chờ xác nhận")
    assert set(await tasks(world)) == {"NV-1", "NV-2", "NV-3"}


async def test_a_roster_by_chat_moves_somebody_and_the_work_stays(editing_world: World) -> None:
    world = editing_world
    mai, minh, lan = await world.phone("MAI"), await world.phone("MINH"), await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    mai.seen = len(mai.messages)
    await mai.writes("/nhapdanhsach")
    await sends(world, mai, "danh-sach.xlsx", roster(moved="MINH"))
    mai.shows(
        "gửi tệp danh sách cán bộ",
        "đang đọc",
        ("Đọc được 9 người", "0 dòng lỗi", "chuyển đơn vị: 1 (Võ Văn Minh (P_TM → P_CN))"),
    )
    names = [cell.value for cell in preview(mai)["Danh sách cán bộ"]["B"]]
    assert "Võ Văn Minh" in names
    await mai.taps("Xác nhận")
    mai.shows("Đã nhập danh sách cán bộ, 1 thay đổi.")
    minh.seen, lan.seen = len(minh.messages), len(lan.messages)
    await lan.writes("/nhiemvu")
    lan.shows("NV-3")
    await minh.writes("/nhiemvu")
    minh.shows("không có nhiệm vụ")


async def test_the_preview_of_a_roster_reads_back_as_it_was(editing_world: World) -> None:
    world = editing_world
    mai = await world.phone("MAI")
    await mai.writes("/nhapdanhsach")
    await sends(world, mai, "danh-sach.xlsx", roster())
    await sends(world, mai, "xem-truoc.xlsx", mai.messages[-1].file[1])
    mai.seen = len(mai.messages) - 1
    mai.shows(("người mới: 0", "chuyển đơn vị: 0", "thay đổi: 0", "không còn trong danh sách: 0"))


async def test_a_roster_without_its_sender_is_not_taken(world: World) -> None:
    mai = await world.phone("MAI")
    await mai.writes("/nhapdanhsach")
    await sends(world, mai, "danh-sach.xlsx", roster(without="MAI"))
    mai.seen = len(mai.messages)
    await mai.writes("ĐÚNG")
    mai.shows("sẽ kết thúc 1 trong 9 cán bộ")
    await mai.writes("kết thúc 1")
    mai.shows("Danh sách này không có đồng chí Mai Đầu Mối")
    async with world.db.read() as tx:
        assert await officials.find_by_code(tx, "MAI") is not None
        assert len((await units.tree(tx)).by_code) == len(UNITS)


async def test_words_of_a_plan_are_said_once_and_remembered(editing_world: World) -> None:
    world = editing_world
    mai = await world.phone("MAI")
    await mai.writes("/nhapkehoach")
    vague = ("NV-2", "Công khai thủ tục", "Các phòng liên quan", "", "Hằng tháng", "")
    await sends(world, mai, "phu-luc.docx", annex(*ROWS, vague))
    mai.seen = len(mai.messages) - 1
    mai.shows(("Đọc được 2 nhiệm vụ", "Có thể cho biết một lần", "«Các phòng liên quan» (1 dòng)"))
    await mai.writes("«Các phòng liên quan» = Phòng X")
    mai.shows("Chưa rõ «Phòng X» là đơn vị nào")
    await mai.writes("«Các phòng liên quan» = P_TM; P_CN")
    mai.shows("Đã ghi nhớ: «Các phòng liên quan»", ("Đọc được 3 nhiệm vụ", "0 dòng lỗi"))
    await mai.taps("Xác nhận")
    mai.shows("Đã nhập kế hoạch")
    assert (await tasks(world))["NV-2"].lead_codes == ("P_TM", "P_CN")

    await mai.writes("/nhapkehoach")
    await sends(world, mai, "phu-luc-2.docx", annex(*ROWS, vague))
    mai.seen = len(mai.messages) - 1
    mai.shows(("Đọc được 3 nhiệm vụ", "0 dòng lỗi"))


async def test_a_file_of_which_nothing_was_read_can_be_put_right_too(editing_world: World) -> None:
    world = editing_world
    mai = await world.phone("MAI")
    await mai.writes("/nhapkehoach")
    await sends(world, mai, "phu-luc.docx", annex(BAD))
    mai.seen = len(mai.messages) - 1
    mai.shows(("Chưa đọc được nội dung nào", "«Sở Tài chính» (1 dòng)"))
    await mai.writes('"Sở Tài chính" = VP')
    mai.shows("Đã ghi nhớ", ("Đọc được 1 nhiệm vụ", "0 dòng lỗi"))

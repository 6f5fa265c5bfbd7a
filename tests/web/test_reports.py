"""Reports on the board: figures are fixed once, files are had, trends say what their bars show."""

import io
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from domain.calendar.periods import Period
from storage.board.trends import Turnout
from tests.flows.world import World
from tests.web.desk import at_desk
from web.pages.reports import trends

PAGE = "/bang/bao-cao"


async def answers(world: World, code: str, task: str) -> None:
    phone = await world.phone(code)
    await world.until("2025-10-17 09:00")
    await phone.taps(task)
    await phone.taps("Đã hoàn thành")


async def test_figures_are_fixed_once_and_what_comes_later_is_told(world: World) -> None:
    await answers(world, "LAN", "NV-1")
    office = await at_desk(world, await world.phone("CVP"))
    await office.opens(PAGE)
    office.shows("Tháng 10/2025", "25% của 4 việc", "Chưa chốt", "Chốt số liệu lần 1")
    await office.opens(f"{PAGE}/2025-10/chot")
    office.shows("1/4 việc đã có báo cáo", "Kỳ này chưa chốt số liệu lần nào")
    await office.opens(PAGE)
    fixed = await office.sends(f"{PAGE}/2025-10/chot", number="1", key="one")
    assert fixed.json() == {"state": "done", "words": "Đã chốt số liệu tháng 10/2025, lần 1."}
    await office.opens(PAGE)
    again = await office.sends(f"{PAGE}/2025-10/chot", number="1", key="one")
    assert again.json() == fixed.json()
    await office.opens(PAGE)
    assert (await office.sends(f"{PAGE}/2025-10/chot", number="1", key="two")).status_code == 409
    await office.opens(PAGE)
    assert (await office.sends(f"{PAGE}/2025-10/chot", number="7", key="three")).status_code == 422
    await office.opens(PAGE)
    office.shows("Lần 1", "Trịnh Chánh Văn", "Chốt số liệu lần 2", "Thay đổi từ lần 1")
    minh = await world.phone("MINH")
    await minh.writes("NV-3 xong")
    await minh.writes("đúng")
    await office.opens(f"{PAGE}/2025-10/thay-doi")
    office.shows("1 thay đổi sau lần chốt 1", "chưa có báo cáo → Đã hoàn thành")
    await office.opens("/bang/nhat-ky?tim=chot so lieu")
    office.shows("Chốt số liệu kỳ", "từ Bảng điều hành")


async def test_files_are_had_by_whoever_may_have_them_in_the_chat(world: World) -> None:
    await answers(world, "LAN", "NV-1")
    office = await at_desk(world, await world.phone("CVP"))
    for form, begins in (("docx", b"PK"), ("xlsx", b"PK"), ("png", b"\x89PNG")):
        answer = await office.opens(f"{PAGE}/2025-10/{form}")
        assert answer.content.startswith(begins), form
        assert unquote(answer.headers["content-disposition"]).endswith(f".{form}")
    await office.opens(PAGE)
    await office.sends(f"{PAGE}/2025-10/chot", number="1", key="one")
    assert (await office.opens(f"{PAGE}/2025-10/xlsx?lan=1")).content.startswith(b"PK")
    for wrong in ("2025-10/xlsx?lan=9", "2025-10/exe", "2025-09/xlsx", "nothing/xlsx"):
        assert (await office.opens(f"{PAGE}/{wrong}")).status_code == 404, wrong
    leader = await at_desk(world, await world.phone("PGD"))
    await leader.opens(PAGE)
    leader.shows("Lần 1")
    assert "Chốt số liệu lần" not in leader.page
    assert (await leader.opens(f"{PAGE}/2025-10/xlsx")).status_code == 200
    assert (await leader.opens(f"{PAGE}/2025-10/xlsx?lan=1")).status_code == 404


async def test_the_list_is_had_as_it_is_filtered(world: World) -> None:
    await answers(world, "LAN", "NV-1")
    head = await at_desk(world, await world.phone("HAI"))
    await head.opens("/bang/ky/2025-10/viec?tinh-trang=open")
    assert "/bang/ky/2025-10/bang-tinh?tinh-trang=open" in head.html
    answer = await head.opens("/bang/ky/2025-10/bang-tinh?tinh-trang=open")
    assert "Danh sách việc 2025-10.xlsx" in unquote(answer.headers["content-disposition"])
    book = load_workbook(io.BytesIO(answer.content))
    rows = list(book["Danh sách"].iter_rows(min_row=4, values_only=True))
    assert [(row[1], row[5]) for row in rows] == [
        ("NV-2", "Chưa có báo cáo"),
        ("NV-3", "Chưa liên hệ được"),
    ]
    matrix = list(book["Nhiệm vụ × đơn vị"].iter_rows(min_row=3, values_only=True))
    assert matrix[0][:2] == ("Mã", "Nhiệm vụ")


def turnout(month: int, unit: int, answered: int, on_time: int) -> Turnout:
    return Turnout(month, Period(2025, month), unit, f"Đơn vị {unit}", 10, answered, on_time)


def test_bars_and_sentence_say_the_same() -> None:
    found = [turnout(8, 1, 10, 5), turnout(9, 1, 9, 8), turnout(9, 2, 10, 10), turnout(10, 1, 8, 6)]
    turns = trends.by_period(found)
    assert [(str(e.period), e.duties, e.answered, e.on_time) for e in turns] == [
        ("2025-08", 10, 1.0, 0.5),
        ("2025-09", 20, 0.95, 0.9),
        ("2025-10", 10, 0.8, 0.6),
    ]
    says = trends.sentence(turns, "on_time")
    assert (says["share"], says["points"]) == (0.6, -30)
    assert says["best"] == (Period(2025, 9), 0.9)
    assert says["worst"] == (Period(2025, 8), 0.5)
    bars = trends.bars(turns, "on_time")
    assert [each["height"] for each in bars] == [86.0, 154.8, 103.2]
    assert all(each["y"] + each["height"] == 182 for each in bars)
    assert trends.sentence(turns[:1], "answered")["points"] is None


def test_units_that_fell_behind_come_first() -> None:
    found = [turnout(9, 1, 10, 9), turnout(10, 1, 10, 9), turnout(10, 2, 5, 5), turnout(9, 3, 1, 1)]
    turns = trends.by_period(found)
    units = trends.by_unit(found, turns)
    assert [(each.name, each.shares) for each in units] == [
        ("Đơn vị 2", (None, 0.5)),
        ("Đơn vị 1", (0.9, 0.9)),
        ("Đơn vị 3", (0.1, None)),
    ]


@pytest.mark.parametrize(
    ("share", "grade"), [(1.0, 4), (0.9, 4), (0.89, 3), (0.75, 3), (0.6, 2), (0.59, 1), (None, 0)]
)
def test_grades_begin_where_the_page_says(share: float | None, grade: int) -> None:
    assert trends.grade(share) == grade


async def test_the_briefing_says_what_is_late_and_why(world: World) -> None:
    minh, lan = await world.phone("MINH"), await world.phone("LAN")
    await world.until("2025-10-28 09:00")
    await minh.taps("NV-3")
    await minh.taps("Khó khăn, vướng mắc")
    await minh.writes("Thiếu kinh phí")
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")
    director = await at_desk(world, await world.phone("GD"))
    await director.opens("/bang/giao-ban")
    director.shows("Giao ban, báo cáo tháng 10/2025", "Phạm Thị Lan: NV-2 (chưa trả lời)")
    director.shows("(chưa liên hệ được)", "Phòng Thương mại, NV-3", "Thiếu kinh phí")
    director.shows("Đã báo cáo sau hạn", "Quá hạn do chưa liên hệ được")
    head = await at_desk(world, await world.phone("HAI"))
    assert (await head.opens("/bang/giao-ban")).status_code == 404

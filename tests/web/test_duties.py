"""The duties of a period on the board: who sees which, how they are found, what a panel tells."""

from sqlalchemy import text

from tests.flows.world import World
from tests.web.desk import at_desk

PAGE = "/bang/ky/2025-10/viec"


async def test_the_office_sees_all_and_finds_without_marks(world: World) -> None:
    await world.until("2025-10-17 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    await office.opens("/bang/viec")
    assert office.path == PAGE
    office.shows("4 việc phải báo cáo, 2 đơn vị", "NV-1", "NV-3", "Phòng Công nghiệp")
    async with world.db.begin() as tx:
        odd = {"name": """<b>Lan & 100%s "'</b>"""}
        await tx.execute(text("UPDATE officials SET name = :name WHERE code = 'LAN'"), odd)
        await tx.execute(text("UPDATE units SET name = :name WHERE code = 'P_CN'"), odd)
        marked = "status = 'in_progress', percent = 60"
        await tx.execute(text(f"UPDATE duties SET {marked} WHERE task_code = 'NV-3'"))
    await office.opens(PAGE)
    assert "<b>Lan" not in office.html
    assert office.html.count("&lt;b&gt;Lan &amp; 100%s") >= 4
    office.shows("60% P_TM Đang thực hiện")
    async with world.db.begin() as tx:
        await tx.execute(text("UPDATE officials SET name = 'Phạm Thị Lan' WHERE code = 'LAN'"))
        await tx.execute(text("UPDATE units SET name = 'Phòng Công nghiệp' WHERE code = 'P_CN'"))
        await tx.execute(text("UPDATE duties SET status = NULL, percent = NULL"))
    for query, count in (
        ("?tim=pham thi lan", 2),
        ("?tim=CONG KHAI", 1),
        ("?tim=cong nghiep", 1),
        ("?don-vi=P_TM", 3),
        ("?tinh-trang=open", 4),
        ("?tinh-trang=done", 0),
        ("?xem=danh-sach&tim=lan&tinh-trang=unreached", 2),
    ):
        await office.opens(PAGE + query)
        office.shows(f"{count} việc")
    office.shows("Chưa liên hệ được")
    await office.opens(PAGE + "?tinh-trang=done")
    office.shows("Không có việc nào khớp", "Bỏ lọc")


async def test_a_head_sees_the_own_unit_alone(world: World) -> None:
    await world.until("2025-10-17 09:00")
    head = await at_desk(world, await world.phone("TAM"))
    await head.opens("/bang/viec")
    head.shows("1 việc phải báo cáo, 1 đơn vị")
    assert "NV-2" not in head.page
    assert (await head.opens(f"{PAGE}/NV-1@P_CN")).status_code == 200
    for other in ("NV-1@P_TM", "NV-9@P_CN", "nothing", "@"):
        assert (await head.opens(f"{PAGE}/{other}")).status_code == 404, other
    await head.opens(f"{PAGE}?viec=NV-1@P_TM")
    assert "panel-title" not in head.html


async def test_the_panel_tells_what_happened_in_order(world: World) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-17 09:00")
    await lan.taps("NV-1")
    await lan.taps("Khó khăn")
    await lan.writes("chờ ý kiến Sở Tài chính")
    office = await at_desk(world, await world.phone("CVP"))
    await office.opens(f"{PAGE}/NV-1@P_TM")
    office.shows(
        "Giao Phạm Thị Lan",
        "Nhắc Phạm Thị Lan",
        "đã gửi",
        "Phạm Thị Lan trả lời: Khó khăn, vướng mắc",
        "chờ ý kiến Sở Tài chính",
    )
    told = [office.page.index(each) for each in ("Giao Phạm", "Nhắc Phạm", "trả lời: Khó")]
    assert told == sorted(told)


async def test_a_view_is_kept_for_oneself_or_the_unit(world: World) -> None:
    await world.until("2025-10-17 09:00")
    hai, dep = await world.phone("HAI"), await world.phone("DEP")
    head, deputy = await at_desk(world, hai), await at_desk(world, dep)
    await head.opens("/bang/viec")
    await head.sends("/bang/cach-xem", name="Của tôi", query="?tinh-trang=open")
    await head.sends("/bang/cach-xem", name="Của phòng", query="?tim=lan", shared="on")
    await deputy.opens("/bang/viec")
    deputy.shows("Của phòng")
    assert "Của tôi" not in deputy.page


async def test_the_period_tells_its_figures_and_names(world: World) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-17 09:00")
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")
    office = await at_desk(world, await world.phone("CVP"))
    await office.opens("/bang/")
    office.shows("1 /4 việc", "Hạn gửi 17:00 thứ Sáu, 24/10/2025", "hết ngày 27/10/2025")
    office.shows("Phạm Thị Lan (1)", "Võ Văn Minh (1, chưa liên hệ được)")
    head = await at_desk(world, await world.phone("TAM"))
    await head.opens("/bang/")
    head.shows("0 /1 việc")
    assert "Lan" not in head.page

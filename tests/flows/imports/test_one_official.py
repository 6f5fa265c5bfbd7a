"""The Office adds, corrects, moves and ends a single official, and sees first what that brings."""

import pytest

from domain.people.officials import Official
from storage.audit import log as audit
from storage.people import officials
from tests.flows.world import World


async def found(world: World, code: str) -> Official | None:
    async with world.db.read() as tx:
        return await officials.find_by_code(tx, code)


async def test_somebody_is_added_and_invited(world: World) -> None:
    mai = await world.phone("MAI")
    await mai.writes("/canbo")
    mai.shows("gõ họ tên hoặc mã")
    await mai.taps("Thêm cán bộ")
    mai.shows("ghi trên một tin")
    await mai.writes("Đ/c Lê Văn An; Phòng Thương nghiệp; Chuyên viên; 0912 345 678")
    mai.shows("Chưa rõ đơn vị «Phòng Thương nghiệp»")
    await mai.writes("Đ/c Lê Văn An; P. Thương mại; Chuyên viên; 0912 345 678")
    mai.shows(("Thêm cán bộ: Lê Văn An (CB001)", "Phòng Thương mại", "+84912345678"))
    assert await found(world, "CB001") is None
    await mai.taps("Xác nhận")
    mai.shows("Đã thêm: Lê Văn An (CB001)")
    an = await found(world, "cb001")
    assert an is not None
    assert an.name == "Lê Văn An"
    await mai.taps("Cấp thư mời")
    assert "Lê Văn An" in mai.messages[-1].text
    await mai.writes("/canbo")
    await mai.taps("Thêm cán bộ")
    mai.seen = len(mai.messages)
    await mai.writes("LÊ VĂN AN; P_TM")
    mai.shows("Đã có đồng chí Lê Văn An (CB001)")


async def test_whoever_goes_leaves_duties_told_beforehand_and_comes_back(
    world_on_both: World,
) -> None:
    world = world_on_both
    mai, minh = await world.phone("MAI"), await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    mai.seen = len(mai.messages)
    await mai.writes("/canbo đ/c Minh")
    mai.shows("Võ Văn Minh (MINH), Chuyên viên, Phòng Thương mại")
    await mai.taps("Kết thúc")
    mai.shows(("Kết thúc: Võ Văn Minh", "NV-3 → Phạm Thị Lan", "Ngắt 1 kênh liên lạc"))
    assert await found(world, "MINH") is not None
    await mai.taps("Xác nhận")
    mai.shows("Đã kết thúc: Võ Văn Minh (MINH)")
    assert await found(world, "MINH") is None
    await mai.taps("Hoàn tác lần nhập này")
    await mai.taps("Hoàn tác")
    assert await found(world, "MINH") is not None
    minh.seen = len(minh.messages)
    await minh.writes("/nhiemvu")
    minh.shows("NV-3")
    async with world.db.read() as tx:
        assert {"official.end", "import.undone"} <= set(await audit.actions(tx))


async def test_the_last_head_is_asked_about_twice(world: World) -> None:
    mai = await world.phone("MAI")
    await mai.writes("/canbo TAM")
    await mai.taps("Chuyển đơn vị")
    mai.seen = len(mai.messages)
    await mai.writes("Văn phòng Sở; Chuyên viên")
    mai.shows(("Chuyển đơn vị: Trịnh Minh Tâm", "Không còn ai giữ: trưởng đơn vị"))
    await mai.writes("ĐÚNG")
    mai.shows("là người cuối cùng giữ: trưởng đơn vị")
    tam = await found(world, "TAM")
    assert tam is not None
    assert tam.title == "head"
    await mai.writes("ĐÚNG")
    mai.shows("Đã chuyển: Trịnh Minh Tâm (TAM)")
    tam = await found(world, "TAM")
    assert tam is not None
    assert tam.title == "official"


async def test_a_number_is_corrected_and_the_rest_stays(world: World) -> None:
    mai = await world.phone("MAI")
    await mai.writes("/canbo lan")
    await mai.taps("Sửa")
    mai.seen = len(mai.messages)
    await mai.writes("0912 345 678")
    mai.shows("ghi điều cần sửa")
    await mai.writes("điện thoại: 0912 345 678")
    mai.shows(("Sửa thông tin: Phạm Thị Lan", "+84912345678"))
    await mai.writes("KHÔNG")
    mai.shows("Chưa thay đổi gì")
    await mai.writes("/canbo lan")
    await mai.taps("Sửa")
    await mai.writes("điện thoại: 0912 345 678")
    await mai.writes("ĐÚNG")
    async with world.db.read() as tx:
        lan = await officials.find_by_phone(tx, "+84912345678")
        assert lan is not None
        assert (lan.code, lan.position, len(lan.posts)) == ("LAN", "Chuyên viên", 2)


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_nobody_else_may(world: World) -> None:
    for code in ("HAI", "MINH", "GD"):
        phone = await world.phone(code)
        await phone.writes("/canbo MINH")
        phone.shows("chưa được phân quyền")

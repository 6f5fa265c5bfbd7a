"""People on the board: found, changed with what that brings, invited, absent, let in."""

import re

from storage.board import people as board_people
from storage.people import officials
from tests.flows.world import World
from tests.web.desk import Browser, at_desk


async def ids(world: World, *codes: str) -> list[int]:
    async with world.db.read() as tx:
        found = [await officials.find_by_code(tx, code) for code in codes]
    return [each.id for each in found if each]


def hidden(html: str) -> dict[str, str]:
    """The fields that a dialog keeps for its answer."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))


async def said(browser: Browser, path: str, **fields: str) -> tuple[int, str]:
    answer = await browser.sends(path, **fields)
    return answer.status_code, answer.json()["words"]


async def test_people_are_found_by_anything_and_a_head_sees_the_own(world: World) -> None:
    await world.phone("LAN")
    await world.until("2025-10-20 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    for query, count in (
        ("", 9),
        ("?tim=pham lan", 1),
        ("?tim=MINH", 2),
        ("?tim=thuong mai", 4),
        ("?don-vi=P_CN", 1),
        ("?quyen=head", 2),
        ("?quyen=focal_point", 2),
        ("?lien-he=chua", 7),
        ("?lien-he=im-lang", 1),
        ("?tim=khong ai", 0),
    ):
        await office.opens(f"/bang/can-bo{query}")
        office.shows(f"{count} đồng chí")
    office.shows("Không có đồng chí nào khớp", "7 đồng chí chưa liên hệ được")
    head = await at_desk(world, await world.phone("TAM"))
    await head.opens("/bang/can-bo")
    head.shows("1 đồng chí", "Trịnh Minh Tâm")
    assert "Thêm cán bộ" not in head.page
    assert (await head.opens("/bang/can-bo/LAN")).status_code == 404


async def test_a_panel_tells_how_somebody_is_reached_and_hides_the_number(world: World) -> None:
    await world.phone("LAN")
    await world.until("2025-10-20 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    await office.opens("/bang/can-bo/LAN")
    office.shows("Phạm Thị Lan", "Phòng Thương mại", "050•••••07", "0/2 việc", "Tin gần nhất")
    assert "500000007" not in office.html
    await office.opens("/bang/can-bo/MINH")
    office.shows("Chưa kết nối kênh nào", "Cấp lời mời")


async def test_whoever_is_ended_is_shown_with_what_that_brings_and_only_that(
    world_on_both: World,
) -> None:
    world = world_on_both
    minh = await world.phone("MINH")
    await world.until("2025-10-20 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    [number] = await ids(world, "MINH")
    await office.opens("/bang/can-bo")
    token = office.form_token
    await office.sends(f"/bang/can-bo-thu/ket-thuc/{number}")
    office.shows("Kết thúc: Võ Văn Minh", "NV-3 → Phạm Thị Lan", "Ngắt 1 kênh liên lạc")
    asked = hidden(office.html)
    path, fields = f"/bang/can-bo-lam/ket-thuc/{number}", asked | {"form_token": token}
    await minh.taps("NV-3")
    await minh.taps("Đã hoàn thành")
    status, words = await said(office, path, **fields)
    assert (status, "chưa ghi gì" in words) == (409, True), words
    await office.sends(f"/bang/can-bo-thu/ket-thuc/{number}", form_token=token)
    assert "NV-3" not in office.page
    fields = hidden(office.html) | {"form_token": token}
    for _ in range(2):
        status, words = await said(office, path, **fields)
        assert (status, words) == (200, "Đã kết thúc đồng chí Võ Văn Minh.")
    assert await ids(world, "MINH") == []


async def test_somebody_is_added_corrected_and_moved(world: World) -> None:
    await world.until("2025-10-20 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    await office.opens("/bang/can-bo")
    token = office.form_token
    form = {"name": "Lê Văn An", "unit": "P_TM", "position": "Chuyên viên", "form_token": token}
    status, words = await said(office, "/bang/can-bo-thu/them/0", **form | {"phone": "12"})
    assert (status, "Số điện thoại «12» chưa đúng" in words) == (422, True)
    await office.sends("/bang/can-bo-thu/them/0", **form | {"phone": "0912 345 678"})
    office.shows("Thêm cán bộ: Lê Văn An", "CB001", "Phòng Thương mại")
    fields = hidden(office.html) | {"form_token": token}
    assert (await said(office, "/bang/can-bo-lam/them/0", **fields))[0] == 200
    [number] = await ids(world, "CB001")
    await office.sends(
        f"/bang/can-bo-thu/sua/{number}", position="Phó Trưởng phòng", form_token=token
    )
    office.shows("Sửa thông tin: Lê Văn An", "Phó Trưởng phòng")
    fields = hidden(office.html) | {"form_token": token}
    assert (await said(office, f"/bang/can-bo-lam/sua/{number}", **fields))[0] == 200
    status, words = await said(
        office, f"/bang/can-bo-thu/sua/{number}", position="Phó Trưởng phòng", form_token=token
    )
    assert (status, words) == (422, "Không có gì thay đổi.")
    await office.opens("/bang/can-bo?quyen=deputy_head")
    office.shows("Lê Văn An")
    await office.sends(f"/bang/can-bo-thu/chuyen/{number}", unit="P_CN", form_token=token)
    fields = hidden(office.html) | {"form_token": token}
    status, words = await said(office, f"/bang/can-bo-lam/chuyen/{number}", **fields)
    assert words.startswith("Đã chuyển đồng chí Lê Văn An sang Phòng Công nghiệp.")


async def test_the_last_of_the_office_leaves_only_when_that_was_meant(world: World) -> None:
    await world.until("2025-10-20 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    [number, own] = await ids(world, "HAI", "CVP")
    await office.opens("/bang/can-bo")
    token = office.form_token
    await office.sends(f"/bang/can-bo-thu/ket-thuc/{number}", form_token=token)
    office.shows("không còn ai giữ: trưởng đơn vị")
    path, fields = f"/bang/can-bo-lam/ket-thuc/{number}", hidden(office.html)
    status, words = await said(office, path, **fields | {"form_token": token})
    assert (status, "là người cuối cùng giữ" in words) == (422, True)
    status, _ = await said(office, path, **fields | {"form_token": token, "last": "on"})
    assert status == 200
    status, words = await said(
        office, f"/bang/can-bo-lam/ket-thuc/{own}", last="on", key="x", form_token=token
    )
    assert status in (409, 422)
    assert await ids(world, "CVP") == [own]


async def test_an_invitation_is_shown_once_and_voids_the_one_before(world: World) -> None:
    await world.until("2025-10-20 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    [number] = await ids(world, "MINH")
    await office.opens("/bang/can-bo")
    token, codes = office.form_token, []
    for _ in range(2):
        await office.sends(f"/bang/can-bo-moi/{number}", form_token=token)
        codes.append(re.search(r'class="code">([\w-]+)<', office.html))
        assert "<svg" in office.html
    office.shows("Mã cấp trước không còn hiệu lực")
    first, second = (found[1] for found in codes if found)
    stranger = world.stranger()
    await stranger.writes(first)
    stranger.shows("mã mới hơn")
    await stranger.writes(second)
    stranger.shows("Võ Văn Minh")


async def test_an_absence_on_the_board_is_told_on_the_phones_and_ends_there(world: World) -> None:
    lan, hai = await world.phone("LAN"), await world.phone("HAI")
    await world.until("2025-10-20 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    number, instead = await ids(world, "MINH", "LAN")
    await office.opens(f"/bang/can-bo-lam/vang/{number}")
    office.shows("Báo vắng mặt: Võ Văn Minh", "Phạm Thị Lan")
    await office.opens("/bang/can-bo")
    token = office.form_token
    path = f"/bang/can-bo-lam/vang/{number}"
    fields = {"first": "2025-10-20", "instead": str(instead), "form_token": token}
    status, words = await said(office, path, last="2025-10-17", key="1", **fields)
    assert status == 422, words
    lan.seen, hai.seen = len(lan.messages), len(hai.messages)
    status, words = await said(office, path, last="2025-10-24", key="2", **fields)
    assert words == "Đã ghi vắng mặt của đồng chí Võ Văn Minh, Phạm Thị Lan thay."
    await world.pass_time(seconds=11)
    lan.shows("Võ Văn Minh")
    hai.shows("Võ Văn Minh")
    await office.opens("/bang/can-bo/MINH")
    office.shows("20/10/2025 – 24/10/2025, Phạm Thị Lan thay")
    back = re.search(r"/bang/can-bo-lam/ve/(\d+)", office.html)
    assert back is not None
    status, words = await said(office, back[0], key="3", form_token=token)
    assert words == "Đã ghi đồng chí Võ Văn Minh trở lại làm việc."
    status, words = await said(office, back[0], key="4", form_token=token)
    assert status == 422


async def test_whoever_asks_is_let_in_on_the_board_once(world: World) -> None:
    await world.until("2025-10-20 09:00")
    head = await at_desk(world, await world.phone("TAM"))
    stranger = world.stranger()
    await stranger.writes("/start")
    await stranger.taps("Phòng Công nghiệp")
    await stranger.writes("Lê Thị Mới")
    await stranger.writes("Chuyên viên")
    await head.opens("/bang/can-bo")
    head.shows("Lê Thị Mới , Chuyên viên, đề nghị tham gia Phòng Công nghiệp")
    token, act = head.form_token, re.search(r"/bang/can-bo-lam/tiep-nhan/\d+", head.html)
    assert act is not None
    other = await at_desk(world, await world.phone("HAI"))
    await other.opens("/bang/can-bo")
    assert "Lê Thị Mới" not in other.page
    status, _ = await said(other, act[0], key="0", form_token=other.form_token)
    assert status == 422
    stranger.seen = len(stranger.messages)
    status, words = await said(head, act[0], key="1", form_token=token)
    assert (status, words) == (200, "Đã tiếp nhận Lê Thị Mới vào Phòng Công nghiệp.")
    await world.pass_time(seconds=11)
    stranger.shows("Lê Thị Mới")
    status, _ = await said(head, act[0], key="2", form_token=token)
    assert status == 422


async def test_who_may_do_what_with_whom(world: World) -> None:
    """Role × act: an act that is not one's own is neither asked nor done."""
    await world.until("2025-10-20 09:00")
    [lan] = await ids(world, "LAN")
    may = {
        "CVP": {"sua", "chuyen", "vang", "moi"},
        "HAI": {"vang", "moi"},
        "TAM": set[str](),
    }
    for code, own in may.items():
        browser = await at_desk(world, await world.phone(code))
        for act in ("sua", "chuyen", "vang", "moi"):
            status = (await browser.opens(f"/bang/can-bo-lam/{act}/{lan}")).status_code
            assert status == (200 if act in own else 404), (code, act)
        await browser.opens("/bang/can-bo")
        token = browser.form_token
        for path in (f"can-bo-lam/ket-thuc/{lan}", f"can-bo-lam/vang/{lan}", f"can-bo-moi/{lan}"):
            if code == "TAM":
                answer = await browser.sends(f"/bang/{path}", key=path, form_token=token)
                assert answer.status_code in (404, 422), path


async def test_a_lost_phone_is_cut_off_and_a_number_shown_after_a_fresh_confirmation(
    world: World,
) -> None:
    hai, lan = await world.phone("HAI"), await world.phone("LAN")
    await world.until("2025-10-20 09:00")
    cvp = await world.phone("CVP")
    office, head = await at_desk(world, cvp), await at_desk(world, hai)
    async with world.db.read() as tx:
        people = {each.code: each.id for each in (await officials.roster(tx)).officials}
        phone = (await board_people.contact(tx, people["LAN"])).phone
    await office.opens("/bang/can-bo?ai=HAI")
    token = {"form_token": office.form_token}
    await office.sends(f"/bang/can-bo-so/{people['LAN']}", **token)
    office.shows("Phạm Thị Lan", phone.replace("+84", "0", 1) or "chưa có", "ghi vào nhật ký")
    await world.pass_time(minutes=6)
    for path in (f"/bang/can-bo-so/{people['LAN']}", f"/bang/can-bo-lam/mat-may/{people['HAI']}"):
        assert "xác nhận trong tin nhắn" in (await office.sends(path, **token)).text
    office = await at_desk(world, cvp)
    await office.opens(f"/bang/can-bo-lam/mat-may/{people['HAI']}")
    token = {"form_token": office.form_token, "key": "1"}
    answer = await office.sends(f"/bang/can-bo-lam/mat-may/{people['HAI']}", **token)
    assert "Đã ngắt 1 kênh của đồng chí Hà Trưởng" in answer.json()["words"]
    await head.opens("/bang/")
    assert head.path == "/bang/vao", "the board that was opened from that phone is over"
    hai.seen = len(hai.messages)
    await hai.writes("/donvi")
    assert "nhập mã mời" in hai.messages[-1].text
    refused = await head.sends(f"/bang/can-bo-so/{people['LAN']}")
    assert refused.status_code in (401, 403)
    await cvp.writes("/canbo LAN")
    await cvp.taps("Mất điện thoại")
    cvp.seen = len(cvp.messages)
    await cvp.taps("Xác nhận")
    cvp.shows("Đã ngắt 1 kênh của đồng chí Phạm Thị Lan")
    await lan.writes("/nhiemvu")
    assert "NV-1" not in lan.messages[-1].text

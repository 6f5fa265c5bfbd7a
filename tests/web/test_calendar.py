"""The calendar and the ladder on the board: looked at before it is saved, for periods to come."""

import re

from domain.reporting.policy import Policy
from storage.plans import ladder
from storage.reports import cycles
from tests.flows.world import World, at
from tests.web.desk import Browser, at_desk

PAGE = "/bang/lich"
EARLIER = {
    "ai": ["owner", "head", ""],
    "ngay": ["-3", "1", "0"],
    "gio": ["08:00", "08:30", "08:30"],
}
REST = {"han": "25", "gio-han": "17:00", "doi": "before"}


async def looked_at(office: Browser, **other: list[str]) -> dict[str, list[str] | str]:
    """What the page offers to save after a look at the effect."""
    answer = await office.client.get(f"{PAGE}/thu", params={**REST, **EARLIER, **other})
    office.answer = answer
    form = answer.text.partition('action="/bang/lich/luu"')[2].partition("</form>")[0]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(value)
    return {name: held if name in EARLIER else held[0] for name, held in fields.items()}


async def saved(office: Browser, fields: dict[str, list[str] | str]) -> tuple[int, str]:
    answer = await office.client.post(
        f"{PAGE}/luu", data=fields, headers={"origin": "http://127.0.0.1"}
    )
    return answer.status_code, answer.json()["words"]


async def test_the_month_shows_what_falls_on_which_day(world: World) -> None:
    await world.until("2025-10-17 09:00")
    head = await at_desk(world, await world.phone("TAM"))
    await head.opens(PAGE)
    head.shows("Tháng 10/2025: tin gửi lúc nào", "17:00 Hạn gửi", "25 ngày nghỉ ngày báo cáo")
    head.shows("Các nấc của kỳ 10/2025", "Đã chốt cho kỳ này", "17 hôm nay")
    assert "Xem ảnh hưởng" not in head.page
    assert (await head.opens(f"{PAGE}/thu")).status_code == 404
    assert (await head.opens(f"{PAGE}?thang=x")).status_code == 404


async def test_a_ladder_is_looked_at_then_saved_for_the_next_period(world: World) -> None:
    await world.until("2025-10-17 09:00")
    deputy, cvp = await world.phone("PGD"), await world.phone("CVP")
    office = await at_desk(world, cvp)
    await office.opens(PAGE)
    office.shows("Sửa đổi áp dụng từ kỳ 11/2025", "Người được giao")
    fields = await looked_at(office)
    office.shows("Ảnh hưởng đến kỳ 11/2025", "muộn hơn", "bỏ", "nấc thay đổi")
    changed = {**fields, "gio": ["09:00", "08:30", ""]}
    status, words = await saved(office, changed)
    assert (status, "khác với lúc xem ảnh hưởng" in words) == (422, True)
    await world.pass_time(minutes=6)
    status, words = await saved(office, fields)
    assert (status, "xác nhận trong tin nhắn" in words) == (422, True)
    office = await at_desk(world, cvp)
    fields = await looked_at(office)
    status, words = await saved(office, fields)
    assert status == 200
    assert words.startswith("Đã lưu thang nhắc bản 1, áp dụng từ kỳ 11/2025.")
    await world.pass_time(seconds=11)
    deputy.shows("Thang nhắc của Sở vừa được đổi (bản 1)")
    again = {**fields, "key": "another"}
    assert (await saved(office, again))[0] == 409
    async with world.db.read() as tx:
        newest = await cycles.newest(tx, 1)
        assert newest is not None
        assert newest.policy == world.policy
        found = await cycles.find(tx, 1, newest.period.shifted(1))
        assert found is not None
        assert [each.days for each in found.policy.ladder.rungs] == [-3, 1]
        assert found.opens_at == at("2025-11-20 08:00")
    await world.service.keep_house()
    async with world.db.read() as tx:
        kept = await cycles.find(tx, 1, newest.period.shifted(1))
        assert kept == found, "the calendar writes the same plan again"
    await office.opens(f"{PAGE}?thang=2025-11")
    office.shows("Đang dùng bản 1", "08:00 Nhắc", "Chưa mở; còn đổi được")


async def test_what_cannot_work_is_said_and_stays_in_the_form(world: World) -> None:
    await world.until("2025-10-17 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    for other, words in (
        ({"gio": ["12:00", "08:30", ""]}, "Nấc 1, lúc 12:00, nằm ngoài giờ gửi tin"),
        ({"gio": ["mai", "08:30", ""]}, "Nấc 1: giờ «mai» chưa đọc được"),
        ({"ai": ["", "head", ""]}, "Chưa có nấc nào nhắc người được giao"),
        ({"ngay": ["-99", "1", "0"]}, "nhiều nhất 20 ngày trước hoặc sau hạn"),
        ({"han": "31"}, "từ 1 đến 28"),
        ({"doi": "never"}, "Chưa đọc được một nấc"),
    ):
        assert await looked_at(office, **other) == {}
        office.shows(words)


async def test_an_earlier_version_comes_back_into_the_form(world: World) -> None:
    await world.until("2025-10-17 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    await saved(office, await looked_at(office))
    await saved(office, await looked_at(office, ngay=["-4", "1", "0"]))
    await office.opens(f"{PAGE}?ban=1")
    office.shows("Bản 2", "đang dùng", "Lấy lại các nấc của bản này")
    assert '<option value="-3" selected>' in office.html
    async with world.db.read() as tx:
        held = await ladder.policy_of(tx, 1, Policy())
    assert [each.days for each in held.ladder.rungs] == [-4, 1]

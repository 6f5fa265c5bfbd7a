"""A day off is decreed while the period runs: due day, reminders and escalation move together."""

from bot.channels.protocol import SendFailed
from storage.audit import log as audit
from storage.reports import cycles, duties
from tests.flows.conftest import EVERY_WAY
from tests.flows.world import Phone, World, at


async def begun(world: World, until: str) -> tuple[Phone, Phone, Phone]:
    """The Office, an official who owes a report, and the head of that unit."""
    phones = [await world.phone(code) for code in ("MAI", "MINH", "HAI")]
    await world.until(until)
    for phone in phones:
        phone.seen = len(phone.messages)
    office, minh, hai = phones
    return office, minh, hai


async def due(world: World) -> str:
    async with world.db.read() as tx:
        [cycle] = await cycles.open_ones(tx)
    return f"{cycle.due_at.astimezone(at('2025-10-01').tzinfo):%Y-%m-%d %H:%M}"


async def decrees(office: Phone, words: str) -> None:
    await office.writes(f"/ngaynghi {words}")
    await office.taps("Xác nhận")


@EVERY_WAY
async def test_the_due_day_itself_is_decreed_off_in_time(world: World) -> None:
    office, minh, hai = await begun(world, "2025-10-20 09:00")
    await office.writes("/ngaynghi 24/10 nghỉ tránh bão")
    office.shows(
        (
            "Cho nghỉ: thứ Sáu, 24/10/2025 (nghỉ tránh bão)",
            "Hạn gửi báo cáo: 17:00 thứ Sáu, 24/10/2025 → 17:00 thứ Năm, 23/10/2025",
            "thực hiện: 08:00 thứ Sáu, 24/10/2025 → 08:00 thứ Năm, 23/10/2025",
            "trưởng đơn vị: 14:00 thứ Năm, 23/10/2025 → 14:00 thứ Tư, 22/10/2025",
            "Võ Văn Minh",
            "Chưa thay đổi gì",
        )
    )
    assert await due(world) == "2025-10-24 17:00"
    await office.taps("Xác nhận")
    office.shows("Đã cho nghỉ: thứ Sáu, 24/10/2025")
    assert await due(world) == "2025-10-23 17:00"
    await world.until("2025-10-23 08:00")
    assert "hạn gửi báo cáo tháng 10/2025, chậm nhất 17:00" in minh.messages[-1].text
    minh.seen, hai.seen = len(minh.messages), len(hai.messages)
    await world.until("2025-10-24 23:00")
    minh.shows("tin nhắc cuối trước hạn")
    hai.shows()
    await world.until("2025-10-27 08:31")
    hai.shows("hạn 17:00 thứ Năm, 23/10/2025")
    async with world.db.read() as tx:
        told = await audit.actions(tx)
    assert "days_off.decreed" in told
    assert "cycle.moved" in told


async def test_decreed_on_the_afternoon_before_it_moves_to_the_next_working_day(
    world: World,
) -> None:
    office, minh, hai = await begun(world, "2025-10-23 15:00")
    await decrees(office, "24/10")
    assert await due(world) == "2025-10-27 17:00"
    await world.until("2025-10-27 07:45")
    minh.shows()
    await world.until("2025-10-27 08:01")
    minh.shows("Hôm nay là hạn gửi báo cáo")
    await world.until("2025-10-27 17:00")
    hai.shows()
    await world.until("2025-10-28 08:31")
    hai.shows("hạn 17:00 thứ Hai, 27/10/2025")


async def test_a_day_of_escalation_off_names_nobody_on_the_morning_after(world: World) -> None:
    """Decreed early on that day: the head hears at the step's own hour of the next working day."""
    office, minh, hai = await begun(world, "2025-10-27 08:00")
    await decrees(office, "27/10")
    assert await due(world) == "2025-10-24 17:00"
    await world.until("2025-10-28 08:29")
    hai.shows()
    await minh.writes("xong")
    await world.until("2025-10-28 08:31")
    hai.shows("NV-1")
    assert "NV-3" not in hai.messages[-1].text
    async with world.db.read() as tx:
        duty = await duties.find_open_period(tx, "NV-3", 3)
    assert duty is not None
    assert duty.answer is not None
    assert not duty.answer.late, "nobody is late for a day that was no working day"


@EVERY_WAY
async def test_what_was_written_and_waits_leaves_at_its_hour_of_the_next_day(world: World) -> None:
    office, _, hai = await begun(world, "2025-10-27 08:00")
    world.messenger.failures["HAI"] = [SendFailed("no_line") for _ in range(5)]
    await world.until("2025-10-27 08:30")
    await decrees(office, "27/10")
    await world.until("2025-10-28 08:29")
    hai.shows()
    await world.until("2025-10-28 09:00")
    hai.shows("NV-3")


@EVERY_WAY
async def test_it_is_taken_back_and_everything_stands_as_before(world: World) -> None:
    office, minh, _ = await begun(world, "2025-10-20 09:00")
    async with world.db.read() as tx:
        [before] = await cycles.open_ones(tx)
    await decrees(office, "24/10")
    await office.taps("Bỏ ngày nghỉ 24/10")
    office.shows(
        "Chưa thay đổi gì",
        "Đã cho nghỉ",
        ("Bỏ ngày nghỉ: thứ Sáu, 24/10/2025", "thứ Năm, 23/10/2025 → 17:00 thứ Sáu, 24/10/2025"),
    )
    await office.writes("đúng")
    office.shows("Đã bỏ ngày nghỉ")
    async with world.db.read() as tx:
        assert await cycles.open_ones(tx) == [before]
    await world.until("2025-10-24 08:01")
    assert "Hôm nay là hạn" in minh.messages[-1].text
    office.seen = len(office.messages)
    await office.writes("/ngaynghi bỏ 24/10")
    office.shows("không phải ngày nghỉ cho thêm")


async def test_a_due_day_of_ones_own_moves_to_the_next_working_day(world: World) -> None:
    office, minh, _ = await begun(world, "2025-10-22 09:00")
    await minh.taps("NV-3")
    await minh.taps("Xin gia hạn")
    await minh.writes("29/10")
    await minh.writes("Chờ số liệu của huyện, được 60%")
    await office.taps("Đồng ý")
    office.seen = len(office.messages)
    await office.writes("/ngaynghi 29/10")
    office.shows(
        ("Hạn gửi báo cáo giữ nguyên", "Hạn riêng của NV-3", "29/10/2025 → thứ Năm, 30/10/2025")
    )
    await office.taps("Xác nhận")
    async with world.db.read() as tx:
        duty = await duties.find_open_period(tx, "NV-3", 3)
    assert duty is not None
    assert str(duty.time.due_day) == "2025-10-30"


async def test_only_the_office_and_only_days_that_are_worked(world: World) -> None:
    office, minh, hai = await begun(world, "2025-10-20 09:00")
    for phone in (minh, hai):
        await phone.writes("/ngaynghi 24/10")
        phone.shows("chưa được phân quyền")
    await office.writes("/ngaynghi 25/10")
    office.shows("đã là ngày nghỉ")
    await office.writes("/ngaynghi 17/10/2025")
    office.shows("đã qua")
    await office.writes("/ngaynghi hôm nào đẹp trời")
    office.shows("chưa đọc được ngày")
    await office.writes("/ngaynghi")
    office.shows("Chưa cho nghỉ thêm ngày nào")
    await office.writes("/ngaynghi 23/10 đến 24/10")
    office.shows(("thứ Năm, 23/10/2025, thứ Sáu, 24/10/2025", "→ 17:00 thứ Tư, 22/10/2025"))
    await office.writes("thôi")
    office.shows("Không thay đổi ngày nghỉ nào")
    assert await due(world) == "2025-10-24 17:00"

"""What a digest says of days and hours: why the day was moved, what has passed, what is last."""

from typing import Any

from bot.rendering.catalogue import Catalogue
from tests.flows.world import World


async def test_the_first_digest_says_why_the_day_is_not_the_25th(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    minh.shows(("17:00 thứ Sáu, 24/10/2025", "(ngày 25/10/2025 là ngày nghỉ)"))


async def test_the_two_digests_of_the_due_day_are_not_the_same(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-24 08:01")
    morning = minh.messages[-1].text
    await world.until("2025-10-24 14:01")
    afternoon = minh.messages[-1].text
    assert "chậm nhất 17:00. Đồng chí còn" in morning
    assert "tin nhắc cuối" not in morning
    assert "Đến 14:00, đồng chí vẫn còn" in afternoon
    assert "tin nhắc cuối" in afternoon


def test_a_task_whose_own_deadline_has_passed_is_marked() -> None:
    duty: dict[str, Any] = {
        "code": "NV-7",
        "title": "Việc",
        "deadline": "2025-09-30",
        "instead_of": "",
    }
    duty |= {"to_give": False, "due": None, "returned": 0, "overdue": True}
    facts: dict[str, Any] = {
        "name": "A", "position": "", "period": "2025-10", "due_at": "2025-10-24T17:00:00+07:00",
        "now_at": "2025-10-20T08:00:00+07:00", "today": False, "again": False, "first": False,
        "moved_from": "", "overdue": False, "repeated": False,
    }  # fmt: skip
    said = Catalogue().sentence("reminder.digest", duties=[duty], **facts)
    assert "(hạn nhiệm vụ thứ Ba, 30/09/2025, đã quá hạn)" in said


async def test_a_reminder_marks_only_what_is_past_its_own_deadline(world: World) -> None:
    lan = await world.phone("LAN")
    async with world.db.begin() as tx:
        for code, day in {"NV-1": "2025-10-16", "NV-2": "2025-10-17"}.items():
            await tx.exec_driver_sql(f"UPDATE tasks SET deadline = '{day}' WHERE code = '{code}'")
    await world.until("2025-10-17 08:31")
    [passed, today] = [line for line in lan.messages[-1].text.splitlines() if "NV-" in line][:2]
    assert "(hạn nhiệm vụ thứ Năm, 16/10/2025, đã quá hạn)" in passed
    assert "(hạn nhiệm vụ thứ Sáu, 17/10/2025)" in today

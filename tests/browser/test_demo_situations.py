"""What the demo invites to try: each situation is found there, and ends as it says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, FrameLocator, Page, Route, expect

from tests.browser.conftest import turned

OWNER, AWAY, HEAD, OFFICE, DEPUTY = "CB021", "CB022", "CB018", "CB009", "CB002"
PATIENCE_MS = 60_000
LATE_S = 2


class Hand:
    """Somebody who reads the list and holds the phones."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def phone(self, code: str) -> FrameLocator:
        return self.page.frame_locator(f"#phone-{code} iframe")

    async def tries(self, situation: str, code: str) -> None:
        """Press it in the list, and send the words that then stand in the phone."""
        await self.page.get_by_text("Thử xem").click()
        await self.page.get_by_role("button", name=situation).click()
        await expect(self.phone(code).locator("#text")).not_to_have_value("", timeout=PATIENCE_MS)
        async with self._an_answer(code):
            await self.phone(code).locator("#text").press("Enter")

    async def writes(self, code: str, text: str) -> None:
        await self.phone(code).locator("#text").fill(text)
        async with self._an_answer(code):
            await self.phone(code).locator("#text").press("Enter")

    async def presses(self, code: str, label: str) -> None:
        """Press the newest button with these words."""
        async with self._an_answer(code):
            button = self.phone(code).get_by_role("button").filter(has_text=label).last
            await button.click(timeout=PATIENCE_MS)

    @asynccontextmanager
    async def _an_answer(self, code: str) -> AsyncIterator[None]:
        """What is said stands in the chat, and then something that was said to it."""
        said = self.phone(code).locator("#lines .mine")
        before = await said.count()
        yield
        await expect(said).to_have_count(before + 1, timeout=PATIENCE_MS)
        newest = self.phone(code).locator("#lines > :last-child:not(.mine)")
        await expect(newest).to_be_visible(timeout=PATIENCE_MS)

    async def reads(self, code: str, *parts: str) -> None:
        for part in parts:
            shown = self.phone(code).get_by_text(part).last
            await expect(shown).to_be_visible(timeout=PATIENCE_MS)


async def test_every_situation_of_the_list_can_be_lived_through(
    chromium: Browser, demo_url: str, tmp_path: Path
) -> None:
    page = await chromium.new_page(viewport={"width": 2000, "height": 980})
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.route("**/c/*frame=1", _late)
    await page.goto(demo_url)
    hand = Hand(page)
    await _own_time(hand)
    await _away_and_partners(hand)
    await _done_accepted_and_returned(hand)
    await turned(page, "Tới hạn 25")
    for _ in range(3):
        await turned(page, "+1 ngày")
    await _acts_on_silence(hand)
    await page.screenshot(path=tmp_path / "situations.png")
    assert complaints == []


async def _late(route: Route) -> None:
    """A slow machine: somebody presses before the phones have their pages."""
    await asyncio.sleep(LATE_S)
    await route.continue_()


async def _own_time(hand: Hand) -> None:
    await hand.tries("Xin gia hạn", OWNER)
    await hand.reads(OWNER, "Đề nghị gia hạn MAU-10")
    await hand.writes(OWNER, "đến 31/10")
    await hand.reads(OWNER, "nêu lý do")
    await hand.writes(OWNER, "Chờ số liệu, đã làm 60%")
    await hand.reads(OFFICE, "đề nghị gia hạn MAU-10", "đã thực hiện 60%")
    await hand.presses(OFFICE, "1. Đồng ý")
    await hand.reads(OWNER, "đồng ý gia hạn MAU-10")
    await hand.tries("Nhắc lại sau", OWNER)
    await hand.reads(OWNER, "Hệ thống sẽ nhắc đồng chí lúc 07:30 ngày 20/10/2025")


async def _away_and_partners(hand: Hand) -> None:
    await hand.tries("Đơn vị phối hợp", AWAY)
    await hand.reads(AWAY, "MAU-15")
    await hand.presses(AWAY, "MAU-15")
    await hand.presses(AWAY, "Đơn vị phối hợp (0/2)")
    await hand.presses(AWAY, "Đề nghị cập nhật: Phòng Quản lý Năng lượng")
    await hand.reads(AWAY, "Đã chuyển đề nghị cập nhật MAU-15")
    await hand.tries("Vắng mặt", AWAY)
    await hand.presses(AWAY, "Ghi nhận")
    await hand.reads(AWAY, "Đã ghi nhận đồng chí Đỗ Ngọc Hư Cấu vắng mặt")
    await hand.reads(HEAD, "Đồng chí Đỗ Ngọc Hư Cấu vắng mặt")
    await hand.tries("Cán bộ chưa liên hệ được", HEAD)
    await hand.reads(HEAD, "Chưa liên hệ được", "Võ Đức Thí Điểm: MAU-02")


async def _done_accepted_and_returned(hand: Hand) -> None:
    for code in ("MAU-03", "MAU-05"):
        await hand.presses(OWNER, code)
        await hand.presses(OWNER, "Đã hoàn thành")
        await hand.reads(OWNER, f"Đã ghi nhận: {code}")
    await hand.tries("Nghiệm thu", OFFICE)
    await hand.reads(OFFICE, "Chờ nghiệm thu: 2 nhiệm vụ")
    await hand.presses(OFFICE, "MAU-03")
    await hand.presses(OFFICE, "1. Chấp nhận")
    await hand.reads(OFFICE, "Đã nghiệm thu MAU-03")
    await hand.tries("Trả lại để chỉnh sửa", HEAD)
    await hand.presses(HEAD, "MAU-05")
    await hand.reads(HEAD, "nội dung cần chỉnh sửa")
    await hand.writes(HEAD, "Thiếu số liệu quý III")
    await hand.reads(HEAD, "Hạn gửi lại MAU-05")
    await hand.writes(HEAD, "22/10")
    await hand.reads(HEAD, "đề nghị gõ lại ngày")
    await hand.writes(HEAD, "đúng")
    await hand.reads(OWNER, "trả lại báo cáo MAU-05")


async def _acts_on_silence(hand: Hand) -> None:
    await hand.reads(HEAD, "chưa nhận được báo cáo của Phòng", "(Phạm Thị Đồng Danh thay)")
    await hand.presses(HEAD, "Trả lời thay")
    await hand.presses(HEAD, "MAU-14")
    await hand.presses(HEAD, "Đã hoàn thành")
    await hand.reads(HEAD, "đồng chí trả lời thay Phạm Thị Đồng Danh")
    await turned(hand.page, "Tới tin nhắn kế tiếp")
    await hand.presses(OWNER, "Không đồng ý")
    await hand.writes(OWNER, "Chưa có quyết định công bố")
    await hand.reads(HEAD, "Chưa có quyết định công bố")
    await hand.tries("Chốt báo cáo đơn vị", HEAD)
    await hand.reads(HEAD, "Còn thiếu")
    await hand.presses(HEAD, "Chốt báo cáo đơn vị")
    await hand.reads(HEAD, "Đã chốt báo cáo tháng 10/2025 của Phòng Quản lý Thương mại")
    await hand.tries("Trang giao ban", DEPUTY)
    await hand.reads(DEPUTY, "Quản lý Thương mại")

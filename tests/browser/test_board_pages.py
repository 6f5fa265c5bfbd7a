"""The board's pages of people and of the plan in a real browser; a hundred live changes beneath."""

import re
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from storage.audit import log as audit
from tests.browser.conftest import EVERY_LOOK
from tests.browser.test_board import axe, linked, signed_in
from tests.flows.imports.test_import_endings import two_rows
from tests.flows.imports.test_imports import BAD, ROWS, annex
from tests.web_house import WebHouse

__all__ = ["axe"]

WIDTHS = (1440, 1024, 390) if EVERY_LOOK else (1440, 390)
LOOKS = {
    "light": "{rules: {'target-size': {enabled: true}}}",
    "dark": "{runOnly: ['color-contrast']}",  # nothing else depends on it
}
CHANGES = 100
PATIENCE_MS = 30_000


async def _sent(page: Page, house: WebHouse, matter: str, name: str, content: bytes) -> str:
    """A file chosen on the page, until it is read; returns the address of its import."""
    await page.goto(f"{house.url}/bang/ke-hoach/nhap")
    await page.locator(f"input[value={matter}]").check()
    await page.set_input_files("#file", {"name": name, "mimeType": "", "buffer": content})
    await page.get_by_role("button", name="Tải lên và đọc").click()
    await page.wait_for_url("**/bang/nhap/**")
    await house.world.service.settle()
    await expect(page.locator("#sure")).to_be_visible(timeout=PATIENCE_MS)
    return re.sub(r"^https?://[^/]+", "", page.url)


async def test_a_file_is_put_right_in_place_and_confirmed(
    chromium: Browser, tmp_path: Path, database: str
) -> None:
    async with WebHouse.running(tmp_path, database=database) as house:
        await linked(house, "CVP")
        await house.until("2025-10-20 09:00")
        page = await chromium.new_page(viewport={"width": 1440, "height": 900})
        wrong: list[str] = []
        page.on("console", lambda each: wrong.append(each.text) if each.type == "error" else None)
        page.on("pageerror", lambda each: wrong.append(str(each)))
        await signed_in(house, page, "CVP")
        await _sent(page, house, "plan", "phu-luc.docx", annex(*ROWS, BAD))
        await page.get_by_label("Chủ trì, dòng").fill("Phòng Thương mại")
        await page.locator("#cells").get_by_role("button", name="Ghi và đọc lại").click()
        await expect(page.locator("#toasts")).to_contain_text("đang đọc lại", timeout=PATIENCE_MS)
        await house.world.service.settle()
        await expect(page.locator("#cells")).to_have_count(0, timeout=PATIENCE_MS)
        await page.locator("#sure").get_by_role("button", name="Xác nhận").click()
        await expect(page.locator("#wizard")).to_contain_text("Đã nhập", timeout=PATIENCE_MS)
        assert wrong == []


async def test_a_hundred_live_changes_leave_focus_scroll_and_text_alone(
    chromium: Browser, tmp_path: Path, database: str
) -> None:
    async with WebHouse.running(tmp_path, database=database) as house:
        for code in ("LAN", "CVP"):
            await linked(house, code)
        await house.until("2025-10-20 09:00")
        page = await chromium.new_page(viewport={"width": 1024, "height": 420})
        await signed_in(house, page, "CVP")
        await page.goto(f"{house.url}/bang/can-bo")
        await expect(page.locator("#waiting")).to_be_visible(timeout=PATIENCE_MS)
        await page.get_by_role("link", name="Phạm Thị Lan").click()
        await page.get_by_role("button", name="Báo vắng mặt").click()
        await expect(page.locator("#act-instead")).to_be_visible(timeout=PATIENCE_MS)
        await page.keyboard.press("Escape")
        await page.locator("#words").fill("đang gõ dở")
        await page.evaluate("scrollTo(0, 120)")
        top = await page.evaluate("scrollY")
        for number in range(CHANGES):
            async with house.world.db.begin() as tx:
                await audit.add(
                    tx,
                    at=house.world.clock(),
                    actor="service",
                    action="import.read",
                    subject=f"import:{number}",
                )
        for words in ("NV-1 xong", "đúng"):
            await house.world.hear("LAN", channel="web", text=words)
        row = page.locator("#people tr", has_text="Phạm Thị Lan")
        await expect(row).to_contain_text("1/2", timeout=PATIENCE_MS)
        assert await page.locator("#words").input_value() == "đang gõ dở"
        assert await page.evaluate("document.activeElement.id") == "words"
        assert await page.evaluate("scrollY") == top
        await expect(page.locator("#panel")).to_contain_text("Phạm Thị Lan")


async def test_axe_finds_nothing_on_people_and_plan(
    chromium: Browser, tmp_path: Path, axe: str
) -> None:
    """Page × state × width × look: one sign-in, one page for each look."""
    async with WebHouse.running(tmp_path) as house:
        for code in ("LAN", "CVP", "MAI"):
            await linked(house, code)
        await house.until("2025-10-20 09:00")
        first = await chromium.new_context()
        desk = await first.new_page()
        await signed_in(house, desk, "MAI")
        plan = await _sent(desk, house, "plan", "phu-luc.docx", annex(*ROWS, BAD))
        await _checked(chromium, house, await first.storage_state(), axe, [plan])
        roster = await _sent(desk, house, "roster", "hai-dong.xlsx", two_rows())
        states = [
            roster,
            "/bang/can-bo",
            "/bang/can-bo?ai=MINH",
            "/bang/can-bo?tim=khong",
            "/bang/ke-hoach",
            "/bang/ke-hoach/nhap",
        ]
        await _checked(chromium, house, await first.storage_state(), axe, states)


async def _checked(
    chromium: Browser, house: WebHouse, kept: object, axe: str, paths: list[str]
) -> None:
    """Each page is opened once, and looked at in every width and look."""
    found: dict[str, list[str]] = {}
    context = await chromium.new_context(
        bypass_csp=True,
        storage_state=kept,  # type: ignore[arg-type] # what the other context returned
    )
    page = await context.new_page()
    for path in paths:
        await page.goto(house.url + path)
        await page.evaluate(axe)
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            wide = await page.evaluate("document.documentElement.scrollWidth")
            found |= {f"{path} {width}": ["too wide"]} if wide > width else {}
            for scheme, rules in LOOKS.items():
                await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                result = await page.evaluate(f"axe.run({rules})")
                bad = [each["id"] for each in result["violations"]]
                found |= {f"{path} {width} {scheme}": bad} if bad else {}
    await context.close()
    assert found == {}

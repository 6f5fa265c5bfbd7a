"""The Office's pages in a real browser: searched, looked at, fixed, printed, for everybody."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from tests.browser.conftest import EVERY_LOOK
from tests.browser.test_board import axe, linked, signed_in
from tests.web_house import WebHouse

__all__ = ["axe"]  # the fixture

LOOKS = ((1440, "light"), (390, "dark"))
ALL_LOOKS = tuple((width, scheme) for width in (1440, 1024, 390) for scheme in ("light", "dark"))
PAGES = (
    "/bang/nhat-ky",
    "/bang/minh-chung/1",
    "/bang/bao-cao",
    "/bang/lich",
    "/bang/lich/thu?han=25&gio-han=17:00&doi=before&ai=owner&ngay=-3&gio=08:00",
    "/bang/lich/thu?han=25&gio-han=17:00&doi=before&ai=head&ngay=1&gio=08:30",
    "/bang/kenh",
)


@pytest.mark.timeout(900)  # a loaded machine takes minutes for so many looks
async def test_the_pages_of_the_office(
    chromium: Browser, tmp_path: Path, database: str, axe: str
) -> None:
    async with WebHouse.running(tmp_path, database=database) as house:
        for code in ("LAN", "CVP"):
            await linked(house, code)
        await house.until("2025-10-20 09:00")
        context = await chromium.new_context(viewport={"width": 1440, "height": 900})
        page = await context.new_page()
        wrong: list[str] = []
        page.on("console", lambda each: wrong.append(each.text) if each.type == "error" else None)
        page.on("pageerror", lambda each: wrong.append(str(each)))
        await signed_in(house, page, "CVP")
        await page.goto(f"{house.url}/bang/nhat-ky")
        await page.get_by_role("button", name="Kiểm tra toàn chuỗi").click()
        await expect(page.locator("#chain")).to_contain_text("Nguyên vẹn đến mục", timeout=30_000)
        await page.goto(f"{house.url}/bang/bao-cao")
        await page.get_by_role("button", name="Chốt số liệu lần 1").click()
        await page.get_by_role("button", name="Chốt lần 1").click()
        await expect(page.locator("#toasts")).to_contain_text("Đã chốt số liệu", timeout=30_000)
        async with page.expect_download(timeout=30_000) as download:
            await page.get_by_role("link", name="Excel tháng 10/2025", exact=True).click()
        assert (await download.value).suggested_filename.endswith(".xlsx")
        await page.goto(f"{house.url}/bang/lich")
        await page.locator("#d1").select_option("-3")
        await page.get_by_role("button", name="Xem ảnh hưởng").click()
        await expect(page.locator("#effect")).to_contain_text("nấc thay đổi", timeout=30_000)
        await page.get_by_role("button", name="Lưu cho kỳ").click()
        await expect(page.locator("#toasts")).to_contain_text("thang nhắc bản 1", timeout=30_000)
        assert wrong == []
        await page.goto(f"{house.url}/bang/minh-chung/1")
        assert sheets(await page.pdf(prefer_css_page_size=True)) == {(595, 842)}
        await page.goto(f"{house.url}/bang/viec")
        assert sheets(await page.pdf(prefer_css_page_size=True)) == {(842, 595)}
        await _axe_finds_nothing(chromium, house, context, axe)


def sheets(pdf: bytes) -> set[tuple[int, int]]:
    """The sizes of its pages, in points."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return {(round(float(wide)), round(float(high))) for wide, high in boxes}


async def _axe_finds_nothing(
    chromium: Browser, house: WebHouse, signed: BrowserContext, axe: str
) -> None:
    """Each page is loaded once and looked at in every size and scheme."""
    kept = await signed.storage_state()
    other = await chromium.new_context(bypass_csp=True, storage_state=kept)
    page, found = await other.new_page(), dict[str, list[str]]()
    for path in PAGES:
        await page.goto(house.url + path)
        await page.evaluate(axe)
        for width, scheme in ALL_LOOKS if EVERY_LOOK else LOOKS:
            await page.set_viewport_size({"width": width, "height": 900})
            await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            result = await page.evaluate("axe.run({rules: {'target-size': {enabled: true}}})")
            bad = [each["id"] for each in result["violations"]]
            found |= {f"{path} {width} {scheme}": bad} if bad else {}
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
    await other.close()
    assert found == {}

"""The chat page: what a stranger with an invitation sees, and what a weak network does."""

from datetime import timedelta
from pathlib import Path

import httpx
from playwright.async_api import Browser, Page, Route, expect

from nhacviec.onboarding.invitations import Offer, invite
from tests.web_house import WebHouse

CODE_OF = "MINH"


async def _page(browser: Browser, url: str, *, width: int = 390) -> Page:
    page = await browser.new_page(viewport={"width": width, "height": 844})
    await page.goto(url)
    return page


async def test_an_invitation_is_followed_to_the_first_answer(
    chromium: Browser, tmp_path: Path, database: str
) -> None:
    async with WebHouse.running(tmp_path, database=database) as house:
        issued = await invite(
            house.world.db,
            house.world.clock(),
            unit="",
            official=CODE_OF,
            offer=Offer(15, house.url),
        )
        page = await _page(chromium, issued[0].link)
        await page.get_by_role("button", name="Kết nối").click()
        await expect(page.get_by_text("Võ Văn Minh, Chuyên viên")).to_be_visible()
        await page.get_by_role("button", name="Đồng ý").click()
        await expect(page.get_by_text("Đã kết nối")).to_be_visible()
        await house.until("2025-10-17 08:31")
        await page.get_by_role("button", name="NV-3").click()
        await page.get_by_role("button", name="Đang thực hiện").first.click()
        await expect(page.get_by_text("Đã ghi nhận: NV-3")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390
        await _is_an_app(page)


async def _is_an_app(page: Page) -> None:
    """Its worker runs, for this page alone, and it can be installed, under the page's policy."""
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    await page.reload()
    await expect(page.get_by_role("button", name="Bật thông báo")).to_be_visible()
    scope = "navigator.serviceWorker.ready.then(each => each.scope)"
    assert await page.evaluate(scope) == page.url
    session = await page.context.new_cdp_session(page)
    found = await session.send("Page.getAppManifest")
    assert (found["errors"], found["url"]) == ([], f"{page.url}/app.webmanifest")
    assert said == []


async def test_what_could_not_be_sent_is_kept_and_sent_once(
    chromium: Browser, tmp_path: Path, database: str
) -> None:
    async with WebHouse.running(tmp_path, database=database) as house:
        page = await _page(chromium, house.url)
        await page.get_by_role("button", name="Tôi chưa có mã").click()
        await expect(page.get_by_text("chọn đơn vị của mình")).to_be_visible()
        tries = 0

        async def refuse_twice(route: Route) -> None:
            nonlocal tries
            tries += 1
            if tries <= 2:
                await route.abort()
            else:
                await route.continue_()

        await page.route("**/say", refuse_twice)
        await page.locator("#text").fill("xin <b>chào</b> & tạm biệt")
        await page.locator("#text").press("Enter")
        await expect(page.get_by_text("Chưa gửi được, đang thử lại")).to_be_visible()
        await page.reload()
        mine = page.locator(".line.mine", has_text="xin <b>chào</b> & tạm biệt")
        await expect(mine).to_have_count(1)
        await expect(page.locator(".pending")).to_have_count(0, timeout=20_000)
        await expect(mine).to_have_count(1)
        assert tries == 3
        heard = await house.heard()
        assert heard.count("xin <b>chào</b> & tạm biệt") == 1


async def test_a_file_of_somebody_who_is_not_connected_is_refused_in_words(
    chromium: Browser, tmp_path: Path
) -> None:
    async with WebHouse.running(tmp_path) as house:
        page = await _page(chromium, house.url)
        await page.get_by_role("button", name="Tôi chưa có mã").click()
        await expect(page.get_by_text("chọn đơn vị của mình")).to_be_visible()
        bad = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"MZ program"}
        await page.locator("#file").set_input_files(bad)  # type: ignore[arg-type] # a plain dict
        await expect(page.get_by_text("chỉ nhận tệp sau khi đồng chí đã kết nối")).to_be_visible()


async def test_a_made_up_link_shows_a_clear_page(chromium: Browser, tmp_path: Path) -> None:
    async with WebHouse.running(tmp_path) as house:
        page = await _page(chromium, f"{house.url}/c/made-up")
        await expect(page.get_by_text("Không tìm thấy trang")).to_be_visible()


async def test_what_was_said_long_ago_is_found_and_only_what_is_new_is_fetched(
    chromium: Browser, tmp_path: Path
) -> None:
    async with WebHouse.running(tmp_path) as house:
        async with httpx.AsyncClient(base_url=house.url) as client:
            chat = await house.linked(client)
            for number in range(70):
                house.world.clock.turn_to(house.world.clock() + timedelta(minutes=5))
                said = {"event": str(number), "text": f"tin số {number}."}
                await client.post(f"{chat}/say", json=said)
        page = await _page(chromium, f"{house.url}{chat}")
        await expect(page.get_by_text("tin số 69.", exact=True)).to_be_visible()
        first = page.get_by_text("tin số 0.", exact=True)
        await expect(first).to_have_count(0)
        asked: list[str] = []
        page.on("request", lambda each: asked.append(each.url))
        back = page.get_by_role("button", name="Xem tin cũ hơn")
        await expect(back).to_be_visible()
        while not await first.count():
            before = await page.locator(".line").count()
            await page.evaluate("document.getElementById('older')?.click()")  # it goes at the end
            await expect(page.locator(".line")).not_to_have_count(before)
        await expect(first).to_have_count(1)
        await page.locator("#text").fill("còn gì không")
        await page.locator("#text").press("Enter")
        await expect(page.locator(".line.mine:not(.pending)", has_text="còn gì")).to_have_count(1)
        fetched = [each for each in asked if "/messages" in each]
        assert fetched
        assert all("after=" in each or "before=" in each for each in fetched)

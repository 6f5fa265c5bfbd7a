"""The board in a real browser: by keyboard alone, live, under its own policy, for everybody."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from domain.messaging.messages import Chat
from storage.messaging import chat_links, message_log
from storage.people import officials
from tests.browser.conftest import EVERY_LOOK
from tests.web_house import WebHouse

AXE = "axe-core@4.14.1"
AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
PAGES = ("/bang/", "/bang/viec", "/bang/viec?xem=danh-sach", "/bang/can-xu-ly", "/bang/phien")
LOOKS = ((1024, "light"), (390, "dark"))
ALL_LOOKS = tuple((width, scheme) for width in (1440, 1024, 390) for scheme in ("light", "dark"))


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The checker of accessibility, by the ordinary client of its registry."""
    folder = tmp_path_factory.mktemp("axe")
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed: accessibility is not checked by axe")
    packed = subprocess.run(
        ["npm", "pack", "--silent", AXE], cwd=folder, capture_output=True, text=True, check=False
    )
    if packed.returncode != 0:
        pytest.skip("axe-core cannot be fetched: accessibility is not checked by axe")
    subprocess.run(["tar", "xzf", packed.stdout.strip()], cwd=folder, check=True)
    content = (folder / "package/axe.min.js").read_bytes()
    assert hashlib.sha256(content).hexdigest() == AXE_SHA256
    return content.decode()


async def linked(house: WebHouse, code: str) -> None:
    async with house.world.db.begin() as tx:
        person = await officials.find_by_code(tx, code)
        assert person is not None
        await chat_links.add(tx, person.id, Chat("web", code), house.world.clock())


async def said_to(house: WebHouse, code: str) -> list[str]:
    async with house.world.db.read() as tx:
        return [each.html for each in await message_log.of_chat(tx, Chat("web", code))]


async def signed_in(house: WebHouse, page: Page, code: str) -> None:
    """By the one-use link that the own chat gives."""
    await house.world.hear(code, channel="web", text="/bang")
    told = "".join(await said_to(house, code))
    found = re.findall(r"/bang/vao/[\w-]+", told)
    await page.goto(house.url + found[-1])
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/bang/ky/**")


async def test_by_keyboard_alone_from_sign_in_to_a_reminder_of_many(
    chromium: Browser, tmp_path: Path, database: str
) -> None:
    async with WebHouse.running(tmp_path, database=database) as house:
        for code in ("LAN", "MINH", "CVP"):
            await linked(house, code)
        await house.until("2025-10-20 09:00")
        page = await chromium.new_page(viewport={"width": 1440, "height": 900})
        wrong: list[str] = []
        page.on("console", lambda each: wrong.append(each.text) if each.type == "error" else None)
        page.on("pageerror", lambda each: wrong.append(str(each)))
        await signed_in(house, page, "CVP")
        await page.keyboard.press("Control+k")
        await page.keyboard.type("thuong mai")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/viec?tim=thuong+mai*")
        await page.locator("td.c").first.focus()
        await page.keyboard.press("Space")
        await page.keyboard.press("Shift+ArrowDown")
        await page.keyboard.press("Shift+ArrowDown")
        await expect(page.locator("#bulk-n")).to_contain_text("Đã chọn 3 việc")
        await page.keyboard.press("n")
        await expect(page.locator("dialog[open]")).to_contain_text("2 tin gửi 2 đồng chí")
        await page.keyboard.press("Enter")
        await expect(page.locator("#toasts")).to_contain_text("nhắc lại 2 đồng chí")
        await house.world.pass_time(seconds=11)
        assert "Trịnh Chánh Văn" in (await said_to(house, "LAN"))[-1]
        assert "Trịnh Chánh Văn" in (await said_to(house, "MINH"))[-1]
        assert wrong == []


async def test_an_answer_shows_by_itself_and_leaves_the_reader_alone(
    chromium: Browser, tmp_path: Path, database: str
) -> None:
    async with WebHouse.running(tmp_path, database=database) as house:
        for code in ("LAN", "CVP"):
            await linked(house, code)
        await house.until("2025-10-20 09:00")
        page = await chromium.new_page(viewport={"width": 1440, "height": 900})
        await signed_in(house, page, "CVP")
        await page.goto(f"{house.url}/bang/viec")
        cell = page.locator('td[data-d="NV-1@P_TM"]')
        await expect(cell).to_have_class(re.compile("miss"))
        await cell.click()
        await expect(page.locator("#panel")).to_contain_text("Phạm Thị Lan")
        await page.evaluate("watchEnd(60)")
        await page.get_by_role("button", name="Tiếp tục làm việc").click()
        await expect(page.locator("#ending")).to_be_hidden()
        await page.locator("#words").fill("đang gõ dở")
        for words in ("NV-1 xong", "đúng"):
            await house.world.hear("LAN", channel="web", text=words)
        await expect(cell).to_have_class(re.compile("done"))
        await expect(page.locator("#panel")).to_contain_text("Đã hoàn thành")
        await expect(page.locator("#panel footer")).not_to_contain_text("Nhắc lại ngay")
        assert await page.locator("#words").input_value() == "đang gõ dở"
        assert await page.evaluate("document.activeElement.id") == "words"


async def test_axe_finds_nothing(chromium: Browser, tmp_path: Path, axe: str) -> None:
    async with WebHouse.running(tmp_path) as house:
        for code in ("LAN", "CVP"):
            await linked(house, code)
        await house.until("2025-10-20 09:00")
        first = await chromium.new_context()
        await signed_in(house, await first.new_page(), "CVP")
        kept = await first.storage_state()
        found: dict[str, list[str]] = {}
        for width, scheme in ALL_LOOKS if EVERY_LOOK else LOOKS:
            context = await chromium.new_context(
                viewport={"width": width, "height": 900},
                color_scheme="dark" if scheme == "dark" else "light",
                bypass_csp=True,
                storage_state=kept,
            )
            page = await context.new_page()
            for path in (*PAGES, "/bang/viec?viec=NV-1@P_TM"):
                await page.goto(house.url + path)
                await page.evaluate(axe)
                result = await page.evaluate("axe.run({rules: {'target-size': {enabled: true}}})")
                bad = [each["id"] for each in result["violations"]]
                found |= {f"{path} {width} {scheme}": bad} if bad else {}
                assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
            await context.close()
        assert found == {}

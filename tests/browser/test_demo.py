"""A newcomer follows one reminder from the plan to the deputy director's phone."""

import os
from pathlib import Path

from playwright.async_api import Browser, FrameLocator, Page, expect

from tests.browser.conftest import turned

OWNER, SINGLE, SILENT, HEAD, OFFICE, DEPUTY = "CB021", "CB056", "CB022", "CB018", "CB009", "CB002"
PICTURES = os.environ.get("PICTURES")


def phone(page: Page, code: str) -> FrameLocator:
    return page.frame_locator(f"#phone-{code} iframe")


async def picture(page: Page, name: str, tmp_path: Path) -> None:
    """Kept in the temporary folder, or where PICTURES says: those of the README."""
    await page.screenshot(path=Path(PICTURES or tmp_path) / f"{name}.png")


async def boards(chromium: Browser, url: str, folder: Path) -> None:
    """The board of the Office as the README and the handbook show it."""
    desk = await chromium.new_page(viewport={"width": 1440, "height": 900})
    await desk.context.request.post(f"{url}/demo/desk/{OFFICE}")
    await desk.goto(f"{url}/bang/")
    await expect(desk.locator("#waiting")).to_be_visible()
    await desk.screenshot(path=folder / "board.png")
    await desk.goto(f"{url}/bang/viec")
    await desk.locator('td.c[data-d^="MAU-06@"].miss').first.click()
    await expect(desk.locator("#panel-body")).to_be_visible()
    await desk.screenshot(path=folder / "board-duties.png")
    await desk.goto(f"{url}/bang/can-xu-ly")
    await expect(desk.locator("#waiting")).to_be_visible()
    await desk.screenshot(path=folder / "board-queue.png")
    await desk.close()


async def test_a_reminder_climbs_to_the_deputy_director(
    chromium: Browser, demo_url: str, tmp_path: Path
) -> None:
    page = await chromium.new_page(viewport={"width": 2000, "height": 980})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(demo_url)
    await expect(page.locator("#clock")).to_have_text("08:30")
    owner = phone(page, OWNER)
    await owner.get_by_role("button", name="MAU-10").click()
    await owner.get_by_role("button", name="Khó khăn, vướng mắc").click()
    await expect(owner.get_by_text("Đề nghị đồng chí cho biết nguyên nhân")).to_be_visible()
    await owner.locator("#text").fill("Chờ ý kiến Sở Tư pháp, mới đạt 40%")
    await owner.locator("#text").press("Enter")
    await expect(owner.get_by_text("nội dung bổ sung cho MAU-10")).to_be_visible()
    single = phone(page, SINGLE)
    await single.get_by_role("button", name="MAU-07").click()
    await single.get_by_role("button", name="Đã hoàn thành").click()
    await expect(single.get_by_text("Đã ghi nhận: MAU-07")).to_be_visible()

    await turned(page, "Tới hạn 25")
    head = phone(page, HEAD)
    await expect(head.get_by_text("Đỗ Ngọc Hư Cấu").first).to_be_visible()
    await picture(page, "demo", tmp_path)
    if PICTURES:
        await boards(chromium, demo_url, Path(PICTURES))

    for _ in range(4):
        await turned(page, "+1 ngày")
    await expect(head.get_by_text("chưa nhận được báo cáo của Phòng")).to_be_visible()
    office = phone(page, OFFICE)
    await expect(office.get_by_text("phòng, đơn vị chưa có báo cáo").first).to_be_visible()
    await turned(page, "+1 ngày")
    deputy = phone(page, DEPUTY)
    await expect(deputy.get_by_text("chưa có báo cáo").last).to_be_visible()
    await office.locator("#text").fill("/summary")
    await office.locator("#text").press("Enter")
    await expect(office.get_by_text("TỔNG HỢP KỲ BÁO CÁO THÁNG 10/2025")).to_be_visible()
    await expect(office.get_by_text("Chờ ý kiến Sở Tư pháp").first).to_be_visible()
    await picture(page, "escalation", tmp_path)
    assert complaints == []


async def test_the_demo_fits_a_single_phone(
    chromium: Browser, demo_url: str, tmp_path: Path
) -> None:
    page = await chromium.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
    await page.goto(demo_url)
    await page.locator(f"#tab-{SINGLE}").click()
    await phone(page, SINGLE).get_by_role("button", name="MAU-07").click()
    await expect(phone(page, SINGLE).get_by_text("chọn kết quả thực hiện")).to_be_visible()
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    await picture(page, "phone", tmp_path)


async def test_a_whole_month_runs_with_the_others_answering(
    chromium: Browser, demo_url: str
) -> None:
    page = await chromium.new_page(viewport={"width": 1400, "height": 900})
    await page.goto(demo_url)
    await turned(page, "Chạy cả tháng")
    await expect(page.locator("#day")).to_contain_text("01/11/2025")
    counts = await page.locator("#counts").text_content()
    answered, duties = (int(part) for part in (counts or "").split()[3].split("/"))
    assert duties == 187
    assert 100 < answered < duties


async def test_all_six_phones_are_in_view_with_the_first_reminder(
    chromium: Browser, demo_url: str, tmp_path: Path
) -> None:
    page = await chromium.new_page(viewport={"width": 1440, "height": 900})
    await page.goto(demo_url)
    await expect(page.locator("#clock")).to_have_text("08:30")
    await expect(phone(page, OWNER).get_by_role("button", name="MAU-10")).to_be_visible()
    for code in (OWNER, SINGLE, SILENT, HEAD, OFFICE, DEPUTY):
        box = await page.locator(f"#phone-{code}").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1440
        assert box["y"] + box["height"] <= 900
    await picture(page, "first", tmp_path)


async def test_the_page_and_the_phones_speak_english_when_asked(
    chromium: Browser, demo_url: str
) -> None:
    page = await chromium.new_page(viewport={"width": 1440, "height": 900})
    await page.goto(demo_url)
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("button", name="To the next message")).to_be_visible()
    owner = phone(page, OWNER)
    await expect(owner.get_by_role("button", name="MAU-10")).to_be_visible()
    await owner.locator("#text").fill("/nhiemvu")
    await owner.locator("#text").press("Enter")
    await expect(owner.get_by_text("Due").last).to_be_visible()
    await page.get_by_role("button", name="Tiếng Việt").click()
    await expect(page.get_by_role("button", name="Tới tin nhắn kế tiếp")).to_be_visible()

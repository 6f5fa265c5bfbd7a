"""The Office's phone in the demo: an annex goes in, the summary with its files comes out."""

import asyncio
import io
import os
from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import load_workbook
from playwright.async_api import Browser, FrameLocator, Page, expect

from tests.documents.annex_files import letter, sign, table

OFFICE = "CB009"
PICTURES = os.environ.get("PICTURES")
REFUSED = "status of 422"  # what the browser notes of the old Word file
PATIENCE_MS = 60_000
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEADING = ("STT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn", "Sản phẩm")
ROWS = (
    ("1", "Công khai kết quả giải quyết hồ sơ", "VP Sở", "P. QLTM", "Hằng tháng", "Báo cáo"),
    ("2", "Kiểm tra cải cách hành chính", "Chi cục QLTT", "", "30/11/2025", "Biên bản"),
    ("3", "Việc của đơn vị lạ", "Sở Tài chính", "", "Hằng tháng", "Báo cáo"),
)


def annex() -> bytes:
    document, content = letter(), io.BytesIO()
    table(document, HEADING, *ROWS)
    sign(document)
    document.save(content)
    return content.getvalue()


async def sends(phone: FrameLocator, name: str, content: bytes, kind: str = WORD) -> None:
    file: Any = {"name": name, "mimeType": kind, "buffer": content}
    await phone.locator("#file").set_input_files(file)


async def writes(phone: FrameLocator, text: str) -> None:
    await phone.locator("#text").fill(text)
    await phone.locator("#text").press("Enter")


async def shows(phone: FrameLocator, text: str) -> None:
    await expect(phone.get_by_text(text)).to_be_visible(timeout=PATIENCE_MS)


async def downloaded(page: Page, phone: FrameLocator, name: str) -> bytes:
    """What a press on a file's link brings."""
    link = phone.get_by_role("link", name=name).last
    await expect(link).to_be_visible(timeout=PATIENCE_MS)
    async with page.expect_download(timeout=PATIENCE_MS) as coming:
        await link.click()
    download = await coming.value
    kept = await download.path()
    return await asyncio.to_thread(kept.read_bytes)


async def test_an_annex_goes_in_and_the_summary_with_its_files_comes_out(
    chromium: Browser, demo_url: str, tmp_path: Path
) -> None:
    page = await chromium.new_page(viewport={"width": 390, "height": 844})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(demo_url)
    await page.locator(f"#tab-{OFFICE}").click()
    office = page.frame_locator(f"#phone-{OFFICE} iframe")
    await expect(office.get_by_role("button").filter(has_text="MAU-").last).to_be_visible()

    await _a_plan_goes_in(page, office)
    await _the_summary_comes_out(page, office, tmp_path)
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    assert [each for each in complaints if REFUSED not in each] == []


async def _a_plan_goes_in(page: Page, office: FrameLocator) -> None:
    await writes(office, "/nhapkehoach")
    await shows(office, "gửi tệp phụ lục kế hoạch")
    await sends(office, "phu-luc.docx", b"x" * (20 * 2**20 + 1))
    await shows(office, "Tệp lớn hơn 20 MB")
    await sends(office, "phu-luc.docx", annex())
    await shows(office, "đang đọc tệp phu-luc.docx")
    await shows(office, "Đọc được 2 nhiệm vụ")
    await shows(office, "«Sở Tài chính» không có trong danh sách đơn vị")
    seen = load_workbook(io.BytesIO(await downloaded(page, office, "Xem trước - phu-luc.xlsx")))
    assert seen.sheetnames == ["Phụ lục nhiệm vụ"]
    await office.get_by_role("button", name="Xác nhận, bỏ qua 1 dòng lỗi").click()
    await office.get_by_role("button").filter(has_text="hỉ thêm và sửa").last.click()
    await shows(office, "Đã nhập kế hoạch. Nhiệm vụ mới: 2")


async def _the_summary_comes_out(page: Page, office: FrameLocator, tmp_path: Path) -> None:
    await writes(office, "/summary")
    await shows(office, "TỔNG HỢP KỲ BÁO CÁO THÁNG 10/2025")
    picture = office.get_by_role("img").last
    await picture.evaluate("(shown) => shown.scrollIntoView()")  # it may be redrawn meanwhile
    await expect(picture).to_have_js_property("complete", True, timeout=PATIENCE_MS)
    assert await picture.evaluate("image => image.naturalWidth") > 400
    await picture.evaluate("image => image.scrollIntoView({ block: 'center' })")
    await page.screenshot(path=Path(PICTURES or tmp_path) / "office.png")
    async with page.expect_popup(timeout=PATIENCE_MS) as opened:
        await picture.click()
    whole = (await opened.value).get_by_role("img")
    assert await whole.evaluate("image => image.naturalWidth") > 400
    await (await opened.value).close()
    await office.get_by_role("button", name="Báo cáo Word").click()
    report = Document(io.BytesIO(await downloaded(page, office, "DỰ THẢO")))
    assert any("BÁO CÁO" in each.text.upper() for each in report.paragraphs)
    await office.get_by_role("button", name="Bảng Excel").click()
    await shows(office, "Bảng số liệu tháng 10/2025 (Excel)")
    book = load_workbook(io.BytesIO(await downloaded(page, office, "Tổng hợp CCHC")))
    assert len(book.sheetnames) >= 3

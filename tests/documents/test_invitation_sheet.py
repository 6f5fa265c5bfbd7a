"""Invitations on paper: one page per four people, with codes that phones read."""

import subprocess
from pathlib import Path

import pytest

from documents.invitation_sheet import SheetWords, Slip, sheets

WORDS = SheetWords("THƯ MỜI KẾT NỐI", "Mã mời", "Mã chỉ dùng một lần.")
STEPS = ("Quét mã.", "Nhập mã.", "Hỏi Văn phòng Sở.")


def slip(unit: str, number: int) -> Slip:
    address = f"https://nhacviec.example.vn/i/token{number}"
    links = (("Telegram", f"https://t.me/bot?start=token{number}"), ("Trang web", address))
    return Slip(unit, f"Nguyễn Thị Thử {number}", "6KU3-MEW7", links, address, STEPS)


@pytest.fixture
def pages(tmp_path: Path) -> list[str]:
    """The text of each page, read back by another program."""
    file = tmp_path / "sheets.pdf"
    slips = [*(slip("Văn phòng Sở", n) for n in range(5)), slip("Phòng Thương mại", 5)]
    file.write_bytes(sheets(slips, WORDS))
    read = subprocess.run(
        ["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True, timeout=60
    )
    return read.stdout.split("\f")[:-1]


def test_every_unit_begins_a_page(pages: list[str]) -> None:
    assert len(pages) == 3
    assert [page.count("Mã mời: 6KU3-MEW7") for page in pages] == [4, 1, 1]
    assert "Phòng Thương mại" in pages[2]
    assert "Phòng Thương mại" not in pages[1]


def test_a_slip_holds_all_that_its_owner_needs(pages: list[str]) -> None:
    for part in ("Nguyễn Thị Thử 0", "1. Quét mã.", "2. Nhập mã.", "/i/token0", "dùng một lần"):
        assert part in pages[0]


def test_whoever_waits_hears_of_every_page() -> None:
    heard: list[tuple[int, int]] = []
    slips = [*(slip("Văn phòng Sở", n) for n in range(5)), slip("Phòng Thương mại", 5)]
    sheets(slips, WORDS, lambda done, pages: heard.append((done, pages)))
    assert heard == [(1, 3), (2, 3), (3, 3)]

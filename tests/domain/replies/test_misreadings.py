"""A misread reply is kept without anybody's name, number or address."""

import pytest

from domain.replies.misreadings import LONGEST, without_names

ROSTER = ("Võ Văn Minh", "Phạm Thị Lan", "Trần Thị Mai")


@pytest.mark.parametrize(("said", "kept"), [
    ("Võ Văn Minh chưa nộp", "Nam chưa nộp"),
    ("vo van minh chua nop", "Nam chua nop"),
    ("anh Minh đang làm", "anh Nam đang làm"),
    ("chi lan bao xong roi", "chi Nam bao xong roi"),
    ("chị Hoa bên Sở Tài chính nói xong rồi", "chị Nam bên Sở Tài chính nói xong rồi"),
    ("đ/c Nguyễn Thu Hà đang ký", "đ/c Nam đang ký"),
    ("Lê Thị Thu Thủy gửi rồi", "Nam gửi rồi"),
    ("gọi em 0912 345 678 nhé", "gọi em … nhé"),
    ("gọi +84912345678", "gọi …"),
    ("gửi vào lan.pt@haiphong.gov.vn rồi", "gửi vào … rồi"),
    ("CCCD 031090001234 của em", "CCCD … của em"),
    # what names nobody stays as it was typed
    ("chị mai em nộp", "chị mai em nộp"),
    ("Sở đã ban hành Kế hoạch 88/KH-SCT", "Sở đã ban hành Kế hoạch 88/KH-SCT"),
    ("đạt 97,5% chỉ tiêu, 1.250.000.000 đồng", "đạt 97,5% chỉ tiêu, 1.250.000.000 đồng"),
    ("chi cục đã làm, em Đang chờ", "chi cục đã làm, em Đang chờ"),
    ("Em Xong Rồi", "Em Xong Rồi"),
    ("  chưa\nxong ", "chưa xong"),
])  # fmt: skip
def test_nobody_can_be_recognised(said: str, kept: str) -> None:
    assert without_names(said, ROSTER) == kept


def test_a_long_text_is_cut() -> None:
    assert len(without_names("xong " * 200, ())) <= LONGEST

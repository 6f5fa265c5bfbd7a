"""Who wishes to send a file is shown where; who says that it was sent is not."""

import pytest

from domain.reporting.evidence import asks_where_to_send


@pytest.mark.parametrize(
    "text",
    [
        "em muốn gửi file minh chứng",
        "gửi tệp",
        "Gửi file kiểu gì ạ?",
        "nop minh chung o dau",
        "cho em đính kèm thêm tệp với",
        "bổ sung minh chứng bằng cách nào",
    ],
)
def test_a_wish(text: str) -> None:
    assert asks_where_to_send(text)


@pytest.mark.parametrize(
    "text", ["đã gửi file báo cáo", "gửi báo cáo rồi", "xong, có ảnh", "chưa có tệp", "đã xong"]
)
def test_no_wish(text: str) -> None:
    assert not asks_where_to_send(text)

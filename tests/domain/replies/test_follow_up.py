"""A text that follows an answer is taken for what it is, with marks or without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.replies.follow_up import FollowUp, read_follow_up
from tests.domain.replies.test_replies import without_marks

SAID = {
    FollowUp.UNDO: (
        "hoàn tác", "Hủy", "huỷ bỏ giúp em", "bấm nhầm rồi, hủy giúp", "rút lại", "em bấm nhầm",
        "Em bấm nhầm nút ạ", "chọn nhầm rồi anh ơi", "xin rút lại câu trả lời vừa rồi", "nhầm rồi",
        "lỡ tay bấm nhầm", "cho em hủy câu trả lời vừa rồi", "undo", "thu hồi giúp em với",
        "hủy kết quả vừa báo", "em báo nhầm ạ", "Nhầm, xóa giúp em", "bấm lộn rồi", "xóa đi nhé",
        "em ấn nhầm nút đấy ạ", "lỡ bấm rồi, hủy giúp em", "em muốn hoàn tác",
        "cho em rút báo cáo vừa rồi", "rút giúp em báo cáo NV-3", "bỏ câu trả lời vừa rồi",
        "xóa giúp em cái vừa gửi", "lấy lại báo cáo", "thu lại báo cáo vừa gửi", "em gửi nhầm ạ",
        "em gửi lộn việc khác", "hủy NV-3", "hủy việc 2",
    ),
    FollowUp.STATUS: (
        "chưa xong", "em bấm nhầm, việc này chưa xong", "đang làm 60%", "vướng kinh phí",
        "thật ra chưa làm", "xong rồi ạ", "bấm nhầm, đang làm thôi ạ", "sửa lại: đang thực hiện",
        "không phải xong, mới được 80%",
    ),
    FollowUp.PLEASANTRY: (
        "ok em", "cảm ơn anh chị", "dạ vâng ạ", "👍", "❤️❤️", "Vâng", "ok", "Cám ơn đồng chí nhiều",
        "chào buổi sáng", "dạ em cảm ơn ạ", "tks em", "rõ ạ", "dạ em rõ rồi ạ", "ok rồi em",
        "hihi cảm ơn chị", "được rồi", ":)", "=))", "Chúc anh cuối tuần vui vẻ", "thank you",
        "nhất trí", "chào đồng chí", "đã nhận", "uhm", "...", "tốt quá", "Dạ.", "hello em",
    ),
    FollowUp.QUESTION: (
        "báo cáo theo mẫu nào ạ?", "hạn là ngày nào", "nộp ở đâu vậy", "bao giờ thì chốt?",
    ),
    FollowUp.CONTENT: (
        "đã gặp 12 doanh nghiệp ở xã An Dương", "biên bản số 12/BB-SCT", "kèm ảnh buổi tập huấn",
        "chị Hoa phòng QLTM theo dõi", "không hủy nhé", "quyết định hủy thầu ký hôm 12/10",
        "em gửi nhầm file", "đừng hủy", "em nộp nhầm công văn", "đã thu hồi 2 văn bản",
        "hủy hợp đồng số 2", "xóa 3 thủ tục", "rút kinh nghiệm", "rút 12 hồ sơ",
    ),
}  # fmt: skip
TABLE = [(kind, text) for kind, texts in SAID.items() for text in texts]


@pytest.mark.parametrize(("kind", "text"), TABLE)
def test_what_follows_an_answer_is_told_apart(kind: FollowUp, text: str) -> None:
    assert read_follow_up(text).kind is kind


@pytest.mark.parametrize(("kind", "text"), TABLE)
def test_it_is_told_apart_without_marks(kind: FollowUp, text: str) -> None:
    assert read_follow_up(without_marks(text)).kind is kind


@given(st.sampled_from(SAID[FollowUp.CONTENT] + SAID[FollowUp.QUESTION]), st.sampled_from("ạá"))
def test_politeness_takes_nothing_back(text: str, particle: str) -> None:
    assert read_follow_up(f"Dạ {text} {particle}").kind is not FollowUp.UNDO


@given(st.text(max_size=100))
def test_any_text_has_a_kind(text: str) -> None:
    assert read_follow_up(text).kind in FollowUp

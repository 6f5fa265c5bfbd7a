"""The second opinion may doubt and may fill a gap, and says done of nothing."""

from hypothesis import given
from hypothesis import strategies as st

from domain.replies.interpreter import Verdict, interpret
from domain.replies.normalization import plain
from domain.replies.second_opinion import Opinion, grams, second_opinion


def opinion_of(text: str) -> Opinion:
    return second_opinion(plain(text).text)


def test_replies_like_known_ones_are_told_with_confidence() -> None:
    opinion = opinion_of("chưa triển khai gì cả")
    assert opinion.label == "not_started"
    assert opinion.share > 0.7


def test_marks_and_case_make_no_difference() -> None:
    assert opinion_of("Đang vướng kinh phí") == opinion_of("dang vuong kinh phi")


def test_what_is_unsure_by_the_rules_never_becomes_done() -> None:
    assert opinion_of("xong xong rồi ạ").label == "done"
    assert interpret("xong blah rồi ạ").verdict is Verdict.UNSURE


def test_grams_are_parts_of_words_and_pairs_of_them() -> None:
    assert {" x", "xong", "xong_roi"} <= set(grams("xong roi"))


def test_one_day_share_and_number_are_like_another() -> None:
    assert grams("62% @0 5 xa") == grams("40% @1 12 xa")
    assert grams("100%") != grams("40%")


@given(st.text(max_size=100))
def test_any_text_has_an_opinion(text: str) -> None:
    assert 0 < second_opinion(text).share <= 1

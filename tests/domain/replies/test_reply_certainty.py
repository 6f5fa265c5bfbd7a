"""A slip, a stray sign, a keyboard: whatever happens to a reply, it never becomes done by it."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.replies.completion import unknown_in
from domain.replies.interpreter import Verdict, interpret
from domain.replies.spelling.keyboards import restore
from domain.replies.spelling.slips import meant_by, one_slip, unglued
from domain.replies.spelling.syllables import is_syllable
from domain.text.cleaning import clean
from tests.domain.replies.test_replies import NOT_DONE, without_marks

LETTERS = "abcdeghiklmnopqrstuvxy"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u3164\ufe0f\u202a\u180e"
TURNS = ("chưa", "sắp", "gần", "không", "chẳng", "sắp sửa", "chưa thể", "gần như")
FRAMES = ("{} xong", "em {} xong", "việc này {} xong ạ", "{} hoàn thành", "phòng em {} xong rồi")
VNI = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5",
       "\u0302": "6", "\u031b": "7", "\u0306": "8"}  # fmt: skip
VIQR = {"\u0301": "'", "\u0300": "`", "\u0309": "?", "\u0303": "~", "\u0323": ".",
        "\u0302": "^", "\u031b": "+", "\u0306": "("}  # fmt: skip
TELEX = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
TELEX_SHAPES = {"\u031b": "w", "\u0306": "w"}


def typed(text: str, marks: dict[str, str], stroke: str) -> str:
    """`text` as the keys leave it where no input method composes them."""
    letters = unicodedata.normalize("NFD", text)
    letters = letters.replace("đ", f"d{stroke}").replace("Đ", f"D{stroke}")
    return "".join(marks.get(letter, letter) for letter in letters)


def in_telex(text: str) -> str:
    return " ".join(map(word_in_telex, text.split(" ")))


def word_in_telex(word: str) -> str:
    """Shapes behind their letter, the tone at the end: the order in which most people type."""
    letters = unicodedata.normalize("NFD", word).replace("đ", "dd").replace("Đ", "DD")
    letters = re.sub("(.)([\u0300\u0301\u0303\u0309\u0323]*)\u0302", r"\1\1\2", letters)
    tones = "".join(TELEX[letter] for letter in letters if letter in TELEX)
    bare = "".join(TELEX_SHAPES.get(each, each) for each in letters if each not in TELEX)
    found = re.search(r"\W*$", bare)
    end = found.start() if found else len(bare)
    return f"{bare[:end]}{tones}{bare[end:]}"


def slipped(text: str, place: int, key: str, kind: str) -> str:
    place %= len(text)
    if kind == "too few":
        return text[:place] + text[place + 1 :]
    if kind == "too many":
        return text[:place] + key + text[place:]
    if kind == "swapped":
        return text[:place] + text[place : place + 2][::-1] + text[place + 2 :]
    return text[:place] + key + text[place + 1 :]


@pytest.mark.parametrize("marks", [True, False], ids=["with marks", "without"])
@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("turn", TURNS)
def test_no_single_slip_of_a_turning_word_makes_it_vanish(
    turn: str, frame: str, marks: bool
) -> None:
    word = turn if marks else without_marks(turn)
    slips = {
        slipped(word, place, key, kind)
        for place in range(len(word))
        for key in LETTERS
        for kind in ("too few", "too many", "wrong", "swapped")
    }
    texts = [frame.format(slip) if marks else without_marks(frame.format(slip)) for slip in slips]
    assert [text for text in texts if interpret(text).verdict is Verdict.DONE] == []


@given(st.sampled_from(NOT_DONE), st.integers(0, 300), st.sampled_from(INVISIBLE))
def test_an_invisible_character_changes_nothing(text: str, place: int, sign: str) -> None:
    place %= len(text) + 1
    changed = text[:place] + sign + text[place:]
    assert interpret(changed).verdict is interpret(text).verdict


@given(
    st.sampled_from(NOT_DONE),
    st.integers(0, 60),
    st.sampled_from(("blah", "xyz", "rục", "ngấp", "đếch", "quái", "ngoằng", "kxong", "жду")),
)
def test_an_unknown_word_makes_nothing_done(text: str, place: int, word: str) -> None:
    words = text.split(" ")
    words.insert(place % (len(words) + 1), word)
    assert interpret(" ".join(words)).verdict is not Verdict.DONE


@settings(max_examples=300)
@given(st.sampled_from(NOT_DONE))
def test_no_typing_system_makes_anything_done(text: str) -> None:
    left = (typed(text, VNI, "9"), typed(text, VIQR, "d"), in_telex(text), without_marks(text))
    assert [each for each in left if interpret(each).verdict is Verdict.DONE] == []


@given(st.sampled_from(NOT_DONE), st.sampled_from(("Ð", "ð")))
def test_a_letter_that_looks_alike_makes_nothing_done(text: str, eth: str) -> None:
    changed = text.replace("Đ", "Ð").replace("đ", "ð") if eth == "ð" else text.replace("Đ", "Ð")
    assert interpret(changed) == interpret(text)


@pytest.mark.parametrize(("left", "meant"), [
    ("hoan2 tha2nh ro62i a5", "hoàn thành rồi ạ"), ("chu7a xong", "chưa xong"),
    ("d9ang la2m", "đang làm"), ("hoa`n tha`nh ro^`i a.", "hoàn thành rồi a."),
    ("chu+a xong?", "chưa xong?"), ("dda~ xong", "đã xong"), ("vu+o+'ng", "vướng"),
    # figures and signs that are none of a keyboard's
    ("mau5 xong, mau 7 chua", "mau5 xong, mau 7 chua"), ("1+2 xong", "1+2 xong"),
    ("xong luc 17h30", "xong luc 17h30"), ("xong chua?", "xong chua?"), ("t6 xong", "t6 xong"),
    ("kh2025 (ban 2) xong", "kh2025 (ban 2) xong"),
])  # fmt: skip
def test_what_a_keyboard_left_behind_is_restored(left: str, meant: str) -> None:
    assert restore(left) == meant


def test_nobody_sees_what_is_cleaned() -> None:
    assert clean("ch\u00adưa\u200b xo\u2060ng, Ðã ðang") == "chưa xong, Đã đang"
    assert clean("e\u0302\u0323 １２％ dòng 1\r\ndòng 2") == "ệ 12% dòng 1\ndòng 2"


def test_slips_are_traced_to_the_word_that_was_meant() -> None:
    assert one_slip("xogn", "xong")
    assert not one_slip("xong", "xong")
    assert not one_slip("chu", "chưas")
    assert meant_by("vhua") == "chua"
    assert meant_by("zzzzz") is None
    assert unglued("dangthuchien") == "dang thuc hien"
    assert unglued("dangxyz") is None


def test_a_word_that_might_turn_completion_is_named() -> None:
    assert unknown_in("da xong bao cao") == ()
    assert unknown_in("gia su xong") == ("gia",)


@pytest.mark.parametrize("text", [
    "đã xong đâ ạ", "xong /10 xã", "xong chư", "xong chu", "phòng em nào đã xong được",
    "dở dở xong", "Hoàn thành kiểm tra em báo", "đã hoàn thành năm ngoái", "đã đưa lên lãnh đạo",
    "hẹn anh thứ tư xong", "xong tới 9 phần 10 rồi",
    "đã hoàn thành kế hoạch kiểm tra", "đã nộp báo cáo sơ bộ", "đã hoàn thành 0%",
])  # fmt: skip
def test_what_only_looks_finished_is_asked_back(text: str) -> None:
    assert interpret(text).verdict is not Verdict.DONE
    assert interpret(without_marks(text)).verdict is not Verdict.DONE


@pytest.mark.parametrize(("text", "verdict", "percent"), [
    ("đạt 97,5% chỉ tiêu", Verdict.UNSURE, None),
    ("đang làm, chỉ tiêu đạt 75%", Verdict.IN_PROGRESS, None),
    ("kim ngạch xuất khẩu đạt 45% kế hoạch năm", Verdict.UNSURE, None),
    ("Đã hoàn thành, tỷ lệ hồ sơ đúng hạn 99,2%", Verdict.DONE, None),
    ("xong rồi, chỉ số IIP tăng 14%", Verdict.DONE, None),
    ("hiện đạt 45% kế hoạch", Verdict.IN_PROGRESS, 45),
    ("tiến độ đạt 45%", Verdict.IN_PROGRESS, 45),
])  # fmt: skip
def test_a_figure_of_the_target_is_no_share_of_the_work(
    text: str, verdict: Verdict, percent: int | None
) -> None:
    found = interpret(text)
    assert (found.verdict, found.percent) == (verdict, percent)


@pytest.mark.parametrize(
    "word",
    ["xong", "chưa", "hoàn", "giếng", "gì", "gìn", "quyết", "khuya", "kể", "nghiệm", "ương", "ý"],
)
def test_a_syllable_is_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["vhưa", "xọgn", "chac", "ngiem", "cể", "đx", "quôk", "trưog", "hoànf", "đâ"]
)
def test_a_word_that_cannot_be_is_none(word: str) -> None:
    assert not is_syllable(word)

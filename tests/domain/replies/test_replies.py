"""A reply in an official's own words is read as a status, or asked about; never guessed done."""

import csv
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.replies.interpreter import Reading, Verdict, interpret

DATA = Path(__file__).parents[1] / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


LABELLED = rows("replies.csv")  # id, text, label, percent
MORE = rows("replies_more.csv")  # label "not_done": anything but done
BY_RULE = rows("replies_by_rule.csv")  # rule: a sentence about the language
REPLIES = [row["text"] for row in (*LABELLED, *MORE, *BY_RULE)]
NOT_DONE = [row["text"] for row in (*LABELLED, *MORE, *BY_RULE) if row["label"] != "done"]

HEDGES = (
    "chưa", "vẫn chưa", "sắp", "gần", "cơ bản", "hầu như đã", "mai", "tuần sau", "sẽ", "dự kiến",
    "nếu thuận lợi thì", "hình như", "chắc", "có lẽ", "phải", "cố gắng", "ráng", "khi nào",
    "không thể", "chưa thể coi là", "tưởng", "tháng trước đã", "ko", "k", "chưa chắc", "phấn đấu",
    "hứa", "kịp", "muốn", "mong", "cần", "để", "đợi", "chờ", "bao giờ", "sau khi", "đáng lẽ",
    "đâu có", "còn lâu mới", "chẳng", "hổng", "không chắc", "phòng khác đã", "Sở Tài chính đã",
    "năm ngoái đã", "ngày mốt", "2 ngày nữa", "lát nữa", "tạm", "coi như", "phần lớn", "dự thảo",
    "bước 1", "đề nghị", "suýt", "anh Nam bảo", "mục tiêu", "có thể", "cam kết", "hy vọng",
    "tranh thủ", "đừng", "khó mà", "tỷ lệ", "thời hạn", "ký xong mới", "có số liệu là", "dự định",
    "nghe nói", "trong tuần tới",
)  # fmt: skip


def without_marks(text: str) -> str:
    letters = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return bare.replace("đ", "d").replace("Đ", "D")


def outcome(verdict: Verdict, label: str) -> str:
    if verdict is Verdict.UNSURE:
        return "asked back"
    return "right" if verdict == label else "wrong"


@pytest.mark.parametrize("table", [LABELLED, MORE], ids=["labelled", "more"])
def test_nothing_is_wrongly_done_and_most_is_right(table: list[dict[str, str]]) -> None:
    told = [(interpret(row["text"]).verdict, row) for row in table]
    assert [row for verdict, row in told if verdict is Verdict.DONE != row["label"]] == []
    scores = Counter(
        outcome(verdict, row["label"]) for verdict, row in told if row["label"] != "not_done"
    )
    assert scores["right"] >= 0.85 * scores.total()
    assert scores["right"] + scores["asked back"] >= 0.95 * scores.total()


@pytest.mark.parametrize("row", [row for row in LABELLED if row["percent"]], ids=lambda r: r["id"])
def test_a_percentage_is_kept_as_labelled(row: dict[str, str]) -> None:
    assert interpret(row["text"]).percent == int(row["percent"])


@pytest.mark.parametrize("rule", sorted({row["rule"] for row in BY_RULE}))
def test_what_is_said_is_read(rule: str) -> None:
    said = {row["text"]: row["label"] for row in BY_RULE if row["rule"] == rule}
    assert {text: interpret(text).verdict.value for text in said} == said


def test_dates_are_kept_as_they_stand_in_the_text() -> None:
    assert interpret("Đã xong từ ngày 20/10/2025, tuần sau họp").dates == (
        "ngày 20/10/2025", "tuần sau",
    )  # fmt: skip
    assert interpret("Làm được 3/5 mục").dates == ()


@pytest.mark.parametrize(("text", "percent"), [
    ("được 80%", 80), ("được 80 phần trăm", 80), ("tám mươi lăm phần trăm rồi", 85),
    ("xong một nửa", 50), ("xong hai phần ba", 67), ("làm 1.250/2.000 hồ sơ", 62), ("còn 30%", 70),
    ("từ 40% lên 60%", 60), ("tầm 70-80%", 70), ("xong 199/200 hồ sơ", 99), ("đạt 62,5%", 62),
])  # fmt: skip
def test_a_share_is_read_however_it_is_written(text: str, percent: int) -> None:
    assert interpret(text) == Reading(Verdict.IN_PROGRESS, percent)


def test_a_day_of_a_month_is_no_share() -> None:
    assert interpret("bị kẹt từ 3/5").percent is None


@given(
    st.sampled_from(NOT_DONE),
    st.sampled_from(["", "Dạ ", "Dạ, ", "Vâng, ", "Dạ thưa anh, ", "Anh ơi, "]),
    st.sampled_from(["", " ạ", " nhé", " nha anh", " a", " nhe", " nghen", " ạ!", " em nhé"]),
)
def test_politeness_makes_nothing_done(text: str, before: str, after: str) -> None:
    assert interpret(before + text.rstrip(".!") + after).verdict is not Verdict.DONE


@given(st.sampled_from(NOT_DONE))
def test_removing_diacritics_makes_nothing_done(text: str) -> None:
    assert interpret(without_marks(text)).verdict is not Verdict.DONE


@given(st.sampled_from(REPLIES), st.sampled_from([str.upper, str.title, str.swapcase]))
def test_case_changes_nothing(text: str, change: Callable[[str], str]) -> None:
    assert interpret(change(text)).verdict is interpret(text).verdict


@given(st.sampled_from(REPLIES), st.sampled_from(("NFC", "NFD", "NFKD")))
def test_decomposed_letters_change_nothing(text: str, form: Literal["NFC", "NFD", "NFKD"]) -> None:
    assert interpret(unicodedata.normalize(form, text)).verdict is interpret(text).verdict


@given(
    st.sampled_from(["", "em ", "phòng em ", "việc này ", "Nhiệm vụ "]),
    st.sampled_from(HEDGES),
    st.sampled_from(["xong", "hoàn thành", "làm xong", "xong hết", "xong rồi", "đạt 100%"]),
    st.sampled_from(["", " ạ", " anh nhé", ".", " rồi ạ"]),
    st.booleans(),
)
def test_a_hedge_before_completion_is_never_done(
    who: str, hedge: str, finish: str, end: str, marks: bool
) -> None:
    text = f"{who}{hedge} {finish}{end}"
    assert interpret(text if marks else without_marks(text)).verdict is not Verdict.DONE


@given(
    st.integers(0, 99),
    st.sampled_from(["Đã hoàn thành {}", "xong {} rồi ạ", "{}", "đã xong, đạt {}", "{} xong rồi"]),
    st.sampled_from(["{}%", "{} phần trăm", "{},5%", "{}/100 hồ sơ"]),
)
def test_less_than_everything_is_never_done(share: int, frame: str, form: str) -> None:
    assert interpret(frame.format(form.format(share))).verdict is not Verdict.DONE


@given(st.text(max_size=200) | st.text("1 2§@~#0/%.,?xong chưa việc-", max_size=60))
def test_any_text_is_read_without_fault(text: str) -> None:
    percent = interpret(text).percent
    assert percent is None or 0 <= percent <= 100

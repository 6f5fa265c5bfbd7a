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

from domain.replies import Reading, Verdict, interpret, interpret_list

DATA = Path(__file__).parent / "data"
CODES = {1: "MAU-05", 2: "MAU-07", 3: "MAU-09", 4: "MAU-10", 5: "MAU-12"}


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


LABELLED = rows("replies.csv")  # id, text, label, percent
MORE = rows("replies_more.csv")  # label "not_done": anything but done
BY_RULE = rows("replies_by_rule.csv")  # rule: a sentence about the language
REPLIES = [row["text"] for row in (*LABELLED, *MORE, *BY_RULE)]
NOT_DONE = [text for text in REPLIES if interpret(text).verdict is not Verdict.DONE]

# How many tasks were listed, the reply, and what it says: item:status:percent.
LISTS_THAT_ARE_CLEAR = (
    (3, "1 xong, 2 đang làm 70%, 3 vướng chờ ý kiến Sở Tài chính",
     "1:done 2:in_progress:70 3:blocked"),
    (3, "tất cả đã xong", "1:done 2:done 3:done"),
    (3, "trừ việc 2, còn lại xong", "1:done 3:done"),
    (3, "trừ việc 2 đang làm, còn lại xong", "1:done 2:in_progress 3:done"),
    (3, "1. xong\n2. đang làm\n3. chưa làm", "1:done 2:in_progress 3:not_started"),
    (3, "MAU-05 xong, MAU-07 đang làm 40%", "1:done 2:in_progress:40"),
    (3, "mau05 xong; mau 9 chua lam", "1:done 3:not_started"),
    (3, "1 va 3 xong, 2 dang lam", "1:done 2:in_progress 3:done"),
    (3, "1,2,3 xong", "1:done 2:done 3:done"),
    (3, "việc 1 và việc 2 xong rồi ạ", "1:done 2:done"),
    (3, "xong việc 1, đang làm việc 2", "1:done 2:in_progress"),
    (3, "Đã xong 1, 3", "1:done 3:done"),
    (3, "cả 3 việc đều đang làm", "1:in_progress 2:in_progress 3:in_progress"),
    (3, "ca ba xong het roi a", "1:done 2:done 3:done"),
    (3, "việc 2 vướng kinh phí, các việc còn lại đã hoàn thành", "1:done 2:blocked 3:done"),
    (3, "tất cả xong trừ việc 3 chưa làm", "1:done 2:done 3:not_started"),
    (3, "nv1 xong nv2 80% nv3 chua lam", "1:done 2:in_progress:80 3:not_started"),
    (3, "1 xong 2 đang làm 3 chưa làm", "1:done 2:in_progress 3:not_started"),
    (3, "1) Xong 2) 50% 3) vướng kinh phí", "1:done 2:in_progress:50 3:blocked"),
    (3, "1-3 xong", "1:done 2:done 3:done"),
    (3, "Việc thứ nhất xong, việc thứ hai đang làm, việc cuối chưa làm",
     "1:done 2:in_progress 3:not_started"),
    (3, "2: 3/5 mục", "2:in_progress:60"),
    (3, "1 chưa xong", "1:in_progress"),
    (3, "việc 1: đã dự thảo xong, đang trình ký\nviệc 2: đã ban hành", "1:in_progress 2:done"),
    (3, "toàn bộ chưa triển khai", "1:not_started 2:not_started 3:not_started"),
    (3, "1 xong, còn lại đang làm", "1:done 2:in_progress 3:in_progress"),
    (3, "chỉ việc 2 chưa làm, còn lại đều xong", "1:done 2:not_started 3:done"),
    (3, "tat ca 100%", "1:done:100 2:done:100 3:done:100"),
    (1, "xong", "1:done"),
    (1, "đang làm 30%", "1:in_progress:30"),
    (1, "1 xong", "1:done"),
    (1, "MAU-05 xong rồi ạ", "1:done"),
    (3, "Dạ em báo cáo: việc 1 đã xong, việc 2 đang làm được 50%, việc 3 chưa triển khai ạ",
     "1:done 2:in_progress:50 3:not_started"),
    (3, "1: xong\n2: xong\n3: 80%", "1:done 2:done 3:in_progress:80"),
    (3, "ca 3 deu xong", "1:done 2:done 3:done"),
    (3, "tất cả các việc đều đã hoàn thành ạ", "1:done 2:done 3:done"),
    (3, "MAU-05: xong; MAU-07: vướng do Sở Tài chính chưa trả lời; MAU-09: chưa làm",
     "1:done 2:blocked 3:not_started"),
    (3, "1,2 xong; 3 đang trình ký", "1:done 2:done 3:in_progress"),
    (3, "nhiệm vụ 1, 2 hoàn thành, nhiệm vụ 3 đang thực hiện 30%",
     "1:done 2:done 3:in_progress:30"),
    (3, "Đã xong: 1, 3. Đang làm: 2", "1:done 2:in_progress 3:done"),
    (3, "còn việc 2 chưa xong, còn lại xong hết", "1:done 2:in_progress 3:done"),
    (3, "1 xong 2 xong 3 xong", "1:done 2:done 3:done"),
    (3, "1 xong, 2 xong, còn 3 đang chờ ký", "1:done 2:done 3:in_progress"),
    (3, "việc 1: 100%, việc 2: 3/4, việc 3: 0%", "1:done:100 2:in_progress:75 3:not_started:0"),
    (3, "1- Đã hoàn thành\n2- Đang thực hiện, vướng kinh phí\n3- Chưa thực hiện",
     "1:done 2:blocked 3:not_started"),
    (3, "số 1 xong số 2 chưa làm", "1:done 2:not_started"),
    (3, "việc 2 xong", "2:done"),
    (3, "2 xong rồi", "2:done"),
    (3, "Tất cả đang làm", "1:in_progress 2:in_progress 3:in_progress"),
    (3, "tat ca chua lam gi", "1:not_started 2:not_started 3:not_started"),
    (2, "cả hai việc đã xong", "1:done 2:done"),
    (2, "hai việc đều xong", "1:done 2:done"),
    (3, "1 xong, 2 sắp xong, 3 mai xong", "1:done 2:in_progress 3:in_progress"),
    (3, "Việc 1 và 3 đã xong từ tuần trước, việc 2 chờ UBND thành phố phê duyệt",
     "1:done 2:blocked 3:done"),
    (3, "riêng việc 2 chưa xong, còn lại hoàn thành", "1:done 2:in_progress 3:done"),
    (3, "ngoại trừ việc 1 đang làm, các việc khác đã xong", "1:in_progress 2:done 3:done"),
    (3, "1 xong nhưng 2 chưa làm", "1:done 2:not_started"),
    (3, "MAU-05 và MAU-09 xong, MAU-07 60%", "1:done 2:in_progress:60 3:done"),
    (5, "mau-05 xong roi, mau-12 dang lam", "1:done 5:in_progress"),
    (5, "từ 1 đến 4 xong, 5 chưa làm", "1:done 2:done 3:done 4:done 5:not_started"),
    (5, "1-3 xong, 4 và 5 đang làm", "1:done 2:done 3:done 4:in_progress 5:in_progress"),
    (3, "1. Xong\n\n2. Xong\n\n3. Đang làm, dự kiến 24/10 xong", "1:done 2:done 3:in_progress"),
    (3, "1 và 2 thì xong còn 3 vướng", "1:done 2:done 3:blocked"),
    (3, "việc thứ 2 đang làm, việc thứ 3 xong", "2:in_progress 3:done"),
    (3, "đầu việc 1 xong 90%", "1:in_progress:90"),
    (3, "1 xong\n2 chưa xong\n3 xong", "1:done 2:in_progress 3:done"),
    (3, "1 x0ng, 2 dang lam, 3 ko lam dc vi chua co kinh phi", "1:done 2:in_progress 3:blocked"),
    (3, "cả 3 việc đều chưa xong", "1:in_progress 2:in_progress 3:in_progress"),
    (3, "toàn bộ đã hoàn thành trừ MAU-09 đang trình ký", "1:done 2:done 3:in_progress"),
    (3, "1 xong (đã gửi báo cáo 12/BC-P), 2 đang làm", "1:done 2:in_progress"),
    (3, "1/ xong 2/ đang làm 3/ chưa làm", "1:done 2:in_progress 3:not_started"),
    (3, "vướng việc 2, việc 1 và 3 xong", "1:done 2:blocked 3:done"),
)  # fmt: skip
LISTS_THAT_ARE_ASKED_BACK = (
    (3, "xong"),
    (3, "Đang làm 2 hồ sơ"),
    (3, "ok"),
    (3, "việc 7 xong"),
    (3, "1 xong, 7 xong"),
    (3, "1 xong, 2 thì chưa biết"),
    (3, "1 xong chưa anh?"),
    (3, "cả hai xong"),
    (3, "1 xong, 1 chưa làm"),
    (3, "việc 1 rồi, việc 2 chưa"),
    (3, "MAU-99 xong"),
    (3, "xong 2 việc"),
    (3, "ngày 25 xong"),
    (3, "hạn nộp là ngày nào"),
    (3, "tất cả xong, việc 2 đang làm"),
    (1, "ok"),
    (1, "rồi"),
    (3, "1 & 2 xong, 3 chưa"),
    (3, "việc 2 xong chưa anh?"),
    (3, "việc 1 nộp ở đâu ạ"),
    (3, "việc 4 xong"),
    (3, "em xong rồi"),
    (3, "50%"),
    (3, "đang làm"),
    (3, "đã rõ"),
    (3, "1 xong, 2 em chưa rõ làm thế nào"),
    (3, "tất cả đã xong chưa ạ?"),
    (3, "a. xong b. đang làm"),
    (3, "2 ngày nữa xong"),
    (3, "3 hồ sơ đã xong"),
    (3, "20/10 xong"),
    (3, "xong 1, 2, 3 đang làm"),
    (3, "tháng 1 xong, tháng 2 đang làm"),
)


def listed(count: int) -> dict[int, str]:
    return {item: code for item, code in CODES.items() if item <= count}


def written(reading: Reading) -> str:
    return ":".join(str(part) for part in (reading.verdict, reading.percent) if part is not None)


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


@pytest.mark.parametrize(("count", "text", "expected"), LISTS_THAT_ARE_CLEAR)
def test_a_reply_to_a_list_gives_each_task_its_own_status(
    count: int, text: str, expected: str
) -> None:
    reading = interpret_list(text, listed(count))
    assert " ".join(f"{one.item}:{written(one.reading)}" for one in reading.items) == expected
    assert not reading.ask


@pytest.mark.parametrize(("count", "text"), LISTS_THAT_ARE_ASKED_BACK)
def test_a_reply_that_leaves_a_task_open_is_asked_back(count: int, text: str) -> None:
    assert interpret_list(text, listed(count)).ask


def test_a_bare_status_says_nothing_about_one_of_several_tasks() -> None:
    assert interpret_list("xong", listed(3)).items == ()


def test_dates_are_kept_as_they_stand_in_the_text() -> None:
    assert interpret("Đã xong từ ngày 20/10/2025, tuần sau họp").dates == (
        "ngày 20/10/2025", "tuần sau",
    )  # fmt: skip
    assert interpret("Làm được 3/5 mục").dates == ()
    first, second = interpret_list("1 xong hôm qua, 2 vướng từ 10/10", listed(2)).items
    assert (first.reading.dates, second.reading.dates) == (("hôm qua",), ("10/10",))


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
    st.sampled_from([
        "chưa", "vẫn chưa", "sắp", "gần", "cơ bản", "hầu như đã", "mai", "tuần sau", "sẽ",
        "dự kiến", "nếu thuận lợi thì", "hình như", "chắc", "phải", "cố gắng", "khi nào",
        "không thể", "chưa thể coi là", "tưởng", "tháng trước đã", "ko", "k", "chưa chắc",
    ]),
    st.sampled_from(["xong", "hoàn thành", "hoàn tất", "xong hết", "xong rồi", "đạt 100%"]),
    st.sampled_from(["", " ạ", " anh nhé", ".", " rồi ạ"]),
    st.booleans(),
)  # fmt: skip
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


@given(st.sampled_from(NOT_DONE), st.sampled_from(["1: ", "việc 2 ", "MAU-09: "]))
def test_naming_one_task_makes_no_other_task_done(text: str, mention: str) -> None:
    reading = interpret_list(mention + text, listed(3))
    several = interpret(text).verdict is Verdict.OTHER
    assert (
        reading.ask
        or several
        or all(one.reading.verdict is not Verdict.DONE for one in reading.items)
    )


@given(st.text(max_size=200) | st.text("1 2§@~#0/%.,?xong chưa việc-", max_size=60))
def test_any_text_is_read_without_fault(text: str) -> None:
    reading = interpret(text)
    assert reading.percent is None or 0 <= reading.percent <= 100
    assert {one.item for one in interpret_list(text, listed(5)).items} <= set(CODES)

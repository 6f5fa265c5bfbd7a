"""A reply to a numbered list gives each task what was said of it, or is asked back as a whole."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.replies.interpreter import Reading, Verdict, interpret, interpret_list
from tests.domain.replies.test_replies import without_marks

CODES = {1: "MAU-05", 2: "MAU-07", 3: "MAU-09", 4: "MAU-10", 5: "MAU-12"}
with (Path(__file__).parents[1] / "data" / "replies.csv").open(encoding="utf-8") as lines:
    REPLIES = [row["text"] for row in csv.DictReader(lines)]

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
LISTS_WITH_EXCEPTIONS = (
    (4, "ngoại trừ 1, 2 còn lại xong", "3:done 4:done"),
    (4, "trừ 1, 2 ra xong hết", "3:done 4:done"),
    (3, "trừ việc 1, việc 2 thì xong", "3:done"),
    (3, "trừ 1 ra xong", "2:done 3:done"),
    (4, "trừ 2 việc cuối, còn lại xong", "1:done 2:done"),
    (3, "ngoài việc 2 chưa làm, còn lại xong cả", "1:done 2:not_started 3:done"),
    (3, "không còn việc nào chưa xong", "1:done 2:done 3:done"),
    (3, "chưa việc nào xong", "1:in_progress 2:in_progress 3:in_progress"),
    (5, "ba cái đầu xong, hai cái sau đang làm",
     "1:done 2:done 3:done 4:in_progress 5:in_progress"),
    (3, "số một đang làm số hai xong số ba vướng", "1:in_progress 2:done 3:blocked"),
    (5, "1…3 xong", "1:done 2:done 3:done"),
    (3, "1xong 2xong 3đang làm", "1:done 2:done 3:in_progress"),
)  # fmt: skip
LISTS_THAT_ARE_ASKED_BACK = (
    (3, "trừ 1 xong"),
    (5, "xong 1, còn 4"),
    (5, "mấy việc đầu xong"),
    (3, "không phải việc nào cũng xong"),
    (3, "1 xong, 2 giả sử xong"),
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


NOTES = (
    (3, "1 vướng, chờ ý kiến Sở Tài chính", {1: "chờ ý kiến Sở Tài chính"}),
    (3, "việc 1 đang làm 40% còn thiếu số liệu", {1: "còn thiếu số liệu"}),
    (3, "MAU-05 đang làm, mới gặp 2 doanh nghiệp", {1: "mới gặp 2 doanh nghiệp"}),
    (3, "1 xong, 2 đang làm 70%, 3 vướng chờ ý kiến Sở Tài chính",
     {1: "", 2: "", 3: "chờ ý kiến Sở Tài chính"}),
    (3, "1. Xong, đã gửi Báo cáo 12/BC-SCT\n2. Đang làm: đã tập huấn 3/5 lớp\n3. chưa làm ạ",
     {1: "đã gửi Báo cáo 12/BC-SCT", 2: "đã tập huấn 3/5 lớp", 3: ""}),
    (3, "1 và 3 xong, 2 chưa xong vì thiếu người ạ", {1: "", 2: "vì thiếu người", 3: ""}),
    (3, "việc 1 đang làm, chờ các phòng gửi số liệu; việc 2 xong",
     {1: "chờ các phòng gửi số liệu", 2: ""}),
    (3, "MAU-05: xong; MAU-07: vướng do Sở Tài chính chưa trả lời; MAU-09: chưa làm",
     {1: "", 2: "do Sở Tài chính chưa trả lời", 3: ""}),
    (3, "1 xong (đã gửi báo cáo 12/BC-P), 2 đang làm", {1: "(đã gửi báo cáo 12/BC-P)", 2: ""}),
    (3, "mau 5 dang lam, moi gap 2 doanh nghiep", {1: "moi gap 2 doanh nghiep"}),
    (3, "2 vướng kinh phí", {2: "vướng kinh phí"}),
    (3, "xong việc 1, đang làm việc 2", {1: "", 2: ""}),
    (1, "vướng, chờ Bộ Công Thương trả lời", {1: "chờ Bộ Công Thương trả lời"}),
    (1, "xong rồi ạ", {1: ""}),
)  # fmt: skip


def listed(count: int) -> dict[int, str]:
    return {item: code for item, code in CODES.items() if item <= count}


def written(reading: Reading) -> str:
    return ":".join(str(part) for part in (reading.verdict, reading.percent) if part is not None)


@pytest.mark.parametrize(
    ("count", "text", "expected"), [*LISTS_THAT_ARE_CLEAR, *LISTS_WITH_EXCEPTIONS]
)
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


def test_a_date_stays_with_its_task() -> None:
    first, second = interpret_list("1 xong hôm qua, 2 vướng từ 10/10", listed(2)).items
    assert (first.reading.dates, second.reading.dates) == (("hôm qua",), ("10/10",))


@pytest.mark.parametrize(("count", "text", "notes"), NOTES)
def test_what_is_said_beyond_the_status_stays_with_its_task(
    count: int, text: str, notes: dict[int, str]
) -> None:
    assert {one.item: one.note for one in interpret_list(text, listed(count)).items} == notes


@given(st.sampled_from(REPLIES), st.sampled_from(["1: ", "việc 2 ", "MAU-09: "]))
def test_naming_a_task_makes_nothing_done(text: str, mention: str) -> None:
    reading = interpret_list(mention + text, listed(3))
    done = any(one.reading.verdict is Verdict.DONE for one in reading.items)
    # one that names several tasks is `other` when one was asked; "roi nhe" is done of a named one
    sure = interpret(text).verdict in {Verdict.DONE, Verdict.OTHER} or without_marks(
        text
    ).casefold().startswith("roi")
    assert reading.ask or not done or sure


@given(st.text(max_size=200) | st.text("1 2§@~#0/%.,?xong chưa việc-", max_size=60))
def test_any_text_is_cut_without_fault(text: str) -> None:
    assert {one.item for one in interpret_list(text, listed(5)).items} <= set(CODES)

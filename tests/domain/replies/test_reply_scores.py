"""The labelled replies of the project, by phenomenon, with a third that no rule was made from."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from domain.replies.interpreter import interpret
from domain.replies.scoring import Labelled, Outcome, outcome, score
from tests.domain.replies.test_replies import without_marks

DATA = Path(__file__).parents[1] / "data"
CODES = {1: "MAU-05", 2: "MAU-07", 3: "MAU-09", 4: "MAU-10", 5: "MAU-12"}
TWO = {1: "A", 2: "B"}


def rows(name: str, part: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row["part"] == part]


def singles(part: str) -> list[Labelled]:
    return [
        Labelled(row["phenomenon"], row["label"], row["text"])
        for row in rows("replies_labelled.csv", part)
    ]


def lists(part: str) -> list[Labelled]:
    return [
        Labelled("list", row["label"], row["text"], dict(list(CODES.items())[: int(row["items"])]))
        for row in rows("reply_lists_labelled.csv", part)
    ]


def total(replies: list[Labelled]) -> Counter[Outcome]:
    return sum(score(replies).values(), Counter[Outcome]())


@pytest.mark.parametrize(("part", "wrong", "right", "with_asked"), [
    ("tuning", 0.01, 0.93, 0.99), ("heldout", 0.02, 0.88, 0.97),
])  # fmt: skip
def test_single_replies_are_read_as_labelled(
    part: str, wrong: float, right: float, with_asked: float
) -> None:
    found = total(singles(part))
    assert found[Outcome.FALSE_DONE] == 0
    assert found[Outcome.WRONG] <= wrong * found.total()
    assert found[Outcome.RIGHT] >= right * found.total()
    assert found[Outcome.RIGHT] + found[Outcome.ASKED] >= with_asked * found.total()


@pytest.mark.parametrize(("part", "right"), [("tuning", 0.95), ("heldout", 0.85)])
def test_lists_are_read_as_labelled(part: str, right: float) -> None:
    found = total(lists(part))
    assert found[Outcome.FALSE_DONE] == 0
    assert found[Outcome.WRONG] <= 0.02 * found.total()
    assert found[Outcome.RIGHT] >= right * found.total()


def test_marks_make_little_difference() -> None:
    marked = [each for each in singles("heldout") if without_marks(each.text) != each.text]
    bare = [Labelled(each.phenomenon, each.label, without_marks(each.text)) for each in marked]
    difference = total(marked)[Outcome.RIGHT] - total(bare)[Outcome.RIGHT]
    assert abs(difference) <= 0.03 * len(marked)


def test_there_are_enough_and_half_of_them_without_marks() -> None:
    texts = [each.text for part in ("tuning", "heldout") for each in singles(part)]
    bare = sum(without_marks(text) == text for text in texts)
    assert len(texts) >= 2500
    assert 0.35 <= bare / len(texts) <= 0.65


@pytest.mark.parametrize(("labelled", "expected"), [
    (Labelled("p", "done", "xong rồi"), Outcome.RIGHT),
    (Labelled("p", "in_progress", "xong rồi"), Outcome.FALSE_DONE),
    (Labelled("p", "not_done", "đang làm"), Outcome.RIGHT),
    (Labelled("p", "unsure", "ok"), Outcome.RIGHT),
    (Labelled("p", "done", "đã xyz xong"), Outcome.ASKED),
    (Labelled("p", "blocked", "đang làm"), Outcome.WRONG),
    (Labelled("l", "1:done 2:in_progress:60", "1 xong, 2 được 60%", TWO), Outcome.RIGHT),
    (Labelled("l", "1:done 2:in_progress", "1 xong, 2 xong", TWO), Outcome.FALSE_DONE),
    (Labelled("l", "ask", "xong", TWO), Outcome.RIGHT),
    (Labelled("l", "1:done", "xong", TWO), Outcome.ASKED),
])  # fmt: skip
def test_each_outcome_is_told(labelled: Labelled, expected: Outcome) -> None:
    assert outcome(labelled) is expected


def test_a_reply_is_read_in_a_moment() -> None:
    """Not a figure of performance, but an alarm for patterns that run away."""
    long = "Đã xong " * 200 + "chưa " * 200 + "1 2 3 " * 100
    assert interpret(long).verdict.value

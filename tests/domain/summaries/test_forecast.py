"""The estimate of the index: each criterion counts once, its score shared by its tasks."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.summaries.forecast import (
    PARTS,
    Criterion,
    FieldShare,
    ScoreState,
    Weighed,
    as_json,
    estimate,
    rounded,
)

DONE, OPEN, LATE, STUCK = ScoreState
TABLE = (
    Criterion("1.1", "LV1", "Chỉ đạo", "Kế hoạch CCHC năm", 3.0),
    Criterion("1.10", "LV1", "Chỉ đạo", "Sáng kiến", 2.0),
    Criterion("2.1", "LV2", "Thể chế", "Tham mưu văn bản", 2.5),
)


def task(code: str, criterion: str, standing: ScoreState, score: float | None = None) -> Weighed:
    return Weighed(code, "Lĩnh vực của kế hoạch", criterion, score, standing)


def parts(share: FieldShare) -> tuple[float, ...]:
    return tuple(getattr(share, name) for name in PARTS)


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        # done, open, late, stuck, uncovered; of 7,5 points
        ([], (0, 0, 0, 0, 7.5)),
        ([task("A", "1.1 Kế hoạch CCHC năm", DONE)], (3, 0, 0, 0, 4.5)),
        # a criterion with several tasks is shared, not counted again
        ([task("A", "1.1", DONE), task("B", "1.1", DONE)], (3, 0, 0, 0, 4.5)),
        ([task("A", "1.1", DONE), task("B", "1.1", STUCK)], (1.5, 0, 0, 1.5, 4.5)),
        ([task(c, "1.1", s) for c, s in zip("ABC", (DONE, OPEN, LATE))], (1, 1, 1, 0, 4.5)),  # noqa: B905 - three and three
        # a number is the whole number: 1.10 is not 1.1
        ([task("A", "1.10. Sáng kiến", LATE)], (0, 0, 2, 0, 5.5)),
        # without a number, the words decide, however they are written
        ([task("A", "kế hoạch cchc NĂM.", OPEN)], (0, 3, 0, 0, 4.5)),
        # the plan's own score does not count where there is a table
        ([task("A", "2.1", DONE, score=99.0)], (2.5, 0, 0, 0, 5)),
    ],
)
def test_scores_rest_on_tasks(tasks: list[Weighed], expected: tuple[float, ...]) -> None:
    made = estimate(tasks, TABLE)
    assert made is not None
    assert (made.total.most, parts(made.total)) == (7.5, expected)
    assert made.left_out == ()


@pytest.mark.parametrize("criterion", ["", "9.9 Không có", "Tiêu chí lạ", "50% đơn vị"])
def test_a_task_whose_criterion_is_not_in_the_table_is_named_and_not_counted(
    criterion: str,
) -> None:
    made = estimate([task("A", criterion, DONE, 3.0)], TABLE)
    assert made is not None
    assert (made.left_out, made.total.done, made.total.most) == (("A",), 0, 7.5)


def test_the_fields_stand_in_the_order_of_the_table_and_add_up() -> None:
    made = estimate([task("A", "1.1", LATE), task("B", "2.1", STUCK)], TABLE)
    assert made is not None
    assert [(f.code, f.name, f.most, f.at_risk) for f in made.fields] == [
        ("LV1", "Chỉ đạo", 5.0, 3.0),
        ("LV2", "Thể chế", 2.5, 2.5),
    ]
    told = as_json(made)
    assert told is not None
    assert (told["estimate"], told["basis"], told["max"], told["late"]) == (
        True,
        "criteria",
        7.5,
        3,
    )
    assert as_json(None) is None


def test_without_a_table_the_plan_says_what_a_criterion_is_worth() -> None:
    """Two tasks of one criterion both name its score; it is counted once."""
    made = estimate(
        [
            task("A", "1.1 Kế hoạch", DONE, 3.0),
            task("B", "1.1 Kế hoạch", LATE, 3.0),
            task("C", "1.2 Báo cáo", OPEN, None),
            task("D", "", OPEN, 5.0),
        ],
        (),
    )
    assert made is not None
    assert (made.from_plan, made.total.most, parts(made.total)) == (True, 3, (1.5, 0, 1.5, 0, 0))
    assert made.left_out == ("C", "D")


@pytest.mark.parametrize("score", [0.0, None])
def test_scores_of_nothing_make_no_estimate(score: float | None) -> None:
    assert estimate([task("A", "1.1", DONE, score)], ()) is None
    assert estimate([], ()) is None
    assert estimate([task("A", "1.1", DONE)], (Criterion("1.1", "", "F", "T", 0.0),)) is None


def test_a_criterion_worth_nothing_adds_nothing() -> None:
    table = (*TABLE, Criterion("3.1", "LV3", "Thủ tục", "Một cửa", 0.0))
    made = estimate([task("A", "3.1", STUCK)], table)
    assert made is not None
    assert (made.fields[2].most, parts(made.fields[2]), made.left_out) == (0, (0, 0, 0, 0, 0), ())


standings = st.sampled_from(list(ScoreState))
scores = st.integers(0, 2000).map(lambda n: n / 100)


@given(
    st.lists(scores, min_size=1, max_size=8).filter(any),
    st.lists(st.tuples(st.integers(0, 9), standings), max_size=30),
)
def test_the_parts_always_add_up_to_the_table(
    worth: list[float], given_tasks: list[tuple[int, ScoreState]]
) -> None:
    table = [Criterion(f"{n}", f"LV{n % 2}", f"F{n % 2}", "", most) for n, most in enumerate(worth)]
    tasks = [task(f"T{n}", str(to), how) for n, (to, how) in enumerate(given_tasks)]
    made = estimate(tasks, table)
    assert made is not None
    assert made.total.most == pytest.approx(sum(worth))
    for share in (made.total, *made.fields):
        assert round(sum(parts(share)), 2) == share.most
        assert min(parts(share)) >= 0


def test_what_is_left_by_rounding_goes_to_the_largest_remainder() -> None:
    assert rounded([Fraction(100, 3)] * 3) == [34, 33, 33]
    assert rounded([Fraction(1, 4), Fraction(3, 4)]) == [0, 1]

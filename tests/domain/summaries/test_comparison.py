"""One period beside the one before: shares, points, and what has nothing to compare with."""

import pytest

from domain.calendar.periods import Period
from domain.summaries.comparison import Earlier, Tally, as_json, compare

NOW, BEFORE = Period(2025, 11), Period(2025, 10)


def tally(code: str, duties: int, answered: int, on_time: int) -> Tally:
    return Tally(code, f"Phòng {code}", duties, answered, on_time, answered - on_time, 0)


@pytest.mark.parametrize(
    ("now", "before", "points"),
    [
        ((4, 4, 4), (4, 2, 2), 50.0),
        ((3, 1, 1), (3, 2, 2), -33.3),
        ((4, 2, 2), (8, 4, 4), 0.0),
        ((0, 0, 0), (4, 2, 2), None),
        ((4, 4, 4), (0, 0, 0), None),
    ],
)
def test_points_are_told_only_where_both_periods_have_a_share(
    now: tuple[int, int, int], before: tuple[int, int, int], points: float | None
) -> None:
    made = compare(NOW, [tally("A", *now)], Earlier(BEFORE, (tally("A", *before),)))
    assert [pair.points("answered") for pair in made.units] == [points]
    assert made.total.points("answered") == points


def test_units_that_came_or_went_have_an_empty_side() -> None:
    made = compare(NOW, [tally("A", 4, 4, 4)], Earlier(BEFORE, (tally("B", 2, 1, 0),)))
    assert [(p.now.code, p.now.duties, p.before.duties) for p in made.units] == [
        ("A", 4, 0),
        ("B", 0, 2),
    ]
    assert (made.total.now.duties, made.total.before.duties) == (4, 2)


def test_without_an_earlier_period_shares_are_nothing_and_not_zero() -> None:
    told = as_json(compare(NOW, [tally("A", 4, 4, 4)], None))
    assert told["previous"] is None
    assert told["total"]["previous"]["answered_share"] is None
    assert told["total"]["answered_points"] is None
    assert told["units"][0]["now"]["answered_share"] == 1

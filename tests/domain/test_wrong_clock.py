"""Which steps of a clock are passed over, told, or not believed."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.messaging.clock_check import Verdict, of_start, of_step

NOW = datetime(2025, 10, 20, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (timedelta(seconds=40), Verdict.RIGHT),
        (timedelta(minutes=-5), Verdict.RIGHT),
        (timedelta(hours=1), Verdict.STEPPED),
        (timedelta(hours=-1), Verdict.STEPPED),
        (timedelta(hours=12), Verdict.STEPPED),
        (timedelta(days=1), Verdict.WRONG),
        (timedelta(days=-30), Verdict.WRONG),
    ],
)
def test_a_step(step: timedelta, verdict: Verdict) -> None:
    assert of_step(step) is verdict


@pytest.mark.parametrize(
    ("ago", "verdict"),
    [
        (None, Verdict.RIGHT),  # nothing was ever lived through
        (timedelta(days=3), Verdict.RIGHT),  # a machine that was off over a weekend
        (timedelta(days=8), Verdict.WRONG),
        (timedelta(minutes=-2), Verdict.RIGHT),
        (timedelta(hours=-1), Verdict.STEPPED),  # before what was lived through: certain
        (timedelta(days=-2), Verdict.WRONG),
    ],
)
def test_a_start(ago: timedelta | None, verdict: Verdict) -> None:
    assert of_start(None if ago is None else NOW - ago, NOW) is verdict


MONTH = timedelta(days=30)


@pytest.mark.parametrize(
    ("step", "off", "verdict"),
    [
        (MONTH, MONTH, Verdict.WRONG),
        (MONTH, None, Verdict.WRONG),
        (MONTH, timedelta(seconds=1), Verdict.STEPPED),  # the machine was stopped for a month
        (timedelta(), None, Verdict.RIGHT),
    ],
)
def test_a_step_where_others_can_be_asked(
    step: timedelta, off: timedelta | None, verdict: Verdict
) -> None:
    assert of_step(step, off) is verdict


@pytest.mark.parametrize(
    ("off", "verdict"),
    [
        (timedelta(), Verdict.RIGHT),
        (timedelta(hours=-1), Verdict.STEPPED),
        (timedelta(days=2), Verdict.WRONG),
    ],
)
@pytest.mark.parametrize("last", [None, NOW, NOW - MONTH, NOW + MONTH])
def test_at_a_start_the_time_elsewhere_counts_more_than_the_last_sign_of_life(
    last: datetime | None, off: timedelta, verdict: Verdict
) -> None:
    assert of_start(last, NOW, off) is verdict

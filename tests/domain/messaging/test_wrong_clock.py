"""Which steps of a clock are passed over, told, or not believed."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.messaging.clock_check import ClockVerdict, of_start, of_step

NOW = datetime(2025, 10, 20, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (timedelta(seconds=40), ClockVerdict.RIGHT),
        (timedelta(minutes=-5), ClockVerdict.RIGHT),
        (timedelta(hours=1), ClockVerdict.STEPPED),
        (timedelta(hours=-1), ClockVerdict.STEPPED),
        (timedelta(hours=12), ClockVerdict.STEPPED),
        (timedelta(days=1), ClockVerdict.WRONG),
        (timedelta(days=-30), ClockVerdict.WRONG),
    ],
)
def test_a_step(step: timedelta, verdict: ClockVerdict) -> None:
    assert of_step(step) is verdict


@pytest.mark.parametrize(
    ("ago", "verdict"),
    [
        (None, ClockVerdict.RIGHT),  # nothing was ever lived through
        (timedelta(days=3), ClockVerdict.RIGHT),  # a machine that was off over a weekend
        (timedelta(days=8), ClockVerdict.WRONG),
        (timedelta(minutes=-2), ClockVerdict.RIGHT),
        (timedelta(hours=-1), ClockVerdict.STEPPED),  # before what was lived through: certain
        (timedelta(days=-2), ClockVerdict.WRONG),
    ],
)
def test_a_start(ago: timedelta | None, verdict: ClockVerdict) -> None:
    assert of_start(None if ago is None else NOW - ago, NOW) is verdict


MONTH = timedelta(days=30)


@pytest.mark.parametrize(
    ("step", "off", "verdict"),
    [
        (MONTH, MONTH, ClockVerdict.WRONG),
        (MONTH, None, ClockVerdict.WRONG),
        (MONTH, timedelta(seconds=1), ClockVerdict.STEPPED),  # the machine was stopped for a month
        (timedelta(), None, ClockVerdict.RIGHT),
    ],
)
def test_a_step_where_others_can_be_asked(
    step: timedelta, off: timedelta | None, verdict: ClockVerdict
) -> None:
    assert of_step(step, off) is verdict


@pytest.mark.parametrize(
    ("off", "verdict"),
    [
        (timedelta(), ClockVerdict.RIGHT),
        (timedelta(hours=-1), ClockVerdict.STEPPED),
        (timedelta(days=2), ClockVerdict.WRONG),
    ],
)
@pytest.mark.parametrize("last", [None, NOW, NOW - MONTH, NOW + MONTH])
def test_at_a_start_the_time_elsewhere_counts_more_than_the_last_sign_of_life(
    last: datetime | None, off: timedelta, verdict: ClockVerdict
) -> None:
    assert of_start(last, NOW, off) is verdict

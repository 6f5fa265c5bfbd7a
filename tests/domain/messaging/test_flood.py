"""A limit lets through what is within it, and forgets what is past."""

from datetime import UTC, datetime, timedelta

from domain.messaging import rate_limit
from domain.messaging.rate_limit import Limit

NOW = datetime(2025, 10, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_each_side_has_its_own_limit_within_the_span() -> None:
    limit = Limit(3, MINUTE)
    assert [limit.beyond("a", NOW) for _ in range(6)] == [0, 0, 0, 1, 2, 3]
    assert limit.beyond("b", NOW) == 0
    assert limit.beyond("a", NOW + MINUTE) == 0


def test_a_flood_from_everywhere_does_not_grow_without_end() -> None:
    limit = Limit(1, MINUTE)
    for side in range(rate_limit.MOST_SIDES + 50):
        limit.beyond(side, NOW)
    assert len(limit._seen) == rate_limit.MOST_SIDES
    for _ in range(50):
        limit.beyond("a", NOW)
    assert len(limit._seen["a"]) == 3

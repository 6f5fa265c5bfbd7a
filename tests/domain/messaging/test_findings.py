"""When something that the service notices about itself begins, and when it is over."""

import pytest

from domain.messaging.health_findings import Look, What, judge

DISK, HEARD = What.DISK, What.HEARD
NOTHING = Look({})
SEEN = Look({DISK: {"free_mb": 3}})
UNKNOWN = Look({}, {DISK})


@pytest.mark.parametrize(
    ("stands", "before", "now", "begun", "over"),
    [
        ([], None, SEEN, set(), set()),  # the first look after a start decides nothing
        ([DISK], None, NOTHING, set(), set()),
        ([], NOTHING, SEEN, set(), set()),
        ([], SEEN, SEEN, {DISK}, set()),
        ([DISK], SEEN, SEEN, set(), set()),
        ([DISK], SEEN, NOTHING, set(), set()),
        ([DISK], NOTHING, NOTHING, set(), {DISK}),
        ([DISK], NOTHING, SEEN, set(), set()),
        ([DISK], NOTHING, UNKNOWN, set(), set()),
        ([DISK], UNKNOWN, NOTHING, set(), set()),
        ([HEARD], SEEN, SEEN, {DISK}, {HEARD}),
    ],
)
def test_two_looks_must_agree(
    stands: list[What], before: Look | None, now: Look, begun: set[What], over: set[What]
) -> None:
    change = judge(stands, before, now)
    assert (set(change.begun), set(change.over)) == (begun, over)


def test_what_is_told_is_what_was_seen_last() -> None:
    assert judge([], Look({DISK: {"free_mb": 9}}), SEEN).begun == {DISK: {"free_mb": 3}}

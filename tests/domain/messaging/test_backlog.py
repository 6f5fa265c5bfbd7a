"""What names people waits for what is still at a messenger, but not for ever."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.messaging.backlog import Handover, known_until

WAIT = timedelta(minutes=10)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2025-10-28 {text}").replace(tzinfo=UTC)


def telegram(since: str, *, known: str = "") -> Handover:
    return Handover("telegram", bool(known), at(since), at(known) if known else None)


def zalo(known: str) -> Handover:
    return Handover("zalo", True, at("02:00"), at(known))


@pytest.mark.parametrize(
    ("handovers", "now", "awake", "until"),
    [
        pytest.param([], "08:30", "08:29", "08:30", id="no channel can hold anything"),
        pytest.param([zalo("08:30")], "08:30", "08:29", "08:30", id="everything is handed over"),
        pytest.param([zalo("08:29")], "08:30", "02:00", "08:29", id="nobody has asked since"),
        pytest.param(
            [zalo("08:29"), telegram("02:00", known="08:28")],
            "08:30",
            "02:00",
            "08:28",
            id="the one that was asked first",
        ),
        pytest.param([zalo("08:31")], "08:30", "02:00", "08:30", id="never what is to come"),
        pytest.param([zalo("08:20")], "08:31", "08:22", None, id="a poll hangs after a start"),
        pytest.param([zalo("08:19")], "08:30", "02:00", "08:20", id="a poll hangs for too long"),
        pytest.param([telegram("08:29")], "08:30", "08:29", None, id="after a start"),
        pytest.param([telegram("08:29")], "08:39", "08:29", "08:29", id="in vain after a start"),
        pytest.param(
            [telegram("05:00")], "08:30", "02:00", "08:20", id="down for hours: not 08:30"
        ),
        pytest.param([telegram("05:00")], "08:40", "02:00", "08:30", id="down for hours: in vain"),
        pytest.param(
            [telegram("08:29")], "08:30", "02:00", "08:00", id="just back, the hard limit"
        ),
        pytest.param([telegram("08:35")], "08:41", "02:00", "08:11", id="back while we waited"),
        pytest.param(
            [telegram("08:35"), zalo("08:45")], "08:45", "02:00", "08:35", id="back, and in vain"
        ),
        pytest.param(
            [telegram("08:59")], "09:00", "02:00", "08:30", id="comes and goes, no longer"
        ),
        pytest.param([telegram("05:00")], "08:30", "08:25", None, id="slept, and woke up"),
    ],
)
def test_up_to_when_everything_is_known(
    handovers: list[Handover], now: str, awake: str, until: str | None
) -> None:
    expected = at(until) if until else None
    assert known_until(handovers, at(now), at(awake), WAIT) == expected

"""When somebody acted: the messenger's time, between the last sign of listening and arrival."""

from datetime import UTC, datetime

import pytest

from domain.messaging.moments import Moments


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2025-10-27 {text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "listened", "stored", "decided", "acted"),
    [
        pytest.param("16:50", None, "16:50", "17:20", "16:50", id="stored, decided after a start"),
        pytest.param("16:50", None, "17:15", "17:20", "16:50", id="waited at the messenger"),
        pytest.param("16:50", "16:40", "17:15", "17:20", "16:50", id="said since we listened"),
        pytest.param("16:50", "17:00", "17:15", "17:20", "17:00", id="earlier than can be"),
        pytest.param("17:30", "16:40", "17:15", "17:20", "17:15", id="said in the future"),
        pytest.param("16:50", "17:30", "17:15", "17:20", "17:15", id="listened in the future"),
        pytest.param("16:50", "16:40", "17:15", "16:45", "16:45", id="the clock was set back"),
        pytest.param("17:15", "16:40", "17:15", "17:20", "17:15", id="a press has no time"),
    ],
)
def test_what_a_deadline_is_judged_by(
    said: str, listened: str | None, stored: str, decided: str, acted: str
) -> None:
    moments = Moments(at(said), at(stored), at(decided), at(listened) if listened else None)
    assert moments.acted_at == at(acted)

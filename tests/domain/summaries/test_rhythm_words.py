"""When the leaders meet, in words."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.summaries.briefing import BriefingSchedule
from domain.summaries.schedule_text import kept, never, read_rhythm, written


@pytest.mark.parametrize(
    ("text", "rhythm"),
    [
        ("thứ Hai", BriefingSchedule()),
        ("thu ba 08:00", BriefingSchedule(1, time(8))),
        ("8 giờ thứ Sáu hằng tuần", BriefingSchedule(4, time(8))),
        ("Thứ 5, 14h30", BriefingSchedule(3, time(14, 30))),
        ("sáng thứ tư 7h", BriefingSchedule(2, time(7))),
        ("thứ Hai 25:00", None),
        ("thứ Hai lúc 8", None),
        ("chủ nhật", None),
        ("hằng tuần", None),
        ("", None),
    ],
)
def test_a_rhythm_is_read(text: str, rhythm: BriefingSchedule | None) -> None:
    assert read_rhythm(text) == rhythm


def test_no_briefing_is_a_wish_too() -> None:
    assert never("Không.")
    assert not never("không phải thứ Hai")


@given(
    st.builds(BriefingSchedule, st.integers(0, 5), st.times().map(lambda t: time(t.hour, t.minute)))
)
def test_what_is_kept_is_read_again(rhythm: BriefingSchedule) -> None:
    assert kept(written(rhythm), None) == rhythm
    assert kept(written(None), rhythm) is None
    assert kept("", rhythm) == rhythm

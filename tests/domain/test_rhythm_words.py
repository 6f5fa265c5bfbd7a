"""When the leaders meet, in words."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.summaries.briefing import Rhythm
from domain.summaries.schedule_text import kept, never, read_rhythm, written


@pytest.mark.parametrize(
    ("text", "rhythm"),
    [
        ("thứ Hai", Rhythm()),
        ("thu ba 08:00", Rhythm(1, time(8))),
        ("8 giờ thứ Sáu hằng tuần", Rhythm(4, time(8))),
        ("Thứ 5, 14h30", Rhythm(3, time(14, 30))),
        ("sáng thứ tư 7h", Rhythm(2, time(7))),
        ("thứ Hai 25:00", None),
        ("thứ Hai lúc 8", None),
        ("chủ nhật", None),
        ("hằng tuần", None),
        ("", None),
    ],
)
def test_a_rhythm_is_read(text: str, rhythm: Rhythm | None) -> None:
    assert read_rhythm(text) == rhythm


def test_no_briefing_is_a_wish_too() -> None:
    assert never("Không.")
    assert not never("không phải thứ Hai")


@given(st.builds(Rhythm, st.integers(0, 5), st.times().map(lambda t: time(t.hour, t.minute))))
def test_what_is_kept_is_read_again(rhythm: Rhythm) -> None:
    assert kept(written(rhythm), None) == rhythm
    assert kept(written(None), rhythm) is None
    assert kept("", rhythm) == rhythm

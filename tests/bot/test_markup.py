"""The neutral markup: what is visible stays the same however it is cut."""

import html as entities
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.rendering.markup import TAG, MarkupSpan, plain, split, units

WORDS = st.text(alphabet="ab ễđ😀\n&<>\"'", max_size=40).map(entities.escape)
MARKUP = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.builds("<{0}>{1}</{0}>".format, st.sampled_from("biu"), inner),
    ),
    max_leaves=12,
)


def squeezed(text: str) -> str:
    return "".join(text.split())


def balanced(html: str) -> bool:
    opened: list[str] = []
    for tag in TAG.finditer(html):
        if not tag[1]:
            opened.append(tag[2])
        elif not opened or opened.pop() != tag[2]:
            return False
    return not opened


def styled(parts: list[str]) -> list[tuple[str, frozenset[str]]]:
    """Every visible character with its styles."""
    characters = []
    for part in parts:
        text, spans = plain(part)
        place = 0
        for character in text:
            styles = frozenset(s.style for s in spans if s.start <= place < s.start + s.length)
            place += units(character)
            if not character.isspace():
                characters.append((character, styles))
    return characters


@given(MARKUP, st.integers(min_value=2, max_value=30))
@example("<b>" + "x" * 9 + "</b>", 4)
@example("&amp;" * 5, 2)
def test_parts_show_together_what_the_whole_shows(html: str, limit: int) -> None:
    parts = split(html, limit)
    assert squeezed("".join(plain(part)[0] for part in parts)) == squeezed(plain(html)[0])
    assert styled(parts) == styled([html])


@given(MARKUP, st.integers(min_value=2, max_value=30))
def test_no_part_is_too_long_or_unbalanced_or_blank(html: str, limit: int) -> None:
    parts = split(html, limit)
    assert all(units(plain(part)[0]) <= limit for part in parts)
    assert all(balanced(part) for part in parts)
    assert len(parts) == 1 or all(plain(part)[0].strip() for part in parts)


@given(MARKUP)
def test_what_fits_is_left_as_it_is(html: str) -> None:
    if plain(html)[0].strip():
        assert split(html, 10_000) == [html]


@given(MARKUP)
def test_spans_lie_where_the_markup_was(html: str) -> None:
    text, spans = plain(html)
    whole = text.encode("utf-16-le")
    for span in spans:
        assert 0 <= span.start <= span.start + span.length <= units(text)
        inside = whole[2 * span.start : 2 * (span.start + span.length)].decode("utf-16-le")
        assert entities.escape(inside) in re.sub(TAG, "", html)


@pytest.mark.parametrize(
    ("html", "limit", "parts"),
    [
        ("một\nhai\nba", 8, ["một\nhai\n", "ba"]),
        ("một\nhai", 3, ["một", "hai"]),
        ("<b>một\nhai</b>", 4, ["<b>một\n</b>", "<b>hai</b>"]),
        ("một hai", 5, ["một ", "hai"]),
        ("abcdef", 4, ["abcd", "ef"]),
        ("<b><i>ab</i></b>", 1, ["<b><i>a</i></b>", "<b><i>b</i></b>"]),
        ("a&amp;b", 2, ["a&amp;", "b"]),
        ("😀😀", 3, ["😀", "😀"]),
        ("", 5, [""]),
        ("a\n\n\n\n\n\nb", 2, ["a\n", "\nb"]),
    ],
)
def test_cuts_fall_at_line_ends(html: str, limit: int, parts: list[str]) -> None:
    assert split(html, limit) == parts


def test_offsets_count_utf_16_units() -> None:
    assert plain("😀<b>Đã &lt;xong&gt;</b> <i>hết</i>") == (
        "😀Đã <xong> hết",
        (MarkupSpan(2, 9, "b"), MarkupSpan(12, 3, "i")),
    )

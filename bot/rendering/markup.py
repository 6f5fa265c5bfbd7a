"""The neutral markup of messages, <b>, <i> and <u> in escaped text, taken apart and cut."""

import html as entities
import re
from collections.abc import Sequence
from dataclasses import dataclass

TAG = re.compile(r"<(/?)([biu])>")
STYLED = re.compile(r"(</?[biu]>)")
PIECE = re.compile(r"</?[biu]>|&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z0-9]+);|.", re.DOTALL)
"""What is never cut: a tag, an escaped character, a character."""


@dataclass(frozen=True, slots=True)
class MarkupSpan:
    """A run of styled text. `start` and `length` count UTF-16 units, as messengers do."""

    start: int
    length: int
    style: str


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def plain(html: str) -> tuple[str, tuple[MarkupSpan, ...]]:
    """The text without markup, and where the markup was."""
    text = ""
    spans: list[MarkupSpan] = []
    begun: list[tuple[str, int]] = []
    end = 0
    for tag in TAG.finditer(html):
        text += entities.unescape(html[end : tag.start()])
        end = tag.end()
        if not tag[1]:
            begun.append((tag[2], units(text)))
        elif begun and begun[-1][0] == tag[2]:
            style, start = begun.pop()
            spans.append(MarkupSpan(start, units(text) - start, style))
    return text + entities.unescape(html[end:]), tuple(spans)


def split(html: str, limit: int) -> list[str]:
    """Parts of at most `limit` UTF-16 units of visible text each, every part balanced in itself.

    Cut after the last line end that fits, else after a space, else anywhere between characters.
    Parts of white space alone are left out, since no messenger takes them; there is always one.
    """
    parts: list[str] = []
    begun: tuple[str, ...] = ()
    pieces = STYLED.split(html) if units(html) <= limit else PIECE.findall(html)
    while pieces:
        end = _cut(pieces, limit)
        part, begun = _balanced(pieces[:end], begun)
        pieces = pieces[end:]
        if plain(part)[0].strip():
            parts.append(part)
    return parts or [""]


def _cut(pieces: Sequence[str], limit: int) -> int:
    """How many pieces the next part takes: at least one."""
    if units("".join(pieces)) <= limit:
        return len(pieces)
    filled = after_line = after_space = 0
    for number, piece in enumerate(pieces):
        shown = "" if TAG.fullmatch(piece) else entities.unescape(piece)
        filled += units(shown)
        if filled > limit:
            return number if shown == "\n" else after_line or after_space or max(number, 1)
        if shown == "\n":
            after_line = number + 1
        elif shown == " ":
            after_space = number + 1
    return len(pieces)


def _balanced(pieces: Sequence[str], begun: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The part with the styles of the part before reopened, and the styles it leaves open."""
    styles = list(begun)
    for piece in pieces:
        tag = TAG.fullmatch(piece)
        if tag and tag[1] and styles:
            styles.pop()
        elif tag and not tag[1]:
            styles.append(tag[2])
    opening = "".join(f"<{style}>" for style in begun)
    closing = "".join(f"</{style}>" for style in reversed(styles))
    return f"{opening}{''.join(pieces)}{closing}", tuple(styles)

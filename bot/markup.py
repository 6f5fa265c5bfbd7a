"""The neutral markup of messages, <b>, <i> and <u> in escaped text, taken apart."""

import html as entities
import re
from dataclasses import dataclass

TAG = re.compile(r"<(/?)([biu])>")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of styled text. `start` and `length` count UTF-16 units, as messengers do."""

    start: int
    length: int
    style: str


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def plain(html: str) -> tuple[str, tuple[Span, ...]]:
    """The text without markup, and where the markup was."""
    text = ""
    spans: list[Span] = []
    begun: list[tuple[str, int]] = []
    end = 0
    for tag in TAG.finditer(html):
        text += entities.unescape(html[end : tag.start()])
        end = tag.end()
        if not tag[1]:
            begun.append((tag[2], units(text)))
        elif begun and begun[-1][0] == tag[2]:
            style, start = begun.pop()
            spans.append(Span(start, units(text) - start, style))
    return text + entities.unescape(html[end:]), tuple(spans)

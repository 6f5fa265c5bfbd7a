"""How a message leaves by Zalo: cut into parts, styled by runs of units, never said twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Protocol

from bot.channels.protocol import SendFailed
from bot.channels.zalo.client import QUOTA, TOKEN
from bot.channels.zalo.updates import Json
from bot.channels.zalo_line import Alarms, PartsSender
from bot.rendering.markup import MarkupSpan, plain, split, units
from bot.rendering.rendered import Rendered

TEXT_LIMIT = 1900  # Zalo takes 2,000, but does not say of what
HEADING_LIMIT = 60
HEADING = "f_18"
STYLES: Mapping[str, str] = {"b": "b", "i": "i", "u": "c_db342e"}
"""Our messages underline nothing but deadlines, and on Zalo a deadline is red."""


class ZaloSendApi(Protocol):
    """What sending asks of Zalo; raises SendFailed."""

    async def say(self, address: str, text: str, styles: Sequence[Json]) -> str: ...


@dataclass(frozen=True, slots=True)
class ZaloMessagePart:
    """What one call carries: text without markup, and its styles as Zalo reads them."""

    text: str
    styles: tuple[Json, ...] = ()


class Sending:
    """Says messages part by part."""

    def __init__(self, wire: ZaloSendApi, alarms: Alarms) -> None:
        self._wire, self._alarms = wire, alarms
        self._parts = PartsSender(self._say)

    async def send(self, address: str, message: Rendered) -> str:
        return await self._parts.send(address, message.reference, written(message.html))

    async def _say(self, address: str, part: ZaloMessagePart) -> str:
        try:
            said = await self._wire.say(address, part.text, part.styles)
        except SendFailed as failed:
            if failed.stopped:
                self._alarms.sound(failed.reason)
            raise
        self._alarms.rest(TOKEN, QUOTA)
        return said


def written(html: str) -> list[ZaloMessagePart]:
    """The parts of a message; the first run of bold text in it may be its heading."""
    parts = [_trimmed(*plain(part)) for part in split(html, TEXT_LIMIT)]
    return [
        ZaloMessagePart(text, _runs(text, spans, not number))
        for number, (text, spans) in enumerate(parts)
    ]


def _trimmed(text: str, spans: Sequence[MarkupSpan]) -> tuple[str, list[MarkupSpan]]:
    """Without white space around it, which a messenger may take off: styles would slip."""
    bare = text.strip()
    cut = units(text) - units(text.lstrip())
    moved: list[MarkupSpan] = []
    for span in spans:
        start = max(span.start - cut, 0)
        end = min(span.start + span.length - cut, units(bare))
        if end > start:
            moved.append(replace(span, start=start, length=end - start))
    return bare, moved


def _runs(text: str, spans: Sequence[MarkupSpan], first: bool) -> tuple[Json, ...]:
    """Runs that do not overlap, since nobody says what Zalo makes of runs that do."""
    heading = _heading(text, spans) if first else None
    edges = sorted({edge for span in spans for edge in (span.start, span.start + span.length)})
    runs: list[dict[str, Any]] = []
    for start, end in pairwise(edges):
        covering = [span for span in spans if span.start <= start < span.start + span.length]
        styles = sorted({STYLES[span.style] for span in covering})
        if heading in covering:
            styles.append(HEADING)
        if styles:
            runs.append({"start": start, "len": end - start, "st": styles})
    return tuple(runs)


def _heading(text: str, spans: Sequence[MarkupSpan]) -> MarkupSpan | None:
    """The first bold run, if it is short and begins a line."""
    bold = min((span for span in spans if span.style == "b"), key=lambda s: s.start, default=None)
    if bold is None or bold.length > HEADING_LIMIT:
        return None
    before = text.encode("utf-16-le")[: 2 * bold.start].decode("utf-16-le")
    return bold if not before or before.endswith("\n") else None

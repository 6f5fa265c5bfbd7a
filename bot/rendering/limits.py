"""What one message may hold: whatever is longer says so, and where the rest is."""

from dataclasses import dataclass, replace

from bot.rendering.catalogue import Worded
from bot.rendering.markup import plain, split, units

MOST_PARTS = 3
"""Nobody reads a fourth."""
STEP = 100  # so much less is tried each time
LAST_KEPT = 6  # buttons at the end, which are about the whole message


@dataclass(frozen=True, slots=True)
class MessageLimits:
    """What a messenger takes: UTF-16 units of text in one part, buttons under a message."""

    text: int
    buttons: int


def fitted(worded: Worded, limits: MessageLimits, notice: str, tail: str = "") -> Worded:
    """At most MOST_PARTS parts and as many buttons as the messenger takes.

    Buttons in the middle are left out; what they are called by number goes on counting. Where
    anything is left out the text ends with the `notice`. `tail`: what stands at its end in any
    case, such as the choices of a phone without buttons.
    """
    buttons = worded.buttons
    if len(buttons) > limits.buttons:
        first = limits.buttons - LAST_KEPT
        buttons = (*buttons[:first], *buttons[-LAST_KEPT:])
    if buttons == worded.buttons and _fits(worded.html, limits):
        return worded
    text = worded.html.removesuffix(tail)
    return replace(worded, html=_beginning(text, f"\n\n{notice}{tail}", limits), buttons=buttons)


def _fits(html: str, limits: MessageLimits) -> bool:
    return len(split(html, limits.text)) <= MOST_PARTS


def _beginning(html: str, ending: str, limits: MessageLimits) -> str:
    """As much of the text as fits with its ending; parts end with lines, so some room is lost."""
    room = MOST_PARTS * limits.text - units(plain(ending)[0])
    while room > STEP:
        text = split(html, room)[0].rstrip("\n") + ending
        if _fits(text, limits):
            return text
        room -= STEP
    return ending.lstrip("\n")

"""Buttons by their words: who types what a button says means the button."""

from collections.abc import Mapping, Sequence

from domain.messaging.buttons import ButtonAction
from domain.messaging.prompts import Prompt
from domain.text.normalize import plain

WORDS: Mapping[str, str] = {
    "khong phai bi mat nha nuoc": "nosecret",
    "khong gui nua": "dropsecret",
    "nhac lai": "remind",
    "nhac lai ngay": "remind",
    "toi xu ly": "ack",
    "tra loi thay": "behalf",
    "chuyen viec": "handfrom",
    "chuyen nhiem vu": "handfrom",
    "bao vang mat": "absfrom",
    "gui lai loi moi": "invite",
    "khong dong y": "object",
    "chi ky nay": "handonce",
    "ca cac ky sau": "handall",
}
"""What may be typed, in plain spelling, and the action that it stands for."""


def spoken(text: str, known: Sequence[Prompt]) -> str | None:
    """The tap of the newest prompt that offers what these words say; None if none does."""
    action = WORDS.get(plain(text).strip(" ."))
    if action is None:
        return None
    for prompt in known:
        for tap in prompt.taps:
            parsed = ButtonAction.parse(tap)
            if parsed and parsed.action == action:
                return tap
    return None

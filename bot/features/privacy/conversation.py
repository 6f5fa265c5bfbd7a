"""Requests about personal data: what is to be corrected, and why one takes longer or is refused."""

from dataclasses import dataclass

from bot.inbound.turn import Data, Effect, Flow, Turn
from domain.messaging.messages import Heard, Say

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class AskCorrection(Effect):
    words: str


@dataclass(frozen=True, slots=True)
class AnswerRequest(Effect):
    """`later`: it is put off; otherwise it is refused."""

    request_id: int
    later: bool
    reason: str


def hear_correction(data: Data, heard: Heard) -> Turn:
    words = _words(heard)
    if not words:
        return Turn(Say("personal.correct_ask"), "hear_correction", data)
    return Turn(effect=AskCorrection(words))


def hear_reason(data: Data, heard: Heard) -> Turn:
    reason = _words(heard)
    if not reason:
        return Turn(Say("personal.why", dict(data["facts"])), "hear_reason", data)
    return Turn(effect=AnswerRequest(data["request_id"], data["later"], reason))


def _words(heard: Heard) -> str:
    return " ".join(heard.text.split())[:LONGEST]


FLOW: Flow = {"hear_correction": hear_correction, "hear_reason": hear_reason}

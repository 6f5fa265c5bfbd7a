"""Requests about personal data: what is to be corrected, and why one takes longer or is refused."""

from dataclasses import dataclass

from bot.inbound.free_text import content_only
from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.messaging.messages import IncomingEvent, Reply
from domain.people.access import Entrance
from domain.people.permissions import Action

routes = Router()


@dataclass(frozen=True, slots=True)
class AskCorrection(Effect):
    words: str


@dataclass(frozen=True, slots=True)
class AnswerRequest(Effect):
    """`later`: it is put off; otherwise it is refused."""

    request_id: int
    later: bool
    reason: str


@routes.step("requesting", "hear_correction", require=Entrance.MEMBER)
@content_only("hear_correction")
def hear_correction(data: Data, event: IncomingEvent) -> Turn:
    words = _words(event)
    if not words:
        return Turn(Reply("personal.correct_ask"), "hear_correction", data)
    return Turn(effect=AskCorrection(words))


@routes.step("requesting", "hear_reason", require=Action.DECIDE_REQUEST)
@content_only("hear_reason")
def hear_reason(data: Data, event: IncomingEvent) -> Turn:
    reason = _words(event)
    if not reason:
        return Turn(Reply("personal.why", dict(data["facts"])), "hear_reason", data)
    return Turn(effect=AnswerRequest(data["request_id"], data["later"], reason))


def _words(event: IncomingEvent) -> str:
    return " ".join(event.text.split())

"""Answering the question of another official."""

from dataclasses import dataclass

from bot.inbound.free_text import content_only
from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.messaging.messages import IncomingEvent, Reply
from domain.people.permissions import Action

routes = Router()


@dataclass(frozen=True, slots=True)
class AnswerQuestion(Effect):
    question_id: int
    text: str


@routes.step("asking", "hear_reply", require=Action.ANSWER_QUESTION)
@content_only("hear_reply", consent_counts=True)
def hear_reply(data: Data, event: IncomingEvent) -> Turn:
    text = event.text.strip()
    if not text:
        return Turn(Reply("question.write", dict(data)), "hear_reply", data)
    return Turn(effect=AnswerQuestion(data["question_id"], text))

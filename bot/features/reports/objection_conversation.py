"""Objecting to an answer given on one's behalf: the reason, in a sentence."""

from dataclasses import dataclass

from bot.inbound.free_text import content_only
from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.messaging.messages import IncomingEvent, Reply
from domain.people.permissions import Action

routes = Router()

SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Object(Effect):
    duty_id: int
    version: int
    reason: str


@routes.step("objecting", "hear_reason", require=Action.OBJECT)
@content_only("hear_reason")
def hear_reason(data: Data, event: IncomingEvent) -> Turn:
    reason = event.text.strip()
    if len(reason) < SHORTEST:
        return Turn(Reply("objection.reason", dict(data)), "hear_reason", data)
    return Turn(effect=Object(data["duty_id"], data["version"], reason))

"""Whether a day is really to be a day off, or to be worked again."""

from dataclasses import dataclass
from typing import Any

from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import IncomingEvent, Reply
from domain.people.permissions import Action
from domain.replies.content import agrees, declines

routes = Router()


@dataclass(frozen=True, slots=True)
class CarryOut(Effect):
    """`decree`: as it was shown."""

    decree: dict[str, Any]


@routes.step("dayoff", "hear_sure", require=Action.DECREE_DAY_OFF)
def hear_sure(data: Data, event: IncomingEvent) -> Turn:
    pressed = ButtonAction.parse(event.tap) if event.tap else None
    if (pressed and pressed.action == "dayoffyes") or (not pressed and agrees(event.text)):
        return Turn(effect=CarryOut(dict(data["decree"])))
    if (pressed and pressed.action == "dayoffno") or (not pressed and declines(event.text)):
        return Turn(Reply("day_off.dropped"))
    return Turn(Reply("day_off.say_yes"), "hear_sure", data)

"""Asking to be let in without a code: unit, name, position."""

from dataclasses import dataclass

from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.messaging.messages import IncomingEvent, Reply
from domain.people.access import Entrance

routes = Router()

SHORTEST, LONGEST_NAME, LONGEST_POSITION = 2, 60, 100


@dataclass(frozen=True, slots=True)
class AskToJoin(Effect):
    unit_id: int
    name: str
    position: str


@routes.step("registration", "hear_name", require=Entrance.ANYBODY)
def hear_name(data: Data, event: IncomingEvent) -> Turn:
    name = " ".join(event.text.split())
    clear = SHORTEST <= len(name) <= LONGEST_NAME and not any(sign.isdigit() for sign in name)
    if not clear:
        return Turn(Reply("registration.name_unclear"), "hear_name", data)
    return Turn(Reply("registration.ask_position"), "hear_position", {**data, "name": name})


@routes.step("registration", "hear_position", require=Entrance.ANYBODY)
def hear_position(data: Data, event: IncomingEvent) -> Turn:
    position = " ".join(event.text.split())
    if not SHORTEST <= len(position) <= LONGEST_POSITION:
        return Turn(Reply("registration.position_unclear"), "hear_position", data)
    return Turn(effect=AskToJoin(data["unit_id"], data["name"], position))

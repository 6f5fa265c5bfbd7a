"""Asking to be let in without a code: unit, name, position."""

from dataclasses import dataclass

from bot.inbound.turn import Data, Effect, Flow, Turn
from domain.messaging.messages import Heard, Say

SHORTEST, LONGEST_NAME, LONGEST_POSITION = 2, 60, 100


@dataclass(frozen=True, slots=True)
class AskToJoin(Effect):
    unit_id: int
    name: str
    position: str


def hear_name(data: Data, heard: Heard) -> Turn:
    name = " ".join(heard.text.split())
    clear = SHORTEST <= len(name) <= LONGEST_NAME and not any(sign.isdigit() for sign in name)
    if not clear:
        return Turn(Say("registration.name_unclear"), "hear_name", data)
    return Turn(Say("registration.ask_position"), "hear_position", {**data, "name": name})


def hear_position(data: Data, heard: Heard) -> Turn:
    position = " ".join(heard.text.split())
    if not SHORTEST <= len(position) <= LONGEST_POSITION:
        return Turn(Say("registration.position_unclear"), "hear_position", data)
    return Turn(effect=AskToJoin(data["unit_id"], data["name"], position))


FLOW: Flow = {"hear_name": hear_name, "hear_position": hear_position}

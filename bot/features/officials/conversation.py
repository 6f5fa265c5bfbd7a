"""Changing one row of the roster: who, what, and whether really."""

from dataclasses import dataclass
from typing import Any

from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import IncomingEvent, Reply
from domain.people.permissions import Action
from domain.text.normalize import plain

routes = Router()

YES = {"dung", "dong y", "xac nhan", "co"}
NO = {"khong", "thoi", "huy", "bo", "bo qua"}


@dataclass(frozen=True, slots=True)
class FindOfficial(Effect):
    words: str


@dataclass(frozen=True, slots=True)
class ReadChange(Effect):
    """`how`: add, edit or move. `code`: of the person, empty for somebody new."""

    how: str
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class ApplyChange(Effect):
    """`change`: as it was shown. `asked`: how often it was confirmed before."""

    change: dict[str, Any]
    asked: int


@routes.step("official", "hear_who", require=Action.IMPORT)
def hear_who(data: Data, event: IncomingEvent) -> Turn:  # noqa: ARG001 - the shape of a step
    if plain(event.text) in NO:
        return Turn(Reply("official.dropped"))
    return Turn(effect=FindOfficial(event.text))


@routes.step("official", "hear_change", require=Action.IMPORT)
def hear_change(data: Data, event: IncomingEvent) -> Turn:
    if plain(event.text) in NO:
        return Turn(Reply("official.dropped"))
    return Turn(effect=ReadChange(data["how"], data["code"], event.text))


@routes.step("official", "hear_sure", require=Action.IMPORT)
def hear_sure(data: Data, event: IncomingEvent) -> Turn:
    pressed = ButtonAction.parse(event.tap) if event.tap else None
    said = plain(event.text)
    if (pressed and pressed.action == "offyes") or (not pressed and said in YES):
        return Turn(effect=ApplyChange(dict(data["change"]), int(data["asked"])))
    if (pressed and pressed.action == "offno") or (not pressed and said in NO):
        return Turn(Reply("official.dropped"))
    return Turn(Reply("official.say_yes"), "hear_sure", data)

"""Several tasks answered in one message: shown as understood, stored once confirmed."""

from dataclasses import dataclass
from typing import Any

from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, IncomingEvent, Reply
from domain.people.permissions import Action
from domain.text.normalize import plain

routes = Router()

RIGHT = {"dung", "dung roi", "dong y", "ok", "yes"}
CHOICES = (
    Choice("choice.right", str(ButtonAction("right"))),
    Choice("choice.change", str(ButtonAction("mine"))),
)


@dataclass(frozen=True, slots=True)
class SaveList(Effect):
    """`items`: for each task its duty, the status and the percentage."""

    items: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ReadAgain(Effect):
    """Something else was written instead of a confirmation: read it on its own."""


@routes.step("listing", "hear_confirmation", require=Action.ANSWER)
def hear_confirmation(data: Data, event: IncomingEvent) -> Turn:
    if event.tap == str(ButtonAction("right")) or plain(event.text) in RIGHT:
        return Turn(effect=SaveList(tuple(data["items"])))
    if event.tap:
        return Turn(Reply("answer.list_confirm", data, CHOICES), "hear_confirmation", data)
    return Turn(effect=ReadAgain())

"""Several tasks answered in one message: shown as understood, stored once confirmed."""

from dataclasses import dataclass
from typing import Any

from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, IncomingEvent, Reply
from domain.people.permissions import Action
from domain.replies.content import agrees, declines, read_words
from domain.replies.follow_up import FollowUp
from domain.text.normalize import plain

routes = Router()

RIGHT = {"dung", "dung roi", "dong y", "ok", "yes", "right"}
CHANGE = {"sua", "sua lai", "sai", "sai roi", "change", "wrong"}
CHOICES = (
    Choice("choice.right", str(ButtonAction("right"))),
    Choice("choice.change", str(ButtonAction("mine"))),
)


@dataclass(frozen=True, slots=True)
class SaveList(Effect):
    """`items`: for each task its duty, the status, the percentage and the note."""

    items: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Drop(Effect):
    """What was understood is not so: nothing is stored, and the list is shown again."""


@dataclass(frozen=True, slots=True)
class Adjust(Effect):
    """Words beside a confirmation: they may put right some of what was understood."""

    items: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ReadAgain(Effect):
    """Something else was written instead of a confirmation: read it on its own."""


@routes.step("listing", "hear_confirmation", require=Action.ANSWER)
def hear_confirmation(data: Data, event: IncomingEvent) -> Turn:
    if event.tap == str(ButtonAction("right")) or (not event.tap and _confirms(event.text)):
        return Turn(effect=SaveList(tuple(data["items"])))
    kind = read_words(event.text).kind
    if not event.tap and (_rejects(event.text) or kind is FollowUp.UNDO):
        return Turn(effect=Drop())
    if event.tap or kind is FollowUp.PLEASANTRY:
        return Turn(Reply("answer.list_confirm", data, CHOICES), "hear_confirmation", data)
    return Turn(effect=Adjust(tuple(data["items"])))


def _confirms(text: str) -> bool:
    return plain(text) in RIGHT or agrees(text)


def _rejects(text: str) -> bool:
    return plain(text) in CHANGE or declines(text)

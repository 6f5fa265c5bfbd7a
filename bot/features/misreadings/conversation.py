"""Reporting a misread reply: what it meant, pressed or in words."""

from dataclasses import dataclass

from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import IncomingEvent, Reply
from domain.people.access import Entrance
from domain.replies.content import declines, read_words
from domain.replies.follow_up import FollowUp
from domain.replies.interpreter import interpret
from domain.replies.judgement import TOLD, Verdict
from domain.replies.misreadings import MEANINGS

routes = Router()

FLOW, STEP = "misreading", "hear_meant"
MEANT = "meant"


@dataclass(frozen=True, slots=True)
class ReportMisreading(Effect):
    """`duty_id`: what the words were taken to be about, or 0."""

    text: str
    read_as: Verdict
    meant: Verdict
    duty_id: int


@routes.step(FLOW, STEP, require=Entrance.MEMBER)
def hear_meant(data: Data, event: IncomingEvent) -> Turn:
    """A meaning pressed, or a status in words; anything else is asked again."""
    read_as = Verdict(data["read_as"])
    meant = _pressed(event.tap) if event.tap else _said(event.text)
    if meant in MEANINGS and meant is not read_as:
        return Turn(effect=ReportMisreading(data["text"], read_as, meant, int(data["duty_id"])))
    if declines(event.text) or read_words(event.text).kind is FollowUp.UNDO:
        return Turn(Reply("misreading.dropped"))
    return Turn(Reply("misreading.say_what"), STEP, data)


def _pressed(tap: str) -> Verdict | None:
    action = ButtonAction.parse(tap)
    known = action is not None and action.action == MEANT and action.id < len(MEANINGS)
    return MEANINGS[action.id] if action and known else None


def _said(text: str) -> Verdict | None:
    verdict = interpret(text).verdict
    return verdict if verdict in TOLD else None

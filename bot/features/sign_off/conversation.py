"""Confirming a unit's reports in words, once all of them have been shown."""

from dataclasses import dataclass

from bot.features.reports.bulk_reply_conversation import ReadAgain
from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.messaging.messages import IncomingEvent, Reply
from domain.people.permissions import Action
from domain.text.normalize import plain

routes = Router()

YES = {"chot", "chot bao cao", "chot bao cao don vi", "dong y", "dung", "xac nhan", "yes"}
NO = {"khong", "thoi", "chua", "huy", "no"}


@dataclass(frozen=True, slots=True)
class CloseUnit(Effect):
    """`seen`: the newest version among the reports that were shown."""

    sign_off_id: int
    seen: int


@routes.step("closing", "hear_sure", require=Action.CONFIRM_UNIT)
def hear_sure(data: Data, event: IncomingEvent) -> Turn:
    """Any other words are no answer to this; they are read as they would be elsewhere."""
    said = plain(event.text).rstrip(" .")
    if said in YES:
        return Turn(effect=CloseUnit(data["sign_off_id"], data["seen"]))
    if said in NO:
        return Turn(Reply("closing.not_done"))
    return Turn(effect=ReadAgain())

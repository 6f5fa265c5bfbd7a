"""Agreeing, or not, to the notice on personal data before a chat is linked."""

from dataclasses import dataclass

from actions.people.admission import AGREE, NOTICE
from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import IncomingEvent, Reply
from domain.people.access import Entrance
from domain.people.department_names import UNNAMED
from domain.text.normalize import plain

routes = Router()

AGREED = {"dong y", "dongy", "agree"}
DECLINED = {"tu choi", "tuchoi", "decline"}


@dataclass(frozen=True, slots=True)
class Agree(Effect):
    """`secret_hash` is of the invitation to be used up; empty for one admitted by a person."""

    official_id: int
    secret_hash: str


def notice(data: Data) -> Reply:
    """What is agreed to, in the names of the person's own department."""
    return Reply(NOTICE, {**UNNAMED.facts, **data}, AGREE)


@dataclass(frozen=True, slots=True)
class Decline(Effect):
    official_id: int


@routes.step("consent", "hear_consent", require=Entrance.ANYBODY)
def hear_consent(data: Data, event: IncomingEvent) -> Turn:
    said = plain(event.text)
    if event.tap == str(ButtonAction("agree")) or said in AGREED:
        return Turn(effect=Agree(data["official_id"], data["secret_hash"]))
    if event.tap == str(ButtonAction("decline")) or said in DECLINED:
        return Turn(effect=Decline(data["official_id"]))
    return Turn(notice(data), "hear_consent", data)

"""Not accepting what a unit claims to be done: the reason, in the Office's own words."""

from dataclasses import dataclass

from bot.inbound.free_text import content_only
from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.messaging.messages import IncomingEvent, Reply
from domain.people.permissions import Action
from domain.text.normalize import plain

routes = Router()

NO = {"thoi", "huy", "khong", "no", "cancel"}


@dataclass(frozen=True, slots=True)
class RejectClaim(Effect):
    claim_id: int
    reason: str


@routes.step("rejecting", "hear_reason", require=Action.ACCEPT)
@content_only("hear_reason", but=NO)
def hear_reason(data: Data, event: IncomingEvent) -> Turn:
    """A short word takes the wish back; without any words it is asked again."""
    reason = event.text.strip()
    if not reason:
        return Turn(Reply("acceptance.why", data), "hear_reason", data)
    if plain(reason).rstrip(" .") in NO:
        return Turn(Reply("acceptance.not_rejected", data))
    return Turn(effect=RejectClaim(data["claim_id"], reason))

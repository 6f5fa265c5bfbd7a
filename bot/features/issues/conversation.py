"""Deciding on a difficulty: the decision, the next date, and whether it is to be kept."""

from dataclasses import dataclass
from datetime import date

from bot.inbound.free_text import content_only
from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.calendar.work_calendar import local_day
from domain.issues.issue_text import read_next_date, wants_no_date
from domain.issues.issues import LONGEST
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, IncomingEvent, Reply
from domain.people.permissions import Action
from domain.text.normalize import plain

routes = Router()

YES = {"ghi", "ghi y kien", "dong y", "dung", "co", "gui", "ok", "yes"}
NO = {"khong", "thoi", "huy", "bo", "no"}


@dataclass(frozen=True, slots=True)
class Decide(Effect):
    """`version`: the entry as it was when the decision was begun."""

    issue_id: int
    version: int
    text: str
    next_date: date | None


@routes.step("deciding", "hear_decision", require=Action.DECIDE_ISSUE)
@content_only("hear_decision", consent_counts=True)
def hear_decision(data: Data, event: IncomingEvent) -> Turn:
    text = event.text.strip()
    if not text:
        return Turn(Reply("issue.write", data), "hear_decision", data)
    if len(text) > LONGEST:
        facts = {"count": len(text), "most": LONGEST}
        return Turn(Reply("issue.too_long", facts), "hear_decision", data)
    return _ask_date({**data, "text": text})


@routes.step("deciding", "hear_date", require=Action.DECIDE_ISSUE)
def hear_date(data: Data, event: IncomingEvent) -> Turn:
    """A day in words or figures, or none at all; what was written before is not lost."""
    if event.tap == str(ButtonAction("nodate")) or wants_no_date(event.text):
        return _ask_sure({**data, "next_date": None})
    day = read_next_date(event.text, local_day(event.at))
    if day is None:
        return _ask_date(data, unread=event.text.strip())
    return _ask_sure({**data, "next_date": day.isoformat()})


def _ask_date(data: Data, unread: str = "") -> Turn:
    choice = Choice("choice.no_date", str(ButtonAction("nodate")))
    return Turn(Reply("issue.ask_date", {"unread": unread}, (choice,)), "hear_date", data)


def _ask_sure(data: Data) -> Turn:
    choices = (
        Choice("choice.keep_decision", str(ButtonAction("decideyes"))),
        Choice("choice.no", str(ButtonAction("decideno"))),
    )
    return Turn(Reply("issue.sure", data, choices), "hear_sure", data)


@routes.step("deciding", "hear_sure", require=Action.DECIDE_ISSUE)
def hear_sure(data: Data, event: IncomingEvent) -> Turn:
    said, tap = plain(event.text).rstrip(" ."), ButtonAction.parse(event.tap)
    if said in YES or (tap and tap.action == "decideyes"):
        day = date.fromisoformat(data["next_date"]) if data["next_date"] else None
        return Turn(effect=Decide(data["issue_id"], data["version"], data["text"], day))
    if said in NO or (tap and tap.action == "decideno"):
        return Turn(Reply("issue.dropped", {"number": data["number"]}))
    return _ask_sure(data)

"""A later day for a duty, asked for or given: the day and the reason, in words or by buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.inbound.free_text import content_only
from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.calendar.work_calendar import local_day
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, IncomingEvent, Reply
from domain.people.permissions import Action
from domain.replies.content import agrees, declines
from domain.text.dates import answered_day, only_day

routes = Router()

EXTENDED, RETURNED, GIVEN = "extday", "retday", "givenday"
NOT_THAT_DAY = frozenset(
    ("khong", "khong phai", "khong dung", "chua dung", "chua phai", "sai", "sai roi", "nham")
)
"""Words that say the day was not understood, and would be pleasantries elsewhere."""


@dataclass(frozen=True, slots=True)
class ChooseDay(Effect):
    """A new due day was named for an extension."""

    duty_id: int
    day: date


@dataclass(frozen=True, slots=True)
class AskExtension(Effect):
    duty_id: int
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class GiveBack(Effect):
    """`sure`: the day was pressed or confirmed; one that was typed is said back first."""

    duty_id: int
    revision: int
    day: date
    reason: str
    sure: bool


@dataclass(frozen=True, slots=True)
class DecideExtension(Effect):
    extension_id: int
    grants: bool
    reason: str


@dataclass(frozen=True, slots=True)
class GiveTime(Effect):
    """More time that nobody asked for; `revision`: the duty as it was seen."""

    duty_id: int
    revision: int
    day: date
    reason: str


def day_choices(action: str, duty_id: int, days: Sequence[date]) -> tuple[Choice, ...]:
    """One button per day that is offered for a duty."""
    return tuple(
        Choice(
            "choice.day",
            str(ButtonAction(action, duty_id, day.toordinal())),
            {"day": day.isoformat()},
        )
        for day in days
    )


def day_of(tap: ButtonAction) -> date | None:
    """The day that a button carries, or None for what no calendar knows."""
    known = 0 < tap.revision <= date.max.toordinal()
    return date.fromordinal(tap.revision) if known else None


def _day(data: Data, event: IncomingEvent, action: str = RETURNED) -> date | None:
    """The day that was pressed or typed."""
    tap = ButtonAction.parse(event.tap)
    if tap is not None:
        return day_of(tap) if (tap.action, tap.id) == (action, data["duty_id"]) else None
    today = local_day(event.at)
    due = data["facts"].get("due_at")
    known = local_day(datetime.fromisoformat(due)) if due else today
    return answered_day(event.text, today, max(known, today))


def _again(key: str, action: str, data: Data) -> Reply:
    days = [date.fromisoformat(day) for day in data["days"]]
    return Reply(key, dict(data["facts"]), day_choices(action, data["duty_id"], days))


@routes.step("own_time", "hear_day", require=Action.ASK_EXTENSION)
def hear_day(data: Data, event: IncomingEvent) -> Turn:
    """The new due day of an extension; its buttons work without a conversation."""
    day = _day(data, event)
    if day is None:
        return Turn(_again("extension.day_unclear", EXTENDED, data), "hear_day", data)
    return Turn(effect=ChooseDay(data["duty_id"], day))


@routes.step("own_time", "hear_reason", require=Action.ASK_EXTENSION)
@content_only("hear_reason", but=NOT_THAT_DAY)
def hear_reason(data: Data, event: IncomingEvent) -> Turn:
    """Why, and how far it is; or that the day which was said back is another one."""
    another = only_day(event.text, local_day(event.at))
    if another is not None:
        return Turn(effect=ChooseDay(data["duty_id"], another))
    if declines(event.text):
        return Turn(_again("extension.until", EXTENDED, data), "hear_day", data)
    reason = _reason(event)
    if not reason:
        return Turn(Reply("extension.why", dict(data["facts"])), "hear_reason", data)
    return Turn(effect=AskExtension(data["duty_id"], date.fromisoformat(data["day"]), reason))


@routes.step("own_time", "hear_decision_reason", require=Action.DECIDE_EXTENSION)
@content_only("hear_decision_reason", consent_counts=True)
def hear_decision_reason(data: Data, event: IncomingEvent) -> Turn:
    reason = _reason(event)
    if not reason:
        return Turn(
            Reply("extension.decision_why", dict(data["facts"])), "hear_decision_reason", data
        )
    return Turn(effect=DecideExtension(data["extension_id"], data["grants"], reason))


@routes.step("own_time", "hear_given_day", require=Action.DECIDE_EXTENSION)
def hear_given_day(data: Data, event: IncomingEvent) -> Turn:
    """The new due day that is given unasked; it is said back with the question why."""
    day = _day(data, event, GIVEN)
    if day is None:
        return Turn(_again("extension.day_unclear", GIVEN, data), "hear_given_day", data)
    more = {**data, "day": day.isoformat()}
    facts = {**data["facts"], "day": more["day"]}
    return Turn(Reply("extension.give_why", facts), "hear_given_reason", more)


@routes.step("own_time", "hear_given_reason", require=Action.DECIDE_EXTENSION)
@content_only("hear_given_reason", but=NOT_THAT_DAY)
def hear_given_reason(data: Data, event: IncomingEvent) -> Turn:
    """Why; or that the day which was said back is another one."""
    if only_day(event.text, local_day(event.at)) is not None:
        return hear_given_day(data, event)
    if declines(event.text):
        return Turn(_again("extension.give_until", GIVEN, data), "hear_given_day", data)
    reason, day = _reason(event), date.fromisoformat(data["day"])
    if not reason:
        facts = {**data["facts"], "day": data["day"]}
        return Turn(Reply("extension.give_why", facts), "hear_given_reason", data)
    return Turn(effect=GiveTime(data["duty_id"], data["revision"], day, reason))


@routes.step("own_time", "hear_return_reason", require=Action.RETURN)
@content_only("hear_return_reason")
def hear_return_reason(data: Data, event: IncomingEvent) -> Turn:
    """What is to be corrected."""
    reason = _reason(event)
    if not reason:
        return Turn(Reply("returning.why", dict(data["facts"])), "hear_return_reason", data)
    more = {**data, "reason": reason}
    return Turn(_again("returning.until", RETURNED, more), "hear_return_day", more)


@routes.step("own_time", "hear_return_day", require=Action.RETURN)
def hear_return_day(data: Data, event: IncomingEvent) -> Turn:
    """Until when; a day that was typed is said back before anything rests on it."""
    understood = data.get("day") if agrees(event.text) else None
    day = date.fromisoformat(understood) if understood else _day(data, event)
    if day is None:
        return Turn(_again("returning.day_unclear", RETURNED, data), "hear_return_day", data)
    sure = bool(event.tap or understood)
    return Turn(effect=GiveBack(data["duty_id"], data["revision"], day, data["reason"], sure))


def _reason(event: IncomingEvent) -> str:
    return " ".join(event.text.split())

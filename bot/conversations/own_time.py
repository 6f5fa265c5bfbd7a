"""A later day for a duty, asked for or given: the day and the reason, in words or by buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.conversations.turn import Data, Effect, Flow, Turn
from domain.calendar import local_day
from domain.day_words import read_day
from domain.messages import Choice, Heard, Say
from domain.taps import Tap

PICK = "extday"
LONGEST = 1000


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
    duty_id: int
    revision: int
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class DecideExtension(Effect):
    extension_id: int
    grants: bool
    reason: str


def day_choices(days: Sequence[date]) -> tuple[Choice, ...]:
    """One button per day that is offered."""
    return tuple(
        Choice("choice.day", str(Tap(PICK, day.toordinal())), {"day": day.isoformat()})
        for day in days
    )


def ask_day(key: str, facts: Data, days: Sequence[date]) -> Say:
    return Say(key, dict(facts), day_choices(days))


def _day(heard: Heard) -> date | None:
    """The day that was pressed or typed."""
    tap = Tap.parse(heard.tap)
    if tap is not None:
        known = tap.action == PICK and date.min.toordinal() <= tap.id <= date.max.toordinal()
        return date.fromordinal(tap.id) if known else None
    return read_day(heard.text, local_day(heard.at))


def _again(key: str, data: Data) -> Say:
    return ask_day(key, data["facts"], [date.fromisoformat(day) for day in data["days"]])


def hear_day(data: Data, heard: Heard) -> Turn:
    """The new due day of an extension."""
    day = _day(heard)
    if day is None:
        return Turn(_again("extension.day_unclear", data), "hear_day", data)
    return Turn(effect=ChooseDay(data["duty_id"], day))


def hear_reason(data: Data, heard: Heard) -> Turn:
    """Why, and how far it is."""
    reason = _reason(heard)
    if not reason:
        return Turn(Say("extension.why", dict(data["facts"])), "hear_reason", data)
    return Turn(effect=AskExtension(data["duty_id"], date.fromisoformat(data["day"]), reason))


def hear_decision_reason(data: Data, heard: Heard) -> Turn:
    reason = _reason(heard)
    if not reason:
        return Turn(
            Say("extension.decision_why", dict(data["facts"])), "hear_decision_reason", data
        )
    return Turn(effect=DecideExtension(data["extension_id"], data["grants"], reason))


def hear_return_reason(data: Data, heard: Heard) -> Turn:
    """What is to be corrected."""
    reason = _reason(heard)
    if not reason:
        return Turn(Say("returning.why", dict(data["facts"])), "hear_return_reason", data)
    more = {**data, "reason": reason}
    return Turn(_again("returning.until", more), "hear_return_day", more)


def hear_return_day(data: Data, heard: Heard) -> Turn:
    """Until when."""
    day = _day(heard)
    if day is None:
        return Turn(_again("returning.day_unclear", data), "hear_return_day", data)
    return Turn(effect=GiveBack(data["duty_id"], data["revision"], day, data["reason"]))


def _reason(heard: Heard) -> str:
    return " ".join(heard.text.split())[:LONGEST]


FLOW: Flow = {
    "hear_day": hear_day,
    "hear_reason": hear_reason,
    "hear_decision_reason": hear_decision_reason,
    "hear_return_reason": hear_return_reason,
    "hear_return_day": hear_return_day,
}
